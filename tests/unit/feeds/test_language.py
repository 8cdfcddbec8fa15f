import pytest

from bot.feeds.language import language_of

ENGLISH = (
    "The Minister for Foreign Affairs travelled to Nairobi today for two days of talks with her "
    "counterpart on trade, security in the region and the support of both countries for Ukraine. "
    "She will also open a school that was rebuilt with the help of her government."
)
LATVIAN = (
    "Ārlietu ministre šodien devās uz Nairobi, lai divas dienas tiktos ar savu kolēģi un runātu "
    "par tirdzniecību, drošību reģionā un abu valstu atbalstu Ukrainai. Viņa arī atklās skolu, "
    "kas tika atjaunota ar viņas valdības palīdzību, un tiksies ar vietējiem iedzīvotājiem."
)


@pytest.mark.parametrize(
    ("text", "prior", "language"),
    [
        pytest.param(ENGLISH, "en", "en", id="as expected"),
        pytest.param(ENGLISH, "en-GB", "en-GB", id="the feed may know more exactly"),
        pytest.param(LATVIAN, "en", "lv", id="a stray item"),
        pytest.param(ENGLISH, "fr", "en", id="an English item in a French feed"),
        pytest.param(LATVIAN[:60], "en", "en", id="too short to tell"),
        pytest.param("1234567890 " * 100, "ko", "ko", id="numbers have no language"),
        pytest.param("", "tr", "tr", id="nothing"),
    ],
)
def test_requirement_13_the_feeds_language_holds_unless_the_text_is_surely_in_another(
    text, prior, language
):
    assert language_of(text, prior) == language
