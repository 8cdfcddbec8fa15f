"""Sums of money in every notation that ministries use."""

from decimal import Decimal

import pytest

from bot.models import Relation
from bot.nlp.amounts import find_amounts, own_dollar

NOTATIONS = [
    ("GB", "£2.3bn in support", 2_300_000_000, "GBP"),
    ("US", "US$50 million", 50_000_000, "USD"),
    ("AU", "A$1.5 billion over five years", 1_500_000_000, "AUD"),
    ("CA", "C$ 4.9 million", 4_900_000, "CAD"),
    ("NO", "NOK 250 million", 250_000_000, "NOK"),
    ("CH", "CHF 14.2 million", 14_200_000, "CHF"),
    ("EU", "100 million euros", 100_000_000, "EUR"),
    ("IN", "Rs 500 crore", 5_000_000_000, "INR"),
    ("IN", "Rs.500 Crore", 5_000_000_000, "INR"),
    ("PK", "Rs. 20 million", 20_000_000, "PKR"),
    ("IN", "INR 2 lakh crore", 2_000_000_000_000, "INR"),
    ("CA", "$15 million CAD", 15_000_000, "CAD"),
    ("JP", "¥500 million", 500_000_000, "JPY"),
    ("JP", "1,200 million yen", 1_200_000_000, "JPY"),
    ("KR", "KRW 10 billion", 10_000_000_000, "KRW"),
    ("AE", "AED 100 million", 100_000_000, "AED"),
    ("QA", "QR 50 million", 50_000_000, "QAR"),
    ("KE", "KSh200 million", 200_000_000, "KES"),
    ("ZA", "R50 million", 50_000_000, "ZAR"),
    ("NG", "N1.14 billion", 1_140_000_000, "NGN"),
    ("US", "half a million dollars", 500_000, "USD"),
    ("US", "one billion dollars", 1_000_000_000, "USD"),
    ("DE", "twenty-five million euros", 25_000_000, "EUR"),
    ("DE", "two and a half billion euros", 2_500_000_000, "EUR"),
    ("CA", "a $40-million package", 40_000_000, "CAD"),
    ("EU", "a 100-million-euro package", 100_000_000, "EUR"),
    ("EU", "EUR 1 500 000", 1_500_000, "EUR"),
    ("IN", "₹ 1,00,000", 100_000, "INR"),
    ("US", "$6,600,000", 6_600_000, "USD"),
    ("NO", "250 million kroner", 250_000_000, "NOK"),
    ("US", "A$1billion", 1_000_000_000, "AUD"),
    ("AU", "a medical team ($1m)", 1_000_000, "AUD"),
    ("PG", "K5 million in aid", 5_000_000, "PGK"),
    ("ZM", "K2.5 billion", 2_500_000_000, "ZMW"),
    ("WS", "SAT$487,000", 487_000, "WST"),
    ("GH", "GH¢64 million", 64_000_000, "GHS"),
    ("ID", "Rp32.5 billion", 32_500_000_000, "IDR"),
    ("NP", "NPR 42.60 crore", 426_000_000, "NPR"),
    ("TR", "950 billion Turkish Liras", 950_000_000_000, "TRY"),
    ("CL", "940 million pesos", 940_000_000, "CLP"),
    ("ET", "1.4 billion Birr", 1_400_000_000, "ETB"),
    ("OM", "RO 4.1 million", 4_100_000, "OMR"),
    ("MA", "5 million dirhams", 5_000_000, "MAD"),
    ("AE", "5 million dirhams", 5_000_000, "AED"),
    ("CI", "3 billion CFA francs", 3_000_000_000, "XOF"),
]


@pytest.mark.parametrize(("country", "text", "value", "currency"), NOTATIONS)
def test_a_sum_is_read_with_its_currency(country, text, value, currency):
    (found,) = find_amounts(text, country)

    assert (found.value, found.currency) == (Decimal(value), currency)


