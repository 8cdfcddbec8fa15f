"""Every sentence we say, as Telegram HTML; rendering says what releases say."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.models import Subscription
from bot.rendering import buttons as keys
from bot.rendering import escape
from bot.rendering.dates import in_full
from bot.rendering.text import counted
from bot.topics import Topics
from handlers.commands import COMMANDS

NOT_ALLOWED = "Sorry, this bot is private: its operator has to add this chat first."
ADMINS_ONLY = "Only admins can change what this chat follows."
SLOW_DOWN = "That was a lot at once. Please wait a minute; until then I stay silent."
TOO_MANY = "A chat can follow at most {limit} topics. /topic lists them, each with a button."
TOO_MANY_MUTED = (
    "A chat can mute at most {limit} topics. /topic lists them; /subscribe with topics follows only"
    " those."
)
NOTHING_READ = "No release has been read yet. The first ones arrive within minutes."
NOTHING_HERE = "Nothing on record yet."
NO_ALERTS = "No alerts are on here."
NO_WORDS = "I see no word in that. /topics lists the topics; every country is one too."
UNKNOWN_COMMAND = "I do not know that command. /help lists those I know."

ALERTS_OFF = (
    "🔕 <b>Alerts are off.</b> /subscribe turns them on; /latest and /topic answer all the same."
)

WELCOME = (
    "👋 I read what foreign ministries publish and tell <b>who travels where</b> and"
    " <b>who promises what</b>, with a link to every release.\n\n"
    "• /latest shows recent visits, and pledges at a button\n"
    "• write a word such as <i>ukraine</i>, <i>sanctions</i> or a minister’s name\n"
    "• /subscribe sends an alert for every new release, "
    "<code>/subscribe ukraine, visits</code> only for those\n\n"
    "/help has the rest, /privacy says what is stored."
)

GROUP_WELCOME = (
    "👋 Thanks for having me. An admin can turn alerts on with /subscribe, or with topics: "
    "<code>/subscribe ukraine, sanctions</code>. /help has the rest."
)

_EXAMPLES = (
    "<b>Topics</b> go between commas: <code>/subscribe ukraine, climate change, south korea</code>."
    " Every country is a topic; so are <code>visits</code> and <code>pledges</code>, for releases"
    " that tell of one. Other words are looked for in the text.\n\n"
    "<b>Words alone</b> work too: write <i>japan</i> or <i>grain deal</i> to me in private,"
    " or mention me in a group.\n\n"
    "<b>In groups</b> only admins change what is followed. In a forum, alerts come to the thread"
    " where /subscribe was sent. In a channel, make me an admin and post /subscribe there."
)

FORGET_SURE = (
    "🗑 <b>Erase everything about this chat?</b>\n"
    "Its subscriptions, muted topics and the record of alerts sent here are deleted,"
    " and alerts end. There is no way back."
)
FORGOTTEN = "🗑 Everything about this chat has been erased. /start begins anew."
KEPT = "Nothing was erased."


_PRIVACY = (
    "🔒 <b>What is stored</b>\n"
    "• about a chat: its number, its kind (private, group, channel), since when, what it follows"
    " and has muted, and which alerts were sent to it, so that none is sent twice\n"
    "• what is sent to me: as Telegram delivers it, with the sender’s name, so that nothing is"
    " lost when I am restarted; answered and two days old, it is deleted\n\n"
    "No profile is made, nothing is measured or passed on. Everything else here comes from public"
    " releases. /forget erases all of it for this chat."
)


def help_text() -> str:
    """List the commands, then say how topics, words and groups work."""
    lines = [
        f"/{command.name} {escape(command.usage)} – {escape(command.description)}".replace(
            "  ", " "
        )
        for command in COMMANDS
    ]
    return "<b>Commands</b>\n" + "\n".join(lines) + "\n\n" + _EXAMPLES


def follows_everything(week: int, muted: Sequence[str]) -> str:
    """Confirm alerts for all; *week* is how many releases there were lately."""
    but = f"\nMuted: {_inline(muted)}." if muted else ""
    return (
        f"🔔 <b>Alerts are on</b> for every new release.{but}\n\n"
        f"{_lately(week, 'release')} Too many? Name topics:"
        " <code>/subscribe ukraine, visits</code>"
    )


def follows(
    labels: Sequence[str],
    week: int,
    *,
    narrowed: bool,
    unknown: Sequence[str],
    nearest: bool = False,
    others: Sequence[str] = (),
) -> str:
    """Confirm alerts for some topics.

    *unknown* are those that are followed as bare words, *nearest*: buttons offer what may have been
    meant; *others* were followed before.
    """
    parts = [f"🔔 <b>Alerts are on</b> for\n{_bullets(labels)}"]
    if narrowed:
        parts.append("No longer for everything; /subscribe alone brings that back.")
    if others:
        parts.append(f"Followed as before: {_inline(others)}. Whatever meets any of them comes.")
    if unknown:
        meant = " Did you mean one of these topics?" if nearest else ""
        it, word = ("it", "a word") if len(unknown) == 1 else ("them", "words")
        parts.append(
            f"I know no topic called {_inline(unknown)}. I follow {it} as {word}, for releases"
            f" whose text has {it}; Unfollow takes that back.{meant}"
        )
    parts.append(
        f"{_lately(week, 'such release')} /topic lists what is followed, each with a button."
    )
    return "\n\n".join(parts)


def no_longer(labels: Sequence[str], *, muted: bool, alerts_left: bool) -> str:
    """Confirm that some topics are not followed any more."""
    if muted:
        return f"🔕 Muted: {_inline(labels)}. Every other new release still comes."
    end = "" if alerts_left else "\nNothing is followed any more: <b>alerts are off</b>."
    return f"➖ No longer followed: {_inline(labels)}.{end}"


def not_followed(labels: Sequence[str], *, alerts_left: bool) -> str:
    """Say what holds where there was nothing to unsubscribe from, be it that it is done already."""
    end = " /topic lists what is." if alerts_left else "\nNothing is: <b>alerts are off</b>."
    return f"➖ Not followed: {_inline(labels)}.{end}"


def standing(follows: Sequence[str], muted: Sequence[str], *, everything: bool) -> str:
    """Say what a chat follows."""
    if everything:
        parts = ["🔔 Alerts come for <b>every new release</b>."]
    elif follows:
        parts = [f"🔔 Alerts come for\n{_bullets(follows)}"]
    else:
        parts = [f"{NO_ALERTS} /subscribe turns them on, for everything or for some topics."]
    if muted:
        parts.append(f"🔕 Muted: {_inline(muted)}.")
    return "\n\n".join(parts)


def nothing_on(label: str, *, nearest: bool) -> str:
    """Say that nothing was found, and that the buttons show what was perhaps meant."""
    guess = " Did you mean one of these?" if nearest else ""
    return f"Nothing found on <b>{escape(label)}</b> yet.{guess}"


def privacy(stored: Mapping[str, Any], topics: Topics) -> str:
    """Say what is stored about any chat, then what that is for this one."""
    return f"{_PRIVACY}\n\n<b>Stored about this chat now</b>\n{_stored(stored, topics)}"


def trouble(reference: str) -> str:
    """Admit an error of ours; the operator finds its details by *reference*."""
    return f"Something went wrong on my side (reference {reference}). Please try again in a moment."


def now(label: str, criterion: str, subscription: Subscription | None) -> str:
    """Say in one plain line how a criterion stands after a press."""
    if subscription is None:
        return NO_ALERTS
    if criterion in subscription.muted:
        return f"Muted: {label}"
    if criterion in subscription.follows:
        return f"Followed: {label}"
    if subscription.everything:
        return f"Everything is followed, {label} too."
    return f"Not followed: {label}"


def _stored(stored: Mapping[str, Any], topics: Topics) -> str:
    if not stored["known_since"]:
        return "Nothing but this message."
    lines = [f"{stored['kind']} chat {stored['chat']}, since {_day(stored['known_since'])}"]
    for place in stored["subscriptions"]:
        follows = [keys.label(one, topics) for one in place["follows"]]
        follows = ["everything"] if place["everything"] else follows
        thread = f" in thread {place['thread']}" if place["thread"] else ""
        lines.append(f"follows{thread}: {', '.join(follows) or 'nothing'}")
        if place["muted"]:
            muted = ", ".join(keys.label(one, topics) for one in place["muted"])
            lines.append(f"muted{thread}: {muted}")
    lines.append(f"alerts sent here: {stored['alerts']}")
    return _bullets(lines)


def _day(moment: str) -> str:
    return in_full(date.fromisoformat(moment[: len("2026-11-25")]))


def _bullets(labels: Iterable[str]) -> str:
    return "\n".join(f"• {escape(label)}" for label in labels)


def _inline(labels: Iterable[str]) -> str:
    return ", ".join(escape(label) for label in labels)


def _lately(number: int, what: str) -> str:
    """Say how much to expect."""
    if not number:
        return f"There was no {what} in the last 7 days."
    were = "was" if number == 1 else "were"
    return f"There {were} {counted(number, what)} in the last 7 days."
