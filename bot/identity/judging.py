"""The entries of one poll, compared with what is known and with one another."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.identity.known import Known, remembered
from bot.identity.memory import Memory
from bot.identity.tenants import Tenant, tenants
from bot.models import Entry


class Verdict(StrEnum):
    """What an entry of a poll is to us."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"  #: known, and its text or its time of change is another
    DUPLICATE = "duplicate"  #: new here, but the release is known under another key or feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An entry, what it is, and the known one that it is the same as (or a copy of)."""

    entry: Entry
    verdict: Verdict
    known: Known | None = None
    edited: bool = False  #: with ``changed``: title or time of change say so, not only a summary


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Sort entries as they were published, oldest first; feeds without all dates are reversed.

    Entries published at the same time keep the order of the feed, which has the newest first.
    """
    upward = list(reversed(entries))
    times = {entry.key: entry.published_at or entry.updated_at for entry in upward}
    dated = {key: time for key, time in times.items() if time is not None}
    if len(dated) < len(times):
        return upward
    return sorted(upward, key=lambda entry: dated[entry.key])


def judge(entries: Iterable[Entry], known: Collection[Known], *, now: datetime) -> list[Judged]:
    """Compare *entries* (in order, oldest first) with what is known, and with one another.

    An address that is used again gets a key of its own.
    """
    memory = Memory(known)
    here = tenants(memory, list({entry.key: entry for entry in entries}.values()))
    met = [(one.entry, one.known) for one in here if one.known]
    ticking = _ticking(met)
    shown = {found.key for _, found in met}
    judged: list[Judged] = []
    for one in here:
        if one.known is not None:
            judged.append(_again(one, one.known, ticking=ticking))
            continue
        copy = memory.copied(one.entry, now=now, strange=not met, shown=shown)
        verdict = Verdict.DUPLICATE if copy else Verdict.NEW
        judged.append(Judged(entry=one.entry, verdict=verdict, known=copy))
        memory.add(remembered(one.entry, now))
    return judged


def overran(judged: Collection[Judged]) -> bool:
    """Tell whether none of a poll's entries is known: it missed some releases."""
    return bool(judged) and all(one.verdict is Verdict.NEW for one in judged)


def _again(one: Tenant, known: Known, *, ticking: bool) -> Judged:
    entry = one.entry
    if one.moved:
        return Judged(entry=entry, verdict=Verdict.SAME, known=known)
    touched = _touched(entry, known) and not ticking
    changed = touched or entry.fingerprint != known.fingerprint
    return Judged(
        entry=entry,
        verdict=Verdict.CHANGED if changed else Verdict.SAME,
        known=known,
        edited=touched or entry.title != known.title,
    )


def _touched(entry: Entry, known: Known) -> bool:
    """Tell whether the publisher says that the release was changed after we last saw it."""
    then, said = known.updated_at, entry.updated_at
    return then is not None and said is not None and said > then


def _ticking(met: Sequence[tuple[Entry, Known]]) -> bool:
    """Tell whether all times of change moved at once: that is the server's clock, no edit."""
    several = len(met) > 2  # noqa: PLR2004  # two releases may well be edited together
    return several and all(_touched(entry, known) for entry, known in met)