@pytest.mark.parametrize(
    ("country", "currency"),
    [("US", "USD"), ("AU", "AUD"), ("CA", "CAD"), ("NZ", "NZD"), ("SG", "SGD"), ("KE", "USD")],
)
def test_the_bare_dollar_is_the_publishers(country, currency):
    (found,) = find_amounts("The Government gives $3 million.", country)

    assert found.currency == currency


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("more than $5 million", Relation.AT_LEAST),
        ("over 18 million dollars", Relation.AT_LEAST),
        ("at least an additional $5 million", Relation.AT_LEAST),
        ("$5 million or more", Relation.AT_LEAST),
        ("a $5 million-plus fund", Relation.AT_LEAST),
        ("up to an expected $2.5 billion", Relation.UP_TO),
        ("as much as $5 million", Relation.UP_TO),
        ("nearly $585 million", Relation.ABOUT),
        ("an estimated $124 million", Relation.ABOUT),
        ("some $1.3 billion", Relation.ABOUT),
        ("a further $5 million", Relation.EXACTLY),
    ],
)
def test_words_around_a_sum_bound_it(text, relation):
    (found,) = find_amounts(text, "US")

    assert found.relation is relation


@pytest.mark.parametrize(
    "text", ["£5-7 million", "£5 million to £7 million", "between £5 million and £7 million"]
)
def test_a_range_promises_its_lower_end(text):
    (found,) = find_amounts(text, "GB")

    assert (found.value, found.relation) == (Decimal(5_000_000), Relation.AT_LEAST)


@pytest.mark.parametrize(
    "text",
    [
        "tens of millions of dollars",
        "600,000 pounds of material",
        "the COP26 summit in Glasgow",
        "Resolution R50 was adopted",
        "a $-denominated bond",
        "$0 was paid",
        "in 2023 and 2024",
    ],
)
def test_what_is_no_sum_is_left_alone(text):
    assert find_amounts(text, "US") == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("$5 million per year over five years", "year"),
        ("$100 million annually", "year"),
        ("$13,750 per annum", "year"),
        ("$3 per gallon", "gallon"),
        ("$5 million for schools", ""),
    ],
)
def test_a_rate_keeps_its_unit(text, unit):
    assert find_amounts(text, "US")[0].per == unit


def test_several_sums_come_in_the_order_of_the_text():
    text = "Of the NOK 250 million (USD 25 million), 1.5 million euros goes to UNICEF."

    assert [found.currency for found in find_amounts(text, "NO")] == ["NOK", "USD", "EUR"]


def test_offsets_point_at_the_sum():
    text = "Canada gives $15 million CAD today."
    (found,) = find_amounts(text, "CA")

    assert text[found.start : found.end] == "$15 million CAD"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It gives 10 million euros, of which 4 million for seeds.", [10_000_000, 4_000_000]),
        ("It gives €10m, of which 4 million will go to A and 2 million to B.", [4, 2]),
        ("Of which 4 million will return.", []),
        ("It gives €10m. Many fled, of which 4 million to Chad.", [10_000_000]),
        ("It gives €10m to 12 million people, of which 4 million are abroad.", [10_000_000]),
    ],
)
def test_a_part_of_a_sum_may_leave_its_currency_out(text, values):
    found = [int(amount.value) for amount in find_amounts(text)]

    assert found == ([10_000_000, 4_000_000, 2_000_000] if values == [4, 2] else values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It rises from $12 million to $16 million.", [12_000_000, 16_000_000]),
        ("It rises from $12 to $16 million.", [12_000_000, 16_000_000]),
        ("It costs anything ranging from $12 million to $16 million.", [12_000_000]),
    ],
)
def test_an_old_and_a_new_level_are_two_sums(text, values):
    assert [amount.value for amount in find_amounts(text)] == values


@pytest.mark.parametrize(("country", "dollar"), [("AU", "AUD"), ("US", "USD"), ("FR", None)])
def test_some_countries_have_a_dollar_of_their_own(country, dollar):
    assert own_dollar(country) == dollar
