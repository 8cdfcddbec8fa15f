"""The article that the product started from, and an invented one of the same build."""

from datetime import date
from decimal import Decimal

import pytest

from bot.models import Article, PledgeKind, PledgeStatus, Reading, Relation, VisitStatus
from tests.shared import shared

pytestmark = pytest.mark.model

INVENTED = """\
Irish Foreign Minister Aoife Brennan began her first official visit to East Africa on Wednesday, \
March 18th, to strengthen trade, research and security links with Kenya and Uganda. The visit is \
also a sign of support for Moldova under the pressure of Russian President Vladimir Putin.
Brennan will hold talks with Kenyan Cabinet Secretary for Foreign Affairs Peter Otieno in Nairobi \
and Ugandan Minister of Foreign Affairs Grace Akello in Kampala, about grain, fertiliser and help \
for Moldova as it enters its second winter without Russian gas.
"Ireland, Kenya and Uganda know what a hard winter does to small farms," Brennan said in a \
statement. "We will go on until, in the end, Moldovan families are warm again."
Ireland has already committed to match or exceed funding for humanitarian aid to Moldova in 2026, \
with €40m in humanitarian support already provided in the past year to keep hospitals heated.
Beside Moldova, Brennan will also raise the issue of Belarus. Ireland recently recalled its \
Ambassador to Belarus and sanctioned Belarus's Prosecutor General after the execution of \
Irish-Belarusian national Mikalai Hrynko.
During her visit to Kenya, Brennan will also open a reading room at the University of Nairobi and \
lay a wreath at the memorial garden. In Uganda, Brennan and Akello will discuss closer \
coordination on sanctions, as well as progress towards a bilateral free trade agreement.
Brennan's visit to East Africa reflects the value that Ireland places on old friends.
Picture by Nuala Finn / Harbour Press"""


@pytest.fixture(scope="module")
def seed(reader) -> Reading:
    text = shared("extraction/seed.txt").read_text(encoding="utf-8")
    return reader.read(
        Article(
            id="seed",
            title="",
            text=text,
            publisher="Foreign, Commonwealth & Development Office",
            country="GB",
            published_on=date(2023, 1, 17),
        )
    )


@pytest.fixture(scope="module")
def invented(reader) -> Reading:
    return reader.read(
        Article(
            id="invented",
            title="",
            text=INVENTED,
            publisher="Department of Foreign Affairs",
            country="IE",
            published_on=date(2026, 3, 18),
        )
    )


def test_the_seed_tells_of_one_visit_with_two_stops(seed):
    (visit,) = seed.facts.visits

    assert (visit.visitor, visit.office, visit.origin) == (
        "James Cleverly",
        "Foreign Secretary",
        "GB",
    )
    assert visit.status is VisitStatus.ONGOING
    there, then = visit.stops
    assert (there.country, there.city, there.start) == ("US", "Washington", date(2023, 1, 17))
    assert (then.country, then.city) == ("CA", "Toronto")
    assert (there.end, then.start, then.end) == (None, None, None)
    assert (there.meets, then.meets) == (("Antony Blinken",), ("Mélanie Joly",))


def test_the_seed_tells_of_two_pledges_and_no_more(seed):
    promised, given = seed.facts.pledges

    assert (promised.pledger, promised.beneficiary) == ("GB", ("UA",))
    assert (promised.kind, promised.status) == (PledgeKind.MILITARY, PledgeStatus.RESTATED)
    assert promised.period == "2023"
    assert (given.pledger, given.beneficiary) == ("GB", ("UA",))
    assert (given.amount, given.currency) == (Decimal(2_300_000_000), "GBP")
    assert (given.kind, given.status) == (PledgeKind.MILITARY, PledgeStatus.DELIVERED)


def test_the_seed_is_about_its_countries_sanctions_and_trade(seed):
    wanted = {"ukraine", "iran", "russia", "sanctions", "trade", "united-states", "canada"}

    assert wanted <= set(seed.topics)
    assert {"visits", "pledges"} <= set(seed.topics)
    assert seed.countries[:2] == ("US", "CA")


def test_the_seeds_headline_states_the_visit_and_the_summary_its_opening(seed):
    assert seed.headline == "James Cleverly (UK) visits the US and Canada"
    assert seed.summary[0].startswith("British Foreign Secretary James Cleverly began")
    assert len(seed.summary) == 2


def test_an_article_of_the_same_build_tells_of_one_visit_with_two_stops(invented):
    (visit,) = invented.facts.visits

    assert (visit.visitor, visit.office, visit.origin) == (
        "Aoife Brennan",
        "Foreign Minister",
        "IE",
    )
    assert visit.status is VisitStatus.ONGOING
    there, then = visit.stops
    assert (there.country, there.city, there.start) == ("KE", "Nairobi", date(2026, 3, 18))
    assert (then.country, then.city, then.start) == ("UG", "Kampala", None)
    assert (there.meets, then.meets) == (("Peter Otieno",), ("Grace Akello",))


def test_an_article_of_the_same_build_tells_of_two_pledges_and_no_more(invented):
    promised, given = invented.facts.pledges

    assert (promised.pledger, promised.amount, promised.status) == (
        "IE",
        None,
        PledgeStatus.RESTATED,
    )
    assert promised.beneficiary == given.beneficiary == ("MD",)
    assert (given.amount, given.currency) == (Decimal(40_000_000), "EUR")
    assert (given.relation, given.status) == (Relation.EXACTLY, PledgeStatus.DELIVERED)


def test_an_article_of_the_same_build_is_about_its_countries_and_themes(invented):
    wanted = {
        "kenya",
        "uganda",
        "moldova",
        "russia",
        "belarus",
        "sanctions",
        "trade",
        "humanitarian",
    }

    assert wanted <= set(invented.topics)
    assert "culture" not in invented.topics
    assert invented.headline == "Aoife Brennan (Ireland) visits Kenya and Uganda"


def test_every_fact_points_at_its_sentence(invented):
    for fact in (*invented.facts.visits, *invented.facts.pledges):
        evidence = fact.evidence
        assert INVENTED[evidence.start : evidence.end] == evidence.sentence
        assert evidence.rule
