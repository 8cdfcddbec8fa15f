"""Which language a text is in. English is told by its small words, the others by a classifier."""

import re

from bot.models import Article

SAMPLE = 1_500  #: characters that suffice
TOO_SHORT = 8  #: words; below that only the publisher's own language can be said
#: Words that make up a fifth to a third of English prose and are rare in all other languages.
SMALL_WORDS = frozenset({
    "the", "of", "and", "to", "in", "for", "on", "with", "that", "is", "was", "by", "at", "from",
    "as", "it", "this", "has", "have", "will", "be", "are", "an", "its", "our", "we", "their",
})  # fmt: skip
ENGLISH_SHARE = 0.15
ENGLISH = "en"


def language_of(article: Article) -> str:
    """Return the language as ISO 639-1; the article's own where the text is too short to tell."""
    prior = article.language.split("-")[0].casefold() or ENGLISH
    sample = f"{article.title} {article.text[:SAMPLE]}"
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    if sum(word in SMALL_WORDS for word in words) > ENGLISH_SHARE * len(words):
        return ENGLISH
    if len(words) < TOO_SHORT and not _without_spaces(sample):
        return prior
    return _classified(sample)


def _without_spaces(sample: str) -> bool:
    """Tell whether the script writes no spaces (Chinese, Japanese, Thai), so words are few."""
    return sum(ord(letter) >= ord("\u0e00") for letter in sample) > len(sample) // 2


def _classified(sample: str) -> str:
    import py3langid  # noqa: PLC0415 - takes 100 MB, and most workers never see another language

    language, _ = py3langid.classify(sample)
    return str(language)
