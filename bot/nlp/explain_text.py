"""An explanation for the terminal: each fact, its sentence, its rule, and what was refused."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from bot.models import Evidence
from bot.nlp.explain import (
    Explanation,
    Mark,
    Rejected,
    pledge_line,
    source_line,
    stop_lines,
    visit_line,
)

INDENT = (0, 0, 0, 4)
COLOURS = {
    "COUNTRY": "green",
    "CITY": "green",
    "VENUE": "green",
    "REGION": "green",
    "DEMONYM": "dark_green",
    "ORG": "yellow",
    "PERSON": "magenta",
    "DATE": "cyan",
    "MONEY": "bold blue",
}


def explain_text(explanation: Explanation) -> RenderableType:
    """Return what a Rich console prints for one article."""
    article, reading = explanation.article, explanation.reading
    parts: list[RenderableType] = [Rule(Text(article.title or article.id, style="bold"))]
    parts.append(_about(explanation))
    for visit in reading.facts.visits:
        parts.append(Text.assemble(("VISIT   ", "bold green"), visit_line(visit)))
        parts += [_indented(Text(f"→ {line}")) for line in stop_lines(visit)]
        parts.append(_indented(_sentence(visit.evidence, explanation.marks)))
    for pledge in reading.facts.pledges:
        parts.append(Text.assemble(("PLEDGE  ", "bold blue"), pledge_line(pledge)))
        parts.append(_indented(_sentence(pledge.evidence, explanation.marks)))
    for refused in explanation.rejected:
        parts += _refused(refused)
    if not reading.facts:
        parts.append(Text("No visit and no pledge.", style="dim"))
    return Group(*parts, Text())


def _about(explanation: Explanation) -> Text:
    reading = explanation.reading
    lines = [
        f"source    {source_line(explanation.article)}",
        f"headline  {reading.headline}",
        f"topics    {', '.join(reading.topics) or 'none'}",
        *(f"summary   {sentence}" for sentence in reading.summary),
    ]
    return Text("\n".join(lines) + "\n", style="dim")


def _refused(refused: Rejected) -> list[RenderableType]:
    head = Text.assemble(("REFUSED ", "bold red"), f"{refused.label.lower()}: {refused.text}")
    reason = Text(f"{refused.reason} [{refused.evidence.rule}]", style="red")
    sentence = Text(refused.evidence.sentence, style="dim")
    return [head, _indented(reason), _indented(sentence)]


def _sentence(evidence: Evidence, marks: tuple[Mark, ...]) -> Text:
    text = Text(evidence.sentence)
    for mark in marks:
        if evidence.start <= mark.start and mark.end <= evidence.end:
            colour = COLOURS.get(mark.label, "white")
            text.stylize(colour, mark.start - evidence.start, mark.end - evidence.start)
    return text.append(f"  [{evidence.rule}, {evidence.start}–{evidence.end}]", style="dim")


def _indented(text: Text) -> Padding:
    return Padding(text, INDENT)
