"""Amounts of money in few characters: "£2.3bn", "at least US$50m", "NOK 300,000"."""

from decimal import Decimal

from bot.models import Relation

#: Signs that name one currency only; every other one goes by its code.
SIGNS = {
    "GBP": "£",
    "EUR": "€",
    "USD": "US$",
    "AUD": "A$",
    "CAD": "C$",
    "NZD": "NZ$",
    "SGD": "S$",
    "HKD": "HK$",
    "TWD": "NT$",
    "JPY": "¥",
    "CNY": "CN¥",
    "INR": "₹",
    "KRW": "₩",
    "TRY": "₺",
    "UAH": "₴",
    "NGN": "₦",
    "PHP": "₱",
    "ILS": "₪",
    "VND": "₫",
    "KZT": "₸",
}

_SCALES = (
    (Decimal(10) ** 12, "tn"),
    (Decimal(10) ** 9, "bn"),
    (Decimal(10) ** 6, "m"),
)
_RELATIONS = {
    Relation.AT_LEAST: "at least ",
    Relation.UP_TO: "up to ",
    Relation.ABOUT: "about ",
}


def money(amount: Decimal, currency: str, relation: Relation | None = None) -> str:
    """Write *amount* of *currency* (ISO 4217), to three decimals of its scale."""
    bound = _RELATIONS.get(relation, "") if relation else ""
    return f"{bound}{SIGNS.get(currency, f'{currency} ')}{_number(amount)}"


def _number(amount: Decimal) -> str:
    for scale, name in _SCALES:
        scaled = round(amount / scale, 3)
        if scaled >= 1:
            return _trimmed(scaled) + name
    return _trimmed(round(amount, 2))


def _trimmed(number: Decimal) -> str:
    written = f"{number:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
