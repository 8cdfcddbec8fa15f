"""Names of months in the languages of the feeds, from CLDR through Babel."""

import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError

#: Tried in this order after the feed's own language and English; the first that knows a word wins,
#: since some words are different months in different languages ("listopad").
LANGUAGES = "fr de es it pt nl pl cs sv nb da fi et lv lt ro tr id hu sk sl hr uk ru el bg is ga"
WIDTHS = ("wide", "abbreviated")
#: What CLDR leaves out.
EXTRA = {"en": {"sept": 9}, "de": {"janner": 1}, "fr": {"fevr": 2, "juill": 7}}


def month_number(word: str, language: str) -> int | None:
    """Return which month *word* names, preferably in *language* (BCP 47)."""
    folded = fold(word)
    for code in dict.fromkeys([language.partition("-")[0], "en", *LANGUAGES.split()]):
        if number := _months(code).get(folded):
            return number
    return None


def fold(word: str) -> str:
    """Return *word* in lower case without accents and full stops."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(
        sign for sign in decomposed if sign.isalpha() and not unicodedata.combining(sign)
    )


@cache
def _months(language: str) -> dict[str, int]:
    try:
        names = Locale(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    found = dict(EXTRA.get(language, {}))
    for context in ("format", "stand-alone"):
        for width in WIDTHS:
            for number, name in names[context][width].items():
                # Some locales put an article or a number into the name.
                found.setdefault(fold(name), int(number))
    found.pop("", None)
    return found
