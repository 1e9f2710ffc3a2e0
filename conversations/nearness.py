"""Find the text of a large collection that another text is but for a slip, without comparing it to all.

A ratio of rapidfuzz leaves room for so many insertions and deletions. Of a text cut into one piece more than
those, at least one piece stands unharmed in whatever is near enough: only where one stands is compared.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from rapidfuzz import fuzz, process


class NearTexts:
    """A collection of texts, all in one string, the shorter first."""

    def __init__(self, texts: Iterable[str], *, least: int) -> None:
        """`least`: the ratio (0 to 100) from which a text is near."""
        self._rank = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        self._texts = sorted(self._rank, key=len)
        self._lengths = [len(text) for text in self._texts]
        self._starts = [0, *accumulate(length + 1 for length in self._lengths)]
        self._whole = "".join(text + "\n" for text in self._texts)
        self._least = least

    def nearest(self, text: str) -> str | None:
        """The text that is most like this one, the first of equals; None where none is near."""
        found = sorted(set(self._sharing_a_piece(text)), key=self._rank.__getitem__)
        best = process.extractOne(text, found, scorer=fuzz.ratio, score_cutoff=self._least)
        return best[0] if best else None

    def _sharing_a_piece(self, text: str) -> Iterator[str]:
        length, allowed = len(text), 100 - self._least
        shortest = length * (100 - allowed) // (100 + allowed)
        longest = -(-length * (100 + allowed) // (100 - allowed))
        first, last = bisect_left(self._lengths, shortest), bisect_right(self._lengths, longest)
        pieces = allowed * (length + longest) // 100 + 1
        for number in range(pieces):
            piece = text[number * length // pieces : (number + 1) * length // pieces]
            place = self._whole.find(piece, self._starts[first], self._starts[last])
            while place >= 0:
                holder = bisect_right(self._starts, place) - 1
                yield self._texts[holder]
                place = self._whole.find(piece, self._starts[holder + 1], self._starts[last])
