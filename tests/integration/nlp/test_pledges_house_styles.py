"""Sentences as ministries of many countries write them, about who gives what to whom."""

from datetime import date

import pytest

from bot.models import Article, Pledge

pytestmark = pytest.mark.model


def pledges(reader, country: str, text: str, title: str = "Press release") -> tuple[Pledge, ...]:
    article = Article(title=title, text=text, country=country, published_on=date(2025, 5, 20))
    return reader.read(article).facts.pledges


SIGNED = [
    ("JP", "In Lilongwe, the Ambassador of Japan to Malawi and the Minister of Foreign Affairs of"
     " Malawi signed and exchanged notes concerning a grant aid of 1.2 billion yen for pumps.",
     "JP"),
    ("NG", "Nigeria and the French Development Agency have signed a €100 million loan agreement"
     " for rural roads in Kaduna.", "FR"),
    ("IN", "India and the World Bank have signed a USD 500 million loan agreement on dams.",
     "org:World Bank"),
    ("IN", "Japan and India exchanged notes on a loan of JPY 200 billion for a metro.", "JP"),
    ("GB", "The UK has signed an agreement under which France will pay €10 million to Chad.", "FR"),
    ("NO", "Norway and UNDP today signed an agreement of NOK 50 million for Somalia.", "NO"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "text", "giver"), SIGNED)
def test_of_two_who_sign_the_one_who_lends_or_usually_gives_is_the_giver(
    reader, country, text, giver
):
    assert [pledge.pledger for pledge in pledges(reader, country, text)] == [giver]


def test_who_sells_what_is_bought_is_no_giver(reader):
    text = (
        "Denmark is allocating DKK 4 billion to Ukraine, of which DKK 800 million is earmarked for"
        " purchases directly from the Ukrainian defence industry."
    )

    assert {pledge.pledger for pledge in pledges(reader, "DK", text)} == {"DK"}


GAINERS = [
    ("IE", "We give €32 million for Sudan and Syria. Of this, €14 million will go to UNICEF.",
     "Minister gives aid as she travels to Jordan", ("org:UNICEF", "SD", "SY")),
    ("NO", "The minister will attend the donor conference for the Sahel in Brussels. Norway has"
     " provided NOK 600 million to the region in 2025.", "Conference", ("area:Sahel",)),
    ("AE", "The UAE has dispatched 7,200 tonnes of food from Port Khalifa to Al-Arish in Egypt.",
     "Aid ship sent to Gaza", ("PS",)),
    ("IN", "Outcomes:\n1. Extension of a Line of Credit of INR 4,850 crore to Maldives\n2. Relief",
     "Visit to the Maldives", ("MV",)),
    ("GB", "Ukraine will receive £450 million in military support, the minister will announce as"
     " he co-chairs a meeting in Brussels with Germany.", "Support", ("UA",)),
    ("GB", "We give £160 million for drones, using funding from the UK and Norway.",
     "Support for Ukraine", ("UA",)),
]  # fmt: skip


@pytest.mark.parametrize(("country", "text", "title", "gainers"), GAINERS)
def test_those_who_gain_are_not_taken_from_places_passed_on_the_way(
    reader, country, text, title, gainers
):
    assert pledges(reader, country, text, title)[-1].beneficiary == gainers


@pytest.mark.parametrize(
    "text",
    [
        "Germany, which contributed €5 million to Kosovo in 2021, welcomed the accord.",
        "In total, participants pledged €5.8 billion to Syria, made up of €4.2 billion in grants"
        " and €1.6 billion in loans.",
        "France may contribute up to €500 million to Jordan.",
        "The two ministers held a round of talks with Jordan.",
        "About 27,000 police officers are deployed at the NATO summit.",
    ],
)
def test_gifts_of_years_ago_and_of_many_together_are_not_told(reader, text):
    assert pledges(reader, "DE", text) == ()


WORDED = [
    ("Poland will hand over 50 generators and allocate PLN 15 million to Moldova.",
     ["50 generators", ""]),
    ("Poland will give €17 million to UNICEF to protect displaced children in Haiti.",
     ["protect displaced children in Haiti"]),
    ("Poland pledged €300 million to Syria and the United Kingdom up to £160 million.", ["", ""]),
    ("Poland's contribution of €4 million will help UNHCR in Moldova.", ["contribution"]),
    ("Poland has approved assistance of €10 million and dispatched a team to Myanmar.",
     ["assistance"]),
    ("Poland is making available 25 mobile boilers to Ukraine.", ["25 mobile boilers"]),
    ("Poland will deliver two Patriot batteries and six ferries to Ukraine.",
     ["two Patriot batteries and six ferries"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "what"), WORDED)
def test_what_is_promised_ends_where_another_promise_begins(reader, text, what):
    assert [pledge.what for pledge in pledges(reader, "PL", text)] == what
