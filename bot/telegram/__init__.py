"""The edge to Telegram: transport, pace, incoming updates, sending."""
