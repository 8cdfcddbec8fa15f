"""Answering: where an update came from, what was asked, and how a reply goes back."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from telegram import (
    CallbackQuery,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest

from bot import models, queries
from bot.keyboard import BAD_BUTTON, keyboard
from bot.models import Button
from bot.rendering import messages, plain

log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody spoke: a chat, and its forum thread if there is one."""

    chat_id: int
    thread_id: int | None
    kind: str  #: private, group, supergroup or channel

    @property
    def private(self) -> bool:
        """Tell whether one person talks to the bot alone."""
        return self.kind == ChatType.PRIVATE


def place_of(update: Update) -> Place | None:
    """Tell where *update* came from; a chain of replies is no forum thread."""
    chat, message = update.effective_chat, update.effective_message
    if chat is None:
        return None
    thread_id = message.message_thread_id if message and message.is_topic_message else None
    return Place(chat.id, thread_id, str(chat.type))


def asked(update: Update) -> str:
    """Give what was written after the command, or all that was written without one."""
    message = update.effective_message
    return queries.arguments(message.text or "") if message else ""


async def answer(update: Update, html: str, buttons: Iterable[Iterable[Button]] = ()) -> None:
    """Reply with *html* in as many messages as it needs, the buttons under the last."""
    for message in messages(html, buttons):
        await send(update, message)


async def send(update: Update, message: models.Message) -> None:
    """Reply with one message; without what Telegram refuses of it, its markup or its buttons."""
    try:
        await _send(update, message.html, ParseMode.HTML, message.buttons)
    except BadRequest as refusal:
        said = refusal.message.lower()
        if "parse entities" in said:
            log.warning("markup refused in a reply: %s", refusal.message)
            await _send(update, message.plain, None, message.buttons)
        elif message.buttons and any(known in said for known in BAD_BUTTON):
            log.warning("button refused in a reply: %s", refusal.message)
            await _send(update, message.html, ParseMode.HTML, ())
        else:
            raise


async def replace(query: CallbackQuery, message: models.Message) -> None:
    """Put *message* in the place of the one whose button was pressed."""
    try:
        await query.edit_message_text(
            message.html,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(message.buttons),
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as refusal:
        if not harmless(refusal):
            raise


async def acknowledge(query: CallbackQuery, text: str = "", *, loud: bool = False) -> None:
    """Answer a press, so that its button stops waiting; too late is no trouble."""
    try:
        await query.answer(text[: CallbackQuery.MAX_ANSWER_TEXT_LENGTH] or None, show_alert=loud)
    except BadRequest as refusal:
        if not harmless(refusal):
            raise


def bare(html: str) -> models.Message:
    """Make a message without buttons."""
    return models.Message(html=html, plain=plain(html))


async def _send(
    update: Update, text: str, parse_mode: ParseMode | None, rows: Iterable[Iterable[Button]]
) -> None:
    if message := update.effective_message:
        await message.reply_text(
            text,
            parse_mode=parse_mode,
            reply_markup=keyboard(rows),
            link_preview_options=_NO_PREVIEW,
            allow_sending_without_reply=True,
        )


def harmless(refusal: BadRequest) -> bool:
    """Tell whether a refusal only says that there is nothing left to do."""
    said = refusal.message.lower()
    return any(
        known in said
        for known in (
            "message is not modified",
            "query is too old",
            "query id is invalid",
            "message to edit not found",
            "message can't be edited",
        )
    )
