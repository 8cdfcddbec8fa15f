"""What the ministries of the torture publish must be read as its judge takes it to be."""

import pytest

from bot.models import Article
from tests.torture.releases import TOPICS, Release, number_in

pytestmark = pytest.mark.model


@pytest.mark.parametrize("number", [100, 101, 102])
def test_each_release_has_its_country_and_no_other_as_a_topic(reader, number):
    for topic in TOPICS:
        release = Release(number, topic)
        for said in (release, release.edited(), release.polished()):
            read = reader.read(Article(title=said.title, text=said.text, country="FI"))
            assert set(read.topics) & set(TOPICS) == {topic}
            assert number_in(said.title) == number
