"""What is written by a rule is read back as the same sum."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.nlp import numerals
from bot.nlp.amounts import find_amounts

UNITS = {"": 1, " thousand": 1000, " million": 10**6, " crore": 10**7, "bn": 10**9}
SIGNS = {"£": "GBP", "€": "EUR", "US$": "USD", "NZ$": "NZD", "NOK ": "NOK", "CHF ": "CHF"}
WORDS = {"euros": "EUR", "Swiss francs": "CHF", "Norwegian kroner": "NOK", "US dollars": "USD"}

whole = st.integers(min_value=1000, max_value=999_999_999)
cents = st.decimals(min_value="0.1", max_value="999.9", places=1)


@given(whole, st.sampled_from(sorted(SIGNS)))
def test_grouped_digits_after_a_sign(value, sign):
    (found,) = find_amounts(f"It gives {sign}{value:,} to the fund.", "US")

    assert (found.value, found.currency) == (Decimal(value), SIGNS[sign])


@given(cents, st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(SIGNS)))
def test_decimals_with_a_multiplier_after_a_sign(value, unit, sign):
    (found,) = find_amounts(f"It gives {sign}{value}{unit} to the fund.", "US")

    assert (found.value, found.currency) == (value * UNITS[unit], SIGNS[sign])


@given(cents, st.sampled_from([" million", " billion"]), st.sampled_from(sorted(WORDS)))
def test_decimals_before_a_currency_in_words(value, unit, word):
    (found,) = find_amounts(f"It gives {value}{unit} {word} to the fund.", "US")

    assert found.value == value * numerals.multiplier(unit)
    assert found.currency == WORDS[word]


@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text):
    for found in find_amounts(text, "AU"):
        assert found.value > 0
        assert 0 <= found.start < found.end <= len(text)


@given(st.integers(min_value=1, max_value=99))
def test_numbers_in_words_are_read_back(value):
    units = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    units += " fifteen sixteen seventeen eighteen nineteen"
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    low = units.split()
    if value < 20:
        word = low[value - 1]
    else:
        word = tens[value // 10 - 2] + (f"-{low[value % 10 - 1]}" if value % 10 else "")

    assert numerals.number(word) == value
