import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.clean import normalised, strip_boilerplate

FACT = "The Minister will travel to Nairobi on 4 May and pledge £5 million."
QUOTE = "“We stand with our partners,” the Minister said."


@pytest.mark.parametrize(
    "line",
    [
        "Press Statement",
        "PRESS RELEASE",
        "Media Note",
        "For immediate release",
        "Office of the Spokesperson",
        "The below is attributable to Spokesperson Jane Roe:",
        "By Anna Holm, Press Officer",
        "Published 3 March 2031",
        "Last updated: 03.03.2031",
        "Minister to visit Kenya",
        "ENDS",
        "- ENDS -",
        "# # #",
        "***",
        "Picture by Jo Doe / Sample Agency",
        "Photo credit: Jo Doe",
        "© Sample Agency 2031",
        "Follow us on Twitter and Facebook",
        "Twitter | Facebook | LinkedIn",
        "@SampleMinistry @SampleMinister",
        "Share this page",
        "Print",
        "Read more",
        "Back to top",
        "Email: press@sample.example",
        "Press office: +44 20 7946 0000",
        "For media enquiries, please contact media@sample.example.",
        "020 7946 0018",
        "press@sample.example",
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_requirement_12_what_is_no_part_of_the_release_goes(line, place):
    lines = [FACT, "", QUOTE]
    text = "\n".join([line, "", *lines] if place == "before" else [*lines, "", line])
    expected = "\n".join(lines)
    head_only = {
        "Press Statement",
        "PRESS RELEASE",
        "Media Note",
        "For immediate release",
        "Office of the Spokesperson",
        "The below is attributable to Spokesperson Jane Roe:",
        "By Anna Holm, Press Officer",
        "Published 3 March 2031",
        "Last updated: 03.03.2031",
        "Minister to visit Kenya",
    }
    if place == "after" and line in head_only:
        text = f"{line}\n{text.removesuffix(line)}"

    assert strip_boilerplate(text, "Minister to visit Kenya") == expected


@pytest.mark.parametrize(
    "line",
    [
        FACT,
        QUOTE,
        "LONDON, 17 January 2031 –",
        "Port Moresby",
        "Jane Roe, Foreign Secretary",
        "Statement by the Minister on the visit to Kenya",
        "By the end of 2031 the programme will reach 12 countries",
        "The contact group meets in Ramstein on 2031-01-17",
        "Contact group: 2031-01-17 to 2031-01-18",
        "Credit: $2 billion loan to Ghana",
        "Twitter talks: the Minister travels to Dublin",
        "Topics of the talks were Ukraine and trade",
        "- 24 ambulances",
        "Photo: the Minister meets his counterpart in Oslo",
        "The end of the war is in sight",
        "Share of aid to Africa: 45%",
    ],
)
def test_a_line_that_may_state_a_fact_stays(line):
    text = f"{line}\n\nSomething else happened here.\n\n{line}"

    assert strip_boilerplate(text, "A title") == text


def test_notes_to_editors_lose_their_heading_and_chatter_but_not_their_facts():
    text = (
        f"{FACT}\n\nNotes to editors\n\nThe logo is available in two colours.\n\n"
        "The £5 million is part of £20 million announced in 2030.\n\nThe library is open."
    )

    stripped = strip_boilerplate(text, "")

    assert stripped == f"{FACT}\n\nThe £5 million is part of £20 million announced in 2030."


def test_contacts_go_with_the_names_beneath_them():
    text = (
        f"{FACT}\n\nContacts\n\nOla Nordmann\n\nPress Secretary\n\n+47 22 24 00 00\n\n"
        "presse@sample.example\n\nMedia Relations Office"
    )

    assert strip_boilerplate(text, "") == FACT


def test_related_links_go_and_a_sentence_ends_them():
    text = (
        f"{FACT}\n\nAssociated links\n\n- Country page: Kenya\n\n- Travel advice\n\n"
        "Our two countries have been friends since before anyone can remember."
    )

    stripped = strip_boilerplate(text, "")

    assert stripped.startswith(FACT)
    assert stripped.endswith("anyone can remember.")
    assert "Country page" not in stripped


def test_a_release_of_nothing_but_boilerplate_is_left_alone():
    assert strip_boilerplate("Press Statement\n\nENDS", "") == "Press Statement\n\nENDS"


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [FACT, QUOTE, "", "ENDS", "Contacts", "Notes to editors", "Press Statement", "See also"]
        ),
        st.text(max_size=60),
    ),
    max_size=20,
)


@given(LINES)
def test_facts_and_quotes_survive_in_any_company(lines):
    text = normalised("\n".join(lines))

    stripped = strip_boilerplate(text, "")

    assert stripped.count(FACT) == text.count(FACT)
    assert stripped.count(QUOTE) == text.count(QUOTE)


@given(LINES, st.text(max_size=20))
def test_stripping_only_takes_whole_lines_away(lines, title):
    text = normalised("\n".join(lines))
    left = iter(text.split("\n"))

    assert all(line in left for line in strip_boilerplate(text, title).split("\n"))


@given(st.text(alphabet="@:/-|# twitter.0123ends*=", max_size=300))
def test_no_line_takes_long_to_judge(line):
    strip_boilerplate(line * 40, line)
