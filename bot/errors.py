"""The failures we expect; foreign exceptions are translated into these where they arise."""

from datetime import timedelta


class BriefingError(Exception):
    """Something expected went wrong: this item waits, the next one goes on."""


class ConfigError(BriefingError):
    """A setting, feeds file or topics file is wrong; the text names the place and the remedy."""


class FetchError(BriefingError):
    """An address could not be retrieved; the cause is chained."""


class ForbiddenAddress(FetchError):
    """The address, or one it redirects to, is not a public web address."""


class FetchTimeout(FetchError):
    """No complete answer came in time."""


class FetchTruncated(FetchError):
    """The answer broke off before its end; the same request may well succeed later."""


class FetchTooLarge(FetchError):
    """The answer is larger than we read."""


class WorkerFailed(BriefingError):
    """Reading took too long or used too much memory, and its process was replaced."""


class ParseError(BriefingError):
    """Something was retrieved, but it is not a feed we can read."""


class InputError(BriefingError):
    """A document given to ``extract`` cannot be read; the text names the place and the remedy."""


class DeliveryDelayed(BriefingError):
    """Telegram asked to wait or could not be reached: try again after *retry_in*.

    *throttled*: Telegram said 429, so that every sender waits.
    *uncertain*: the message may have arrived although no answer came.
    """

    def __init__(
        self, retry_in: timedelta | None = None, *, throttled: bool = False, uncertain: bool = False
    ) -> None:
        super().__init__(f"retry in {retry_in}" if retry_in else "retry later")
        self.retry_in = retry_in
        self.throttled = throttled
        self.uncertain = uncertain


class Undeliverable(BriefingError):
    """This chat will never take this message."""


class ChatGone(Undeliverable):
    """The chat blocked the bot, removed it or was deleted."""


class ChatMoved(BriefingError):
    """The group became a supergroup; *chat_id* is its new address."""

    def __init__(self, chat_id: int) -> None:
        super().__init__(f"moved to {chat_id}")
        self.chat_id = chat_id


class MarkupRefused(BriefingError):
    """Telegram could not read the markup: the same text is to be sent plain, to everybody."""


class ButtonsRefused(BriefingError):
    """Telegram refuses a button, most likely its address: send without buttons, to everybody."""


class ChatNotFound(Undeliverable):
    """Telegram does not know the chat; one such answer may be a slip, two in a row are not."""


class ChatClosed(Undeliverable):
    """The chat's settings keep the bot from writing now; its admins may change them."""
