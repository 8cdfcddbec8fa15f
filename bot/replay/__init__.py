"""Replay of reality: old captures of one feed, told to the bot one after the other.

What came of it is judged by rules of its own, not by those of `bot.identity`: a mistake there must
not hide itself.
"""
