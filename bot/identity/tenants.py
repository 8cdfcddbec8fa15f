"""Who has which address: where nothing else names releases, ministries still use some twice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.identity.known import Known, short
from bot.identity.likeness import folded, is_another, named_by_link, similar
from bot.identity.memory import Memory
from bot.models import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """An entry with the key that it has with us, and the known one that it is."""

    entry: Entry
    known: Known | None
    moved: bool = False  #: it was known under another address


def tenants(memory: Memory, entries: Sequence[Entry]) -> list[Tenant]:
    """Find the known one of each of a poll's entries."""
    titles = {(folded(entry.title), entry.published_at) for entry in entries}
    usual = [Tenant(entry=entry, known=memory.same(entry)) for entry in entries]
    found = [_seen_closely(memory, one, titles) for one in usual]
    pairs = zip(usual, found, strict=True)
    again = sum(new.known is None and old.known is not None for old, new in pairs)
    # That all are so late at once is a new way of dating them, and no new release.
    restamped = again > 1 and again * 2 > sum(one.known is not None for one in usual)
    return usual if restamped else found


def _seen_closely(memory: Memory, one: Tenant, titles: set[tuple[str, datetime | None]]) -> Tenant:
    entry, known = one.entry, one.known
    if known is None or not named_by_link(entry):
        return one
    alike = similar(entry.title, known.title)
    if alike and not is_another(entry, known):
        return one
    if moved := memory.moved(entry, known):
        return Tenant(entry=entry, known=moved, moved=True)
    if later := memory.later_use(entry):
        return Tenant(entry=replace(entry, key=later.key), known=later)
    elsewhere = known.published_at is not None and not alike
    left = elsewhere and (folded(known.title), known.published_at) in titles
    if left or is_another(entry, known):
        return Tenant(entry=replace(entry, key=_another_key(entry)), known=None)
    return one


def _another_key(entry: Entry) -> str:
    stamp = entry.published_at or entry.published_on
    return f"{short(entry.key)}#{stamp.isoformat() if stamp else ''}"
