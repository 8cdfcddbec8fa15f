"""The message for one briefing, and for what became of it later."""

from collections.abc import Iterable, Sequence
from datetime import date

from babel import Locale

from bot import countries
from bot.models import Briefing, Button, Message, TextStatus
from bot.rendering import buttons, facts, places, promises
from bot.rendering.dates import day
from bot.rendering.split import plain, split
from bot.rendering.text import clean, clip, counted, escape, linked
from bot.topics import Topics

#: Feeds whose ids start so hold invented releases, for trying out the bot.
SAMPLE = "sample"

_LANGUAGES = Locale("en").languages
_LONGEST_TITLE = 220
_LONGEST_SENTENCE = 320
_VISITS, _PLEDGES, _TAGS, _CHANGES = 4, 8, 8, 12

_READ_FROM = {
    TextStatus.FULL: "",
    TextStatus.PARTIAL: "Only part of the text could be read.",
    TextStatus.SUMMARY: "Read from the feed’s summary only.",
    TextStatus.BLOCKED: "Read from the feed’s summary only: the page could not be opened.",
}


def alert(briefing: Briefing, *, topics: Topics, today: date) -> tuple[Message, ...]:
    """Tell one release: its visits and pledges, else its title; a few words of it; where from."""
    title = _title(briefing)
    bare = not briefing.reading.facts
    tail = [
        _notes(briefing),
        "" if bare else title,
        published(briefing, today),
        _tags(briefing, topics),
    ]
    blocks = [
        f"<b>{title}</b>" if bare else "",
        *told(briefing, today),
        _quote(briefing),
        _joined(tail, "\n"),
    ]
    return messages(_joined(blocks, "\n\n"), _under(briefing, topics))


def correction(
    briefing: Briefing,
    changes: Sequence[str],
    *,
    today: date,
    withdrawn: bool = False,
    note: str = "",
) -> tuple[Message, ...]:
    """Tell what has changed in a release that was alerted before.

    *changes* are plain lines, *note* is the publisher's own reason. A withdrawn release is
    named once more, and no fact of it is repeated as if it still held.
    """
    if withdrawn:
        head, body = "🚫 <b>Withdrawn by the publisher</b>", ""
    else:
        head = f"✏️ <b>Corrected: {escape(headline(briefing, today))}</b>"
        shown = [f"• {escape(clip(change, _LONGEST_SENTENCE))}" for change in changes[:_CHANGES]]
        if more := len(changes) - len(shown):
            shown.append(f"and {counted(more, 'more change')}")
        body = "\n".join(shown)
    reason = f"<i>The publisher says: {escape(clip(clean(note), _LONGEST_SENTENCE))}</i>"
    blocks = [
        head,
        body,
        reason if note.strip() else "",
        f"{_title(briefing)}\n{published(briefing, today)}",
    ]
    return messages(_joined(blocks, "\n\n"), [buttons.source(briefing.link)])


def headline(briefing: Briefing, today: date) -> str:
    """Say in one plain line what a release tells: its first visit or pledge, else its title."""
    found = briefing.reading.facts
    if found.visits:
        return facts.route(facts.parties(found.visits)[0], today)
    if found.pledges:
        return promises.between(promises.packages(found.pledges)[0])
    return clip(clean(briefing.title), _LONGEST_TITLE)


def told(briefing: Briefing, today: date) -> list[str]:
    """Give the facts as blocks of HTML: one for each journey, one for all pledges."""
    found = briefing.reading.facts
    parties = facts.parties(found.visits)
    blocks = [
        f"<b>{escape(facts.route(party, today))}</b>\n{facts.lines(facts.journey(party, today))}"
        for party in parties[:_VISITS]
    ]
    if more := len(parties) - len(blocks):
        blocks.append(f"and {counted(more, 'more visit')}")
    return [*blocks, *_pledges(briefing)]


