"""Telegram in, replies out."""
