"""How releases word a promise: parts, yearly sums, channels, goods in a row, people at posts."""

from datetime import date

import pytest

from bot.models import Article, Pledge

pytestmark = pytest.mark.model


def pledges(reader, country: str, text: str, title: str = "Press release") -> tuple[Pledge, ...]:
    article = Article(title=title, text=text, country=country, published_on=date(2024, 5, 20))
    return reader.read(article).facts.pledges


def test_a_part_says_of_which_sum_it_is_a_part(reader):
    text = (
        "Ireland announced a package of €12 million for Malawi, of which €5 million will go to"
        " UNICEF for clean water and €2 million to seeds."
    )

    whole, *parts = pledges(reader, "IE", text)

    assert "part of" not in whole.what
    assert [p.what for p in parts] == [
        "clean water (part of €12 million)",
        "seeds (part of €12 million)",
    ]


def test_sums_that_stand_alone_are_no_parts(reader):
    text = "Ireland will give €12 million to Malawi for wells. It will give €5 million to Chad."

    assert not any("part of" in pledge.what for pledge in pledges(reader, "IE", text))


def test_including_another_thing_makes_no_part(reader):
    text = (
        "Ireland has helped Malawi in many ways, including through doctors; it gives €12 million"
        " for wells and €5 million for seeds."
    )

    assert not any("part of" in pledge.what for pledge in pledges(reader, "IE", text))


def test_a_listed_receiver_is_no_giver(reader):
    text = (
        "The EU gives €44 million in humanitarian aid:\n"
        "- €24 million for Chad, also to help villages that share what they have,\n"
        "- €20 million for Niger."
    )

    assert [p.pledger for p in pledges(reader, "EU", text)] == ["EU", "EU", "EU"]


def test_a_part_may_leave_its_currency_out(reader):
    text = "Italy will give 10 million euros to Sudan, of which 4 million will go to UNHCR."

    assert [(p.amount, p.currency) for p in pledges(reader, "IT", text)] == [
        (10_000_000, "EUR"),
        (4_000_000, "EUR"),
    ]


@pytest.mark.parametrize(
    ("text", "period", "what"),
    [
        ("The UK will give Ukraine £3bn a year in military aid.", "a year", "military aid"),
        ("The UK will give Chad £3m annually for seeds.", "annually", "seeds"),
        (
            "The UK will give Chad £3m per year over five years for seeds.",
            "five years",
            "seeds, per year",
        ),
    ],
)
def test_a_yearly_sum_says_that_it_is_yearly(reader, text, period, what):
    (pledge,) = pledges(reader, "GB", text)

    assert (pledge.period, pledge.what) == (period, what)


@pytest.mark.parametrize(
    ("text", "gainers"),
    [
        ("Denmark gives DKK 5 million for relief in Sudan through the WFP and UNICEF.", ("SD",)),
        ("Denmark gives DKK 5 million to UNICEF for Sudan.", ("org:UNICEF", "SD")),
        ("Denmark gives DKK 5 million in humanitarian aid through UNICEF.", ("org:UNICEF",)),
    ],
)
def test_who_only_passes_it_on_does_not_gain(reader, text, gainers):
    (pledge,) = pledges(reader, "DK", text)

    assert pledge.beneficiary == gainers


ROWS = [
    ("JP", "Japan has decided to provide tents, blankets, stoves and plastic sheets to Vanuatu.",
     "tents, blankets, stoves and plastic sheets"),
    ("AE", "The UAE has sent a plane carrying 90 tonnes of food, tents and medicines to Chad.",
     "90 tonnes of food, tents and medicines"),
    ("NZ", "New Zealand will build a new high school in Tuvalu.", "a new high school in Tuvalu"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "text", "what"), ROWS)
def test_goods_in_a_row_are_told_to_the_last(reader, country, text, what):
    assert [pledge.what for pledge in pledges(reader, country, text)] == [what]


QUIET = [
    ("CA", "Canada has about 1,200 troops in Latvia."),
    ("AU", "Around 100 Australian soldiers have completed their rotation in Iraq and flew home."),
    ("AU", "About 120 Australian civilian advisers are working in Solomon Islands."),
    ("US", "The exchange programme brings 200 teachers from Kenya to the United States each year."),
    ("US", "This assistance will help aid groups in Gaza to provide shelter, food and medicines."),
    ("US", "American skills can help India to meet its goal of training 400 million people."),
    ("US", "In 1949 the Marshall Plan provided $13 billion to Western Europe."),
    ("LK", "Sri Lanka's external debt stood at US$ 37 billion, of which $4 billion falls due."),
    ("TR", "Turkish and German banks agreed a syndicated loan of EUR 400 million in Kenya."),
    ("CA", "The Border Services Agency will receive $6 million to enforce the sanctions on Iran."),
    ("NO", "Since 2016 some EUR 40 million has been paid into the Moldova fund by partners."),
    ("DE", "Whether the 4 million euro can go to Benin is still being discussed."),
    ("GB", "A 14-strong search team for Armenia has been stood down."),
    ("GB", "In Kenya £1.2 billion of private capital could follow."),
]  # fmt: skip


@pytest.mark.parametrize(("country", "text"), QUIET)
def test_what_only_looks_like_a_promise_is_refused(reader, country, text):
    assert pledges(reader, country, text) == ()


@pytest.mark.parametrize(
    ("country", "text", "giver", "gainer"),
    [
        ("org:NATO", "The Ambassador of Luxembourg said the Grand Duchy will pay EUR 900,000"
         " into the Trust Fund for Moldova.", "LU", "MD"),
        ("GH", "Ghana received a grant of 9 million euros from Germany for training.", "DE", "GH"),
        ("NL", "The Netherlands will spend €25 million on clean water in Somalia.", "NL", "SO"),
        ("JP", "Japan will train 40 Fijian nurses in Australia.", "JP", "FJ"),
    ],
)  # fmt: skip
def test_giver_and_gainer_are_read_off_the_clause(reader, country, text, giver, gainer):
    (pledge,) = pledges(reader, country, text)

    assert (pledge.pledger, pledge.beneficiary) == (giver, (gainer,))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Germany has increased its aid for Chad by another 2.5 million euro.", "new"),
        ("The total German aid for Chad currently stands at 33 million euro.", "delivered"),
        ("They spoke of aid, including yesterday's announcement of €3 million for Chad.", "new"),
        ("The Minister has announced €3 million in aid to Chad.", "new"),
        ("The Commission presented a package of €3 million in aid to Chad.", "new"),
        ("It is the last part of a grant of €3 million to Chad agreed in 2022.", "restated"),
    ],
)
def test_a_status_follows_the_words_of_news_and_of_totals(reader, text, status):
    (pledge,) = pledges(reader, "DE", text, title="Aid to Chad")

    assert str(pledge.status) == status