def messages(html: str, under: Iterable[Iterable[Button]] = ()) -> tuple[Message, ...]:
    """Make messages of *html*, with the buttons under the last of them."""
    parts = split(html)
    rows = buttons.rows(*under)
    return tuple(
        Message(html=part, plain=plain(part), buttons=rows if number == len(parts) else ())
        for number, part in enumerate(parts, start=1)
    )


def _pledges(briefing: Briefing) -> list[str]:
    blocks, left = [], _PLEDGES
    pledges = briefing.reading.facts.pledges
    for package in promises.packages(pledges):
        if left <= 0:
            break
        shown = promises.lines(package)[:left]
        left -= len(shown)
        blocks.append(f"<b>{escape(promises.between(package))}</b>\n{facts.lines(shown)}")
    if len(pledges) > _PLEDGES:
        blocks.append(f"and {counted(len(pledges) - _PLEDGES, 'more pledge')}")
    return blocks


def _joined(blocks: Iterable[str], separator: str) -> str:
    return separator.join(block for block in blocks if block)


def _title(briefing: Briefing) -> str:
    return linked(clip(clean(briefing.title), _LONGEST_TITLE) or "Untitled", briefing.link)


def _quote(briefing: Briefing) -> str:
    title = clean(briefing.title)
    sentences = [clip(clean(sentence), _LONGEST_SENTENCE) for sentence in briefing.reading.summary]
    quoted = " ".join(sentence for sentence in sentences if sentence and sentence != title)
    return f"<blockquote>{escape(quoted)}</blockquote>" if quoted else ""


def _notes(briefing: Briefing) -> str:
    """Say what a reader should know before believing the rest."""
    code = briefing.reading.language.split("-")[0].lower()
    language = _LANGUAGES.get(code, "another language")
    notes = [
        "Sample: an invented release, for trying out the bot." if is_sample(briefing) else "",
        _READ_FROM[briefing.text_status],
        f"The release is in {language}." if code not in {"en", ""} else "",
    ]
    said = " ".join(note for note in notes if note)
    return f"<i>{escape(said)}</i>" if said else ""


def is_sample(briefing: Briefing) -> bool:
    """Tell whether the release was invented for trying out the bot."""
    return briefing.feed_id.startswith(SAMPLE)


def _tags(briefing: Briefing, topics: Topics) -> str:
    """Give the topics as hashtags: pressing one finds everything on it in the chat."""
    labels = [topics.label(topic) for topic in _subjects(briefing)]
    tags = list(dict.fromkeys(tag for label in labels if (tag := hashtag(label))))
    return " ".join(tags[:_TAGS])


def hashtag(label: str) -> str:
    """Make one hashtag of a label: "🇰🇷 South Korea" becomes "#SouthKorea"."""
    whole = clean(label).replace("'", "").replace("’", "")
    bare = "".join(character if character.isalnum() else " " for character in whole)
    joined = "".join(word[0].upper() + word[1:] for word in bare.split())
    return f"#{joined}" if any(character.isalpha() for character in joined) else ""


def _subjects(briefing: Briefing) -> list[str]:
    return [topic for topic in briefing.reading.topics if topic not in buttons.PSEUDO]


def published(briefing: Briefing, today: date) -> str:
    """Say who published a release and when: "🇬🇧 UK FCDO · 17 Jan"; HTML."""
    at = briefing.published_at
    on = briefing.published_on or (at.date() if at else None)
    said = day(on, today) if on else f"seen {day(briefing.first_seen_at.date(), today)}"
    return f"{escape(places.flag(briefing.country) + briefing.publisher)} · {said}"


def _under(briefing: Briefing, topics: Topics) -> list[tuple[Button, ...]]:
    """Offer the release, and its main topic that is not merely the publisher's own country."""
    own = countries.slug(briefing.country)
    lead = next((topic for topic in _subjects(briefing) if topic != own), None)
    return [
        buttons.source(briefing.link),
        buttons.for_topic(lead, topics) if lead else (),
    ]
