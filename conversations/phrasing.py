"""Find phrases of the pack in a sentence: plain words, with … for a short gap and …… for a longer one.

Phrases and sentences are both in normal form. A gap never crosses the end of a sentence; a short
gap does not cross a comma either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from conversations.normalise import normalise

_SHORT = r"[^,，。;；!！?？\n]{0,8}?"
_LONG = r"[^。!！?？\n]{0,24}?"
_CLAUSE_ENDS = re.compile(r"[,，。;；!！?？\n]")


@lru_cache(maxsize=8192)
def pattern(phrase: str) -> re.Pattern[str]:
    """The compiled form of one phrase."""
    parts = []
    for long_part in phrase.split("……"):
        parts.append(_SHORT.join(re.escape(normalise(part)) for part in long_part.split("…")))
    return re.compile(_LONG.join(parts))


@lru_cache(maxsize=8192)
def _literal(word: str) -> re.Pattern[str]:
    return re.compile(re.escape(word))


@lru_cache(maxsize=64)
def _beginnings(text: str) -> frozenset[str]:
    """Every character and every pair of characters of a text: how a match of a phrase can begin."""
    return frozenset(text).union(text[i : i + 2] for i in range(len(text) - 1))


class Phrases:
    """A set of phrases, searched together."""

    def __init__(self, words: tuple[str, ...]) -> None:
        """`words`: phrases in normal form."""
        self.words = words
        self._by_beginning: dict[str, list[str]] = {}
        for word in words:
            self._by_beginning.setdefault(_beginning(word), []).append(word)
        self._any = frozenset(self._by_beginning)

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Every match of every phrase, in no order."""
        beginnings = _beginnings(text)
        if "" not in self._any and self._any.isdisjoint(beginnings):
            return
        for begin, words in self._by_beginning.items():
            if begin and begin not in beginnings:
                continue
            for word in words:
                if "…" in word:
                    yield from pattern(word).finditer(text)
                elif word in text:
                    yield from _literal(word).finditer(text)

    def first(self, text: str) -> re.Match[str] | None:
        """The leftmost match, the longest of those that begin there."""
        return min(self.find(text), key=lambda m: (m.start(), -m.end()), default=None)

    def within(self, text: str) -> bool:
        """Whether any phrase occurs."""
        if "" not in self._any and self._any.isdisjoint(_beginnings(text)):
            return False
        return any(True for _ in self.find(text))


def _beginning(word: str) -> str:
    """The one or two characters with which every match of a phrase begins; "" where a gap comes first."""
    return normalise(word.partition("…")[0])[:2] if "…" in word else word[:2]


@lru_cache(maxsize=4096)
def phrases(words: tuple[str, ...]) -> Phrases:
    """The phrases in normal form, ready to search."""
    return Phrases(tuple(word if "…" in word else normalise(word) for word in words))


def clause_around(text: str, start: int, end: int) -> str:
    """The part of the sentence between the punctuation marks around [start, end)."""
    left = max((m.end() for m in _CLAUSE_ENDS.finditer(text, 0, start)), default=0)
    right = _CLAUSE_ENDS.search(text, end)
    return text[left : right.start() if right else len(text)]


NOTHING = phrases(())


def is_unsaid(unsaid: Phrases, text: str, start: int, end: int) -> bool:
    """Whether the words of the clause around a match make it a question, a wish or a denial."""
    before, after = clause_around(text[:start], start, start), clause_around(text[end:], 0, 0)
    return bool(unsaid.words) and unsaid.within(f"{before}◇{after}◆")


def find_stated(
    said: Phrases, unless: Phrases, text: str, *, wide: bool, unsaid: Phrases = NOTHING
) -> tuple[int, int] | None:
    """The longest match whose clause holds none of `unless`, and which is stated."""
    spans = [match.span() for match in said.find(text)]
    if not spans:
        return None
    out = [span for span in spans if is_unsaid(unsaid, text, *span)]
    out += [
        span for span in spans if span[0] and text[span[0] - 1] == text[span[0] + 1 : span[0] + 2]
    ]  # 是不是
    if wide:
        out += [span for span in spans if unless.within(clause_around(text, *span))]
    found = [s for s in spans if not any(s[0] < end and start < s[1] for start, end in out)]
    return max(found, key=lambda span: (span[1] - span[0], span[0]), default=None)
