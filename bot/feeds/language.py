"""In which language a text is, given what its feed is usually written in."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENOUGH = 200  #: characters; shorter texts are too often mistaken
SAMPLE = 3000  #: characters that are looked at
SURE = 0.9  #: how probable another language must be to overrule the feed


def language_of(text: str, prior: str) -> str:
    """Return the language of *text* (ISO 639-1), or *prior* (BCP 47) unless that is surely wrong.

    The first call in a process loads the model, which takes about half a second.
    """
    letters = "".join(letter for letter in text[:SAMPLE] if not letter.isdigit())
    if len(letters.strip()) < ENOUGH:
        return prior
    detected, probability = _identifier().classify(letters)
    same = detected == prior.partition("-")[0].lower()
    return prior if same or probability < SURE else str(detected)


@cache
def _identifier() -> "LanguageIdentifier":
    # Only the worker processes ever need the model and what it imports.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - see above

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
