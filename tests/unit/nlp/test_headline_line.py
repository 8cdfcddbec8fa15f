"""The headline states the main fact, or is the release's own title."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.models import (
    Evidence,
    Facts,
    Pledge,
    PledgeKind,
    PledgeStatus,
    Relation,
    Stop,
    Visit,
    VisitStatus,
)
from bot.nlp.headline import LONGEST, headline

SEEN = Evidence(sentence="A sentence.", start=0, end=11)


def visit(visitor="Ana Lopez", *, to=("US",), status=VisitStatus.PLANNED, origin="GB", office=None):
    stops = tuple(Stop(country=country) for country in to)
    return Visit(
        visitor=visitor, office=office, origin=origin, status=status, stops=stops, evidence=SEEN
    )


def pledge(
    amount=None, *, what="", status=PledgeStatus.NEW, pledger="GB", to=("UA",), kind="military"
):
    return Pledge(
        pledger=pledger,
        kind=PledgeKind(kind),
        amount=None if amount is None else Decimal(amount),
        currency="GBP" if amount else None,
        relation=Relation.EXACTLY if amount else None,
        beneficiary=to,
        period=None,
        status=status,
        what=what,
        evidence=SEEN,
    )


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (VisitStatus.PLANNED, "Ana Lopez (UK) to visit the US"),
        (VisitStatus.ONGOING, "Ana Lopez (UK) visits the US"),
        (VisitStatus.COMPLETED, "Ana Lopez (UK) visited the US"),
        (VisitStatus.CANCELLED, "Ana Lopez (UK): visit to the US called off"),
    ],
)
def test_a_visit_is_told_in_the_tense_of_its_status(status, line):
    assert headline("Title", Facts(visits=(visit(status=status),))) == line


def test_countries_of_all_stops_are_named_once_each():
    facts = Facts(visits=(visit(to=("US", "US", "CA"), status=VisitStatus.ONGOING),))

    assert headline("Title", facts) == "Ana Lopez (UK) visits the US and Canada"


def test_a_long_itinerary_is_counted_out():
    facts = Facts(visits=(visit(to=("KE", "UG", "RW", "TZ", "ZM")),))

    assert headline("T", facts).endswith("Kenya, Uganda, Rwanda and 2 more")


def test_those_who_travel_together_share_the_line():
    facts = Facts(visits=(visit("Ana Lopez"), visit("Bo Lind", origin="SE")))

    assert headline("T", facts) == "Ana Lopez (UK) and Bo Lind (Sweden) to visit the US"


def test_the_publishers_own_traveller_comes_before_a_guest():
    facts = Facts(visits=(visit("Bo Lind", origin="SE", to=("GB",)), visit("Ana Lopez")))

    assert headline("T", facts, "GB") == "Ana Lopez (UK) to visit the US"


def test_an_unnamed_visitor_goes_by_the_office():
    facts = Facts(visits=(visit(None, office="Foreign Minister", origin="IN", to=("JP",)),))

    assert headline("T", facts) == "Foreign Minister (India) to visit Japan"


def test_a_new_pledge_is_told_with_its_sum():
    assert headline("T", Facts(pledges=(pledge("50000000"),))) == (
        "UK pledges £50m in military aid to Ukraine"
    )


def test_counted_things_are_named_and_vague_ones_go_by_their_kind():
    assert headline("T", Facts(pledges=(pledge(what="24 ambulances", kind="health"),))) == (
        "UK pledges 24 ambulances to Ukraine"
    )
    assert headline("T", Facts(pledges=(pledge(what="cut emissions", kind="climate", to=()),))) == (
        "UK pledges climate action"
    )


def test_the_largest_new_pledge_of_the_publisher_leads():
    facts = Facts(pledges=(pledge("9000", pledger="FR"), pledge("1000"), pledge("2000")))

    assert headline("T", facts, "GB").startswith("UK pledges £2,000")


def test_old_promises_make_no_headline_unless_there_is_no_title():
    facts = Facts(pledges=(pledge("1000", status=PledgeStatus.DELIVERED),))

    assert headline("Minister speaks", facts) == "Minister speaks"
    assert headline("", facts) == "UK has provided £1,000 in military aid to Ukraine"


def test_without_facts_the_title_is_cleaned_to_one_line():
    assert (
        headline("Press release:  A\n day  of talks | Ministry of Things", Facts())
        == "A day of talks"
    )


def test_a_line_that_would_not_fit_gives_way_to_the_title():
    facts = Facts(visits=(visit("A" * LONGEST),))

    assert headline("Short title", facts) == "Short title"
    assert "A" * LONGEST in headline("", facts)


def test_a_recipient_named_in_the_promise_is_not_named_twice():
    given = pledge(what="24 ambulances to Ukraine", kind="health")

    assert headline("T", Facts(pledges=(given,))) == "UK pledges 24 ambulances to Ukraine"


def test_a_visit_that_was_put_off_is_not_told_as_called_off():
    said = Evidence(sentence="The visit has been postponed.", start=0, end=29)
    off = replace(visit(status=VisitStatus.CANCELLED), evidence=said)

    assert headline("T", Facts(visits=(off,))) == "Ana Lopez (UK): visit to the US postponed"


def test_one_more_than_fits_is_named_rather_than_counted():
    three = Facts(visits=tuple(visit(name) for name in ("Ada Ro", "Ben Li", "Cy Om")))

    assert "others" not in headline("", three)
