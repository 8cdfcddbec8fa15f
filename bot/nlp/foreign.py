"""Topics of articles in other languages: only what their names of countries and bodies tell."""

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from bot import countries
from bot.models import Article
from bot.nlp.salience import MOST_COUNTRIES, Prominence
from bot.phrases import Phrases
from bot.topics import ORGANISATIONS, Topics

NO_SPACES = frozenset({"zh", "ja", "th", "lo", "km", "my"})  #: written without spaces between words
SHORTEST = 2


def subjects(
    article: Article, language: str, topics: Topics
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (topic ids, ISO codes) of what the article is about, the most prominent first."""
    prominence = Prominence(article.text)
    for code, _ in _codes(article.title, language):
        prominence.in_title(code)
    for code, at in _codes(article.text, language):
        if code != article.country:
            prominence.in_text(code, at)
    codes = prominence.reached()[:MOST_COUNTRIES]
    about = [topics.of(code) for code in codes]
    about += _bodies(article, topics)
    return tuple(dict.fromkeys(about)), tuple(codes)


def _bodies(article: Article, topics: Topics) -> list[str]:
    prominence = Prominence(article.text)
    groups = {topic.id: topic.group for topic in topics.listed}
    for mention in topics.mentions(article.title):
        prominence.in_title(mention.topic)
    for mention in topics.mentions(article.text):
        prominence.in_text(mention.topic, mention.start)
    return [topic for topic in prominence.reached() if groups[topic] == ORGANISATIONS]


def _codes(text: str, language: str) -> Iterator[tuple[str, int]]:
    """Yield (code, offset) of the countries that *text* names in *language*."""
    if language in NO_SPACES:
        for name, code in _territories(language).items():
            at = text.find(name)
            if at >= 0:
                yield code, at
        return
    for code, start, _ in _names(language).find(text):
        # In Turkish "mali" is "financial": only what is written as a name is one.
        if not text[start].islower():
            yield code, start


@lru_cache(maxsize=8)
def _names(language: str) -> Phrases:
    return Phrases(_territories(language).items())


@lru_cache(maxsize=8)
def _territories(language: str) -> dict[str, str]:
    """Return the names of countries in *language*, and those that are the same everywhere."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    known = countries.table()
    return {
        name: code
        for code, name in locale.territories.items()
        if code in known and not known[code].organisation and len(name) >= SHORTEST
    }
