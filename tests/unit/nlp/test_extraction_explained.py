"""Explanations show each fact with its sentence and rule, and what was refused and why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from rich.console import Console

from bot.models import (
    Article,
    Evidence,
    Facts,
    Pledge,
    PledgeKind,
    PledgeStatus,
    Reading,
    Relation,
    Stop,
    Visit,
    VisitStatus,
)
from bot.nlp.explain import Explanation, Mark, Rejected, pledge_line, visit_line
from bot.nlp.explain_page import explain_page
from bot.nlp.explain_text import explain_text

TEXT = "Ana Lopez goes to Kenya <b>. She may visit Uganda."


@pytest.fixture
def explanation() -> Explanation:
    visit = Visit(
        visitor="Ana Lopez",
        office="Minister",
        origin="GB",
        status=VisitStatus.PLANNED,
        stops=(Stop(country="KE", city="Nairobi", start=date(2026, 3, 17), meets=("Bo Lind",)),),
        evidence=Evidence(sentence=TEXT[:28], start=0, end=28, rule="visits:travel"),
    )
    pledge = Pledge(
        pledger="GB",
        kind=PledgeKind.HEALTH,
        amount=Decimal(5_000_000),
        currency="GBP",
        relation=Relation.EXACTLY,
        beneficiary=("KE",),
        period="2026",
        status=PledgeStatus.NEW,
        what="clinics",
        evidence=Evidence(sentence=TEXT[:28], start=0, end=28, rule="pledges:money"),
    )
    refused = Rejected(
        label="VISIT",
        reason="a possibility, not a plan",
        text="visit Uganda",
        evidence=Evidence(sentence=TEXT[29:], start=29, end=len(TEXT), rule="hypothetical"),
    )
    return Explanation(
        article=Article(title="A <title>", text=TEXT, publisher="FM", country="GB"),
        reading=Reading(
            facts=Facts(visits=(visit,), pledges=(pledge,)), topics=("kenya",), headline="H"
        ),
        rejected=(refused,),
        marks=(
            Mark(start=0, end=9, label="PERSON"),
            Mark(start=18, end=23, label="COUNTRY", detail="KE"),
        ),
    )


def shown(explanation: Explanation) -> str:
    console = Console(width=200, record=True, file=None, quiet=True)
    console.print(explain_text(explanation))
    with console.capture() as capture:
        console.quiet = False
        console.print(explain_text(explanation))
    return capture.get()


def test_the_terminal_shows_facts_sentences_rules_and_refusals(explanation):
    text = shown(explanation)

    assert "Ana Lopez (Minister, GB), planned" in text
    assert "Nairobi, KE, from 2026-03-17, meets Bo Lind" in text
    assert "[visits:travel, 0–28]" in text
    assert "GB to KE: £5m, health, new, 2026: clinics" in text
    assert "visit: visit Uganda" in text
    assert "a possibility, not a plan [hypothetical]" in text


def test_an_article_without_facts_says_so(explanation):
    quiet = replace(explanation, reading=Reading(), rejected=())

    assert "No visit and no pledge." in shown(quiet)


def test_the_page_escapes_the_text_and_marks_what_was_recognised(explanation):
    page = "".join(explain_page([explanation]))

    assert "A &lt;title&gt;" in page
    assert "<b>. She" not in page
    assert '<mark class="COUNTRY">Kenya<i>COUNTRY KE</i></mark>' in page
    assert "a possibility, not a plan [hypothetical]" in page
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")


def test_of_overlapping_marks_the_page_shows_the_outer_one(explanation):
    marks = (Mark(start=0, end=9, label="PERSON"), Mark(start=4, end=9, label="CITY"))
    page = "".join(explain_page([replace(explanation, marks=marks)]))

    assert page.count("<mark") == 1
    assert "Ana Lopez<i>PERSON</i></mark> goes" in page


def test_a_pledge_of_things_has_no_sum(explanation):
    pledge = replace(
        explanation.reading.facts.pledges[0], amount=None, currency=None, relation=None
    )

    assert pledge_line(replace(pledge, beneficiary=())).startswith("GB: no sum, health, new")


def test_an_unnamed_visitor_is_called_so(explanation):
    visit = replace(explanation.reading.facts.visits[0], visitor=None, office=None, origin=None)

    assert visit_line(visit) == "unnamed, planned"
