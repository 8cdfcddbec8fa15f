"""A Telegram that is not there: PTB's requests end here, and updates come from the test."""

import json
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace

from telegram import Update
from telegram.ext import Application, ContextTypes, ExtBot
from telegram.request import BaseRequest

from bot.context import Context

BOT = {"id": 99, "is_bot": True, "first_name": "Briefing", "username": "briefing_bot"}
ANNA = {"id": 5, "is_bot": False, "first_name": "Anna"}
BORIS = {"id": 6, "is_bot": False, "first_name": "Boris"}

PRIVATE = {"id": 5, "type": "private", "first_name": "Anna"}
GROUP = {"id": -40, "type": "group", "title": "Desk"}
FORUM = {"id": -1001, "type": "supergroup", "title": "Forum", "is_forum": True}
CHANNEL = {"id": -1002, "type": "channel", "title": "News"}


@dataclass
class Call:
    """One request that the bot made."""

    method: str
    parameters: dict

    @property
    def text(self):
        return self.parameters.get("text", "")

    @property
    def buttons(self):
        """Label → callback data or address."""
        rows = self.parameters.get("reply_markup", {}).get("inline_keyboard", [])
        return {
            button["text"]: button.get("callback_data") or button.get("url")
            for row in rows
            for button in row
        }


@dataclass
class OfflineTelegram:
    """Answers requests as Telegram would, and lets people speak.

    *refusals*: for a method, (HTTP status, description) of the next answers. *admins*: ids of the
    users who are admins of every group.
    """

    calls: list = field(default_factory=list)
    refusals: dict = field(default_factory=dict)
    admins: set = field(default_factory=set)
    application: Application | None = None
    _numbers: count = field(default_factory=lambda: count(1))

    async def say(self, text, chat=PRIVATE, user=ANNA, **extra):
        """Send *text*; gives what the bot did about it."""
        kind = "channel_post" if chat["type"] == "channel" else extra.pop("kind", "message")
        message = self.message(text, chat=chat, **extra)
        if kind != "channel_post":
            message["from"] = user
        return await self.update({kind: message})

    async def press(self, data, chat=PRIVATE, user=ANNA, markup=None, **extra):
        """Press a button with *data* under a message of the bot."""
        message = self.message("…", chat=chat, **extra) | {"from": BOT}
        if markup:
            message["reply_markup"] = {"inline_keyboard": markup}
        query = {"id": "1", "from": user, "chat_instance": "1", "message": message, "data": data}
        return await self.update({"callback_query": query})

    async def update(self, body):
        """Let the application process one update; gives the requests it led to."""
        before = len(self.calls)
        body = {"update_id": next(self._numbers), **body}
        await self.application.process_update(Update.de_json(body, self.application.bot))
        return self.calls[before:]

    def message(self, text, *, chat, **extra):
        """Make a message as Telegram describes it."""
        made = {"message_id": next(self._numbers), "date": 1_700_000_000, "chat": chat} | extra
        if text is not None:
            made |= {"text": text, "entities": list(_entities(text))}
        return made

    def answer(self, method, parameters):
        """Give (HTTP status, body) for one request."""
        self.calls.append(Call(method, parameters))
        if waiting := self.refusals.get(method):
            status, description = waiting.pop(0)
            return status, {"ok": False, "error_code": status, "description": description}
        return 200, {"ok": True, "result": self._result(method, parameters)}

    def _result(self, method, parameters):
        if method == "getMe":
            return BOT
        if method == "getChatMember":
            user = {"id": parameters["user_id"], "is_bot": False, "first_name": "X"}
            if parameters["user_id"] in self.admins:
                return administrator(user)
            return {"status": "member", "user": user}
        if method in {"sendMessage", "editMessageText", "editMessageReplyMarkup"}:
            chat = {"id": parameters["chat_id"], "type": "private"}
            return self.message(parameters.get("text"), chat=chat)
        return True


class _Request(BaseRequest):
    def __init__(self, telegram):
        self._telegram = telegram

    @property
    def read_timeout(self):
        return 5.0

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    async def do_request(self, url, method, request_data=None, **timeouts):
        parameters = dict(request_data.parameters) if request_data else {}
        status, body = self._telegram.answer(url.rsplit("/", 1)[1], parameters)
        return status, json.dumps(body).encode()


async def offline_application(services, register):
    """Make a PTB application with our handlers and *services*, connected to nothing."""
    telegram = OfflineTelegram()
    bot = ExtBot("1:offline", request=_Request(telegram), get_updates_request=_Request(telegram))
    builder = Application.builder().bot(bot).updater(None).job_queue(None)
    application = builder.context_types(ContextTypes(context=Context)).build()
    application.bot_data["services"] = services
    register(application)
    telegram.application = application
    await application.initialize()
    telegram.calls.clear()
    return telegram


def services(**parts):
    """Make what handlers need of the services, and nothing else."""
    default = {"operators": frozenset(), "allowed_chats": None}
    return SimpleNamespace(**{**default, **parts})


def _entities(text):
    for offset, word in _words(text):
        if word.startswith("/") and offset == 0:
            yield {"type": "bot_command", "offset": 0, "length": len(word)}
        if word.startswith("@"):
            yield {"type": "mention", "offset": offset, "length": len(word)}


def _words(text):
    offset = 0
    for word in text.split(" "):
        yield offset, word
        offset += len(word) + 1


def administrator(user):
    rights = (
        "can_be_edited",
        "is_anonymous",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    )
    return {"status": "administrator", "user": user, **dict.fromkeys(rights, False)}
