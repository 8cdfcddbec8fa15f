"""World knowledge for journeys: where somebody is at home, and whose an office can be."""

import tomllib
from functools import cache
from typing import Any

from bot.nlp.gazetteer import DATA
from bot.nlp.mentions import Person

UNKNOWN = "?"  #: a foreigner whose country the release does not say


@cache
def _systems() -> dict[str, Any]:
    """Read ``systems.toml`` once."""
    with (DATA / "systems.toml").open("rb") as file:
        return tomllib.load(file)


def at_home(country: str, place: str) -> bool:
    """Tell whether *place* is the country served, or a seat of the body served."""
    return country == place or place in _systems()["seats"].get(country, ())


def sits_in(body: str, city: str | None) -> bool:
    """Tell whether a body meets by rule in a city, as the Parliament of the EU in Strasbourg."""
    return city in _systems()["seat_cities"].get(body, ())


def seat(country: str) -> str:
    """Return the country in which a body sits; a country is its own seat; "" when unknown."""
    if country in {"EU", "UN"} or country.startswith("org:"):
        return next(iter(_systems()["seats"].get(country, ())), "")
    return country


def foreign_office(head: str, home: str) -> bool:
    """Tell whether the publisher's country has no such office: its holder is a foreigner."""
    heads = _systems()["foreign_heads"]
    listed = list(heads.get(home, ()))
    system = next(
        (s for s, members in _systems()["systems"].items() if home in members), "republics"
    )
    if home not in heads:
        listed += heads[system]
    return any(head == h or head.endswith(" " + h) for h in listed)


def serves(person: Person, home: str, place: str, *, guest: bool) -> str:
    """Return the country that a person serves, guessing where the text does not say.

    Who acts serves the publisher's country; who is met abroad is at home there; who is met or
    welcomed in the publisher's country comes from somewhere else.
    """
    if person.country:
        return person.country
    if not guest and not foreign_office(person.head, home):
        return home
    return UNKNOWN if at_home(home, place) else place


def abroad(person: Person, place: str, home: str, *, guest: bool) -> bool:
    """Tell whether *place* is in another country than the person's own."""
    return not at_home(serves(person, home, place, guest=guest), place)
