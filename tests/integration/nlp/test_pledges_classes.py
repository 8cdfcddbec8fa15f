"""One sentence for each class of rules about pledges, read with the real pipeline."""

from datetime import date

import pytest

from bot.models import Article, Pledge

pytestmark = pytest.mark.model


def pledges(reader, country: str, text: str, title: str = "Press release") -> tuple[Pledge, ...]:
    article = Article(title=title, text=text, country=country, published_on=date(2024, 5, 20))
    return reader.read(article).facts.pledges


GIVERS = [
    ("LK", "The High Commissioner of India to Sri Lanka handed over 40 buses to Colombo.", "IN"),
    ("LK", "Notes were signed for a grant of JPY 563 million (approximately LKR 1.1 billion)"
     " from the Government of Japan for dairy farms.", "JP"),
    ("WS", "Samoa took delivery of ten vehicles from the People's Republic of China.", "CN"),
    ("ID", "The Minister expressed gratitude for the 3 million US dollars in humanitarian"
     " assistance that Korea provided in March for flood victims.", "KR"),
    ("FJ", "The Minister acknowledged Australia, which announced A$2 million for the emergency"
     " response in Vanuatu.", "AU"),
    ("UN", "WFP welcomed a contribution of JPY 900 million from Japan for rice in Chad.", "JP"),
    ("EU", "The package holds 600 million euros in EIB loans for solar parks in Niger.", "org:EIB"),
    ("org:CARICOM", "The Coastal Storm Agency (COSA) has shipped 1,200 tarpaulins to Grenada.",
     "org:COSA"),
    ("CZ", "Denmark will add DKK 240 million in military aid for Ukraine.", "DK"),
    ("UA", "Minister of Foreign Affairs of Slovenia Mojca Zorman arrived in Kyiv. Mojca Zorman"
     " handed over 35 generators for the hospitals of Kharkiv.", "SI"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "text", "giver"), GIVERS)
def test_the_giver_is_whoever_acts(reader, country, text, giver):
    assert [pledge.pledger for pledge in pledges(reader, country, text)] == [giver]


REFUSED = [
    ("IN", "An expenditure of about ₹38 crore has been met from the Community Welfare Fund."),
    ("NG", "The Government approved N552 million for the reintegration of evacuees."),
    ("KE", "The Ministry opened a desk for the diaspora with a budget of KSh 210 million."),
    ("KR", "The Ministry has designated 1.2 trillion won for the operation of overseas missions."),
    ("PK", "The Government has allocated PKR 70 billion under its Income Support Programme."),
    ("SE", "The Armed Forces will be allocated SEK 3 billion to replace donated equipment."),
    ("TO", "Its gross national income per capita is US$5,190."),
    ("CN", "The line has carried over 2.9 million tonnes of cargo."),
    ("MY", "A local developer announced plans for a USD 150 million solar farm in Cambodia."),
    ("JO", "They discussed a Danish firm's US$ 70 million plant in Jordan."),
    ("GH", "Ghana is engaging the Monetary Fund for a US$3 billion programme."),
    ("SG", "It supplements the Singapore Red Cross' own pledge of S$100,000 for Nepal."),
    ("UN", "The appeal of $674 million for Haiti is only 12 per cent funded."),
    ("CN", "Will China send more vaccines to Latin America?"),
    ("HU", "Hungary plans to procure $700 million worth of American rockets."),
    ("CL", "The Ministry is to invest 940 million pesos in improving the consular appointment"
     " system used by Venezuelan residents."),
    ("EU", "The Recovery Fund will pay €2 billion to Italy."),
    ("GB", "The United Kingdom would give £100 million to Kosovo if its parliament agreed."),
    ("GB", "The UK could provide £20 million to Kenya."),
]  # fmt: skip


@pytest.mark.parametrize(("country", "text"), REFUSED)
def test_what_is_spent_at_home_or_by_firms_or_only_counted_is_refused(reader, country, text):
    assert pledges(reader, country, text) == ()


