"""Sentences end where lines end: headings, bullets and signatures are no part of prose."""

from spacy.language import Language
from spacy.tokens import Doc

BULLETS = frozenset("-–—•*·▪◦‣")


@Language.component("lines", assigns=["token.is_sent_start"])
def break_at_lines(doc: Doc) -> Doc:
    """Start a sentence at the first word of each line; must run before the parser."""
    fresh = after_bullet = False
    for token in doc:
        if token.is_space:
            fresh = fresh or "\n" in token.text
            # White space stays with what precedes it, so that every sentence begins with a word.
            token.is_sent_start = False if token.i else None
        elif fresh or after_bullet:
            token.is_sent_start = fresh
            after_bullet = fresh and token.text in BULLETS
            fresh = False
    return doc
