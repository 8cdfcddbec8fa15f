"""Figures that look like gifts: prices, costs, trade, outcomes, stocks of money."""

from dataclasses import dataclass

from bot.nlp.pledges.candidates import Candidate
from bot.nlp.pledges.lexicon import phrases

_NEXT = 40  #: characters behind a thing in which "of natural gas" stands


@dataclass(frozen=True, slots=True)
class Case:
    """A candidate with the words around it in its sentence and the answers about it."""

    candidate: Candidate
    before: str
    after: str
    answers: frozenset[str]

    @property
    def money(self) -> bool:
        """Tell money from things."""
        return self.candidate.is_money


def is_price(case: Case) -> bool:
    """Tell what a unit of something costs."""
    return case.money and bool(phrases("vetoes.units").match(case.after))


def is_cost(case: Case) -> bool:
    """Tell what something costs, and how much it was before or grew by."""
    change, cost = phrases("vetoes.change"), phrases("vetoes.cost")
    raised = phrases("vetoes.raised_from").search(case.before)
    if case.money and raised and phrases("vetoes.raised_to").match(case.after):
        return True
    return case.money and bool(change.match(case.after) or cost.search(case.before))


def is_statistic(case: Case) -> bool:
    """Tell what is produced, carried, sold or reached: figures of trade and outcomes."""
    carried, measured = phrases("vetoes.statistic"), phrases("vetoes.measured")
    if not case.money and any(
        phrases(f"vetoes.{name}").search(part)
        for name, part in (
            ("produced", case.before),
            ("supplied", case.before),
            ("supplied_with", case.after),
            ("visas", case.candidate.text),
            ("fuels", case.candidate.text + case.after[:_NEXT]),
            ("customers", case.after),
        )
    ):
        return True
    return bool(carried.match(case.after) or (case.money and measured.search(case.before)))


def is_held(case: Case) -> bool:
    """Tell money that is held, owed, earned or invested for profit."""
    held, invested = phrases("vetoes.held"), phrases("vetoes.invested")
    earned = phrases("vetoes.sent_home").search(case.before) or phrases("vetoes.to_families").match(
        case.after
    )
    return case.money and bool(held.match(case.after) or invested.search(case.before) or earned)
