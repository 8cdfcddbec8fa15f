"""Buttons under messages, and what pressing them tells us: at most 64 bytes."""

from collections.abc import Iterable
from itertools import islice

from bot.matching import BOTH
from bot.models import Button, Subscription
from bot.rendering.text import clean, clip, web_address
from bot.topics import Topics

FOLLOW, UNFOLLOW, MUTE, UNMUTE = "f:", "u:", "m:", "n:"
SHOW = "t:"  #: what is new on a topic, in a message of its own
GROUP = "g:"  #: all topics of a group
PAGE = "p:"  #: another page of a list, in place of this one
EVERYTHING = "e:"  #: alerts for every release
FORGET, KEEP = "x:forget", "x:keep"

_WISHES = {
    FOLLOW: "➕ Follow {}",
    UNFOLLOW: "➖ Unfollow {}",
    MUTE: "🔕 Mute {}",
    UNMUTE: "🔔 Unmute {}",
}
#: What undoes what.
OPPOSITES = {FOLLOW: UNFOLLOW, UNFOLLOW: FOLLOW, MUTE: UNMUTE, UNMUTE: MUTE}

#: What the pseudo-topics are called; they are followed like topics and found in no text.
PSEUDO = {"visits": "Visits", "pledges": "Pledges"}

_LONGEST_DATA = 64
_LONGEST_LABEL = 40


def label(criterion: str, topics: Topics) -> str:
    """Name *criterion* for people: "🇺🇦 Ukraine", "Sanctions", "James Cleverly", "“grain deal”"."""
    if BOTH in criterion:
        return " + ".join(label(part, topics) for part in criterion.split(BOTH))
    kind, _, rest = criterion.partition(":")
    if rest and kind == "person":
        return clean(rest).title()
    if rest:
        return f"“{clean(rest)}”"
    return PSEUDO.get(criterion) or topics.label(criterion)


def pressing(text: str, data: str) -> tuple[Button, ...]:
    """Make a button that tells us *data*, or none where Telegram would refuse the length."""
    if len(data.encode()) > _LONGEST_DATA:
        return ()
    return (Button(label=clip(text, _LONGEST_LABEL), data=data),)


def rows(*candidates: Iterable[Button]) -> tuple[tuple[Button, ...], ...]:
    """Put buttons into rows and leave out the empty ones."""
    return tuple(row for candidate in candidates if (row := tuple(candidate)))


def source(link: str) -> tuple[Button, ...]:
    """Make the button that opens the release, if Telegram would accept its address."""
    address = web_address(link)
    return (Button(label="📄 Read the release", url=address),) if address else ()


def wish(kind: str, criterion: str, topics: Topics) -> tuple[Button, ...]:
    """Make the button that follows, unfollows, mutes or unmutes *criterion* where it is pressed."""
    return pressing(_WISHES[kind].format(label(criterion, topics)), kind + criterion)


def for_topic(criterion: str, topics: Topics) -> tuple[Button, ...]:
    """Make the pair that an alert has, whoever reads it: follow its topic, or hear no more."""
    return wish(FOLLOW, criterion, topics) + wish(MUTE, criterion, topics)


def standing(
    criterion: str, subscription: Subscription | None, topics: Topics
) -> tuple[Button, ...]:
    """Make the one button that changes how *criterion* stands in a chat."""
    kind = FOLLOW
    if subscription and criterion in subscription.muted:
        kind = UNMUTE
    elif subscription and criterion in subscription.follows:
        kind = UNFOLLOW
    elif subscription and subscription.everything:
        kind = MUTE
    return wish(kind, criterion, topics)


def paired(buttons: Iterable[Button], width: int = 2) -> list[tuple[Button, ...]]:
    """Put buttons into rows of *width*, as many as a phone shows side by side."""
    left, made = iter(buttons), []
    while row := tuple(islice(left, width)):
        made.append(row)
    return made
