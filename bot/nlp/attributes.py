"""What our components leave on spaCy's objects, registered in one place.

A ``Doc`` and its spans live only inside the worker's memory zone; whoever wants to keep something
copies it out (``bot.nlp.extraction``).
"""

from spacy.tokens import Doc, Span

DOC_EXTENSIONS = (
    "article",  # models.Article whose text this is, or None
    "title",  # a small Doc of its title (tokenizer, amounts, places), or None
)
SPAN_EXTENSIONS = (
    "amount",  # Decimal, on spans of doc.spans["amounts"]; label_ is the currency
    "relation",  # models.Relation of that amount
    "dates",  # (start, end) as dates, on spans of doc.spans["dates"]
    "person",  # the person named, on spans of doc.spans["people"]
    "visits",  # tuple of draft models.Visit, on spans of doc.spans["visits"]
    "pledges",  # tuple of draft models.Pledge, on spans of doc.spans["pledges"]
    "reason",  # one sentence, on spans of doc.spans["rejected"]
    "rule",  # id of the pattern or rule that made the span
)
GROUPS = ("amounts", "dates", "places", "people", "visits", "pledges", "rejected")


def register() -> None:
    """Register our extension attributes; repeating it is harmless, losing one by reload is not."""
    for name in DOC_EXTENSIONS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    for name in SPAN_EXTENSIONS:
        if not Span.has_extension(name):
            Span.set_extension(name, default=None)


def whole_text(doc: Doc) -> str:
    """Give the text of *doc*; spaCy joins it anew at each access, we ask for it a dozen times."""
    text: str | None = doc.user_data.get("text")
    if text is None:
        text = doc.user_data["text"] = doc.text
    return text


def said_text(doc: Doc) -> str:
    """Give the text of *doc* as it was published, to quote from; offsets are the same."""
    said: str = doc.user_data.get("said") or whole_text(doc)
    return said


def text_of(span: Span) -> str:
    """Give the text of *span*; spaCy joins it from its tokens at each access."""
    return whole_text(span.doc)[span.start_char : span.end_char]


def reject(doc: Doc, start: int, end: int, *, label: str, rule: str, reason: str) -> None:
    """Note that tokens *start* to *end* looked like a fact and were refused, for ``--explain``."""
    span = Span(doc, start, end, label=label, kb_id=rule)
    span._.reason = reason
    group = doc.spans.get("rejected")
    if group is None:
        doc.spans["rejected"] = [span]
    else:
        group.append(span)


register()
