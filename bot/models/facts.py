"""What is read in an article: visits, pledges and all that goes with them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why we believe a fact: a sentence copied from the article and its character offsets."""

    sentence: str
    start: int
    end: int
    rule: str = ""  #: the rule or component that found it


class VisitStatus(StrEnum):
    """State of a visit when its release was published."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One leg of a visit: a country (ISO alpha-2), perhaps a city, days and people met."""

    country: str
    city: str | None = None
    start: date | None = None
    end: date | None = None
    meets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A journey of an office-holder across a border."""

    visitor: str | None
    office: str | None
    origin: str | None
    status: VisitStatus
    stops: tuple[Stop, ...]
    evidence: Evidence


class PledgeKind(StrEnum):
    """What a pledge is for; the first that fits."""

    MILITARY = "military"
    TRAINING = "training"
    HEALTH = "health"
    HUMANITARIAN = "humanitarian"
    CLIMATE = "climate"
    PEOPLE = "people"
    DEVELOPMENT = "development"
    FINANCIAL = "financial"
    OTHER = "other"


class Relation(StrEnum):
    """How the stated amount bounds the pledge."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    UP_TO = "up_to"
    ABOUT = "about"


class PledgeStatus(StrEnum):
    """Whether the promise is news, was made before, or has been kept."""

    NEW = "new"
    RESTATED = "restated"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """Something concrete promised to someone abroad; *amount* in whole units of *currency*."""

    pledger: str
    kind: PledgeKind
    amount: Decimal | None
    currency: str | None
    relation: Relation | None
    beneficiary: tuple[str, ...]
    period: str | None
    status: PledgeStatus
    what: str
    evidence: Evidence

    def __post_init__(self) -> None:
        """Refuse what would be a lie: money without a currency, or none of it."""
        if self.amount is not None and (self.amount <= 0 or not self.currency):
            message = f"a pledge of {self.amount} {self.currency} is none"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All visits and pledges of one article."""

    visits: tuple[Visit, ...] = ()
    pledges: tuple[Pledge, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any fact."""
        return bool(self.visits or self.pledges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the extractor makes of one article."""

    facts: Facts = field(default_factory=Facts)
    topics: tuple[str, ...] = ()  #: topic ids, countries among them ("united-states")
    countries: tuple[str, ...] = ()  #: ISO alpha-2, most prominent first
    headline: str = ""  #: one line built from the facts, or the cleaned title
    summary: tuple[str, ...] = ()  #: at most two sentences copied from the text
    language: str = "en"
