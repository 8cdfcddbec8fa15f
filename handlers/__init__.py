"""Telegram in, replies out: every handler, in the order in which they are asked."""

from telegram import Message, Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.context import App
from handlers import (
    access,
    errors,
    latest,
    membership,
    privacy,
    start,
    status,
    subscribe,
    topic,
    topics,
    wish_buttons,
)
from handlers.throttle import Throttle

#: What each command of `commands.COMMANDS` does.
CALLBACKS = {
    "latest": latest.latest,
    "topic": topic.topic,
    "topics": topics.topics,
    "subscribe": subscribe.subscribe,
    "unsubscribe": subscribe.unsubscribe,
    "status": status.status,
    "privacy": privacy.privacy,
    "forget": privacy.forget,
    "help": start.help_,
    "start": start.start,
}
BUTTONS = {
    r"^[fumn]:": wish_buttons.pressed,
    r"^e:": wish_buttons.everything,
    r"^t:": topic.pressed,
    r"^g:": topics.group,
    r"^p:": latest.turn,
    r"^x:": privacy.forget_pressed,
}

_THROTTLE_FIRST, _THEN_ACCESS = -2, -1


class _CallsTheBot(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return topic.calls_the_bot(message)


def register(application: App) -> None:
    """Add every handler; the first that fits an update takes it."""
    add = application.add_handler
    add(TypeHandler(Update, Throttle().gate), _THROTTLE_FIRST)
    add(TypeHandler(Update, access.gate), _THEN_ACCESS)

    posted = filters.UpdateType.MESSAGES | filters.UpdateType.CHANNEL_POST
    for name, callback in CALLBACKS.items():
        add(CommandHandler(name, callback, posted))
    for pattern, pressed in BUTTONS.items():
        add(CallbackQueryHandler(pressed, pattern))

    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    called = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & _CallsTheBot()
    add(MessageHandler(private & filters.COMMAND, start.unknown))
    add(MessageHandler(filters.TEXT & ~filters.COMMAND & (private | called), topic.free_words))
    add(MessageHandler(filters.StatusUpdate.MIGRATE, membership.moved))
    add(ChatMemberHandler(membership.changed, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(errors.on_error)
