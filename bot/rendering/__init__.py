"""What people read: briefings as Telegram HTML, and the plain text it falls back to. Pure."""

from bot.rendering.alerts import alert, correction, headline, messages
from bot.rendering.lists import Show, listing
from bot.rendering.split import plain, split, units
from bot.rendering.text import clean, escape

__all__ = [
    "Show",
    "alert",
    "clean",
    "correction",
    "escape",
    "headline",
    "listing",
    "messages",
    "plain",
    "split",
    "units",
]
