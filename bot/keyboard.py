"""Our buttons as Telegram's."""

from collections.abc import Iterable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.models import Button

#: How Telegram refuses a button, most likely its address; without case.
BAD_BUTTON = ("button_url_invalid", "wrong http url", "button_data_invalid", "button_type_invalid")


def keyboard(rows: Iterable[Iterable[Button]]) -> InlineKeyboardMarkup | None:
    """Turn our buttons into Telegram's; None when there are none."""
    made = [
        [
            InlineKeyboardButton(
                button.label, callback_data=button.data or None, url=button.url or None
            )
            for button in row
        ]
        for row in rows
    ]
    return InlineKeyboardMarkup(made) if made else None
