"""What the fake Telegram answers: failures that a test scripts, refusals of its own, messages."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.markup import MarkupError, is_web, read_html, units


@dataclass(frozen=True, slots=True)
class Failure:
    """One scripted answer: an error, or a connection that breaks *before* or *after* the deed."""

    status: int = 0
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    reset: str = ""  #: "before" or "after"
    body: str = ""  #: sent as it is, in place of JSON


def too_many(retry_after: int) -> Failure:
    return Failure(
        429,
        f"Too Many Requests: retry after {retry_after}",
        parameters={"retry_after": retry_after},
    )


BLOCKED = Failure(403, "Forbidden: bot was blocked by the user")
NOT_FOUND = Failure(400, "Bad Request: chat not found")
UNAUTHORIZED = Failure(401, "Unauthorized")
RESTART = Failure(500, "Internal Server Error: restart")
GATEWAY = Failure(502, body="<html><h1>502 Bad Gateway</h1></html>")
RESET_BEFORE, RESET_AFTER = Failure(reset="before"), Failure(reset="after")


def migrated(to: int) -> Failure:
    return Failure(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": to},
    )


class Refusal(Exception):
    """An error of the Bot API, as it describes it."""

    def __init__(self, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.failure = Failure(status, description)


@dataclass(slots=True)
class Sent:
    """One message that stands in a chat."""

    chat: int
    message_id: int
    text: str  #: after parsing
    html: str  #: as it was sent
    entities: list[dict[str, Any]]
    parameters: dict[str, str]
    edits: int = 0

    @property
    def buttons(self) -> list[dict[str, str]]:
        """All buttons under it, in reading order."""
        markup = json.loads(self.parameters.get("reply_markup", "{}"))
        return [button for row in markup.get("inline_keyboard", []) for button in row]


def parse(parameters: dict[str, str]) -> tuple[str, list[dict[str, Any]]]:
    text, entities = parameters.get("text", ""), []
    if parameters.get("parse_mode") == "HTML":
        try:
            text, entities = read_html(text)
        except MarkupError as exc:
            raise Refusal(f"Bad Request: can't parse entities: {exc}") from exc
    text = text.strip()
    if not text:
        raise Refusal("Bad Request: message text is empty")
    if units(text) > 4096:
        raise Refusal("Bad Request: message is too long")
    return text, entities


def check_buttons(sent: Sent) -> None:
    if len(sent.buttons) > 100:
        raise Refusal("Bad Request: reply markup is too long")
    for button in sent.buttons:
        if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
            raise Refusal("Bad Request: BUTTON_DATA_INVALID")
        if "url" in button and not is_web(button["url"]):
            url = button["url"]
            raise Refusal(
                f"Bad Request: inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
            )


def fail(request: web.Request, failure: Failure) -> web.StreamResponse:
    if failure.reset:
        if request.transport:  # else whoever asked is gone already
            request.transport.abort()
        return web.Response()
    if failure.body:
        return web.Response(status=failure.status, text=failure.body, content_type="text/html")
    answer = {"ok": False, "error_code": failure.status, "description": failure.description}
    if failure.parameters:
        answer["parameters"] = failure.parameters
    return web.json_response(answer, status=failure.status)
