"""Reads articles: the pipeline, then facts, topics, headline and summary."""

from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from bot.models import Article, Reading
from bot.nlp import foreign, salience
from bot.nlp.explain import Explanation
from bot.nlp.extraction import facts_of, marks_of, rejected_of
from bot.nlp.headline import cleaned, headline
from bot.nlp.language import ENGLISH, language_of
from bot.nlp.pipeline import make_doc
from bot.nlp.summary import summary
from bot.topics import Topics

#: Documents in one batch: more is not faster, and costs 5 MB each while they live.
BATCH = 16
NO_TOPICS = Topics()


class Reader:
    """A loaded pipeline with the topics to look for.

    Every batch lives in a memory zone of its own, so that a process that reads for weeks does
    not grow with each new word. One thread only: zones are not thread-safe.
    """

    def __init__(self, nlp: Language, topics: Topics = NO_TOPICS) -> None:
        self._nlp = nlp
        self._topics = topics

    def read(self, article: Article) -> Reading:
        """Read one article."""
        (reading,) = self.read_all([article])
        return reading

    def read_all(self, articles: Iterable[Article]) -> Iterator[Reading]:
        """Read any number of articles, in their order, holding one batch at a time."""
        waiting = iter(articles)
        while batch := list(islice(waiting, BATCH)):
            yield from self._batch(batch)

    def explain(self, article: Article) -> Explanation:
        """Read one article and keep what led to the result."""
        if (language := language_of(article)) != ENGLISH:
            return Explanation(article=article, reading=self._foreign(article, language))
        with self._nlp.memory_zone():
            doc = self._nlp(make_doc(self._nlp, article))
            return Explanation(
                article=article,
                reading=self._reading(doc, article),
                rejected=rejected_of(doc),
                marks=marks_of(doc),
            )

    def _batch(self, articles: list[Article]) -> list[Reading]:
        languages = [language_of(article) for article in articles]
        with self._nlp.memory_zone():
            english = [a for a, language in zip(articles, languages, strict=True) if _is(language)]
            docs = self._nlp.pipe((make_doc(self._nlp, a) for a in english), batch_size=BATCH)
            return [
                self._reading(next(docs), article)
                if _is(language)
                else self._foreign(article, language)
                for article, language in zip(articles, languages, strict=True)
            ]

    def _reading(self, doc: Doc, article: Article) -> Reading:
        facts = facts_of(doc)
        topics, codes = salience.subjects(doc, facts, self._topics)
        sentences = summary(doc, facts)
        return Reading(
            facts=facts,
            topics=topics,
            countries=codes,
            headline=headline(article.title, facts, article.country) or "".join(sentences[:1]),
            summary=sentences,
            language=ENGLISH,
        )

    def _foreign(self, article: Article, language: str) -> Reading:
        """Read what needs no grammar: another language's rules would only guess facts."""
        topics, codes = foreign.subjects(article, language, self._topics)
        return Reading(
            topics=topics,
            countries=codes,
            headline=cleaned(article.title),
            language=language,
        )


def extract(nlp: Language, article: Article, topics: Topics = NO_TOPICS) -> Reading:
    """Read one article with a pipeline from ``pipeline.load``."""
    return Reader(nlp, topics).read(article)


def _is(language: str) -> bool:
    return language == ENGLISH
