"""Alerts against stored texts: a changed wording is reviewed as a diff of tests/data/rendered."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import PledgeKind, PledgeStatus, Relation, TextStatus, VisitStatus
from bot.rendering import alert, correction, headline
from bot.rendering.alerts import hashtag
from bot.rendering.split import LONGEST, units
from tests.releases import (
    NOON,
    TODAY,
    TOPICS,
    make_briefing,
    make_pledge,
    make_reading,
    make_stop,
    make_visit,
)

STORED = Path(__file__).parents[2] / "data" / "rendered"
LAST_YEAR = date(2027, 1, 5)


def two_stops(**changes):
    stops = (
        make_stop(start=date(2026, 3, 16), meets=("Ola Nord",)),
        make_stop("FI", "Helsinki", meets=("Aino Saari", "Eero Lehto")),
    )
    return make_visit(**{"stops": stops, "status": VisitStatus.ONGOING, **changes})


def ukraine_pledges():
    to_ukraine = {"pledger": "GB", "beneficiary": ("UA",), "kind": PledgeKind.MILITARY}
    return [
        make_pledge(
            None,
            what="match or exceed military aid",
            status=PledgeStatus.RESTATED,
            period="2026",
            **to_ukraine,
        ),
        make_pledge(
            2_300_000_000,
            currency="GBP",
            what="military support",
            status=PledgeStatus.DELIVERED,
            period="past year",
            **to_ukraine,
        ),
        make_pledge(
            20_000_000,
            currency="GBP",
            relation=Relation.UP_TO,
            beneficiary=("org:UNICEF", "YE"),
            pledger="GB",
            what="food for families",
        ),
    ]


BRIEFINGS = {
    "visit-and-pledges": lambda: make_briefing(
        reading=make_reading(
            [two_stops()],
            ukraine_pledges(),
            topics=("visits", "pledges", "ukraine", "sanctions", "south-korea", "sweden"),
            summary=("The minister set out for Oslo on Monday.", "Talks turn on Ukraine."),
        ),
        title="Minister sets out for the north",
    ),
    "no-facts": lambda: make_briefing(
        reading=make_reading(summary=("The ministry regrets this.", "It calls for calm.")),
        title="Statement on the flood & its victims",
    ),
    "bare": lambda: make_briefing(
        reading=make_reading(topics=()),
        title="Title only",
        published_at=None,
        link="http://localhost:8000/1",
    ),
    "travelling-together": lambda: make_briefing(
        [
            make_visit(
                "Alma Bergholt", stops=(make_stop(start=date(2026, 5, 6), end=date(2026, 5, 7)),)
            ),
            make_visit(
                "Nils Hede",
                office="Defence Minister",
                stops=(
                    make_stop(start=date(2026, 5, 6), end=date(2026, 5, 7), meets=("Ola Nord",)),
                ),
            ),
        ]
    ),
    "unnamed-cancelled": lambda: make_briefing(
        [make_visit(None, office="Prime Minister", status=VisitStatus.CANCELLED)]
    ),
    "dated-stops": lambda: make_briefing(
        [
            make_visit(
                stops=(
                    make_stop(start=date(2026, 6, 25)),
                    make_stop("NZ", None, start=date(2026, 6, 29), end=date(2026, 6, 30)),
                )
            )
        ]
    ),
    "of-an-organisation": lambda: make_briefing(
        [
            make_visit(
                "Ida Strand",
                office="Secretary General",
                origin="org:NATO",
                status=VisitStatus.COMPLETED,
                stops=(make_stop("UA", "Kyiv", start=date(2026, 3, 15)),),
            )
        ]
    ),
    "summary-in-french": lambda: make_briefing(
        reading=make_reading(language="fr"), text_status=TextStatus.BLOCKED
    ),
    "sample": lambda: make_briefing([make_visit()], feed_id="sample-se"),
    "hostile-title": lambda: make_briefing(
        title='</b><a href="https://evil.example">Win</a> \u202eexe.\u2066 & <script>',
        link="javascript:alert(1)",
    ),
    "many": lambda: make_briefing(
        [
            make_visit(f"Person {number}", origin=code)
            for number, code in enumerate(("SE", "FI", "DK", "NO", "IS", "EE"))
        ],
        [make_pledge(number * 10**6, what=f"thing {number}") for number in range(1, 12)],
    ),
    "long-lists": lambda: make_briefing(
        [
            make_visit(
                stops=tuple(
                    make_stop(code, None, meets=(f"{code} Host", f"{code} Guest"))
                    for code in ("NO", "FI", "DK", "IS", "EE", "LV")
                )
            )
        ],
        [make_pledge(beneficiary=("KE", "UG", "TZ", "RW", "BI", "area:Africa"))],
    ),
}


def stored(name):
    return (STORED / f"{name}.txt").read_text()


def as_text(messages):
    shown = []
    for message in messages:
        rows = [" ".join(f"[{button.label}]" for button in row) for row in message.buttons]
        shown.append("\n".join([message.html, *rows]))
    return "\n\f\n".join(shown) + "\n"


@pytest.mark.parametrize("name", BRIEFINGS)
def test_alert_reads_as_stored(name):
    assert as_text(alert(BRIEFINGS[name](), topics=TOPICS, today=TODAY)) == stored(name)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("correction", {"changes": ["Toronto: 18 Mar → 19 Mar", "Added: meets <Nobody>"]}),
        ("correction-with-note", {"changes": ["Added: £1m"], "note": "Corrected the sum & day."}),
        ("correction-of-much", {"changes": [f"Change {number}" for number in range(13)]}),
        ("withdrawal", {"changes": [], "withdrawn": True}),
    ],
)
def test_correction_reads_as_stored(name, options):
    briefing = make_briefing([two_stops()])

    assert as_text(correction(briefing, today=TODAY, **options)) == stored(name)


def test_year_is_shown_once_it_is_another():
    (message,) = alert(make_briefing([make_visit()]), topics=TOPICS, today=LAST_YEAR)

    assert "planned for 20 Mar 2026" in message.html
    assert "· 17 Mar 2026" in message.html


@pytest.mark.parametrize(
    ("status", "start", "end", "said"),
    [
        (VisitStatus.PLANNED, None, None, "planned"),
        (VisitStatus.PLANNED, None, 7, "planned, until 7 May"),
        (VisitStatus.PLANNED, 6, 7, "planned for 6–7 May"),
        (VisitStatus.ONGOING, None, None, "under way"),
        (VisitStatus.ONGOING, 6, None, "under way since 6 May"),
        (VisitStatus.ONGOING, 6, 7, "under way, 6–7 May"),
        (VisitStatus.ONGOING, None, 7, "under way until 7 May"),
        (VisitStatus.COMPLETED, None, None, "completed"),
        (VisitStatus.COMPLETED, 6, 7, "completed, 6–7 May"),
        (VisitStatus.COMPLETED, None, 7, "completed 7 May"),
        (VisitStatus.CANCELLED, None, None, "called off"),
        (VisitStatus.CANCELLED, 6, None, "called off, was planned for 6 May"),
    ],
)
def test_time_of_a_visit_is_said_by_its_status(status, start, end, said):
    stop = make_stop(
        start=start and date(2026, 5, start),
        end=end and date(2026, 5, end),
    )
    briefing = make_briefing([make_visit(status=status, stops=(stop,))])

    (message,) = alert(briefing, topics=TOPICS, today=TODAY)

    assert f"\nForeign Minister · {said}\n" in message.html


def test_visit_without_a_stop_still_names_the_traveller():
    (message,) = alert(make_briefing([make_visit(stops=())]), topics=TOPICS, today=TODAY)

    assert message.html.startswith("<b>🇸🇪 Alma Bergholt</b>\nForeign Minister · planned\n")


def test_nobody_known_is_a_delegation():
    briefing = make_briefing([make_visit(None, office=None)])

    assert headline(briefing, TODAY) == "🇸🇪 Delegation → 🇳🇴 Oslo"


def test_headline_is_the_first_fact_or_the_title():
    assert headline(make_briefing([], [make_pledge()]), TODAY) == "🇸🇪 Sweden → 🇰🇪 Kenya"
    assert headline(make_briefing(title="A\u200b title"), TODAY) == "A title"


def test_pledge_without_words_is_named_by_its_kind():
    briefing = make_briefing([], [make_pledge(what="", beneficiary=("area:World",))])

    (message,) = alert(briefing, topics=TOPICS, today=TODAY)

    assert "<b>🇸🇪 Sweden → the world</b>\n⛑ €50m · humanitarian aid · new\n" in message.html


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026", "for 2026"),
        ("four years", "over four years"),
        ("18 months", "over 18 months"),
        ("past year", "past year"),
        ("FY2026", "FY2026"),
        ("a year", "every year"),
    ],
)
def test_period_of_a_pledge_is_said_as_in_a_sentence(period, said):
    briefing = make_briefing([], [make_pledge(period=period)])

    (message,) = alert(briefing, topics=TOPICS, today=TODAY)

    assert f"clean water for two towns · {said} · new\n" in message.html


def test_news_comes_before_what_was_known():
    old = make_pledge(1_000_000, status=PledgeStatus.DELIVERED, beneficiary=("UG",))
    new = make_pledge(2_000_000)

    (message,) = alert(make_briefing([], [old, new]), topics=TOPICS, today=TODAY)

    assert message.html.index("Kenya") < message.html.index("Uganda")


def test_summary_sentence_that_repeats_the_title_is_left_out():
    reading = make_reading(summary=("Talks in Oslo", "They will last two days."))

    (message,) = alert(
        make_briefing(title="Talks in Oslo", reading=reading), topics=TOPICS, today=TODAY
    )

    assert message.html.count("Talks in Oslo") == 1


def test_withdrawn_release_is_not_repeated_as_a_fact():
    briefing = make_briefing([two_stops()], withdrawn_at=NOON + timedelta(days=1))

    (message,) = correction(briefing, [], today=TODAY, withdrawn=True)

    assert "Oslo" not in message.plain


def test_buttons_name_a_topic_that_is_not_the_publishers_own_country():
    reading = make_reading(topics=("visits", "sweden", "trade"))

    (message,) = alert(make_briefing(reading=reading), topics=TOPICS, today=TODAY)

    assert [button.data for button in message.buttons[1]] == ["f:trade", "m:trade"]


def test_release_on_nothing_has_only_the_button_to_read_it():
    (message,) = alert(make_briefing(reading=make_reading(topics=())), topics=TOPICS, today=TODAY)

    assert [[button.url for button in row] for row in message.buttons] == [
        ["https://ministry.example/news/1"]
    ]


def test_buttons_stand_under_the_last_part_only():
    visits = [
        make_visit(
            "N" * 79 + str(number),
            office="O" * 79,
            stops=tuple(
                make_stop(code, "C" * 80, meets=("M" * 80, "P" * 80))
                for code in ("NO", "FI", "DK", "IS")
            ),
            origin=code,
        )
        for number, code in enumerate(("SE", "FI", "DK", "NO"))
    ]

    *first, last = alert(make_briefing(visits), topics=TOPICS, today=TODAY)

    assert first
    assert all(message.buttons == () for message in first)
    assert last.buttons


@pytest.mark.parametrize(
    ("label", "tag"),
    [
        ("🇰🇷 South Korea", "#SouthKorea"),
        ("Human rights", "#HumanRights"),
        ("G7", "#G7"),
        ("Myanmar's crisis", "#MyanmarsCrisis"),
        ("Côte d’Ivoire", "#CôteDIvoire"),
        ("2030", ""),
        ("🌍", ""),
    ],
)
def test_topic_becomes_a_hashtag(label, tag):
    assert hashtag(label) == tag


names = st.text(max_size=300)


@given(st.tuples(names, names, names, names, names, names))
def test_whatever_a_release_says_the_alert_can_be_sent(said):
    title, name, city, what, sentence, link = said
    briefing = make_briefing(
        reading=make_reading(
            [make_visit(name, office=what, stops=(make_stop(city=city, meets=(name,)),))],
            [make_pledge(what=what, period=name)],
            summary=(sentence,),
        ),
        title=title,
        link=link,
    )

    for message in alert(briefing, topics=TOPICS, today=TODAY):
        message.html.encode()
        assert 0 < units(message.html) <= LONGEST
        assert 0 < units(message.plain) <= LONGEST
        assert message.html.count("<b>") == message.html.count("</b>")
        assert all(len(b.data.encode()) <= 64 for row in message.buttons for b in row)
