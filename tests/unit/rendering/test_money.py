from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Relation
from bot.rendering.money import money


@pytest.mark.parametrize(
    ("amount", "currency", "relation", "expected"),
    [
        ("2300000000", "GBP", Relation.EXACTLY, "£2.3bn"),
        ("2.3E+9", "GBP", Relation.AT_LEAST, "at least £2.3bn"),
        ("1500000000", "AUD", None, "A$1.5bn"),
        ("50000000", "USD", Relation.UP_TO, "up to US$50m"),
        ("10000000", "EUR", Relation.ABOUT, "about €10m"),
        ("5000000000", "INR", None, "₹5bn"),
        ("75000000000", "NOK", None, "NOK 75bn"),
        ("300000", "GBP", None, "£300,000"),
        ("20000000000000", "JPY", None, "¥20tn"),
        ("999999999.9", "EUR", None, "€1bn"),
        ("1234567", "CAD", None, "C$1.235m"),
        ("0.5", "EUR", None, "€0.5"),
        ("1250.5", "CHF", None, "CHF 1,250.5"),
        ("1E+16", "USD", None, "US$10,000tn"),
    ],
)
def test_amount_is_written_in_its_own_scale(amount, currency, relation, expected):
    assert money(Decimal(amount), currency, relation) == expected


@given(st.decimals(min_value="0.01", max_value="1e15", places=2))
def test_written_amount_is_within_a_thousandth_of_the_true_one(amount):
    written = money(amount, "GBP").removeprefix("£").replace(",", "")
    scale = {"tn": 10**12, "bn": 10**9, "m": 10**6}
    unit = next((name for name in scale if written.endswith(name)), "")
    value = Decimal(written.removesuffix(unit)) * scale.get(unit, 1)

    assert abs(value - amount) <= amount / 1000
