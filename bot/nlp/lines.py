"""Sentences end where lines end: headings, bullets and signatures are no part of prose."""

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

BULLETS = frozenset("-–—•*·▪◦‣")
_OPENS, _OPEN, _STAYS = 1, 0, -1


@Language.component("lines", assigns=["token.is_sent_start"])
def break_at_lines(doc: Doc) -> Doc:
    """Start a sentence at the first word of each line; must run before the parser."""
    # All at once: for each single one spaCy looks through the whole document.
    starts = np.zeros((len(doc), 1), dtype="int64")
    fresh = after_bullet = False
    for token in doc:
        if token.is_space:
            fresh = fresh or "\n" in token.text
            # White space stays with what precedes it, so that every sentence begins with a word.
            starts[token.i] = _STAYS if token.i else _OPEN
        elif fresh or after_bullet:
            starts[token.i] = _OPENS if fresh else _STAYS
            after_bullet = fresh and token.text in BULLETS
            fresh = False
    doc.from_array(["SENT_START"], starts.astype("uint64"))  # type: ignore[arg-type]  # thinc's name
    return doc
