"""Languages are told apart, and other languages give only the topics that names tell."""

from pathlib import Path

import pytest

from bot.models import Article
from bot.nlp import foreign
from bot.nlp.language import language_of
from bot.topics import load_topics

SHIPPED = Path(__file__).parents[3] / "config" / "topics.toml"

SAMPLES = {
    "en": "The Foreign Minister will travel to Nairobi on Monday for talks with his counterpart.",
    "de": "Die Außenministerin reist am Montag nach Kenia und spricht dort über den Handel.",
    "fr": "La ministre des Affaires étrangères se rendra lundi au Kenya pour des entretiens.",
    "es": "La ministra de Asuntos Exteriores viajará el lunes a Kenia para unas conversaciones.",
    "pl": "Minister spraw zagranicznych uda się w poniedziałek do Kenii na rozmowy o handlu.",
    "ja": "外務大臣は月曜日にケニアを訪問し、貿易について会談を行う予定です。",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_the_language_of_a_release_is_recognised(language):
    assert language_of(Article(title="", text=SAMPLES[language])) == language


def test_english_is_recognised_although_the_feed_says_otherwise():
    assert language_of(Article(title="", text=SAMPLES["en"], language="de")) == "en"


def test_a_text_too_short_to_tell_is_in_the_publishers_language():
    assert language_of(Article(title="Kenia", text="", language="de-AT")) == "de"


def test_names_of_countries_in_the_language_give_topics():
    article = Article(
        title="Außenministerin reist nach Frankreich",
        text="Die Ministerin spricht in Paris mit der NATO. Die NATO und Frankreich sind Partner.",
        country="DE",
        language="de",
    )

    topics, codes = foreign.subjects(article, "de", load_topics(SHIPPED))

    assert topics == ("france", "nato")
    assert codes == ("FR",)


def test_a_script_without_spaces_is_searched_too():
    article = Article(title="ケニア訪問", text="外務大臣はケニアを訪問します。", language="ja")

    _, codes = foreign.subjects(article, "ja", load_topics(SHIPPED))

    assert codes == ("KE",)


def test_a_word_that_is_no_name_gives_no_country():
    article = Article(
        title="Destek", text="Bakanlık mali destek verdi, mali yardım.", language="tr"
    )

    assert foreign.subjects(article, "tr", load_topics(SHIPPED)) == ((), ())


def test_a_language_without_names_of_its_own_falls_back_to_english_ones():
    article = Article(title="Kenya", text="", language="xx")

    assert foreign.subjects(article, "xx", load_topics(SHIPPED))[1] == ("KE",)
