"""Topics: what the file may say, what readers may type, and which words count."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.phrases import Phrases
from bot.topics import Topic, Topics, load_topics

SHIPPED = Path(__file__).parents[3] / "config" / "topics.toml"


@pytest.fixture(scope="module")
def topics() -> Topics:
    return load_topics(SHIPPED)


def words_of(topics: Topics, text: str) -> list[tuple[str, str]]:
    return [(m.topic, text[m.start : m.end]) for m in topics.mentions(text)]


def small(**settings) -> Topics:
    topic = {"id": "trade", "name": "Trade", "group": "themes", "words": ("trade",)} | settings
    return Topics([Topic(**topic)], {"themes": "Themes"})


def test_the_shipped_file_holds_many_topics_and_the_two_for_facts(topics):
    ids = {topic.id for topic in topics.listed}

    assert len(ids) >= 45
    assert {"visits", "pledges", "sanctions", "trade", "climate", "nuclear", "g7", "un"} <= ids
    assert {"human-rights", "migration", "development", "defence", "cyber", "elections"} <= ids


def test_every_listed_topic_is_found_by_its_name_id_and_aliases(topics):
    for topic in topics.listed:
        for name in (topic.id, topic.name, *topic.aliases):
            assert topics.find(name) == topic.id


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("Ukraine", "ukraine"),
        ("ukrainians", "ukraine"),
        ("the UK", "united-kingdom"),
        ("us", "united-states"),
        ("sanction", "sanctions"),
        ("climate change", "climate"),
        ("Military", "defence"),
        ("NATO", "nato"),
        ("EU", "eu"),
        ("Brussels", "eu"),
        ("Pacific", "pacific-islands"),
        ("tariffs", "trade"),
    ],
)
def test_what_a_reader_types_is_understood(topics, typed, topic):
    assert topics.find(typed) == topic


@pytest.mark.parametrize("typed", ["", "who", "quite unknown", "trade with mars"])
def test_what_names_no_topic_as_a_whole_finds_none(topics, typed):
    assert topics.find(typed) is None


def test_near_misses_offer_the_nearest_topics_first(topics):
    assert topics.nearest("ukrain", 3)[0] == "ukraine"
    assert topics.nearest("santions", 3)[0] == "sanctions"
    assert len(topics.nearest("a", 2)) <= 2


@pytest.mark.parametrize("typed", ["iron", "zzxxy", "grants", "sand"])
def test_strangers_are_not_offered(topics, typed):
    assert topics.nearest(typed, 3) == []


def test_labels_carry_flags_and_emoji_and_unknown_ids_stay_readable(topics):
    assert topics.label("ukraine") == "🇺🇦 Ukraine"
    assert topics.label("human-rights").endswith("Human rights")
    assert topics.label("korean-peninsula") == "Korean Peninsula"
    assert topics.label("gone-topic") == "Gone topic"


def test_all_lists_the_files_topics_first_then_every_country(topics):
    everything = topics.all()

    assert everything[: len(topics.listed)] == topics.listed
    assert {"ukraine", "tuvalu", "nato"} <= {topic.id for topic in everything}
    assert len({topic.id for topic in everything}) == len(everything)
    assert topics.get("tuvalu").group == "countries"
    assert topics.get("nowhere") is None


def test_codes_lead_to_the_listed_topic_where_there_is_one(topics):
    assert topics.of("UA") == "ukraine"
    assert topics.of("org:NATO") == "nato"
    assert topics.of("org:IMF") == "imf-world-bank" or topics.get(topics.of("org:IMF"))
    assert Topics().of("UN") == "un"


def test_words_count_as_whole_words_only_and_in_any_case():
    assert words_of(small(), "TRADE and trader, trade.") == [("trade", "TRADE"), ("trade", "trade")]


def test_hyphens_and_spaces_are_the_same():
    topics = small(words=("free trade agreement",))

    assert words_of(topics, "a free-trade agreement")[0][1] == "free-trade agreement"


def test_a_word_in_capitals_counts_only_in_capitals():
    topics = small(id="health", name="Health", words=("WHO",))

    assert [word for _, word in words_of(topics, "who asked WHO?")] == ["WHO"]


def test_a_word_inside_an_excluded_phrase_does_not_count():
    topics = small(exclude=("trade union",))

    assert words_of(topics, "a trade union on trade") == [("trade", "trade")]


def test_of_nested_phrases_only_the_longest_is_found():
    phrases = Phrases([("paris", "x"), ("paris agreement", "x"), ("agreement", "y")])

    assert list(phrases.find("The Paris Agreement")) == [("x", 4, 19), ("y", 10, 19)]


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "topics.toml"
    path.write_text(text, encoding="utf-8")
    return path


GOOD = '[groups]\nthemes = "Themes"\n[[topic]]\nid = "trade"\nname = "Trade"\ngroup = "themes"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD + 'colour = "red"\n', "unknown key 'colour'"),
        (GOOD + GOOD.split("\n", 2)[2], "'trade' stands twice"),
        (GOOD.replace('name = "Trade"\n', ""), "no 'name'"),
        (GOOD.replace('"themes"\n', '"theme"\n', 1).replace('group = "themes"', 'group = "x"'),
         "in no known group"),
        (GOOD + 'words = "trade"\n', "wrong value for 'words'"),
        (GOOD + "words = [1]\n", "wrong value for 'words'"),
        (GOOD.replace('"trade"', '"Free Trade"'), "lower-case letters"),
        (GOOD + '[[topic]]\nid = "b"\nname = "Trade"\ngroup = "themes"\n', "share 'Trade'"),
        ("[extra]\n" + GOOD, "unknown section 'extra'"),
        ("[groups\n", "not valid TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_told_in_one_sentence(tmp_path, text, complaint):
    with pytest.raises(ConfigError, match=r"topics\.toml") as raised:
        load_topics(write(tmp_path, text))

    assert complaint in str(raised.value)
    assert str(raised.value).endswith(".")


def test_a_missing_file_is_told_in_one_sentence(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load_topics(tmp_path / "none.toml")


def test_a_correct_file_is_loaded_with_its_groups(tmp_path):
    topics = load_topics(write(tmp_path, GOOD))

    assert topics.groups == {"themes": "Themes"}
    assert topics.get("trade") == Topic(id="trade", name="Trade", group="themes")
