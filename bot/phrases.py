"""Many phrases looked up in a text in one pass, as whole words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    ends: list[tuple[str, str]] = field(default_factory=list)  #: (label, phrase in capitals or "")


class Phrases:
    """A trie of words. What stands between words (space, hyphen, apostrophe) does not matter.

    A phrase in capitals ("NATO", "AI") is found only in capitals; any other in any case. Words
    are compared as written, with no stemming: "sanction" does not find "sanctions".
    """

    def __init__(self, labelled: Iterable[tuple[str, str]]) -> None:
        self._root = _Node()
        for phrase, label in labelled:
            node = self._root
            for word in WORD.findall(phrase.casefold()):
                node = node.next.setdefault(word, _Node())
            node.ends.append((label, phrase if phrase.isupper() else ""))

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield (label, start, end) of every phrase in *text*; of nested ones the longest."""
        words = [(match[0], match.start(), match.end()) for match in WORD.finditer(text)]
        folded = [word.casefold() for word, _, _ in words]
        seen: dict[str, int] = {}
        for at, word in enumerate(folded):
            if word in self._root.next:
                for label, last in self._longest(folded, at, text, words):
                    end = words[last][2]
                    if seen.get(label, -1) < end:
                        seen[label] = end
                        yield label, words[at][1], end

    def _longest(
        self, folded: list[str], at: int, text: str, words: list[tuple[str, int, int]]
    ) -> Iterator[tuple[str, int]]:
        """Yield each label with the last word of its longest phrase that begins at word *at*."""
        found: dict[str, int] = {}
        node: _Node | None = self._root
        for last in range(at, len(folded)):
            node = node.next.get(folded[last]) if node else None
            if node is None:
                break
            written = text[words[at][1] : words[last][2]]
            found |= {
                label: last for label, capitals in node.ends if written.isupper() or not capitals
            }
        yield from found.items()
