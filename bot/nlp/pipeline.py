"""The pipeline: a trained English model with our components behind it."""

import re
from datetime import date

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from bot.models import Article
from bot.nlp import amounts, attributes, dates, lines, model, people, places
from bot.nlp.pledges import component as pledges
from bot.nlp.visits import component as visits

#: Importing a module registers its component under its name; in the order in which each needs
#: what those before it have found.
COMPONENTS = {
    "amounts": amounts,
    "dates": dates,
    "places": places,
    "people": people,
    "visits": visits,
    "pledges": pledges,
}
#: What a title is read with: headlines have no grammar worth parsing.
TITLE_COMPONENTS = ("amounts", "places")
BEFORE_PARSER = {"lines": lines}
LONGEST = 20_000  #: characters of a text that are read; what is longer is a report, not a release
LONGEST_TITLE = 500
#: What is longer is no word, and spaCy cuts words by trial: twice as long takes four times as long.
_NO_WORD = re.compile(r"(?<!\S)\S{1000,}+")
#: Read once at loading, so that all tables and patterns are ready before the first release.
_FIRST = Article(
    title="Foreign Minister Ada Berg travels to Nairobi",
    text="Foreign Minister Ada Berg will travel to Nairobi, Kenya, on 3 March to meet President "
    "Amos Otieno. Norway will provide NOK 20 million and 30 ambulances to Kenya this year.",
    publisher="Norway",
    country="NO",
    published_on=date(2026, 3, 1),
)


def load() -> Language:
    """Load the installed model and add our components; about two seconds."""
    attributes.register()
    nlp = spacy.load(model.installed())
    for name in BEFORE_PARSER:
        nlp.add_pipe(name, before="parser")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    nlp(make_doc(nlp, _FIRST))
    return nlp


def make_doc(nlp: Language, article: Article) -> Doc:
    """Make the unread document of an article, its title beside it; offsets point into its text."""
    said = clipped(article.text)
    text = of_words(said)
    doc = nlp.make_doc(text)
    doc.user_data.update(text=text, said=said)
    doc._.article = article
    doc._.title = _title(nlp, article) if article.title.strip() else None
    return doc


def clipped(text: str) -> str:
    """Cut what is beyond LONGEST, at a line or else at a word."""
    if len(text) <= LONGEST:
        return text
    head = text[:LONGEST]
    cut = max(head.rfind("\n", LONGEST // 2), 0) or max(head.rfind(" "), 0) or LONGEST
    return head[:cut]


def of_words(text: str) -> str:
    """Blank out what is too long for a word; all else keeps its place."""
    return _NO_WORD.sub(lambda run: " " * len(run[0]), text)


def _title(nlp: Language, article: Article) -> Doc:
    title = nlp.make_doc(article.title[:LONGEST_TITLE])
    title._.article = article
    for name in TITLE_COMPONENTS:
        title = nlp.get_pipe(name)(title)
    return title