def test_what_is_spent_on_bringing_home_ones_own_is_refused(reader):
    text = "The Government released N552 million for the hire of buses to the Egyptian border."

    assert pledges(reader, "NG", text, title="Update on evacuation of Nigerians") == ()


@pytest.mark.parametrize(
    ("country", "text", "amount", "currency"),
    [
        ("ID", "Indonesia will provide Rp32.5 billion, equivalent to around USD 2.2 million, for a"
         " sports hall in Solomon Islands.", 32_500_000_000, "IDR"),
        ("TR", "Türkiye will give Niger 5 million Turkish Liras (about 150,000 dollars) in aid.",
         5_000_000, "TRY"),
        ("PG", "PNG approved K5 million in assistance to Vanuatu.", 5_000_000, "PGK"),
    ],
)  # fmt: skip
def test_a_sum_and_its_conversion_are_one_pledge(reader, country, text, amount, currency):
    assert [(p.amount, p.currency) for p in pledges(reader, country, text)] == [(amount, currency)]


THINGS = [
    ("IN", "India will make available 60 ITEC slots for Mauritian officers.", "training"),
    ("EG", "Egypt will organize training courses for 120 Sudanese doctors in Cairo.", "training"),
    ("KR", "Korea will invite 80 Mozambican technicians to vocational training courses.",
     "training"),
    ("SE", "Sweden will train up to 1,500 Ukrainian soldiers.", "military"),
    ("SI", "Slovenia would take 60 Ukrainian children for rehabilitation in Soča.", "health"),
    ("RW", "Rwanda will host up to 700 refugees evacuated from Libya.", "people"),
    ("JO", "Jordan sent 16 helicopters loaded with medicines to Gaza.", "health"),
    ("NL", "The Netherlands will supply Ukraine with two Alkmaar-class minehunters.", "military"),
    ("PK", "Pakistan will establish a 50-bed field hospital in Gaza.", "health"),
    ("JP", "Japan handed over 12 zorbinators to Palau.", "development"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "text", "kind"), THINGS)
def test_things_are_found_with_their_purpose(reader, country, text, kind):
    assert [str(pledge.kind) for pledge in pledges(reader, country, text)] == [kind]


def test_goods_of_one_breath_are_one_pledge_and_other_acts_are_others(reader):
    goods = pledges(reader, "TR", "Türkiye delivered 3 ambulances and 2 fire trucks to Skopje.")
    acts = pledges(
        reader, "AU", "Australia will train 45 Tongan nurses and provide four buses to Fiji."
    )

    assert len(goods) == 1
    assert len(acts) == 2


def test_parts_share_giver_and_period_of_the_whole(reader):
    text = (
        "The Commissioner confirmed that the EU would make available a package of 3 billion euros"
        " to Jordan for 2025-2027. It comprises 640 million euros in grants."
    )

    whole, part = pledges(reader, "JO", text)

    assert (whole.pledger, part.pledger) == ("EU", "EU")
    assert (whole.period, part.period) == ("2025-2027", "2025-2027")
    assert part.beneficiary == ("JO",)


def test_who_gives_too_does_not_gain(reader):
    text = "Together with Belgium, the Netherlands will give €5 million to Ukraine."

    (pledge,) = pledges(reader, "NL", text)

    assert pledge.beneficiary == ("UA",)


@pytest.mark.parametrize(
    ("text", "status", "period"),
    [
        ("Norway will give NOK 5 million to Chad next year.", "new", "2025"),
        ("Norway gave NOK 5 million to Chad last year.", "delivered", "2023"),
        ("Norway announced that it would send 40 tents to Chad in early June.", "new", None),
        ("On 17 May, Norway decided to give NOK 5 million to Chad.", "new", None),
        ("On 3 January, Norway decided to give NOK 5 million to Chad.", "restated", None),
        ("Norway has spent NOK 5 million on aid to Chad since 2020.", "delivered", "since 2020"),
    ],
)
def test_dates_are_read_against_the_day_of_publication(reader, text, status, period):
    (pledge,) = pledges(reader, "NO", text, title="Aid to Chad")

    assert (str(pledge.status), pledge.period) == (status, period)
