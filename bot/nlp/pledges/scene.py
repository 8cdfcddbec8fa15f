"""One release as the pledge finder sees it: its article, its parties, its lists."""

from dataclasses import dataclass

from spacy.tokens import Doc

from bot.models import Article, PledgeKind
from bot.nlp.attributes import whole_text
from bot.nlp.pledges.candidates import sentences_of
from bot.nlp.pledges.kind import release_kinds
from bot.nlp.pledges.lexicon import phrases
from bot.nlp.pledges.lists import list_intros
from bot.nlp.pledges.parties import Cast, Party, find_parties

_AID_IN_RELEASE = 4  #: so many words of aid make it a release about aid


@dataclass(frozen=True, slots=True)
class Scene:
    """One release being read."""

    article: Article
    cast: Cast
    about_aid: bool  #: it speaks of aid more than in passing
    own_return: bool  #: it tells how the publisher's own people were brought home
    intros: dict[int, str]  #: first token of a listed sentence -> the line that opened its list

    @property
    def text(self) -> str:
        """The text of the article."""
        return self.cast.text

    @property
    def kinds(self) -> dict[PledgeKind, float]:
        """How much the text speaks of each purpose; read only for what turns out to be a pledge."""
        return release_kinds(f"{self.article.title}\n{self.text}")


def scene_of(doc: Doc) -> Scene:
    """Gather what is needed to read a release."""
    text = whole_text(doc)
    article = doc._.article or Article(title="", text=text)
    title: Doc | None = doc._.title
    in_title: list[Party] = [] if title is None else find_parties(title)
    cast = Cast(
        text=text,
        home=article.country or "",
        parties=tuple(find_parties(doc)),
        title=tuple(in_title),
        title_text=article.title,
    )
    words = len(phrases("features.aid_words").findall(text))
    return Scene(
        article,
        cast,
        words >= _AID_IN_RELEASE,
        _own_return(article.title, cast),
        list_intros(doc, sentences_of(doc)),
    )


def _own_return(title: str, cast: Cast) -> bool:
    """Read "Update on the return of Indian nationals" off a title."""
    moved = phrases("scene.own_return").search(title)
    ours = any(cast.at_home(p.code) for p in cast.title)
    return bool(moved) and (ours or not cast.of_title(frozenset({cast.home})))
