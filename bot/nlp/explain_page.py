"""Explanations as one HTML page, with the text marked up as displaCy does it."""

from collections.abc import Iterable, Iterator
from html import escape

from bot.nlp.explain import (
    Explanation,
    Mark,
    Rejected,
    pledge_line,
    source_line,
    stop_lines,
    visit_line,
)

STYLE = """
body { font: 16px/1.6 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { border-top: 1px solid #ccc; padding-top: 1.5rem }
.text { white-space: pre-wrap; background: #fafafa; padding: 1rem; border-radius: .5rem }
mark { padding: .1em .3em; border-radius: .3em; background: #eee }
mark i { font: bold .65em sans-serif; margin-left: .4em; opacity: .7 }
.COUNTRY, .CITY, .VENUE, .REGION, .DEMONYM { background: #cdeccd } .PERSON { background: #ecd3f0 }
.DATE { background: #cdebf2 } .MONEY { background: #cfd8ff } .ORG { background: #f7ecb5 }
.visit { border-left: .3rem solid #3a3 } .pledge { border-left: .3rem solid #35c }
.refused { border-left: .3rem solid #c33; color: #666 }
.visit, .pledge, .refused { padding: .2rem 0 .2rem 1rem; margin: .8rem 0 }
blockquote { margin: .3rem 0; font-style: italic } small { color: #777 }
"""


def explain_page(explanations: Iterable[Explanation]) -> Iterator[str]:
    """Yield the page piece by piece, so that any number of articles can be written."""
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield f"<title>What was read, and why</title><style>{STYLE}</style></head><body>\n"
    for explanation in explanations:
        yield _article(explanation)
    yield "</body></html>\n"


def _article(explanation: Explanation) -> str:
    article, reading = explanation.article, explanation.reading
    parts = [
        f"<h2>{escape(article.title or article.id)}</h2>",
        f"<p><small>{escape(source_line(article))}. ",
        f"Topics: {escape(', '.join(reading.topics) or 'none')}</small></p>",
        f"<p><b>{escape(reading.headline)}</b></p>",
        *_facts(explanation),
        *(_refused(refused) for refused in explanation.rejected),
        f'<div class="text">{_marked(article.text, explanation.marks)}</div>\n',
    ]
    return "\n".join(parts)


def _facts(explanation: Explanation) -> Iterator[str]:
    for visit in explanation.reading.facts.visits:
        lines = "<br>".join(f"→ {escape(line)}" for line in stop_lines(visit))
        yield _fact(
            "visit",
            f"{escape(visit_line(visit))}<br>{lines}",
            visit.evidence.sentence,
            visit.evidence.rule,
        )
    for pledge in explanation.reading.facts.pledges:
        yield _fact(
            "pledge", escape(pledge_line(pledge)), pledge.evidence.sentence, pledge.evidence.rule
        )


def _fact(kind: str, head: str, sentence: str, rule: str) -> str:
    quote = f"<blockquote>{escape(sentence)}</blockquote>"
    return f'<div class="{kind}"><b>{kind}</b> {head}{quote}<small>{escape(rule)}</small></div>'


def _refused(refused: Rejected) -> str:
    head = f"{escape(refused.label.lower())}: {escape(refused.text)}"
    why = f"{escape(refused.reason)} [{escape(refused.evidence.rule)}]"
    quote = f"<blockquote>{escape(refused.evidence.sentence)}</blockquote>"
    return f'<div class="refused"><b>refused</b> {head}{quote}<small>{why}</small></div>'


def _marked(text: str, marks: Iterable[Mark]) -> str:
    """Return *text* escaped, with marks around what was recognised; of nested marks the outer."""
    parts, at = [], 0
    for mark in marks:
        if mark.start >= at:
            parts += [escape(text[at : mark.start]), _mark(text, mark)]
            at = mark.end
    return "".join([*parts, escape(text[at:])])


def _mark(text: str, mark: Mark) -> str:
    detail = f"{mark.label} {mark.detail}".strip()
    inner = escape(text[mark.start : mark.end])
    return f'<mark class="{escape(mark.label)}">{inner}<i>{escape(detail)}</i></mark>'
