"""Briefings for tests: invented people of real countries, unless a test says otherwise."""

from datetime import UTC, date, datetime
from decimal import Decimal

from bot.models import (
    Briefing,
    Evidence,
    Facts,
    Pledge,
    PledgeKind,
    PledgeStatus,
    Reading,
    Relation,
    Stop,
    TextStatus,
    Visit,
    VisitStatus,
)
from bot.topics import Topic, Topics

NOON = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
TODAY = NOON.date()

TOPICS = Topics(
    [
        Topic(id="sanctions", name="Sanctions", group="themes", words=("sanctions", "embargo")),
        Topic(id="trade", name="Trade", group="themes", words=("trade",)),
        Topic(
            id="climate", name="Climate", group="themes", aliases=("climate change",), emoji="🌱"
        ),
        Topic(id="middle-east", name="Middle East", group="regions"),
    ],
    {"regions": "Regions", "themes": "Themes"},
)


def make_evidence(sentence="She will travel to Oslo.", **changes):
    return Evidence(**{"sentence": sentence, "start": 0, "end": len(sentence), **changes})


def make_stop(country="NO", city="Oslo", **changes):
    return Stop(**{"country": country, "city": city, **changes})


def make_visit(visitor="Alma Bergholt", **changes):
    default = {
        "visitor": visitor,
        "office": "Foreign Minister",
        "origin": "SE",
        "status": VisitStatus.PLANNED,
        "stops": (make_stop(start=date(2026, 3, 20)),),
        "evidence": make_evidence(),
    }
    return Visit(**{**default, **changes})


def make_pledge(amount=50_000_000, **changes):
    default = {
        "pledger": "SE",
        "kind": PledgeKind.HUMANITARIAN,
        "amount": None if amount is None else Decimal(amount),
        "currency": None if amount is None else "EUR",
        "relation": None if amount is None else Relation.EXACTLY,
        "beneficiary": ("KE",),
        "period": None,
        "status": PledgeStatus.NEW,
        "what": "clean water for two towns",
        "evidence": make_evidence("Sweden gives 50 million euros."),
    }
    return Pledge(**{**default, **changes})


def make_reading(visits=(), pledges=(), **changes):
    default = {
        "facts": Facts(visits=tuple(visits), pledges=tuple(pledges)),
        "topics": ("norway",),
        "summary": (),
    }
    return Reading(**{**default, **changes})


def make_briefing(visits=(), pledges=(), reading=None, **changes):
    default = {
        "id": 1,
        "feed_id": "se-mfa",
        "publisher": "Swedish Ministry",
        "country": "SE",
        "title": "Minister sets out plans",
        "link": "https://ministry.example/news/1",
        "published_at": NOON,
        "first_seen_at": NOON,
        "text_status": TextStatus.FULL,
        "reading": reading or make_reading(visits, pledges),
    }
    return Briefing(**{**default, **changes})
