"""What a pattern begins with and holds, which decides whether a sentence is searched for it."""

import pytest

from bot.nlp.openings import always, openings
from bot.nlp.pledges.things import find_things
from bot.nlp.visits.template import Template
from bot.nlp.visits.triggers import find_hits, triggers


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("visits? to", {"visit"}),
        ("(?:fl(?:y|ew)|go) to", {"fly", "flew", "go"}),
        ("(?:co-)?host(?:s|ed)?", {"co", "host"}),
        (r"\b(?:set off|met\b)", {"set", "met"}),
        (r"\w+ing to", {""}),
        ("(?:and )*met", {""}),
        ("(?:[']m|is) in", {"", "is"}),
        (r"(?:a\|b|c)d", {"a", "c"}),
    ],
)
def test_openings_are_the_letters_before_the_first_choice(pattern, expected):
    assert openings(pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("to (?P<where>L)", True),
        ("(?:in|at) (?P<where>L)", True),
        ("met(?: in (?P<where>L))?", False),
        ("to (?P<where>L)|home", False),
        ("met (?P<who>P)", False),
    ],
)
def test_a_group_is_in_each_match_only_outside_of_groups_and_choices(pattern, expected):
    assert always(pattern, "where") is expected


def test_no_wording_is_lost_by_looking_only_for_those_that_the_words_can_open():
    template = Template("P will visit L, where P and P met and P hosted P on his way to L", 0, 9)
    template.text = template.text.replace("P", "\ue000").replace("L", "\ue800")
    template.people, template.places = [[]], [None]  # only their number is asked for
    everything = [
        (trigger.id, match.span())
        for trigger in triggers()
        for match in trigger.pattern.finditer(template.text)
    ]
    assert [(hit.trigger.id, (hit.start, hit.end)) for hit in find_hits(template)] == everything
    assert {"visits", "meets", "hosts"} <= {name for name, _ in everything}


@pytest.mark.parametrize(
    "sentence",
    [
        "It sent an 80-member rescue team.",
        "A crew of 12 engineers set out.",
        "Four nurses will be deployed in May.",
        "Thirty police officers will be trained.",
        "It offers courses in Oslo for 20 nurses.",
        "It gave Ambulances.",
        "It delivered tents, blankets and stoves.",
    ],
)
def test_a_thing_is_found_by_the_words_that_its_pattern_needs(sentence):
    assert list(find_things(sentence))
