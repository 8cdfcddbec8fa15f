"""The chat that needs no token: a terminal in place of Telegram."""
