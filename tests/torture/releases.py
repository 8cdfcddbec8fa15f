"""What the ministries publish: invented, each about one country, its number in its title."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

#: Countries by the topic that a reader follows, each with its capital.
COUNTRIES = {
    "ukraine": ("Ukraine", "Kyiv"),
    "japan": ("Japan", "Tokyo"),
    "kenya": ("Kenya", "Nairobi"),
    "chile": ("Chile", "Santiago"),
    "norway": ("Norway", "Oslo"),
    "poland": ("Poland", "Warsaw"),
    "vietnam": ("Vietnam", "Hanoi"),
    "ghana": ("Ghana", "Accra"),
}
TOPICS = tuple(COUNTRIES)

_NUMBER = re.compile(r"\(R(\d{4})\)")

_TITLES = (
    "Foreign Minister to visit {country} for talks (R{number:04})",
    "New support of {amount} million euros for {country} (R{number:04})",
    "Statement on the flooding in the north of {country} (R{number:04})",
)
_TEXTS = (
    "Foreign Minister Aino Lehtola will visit {capital}, {country}, next week. In {capital} she "
    "will hold talks with members of the government of {country} on trade and on the repair of "
    "bridges. {more}",
    "The Government will provide {amount} million euros to {country} for the repair of schools "
    "and hospitals, Foreign Minister Aino Lehtola announced. The money will be paid to {country} "
    "over three years. {more}",
    "The Ministry follows with concern the flooding in the north of {country}. Our thoughts are "
    "with the families in {country} who have lost their homes. Our embassy in {capital} is in "
    "contact with the authorities. {more}",
)
_MORE = (
    "The Ministry will inform the public about further steps in due course, and thanks everybody "
    "who has taken part in the preparations over the past weeks."
)


@dataclass(frozen=True, slots=True)
class Release:
    """One release as its ministry has it now."""

    number: int
    topic: str
    edits: int = 0  #: how often its text was changed
    polish: int = 0  #: how often only its commas were
    published_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime | None = None

    @property
    def title(self) -> str:
        """The headline; the number names the release in everything that chats are sent."""
        return self._filled(_TITLES[self.number % len(_TITLES)])

    @property
    def text(self) -> str:
        """The whole release."""
        said = self._filled(_TEXTS[self.number % len(_TEXTS)])
        return said + " " + "The text was checked again." * (self.polish % 2)

    def edited(self) -> "Release":
        """Give it with another sum, where it has one."""
        return replace(self, edits=self.edits + 1, updated_at=datetime.now(UTC))

    def polished(self) -> "Release":
        """Give it with nothing changed that anybody should hear of."""
        return replace(self, polish=self.polish + 1, updated_at=datetime.now(UTC))

    def _filled(self, template: str) -> str:
        country, capital = COUNTRIES[self.topic]
        amount = 11 + self.number % 7 + 20 * self.edits
        return template.format(
            country=country, capital=capital, amount=amount, number=self.number, more=_MORE
        )


def number_in(text: str) -> int | None:
    """Tell which release a message is about, if about any."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else None
