"""Which texts hold which tokens, in arrays that can be mapped from disk: BM25 over many thousand texts.

Everything that is kept is whole numbers in one canonical order (tokens by their bytes, texts by their
number), so that an index that was added to is, bit for bit, the one built at once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Counts: TypeAlias = npt.NDArray[np.uint32]
Places: TypeAlias = npt.NDArray[np.int64]
Weights: TypeAlias = npt.NDArray[np.float32]

K1, B = 1.2, 0.75
"""As published; tuning them has brought nothing on any collection tried."""


@dataclass(frozen=True, eq=False)
class FieldIndex:
    """Postings of one kind of token. Row r of token r is texts[starts[r] : starts[r + 1]].

    `letters` holds all tokens one after the other in UTF-8, token r at ends[r] : ends[r + 1];
    `counts`: how often, and `gains`: the BM25, beside each posting; `lengths`: tokens of each text.
    """

    letters: npt.NDArray[np.uint8]
    ends: Places
    starts: Places
    texts: Places
    counts: Counts
    lengths: Counts
    gains: Weights

    @classmethod
    def of(cls, token_lists: Iterable[Sequence[str]]) -> FieldIndex:
        """Index texts, given as their tokens. They are numbered from 0 in the order given."""
        gathering = Gathering()
        for tokens in token_lists:
            gathering.add(tokens)
        return gathering.index()

    def extended(self, more: FieldIndex) -> FieldIndex:
        """This index with the texts of another after its own: equal to building both at once."""
        tokens = sorted({*self.tokens, *more.tokens})
        rank = {token: number for number, token in enumerate(tokens)}
        parts = [
            (np.fromiter((rank[t] for t in part.tokens), np.int64)[part._rows()], part)
            for part in (self, more)
        ]
        rows = np.concatenate([row for row, _ in parts])
        texts = np.concatenate([self.texts, more.texts + self.size])
        counts = np.concatenate([self.counts, more.counts])
        order = np.argsort(rows, kind="stable")
        lengths = np.concatenate([self.lengths, more.lengths])
        return _assembled(tokens, rows[order], texts[order], counts[order], lengths)

    @cached_property
    def size(self) -> int:
        """How many texts are held."""
        return len(self.lengths)

    @property
    def tokens(self) -> Sequence[bytes]:
        """All tokens, in their order."""
        letters, ends = self.letters.tobytes(), self.ends.tolist()
        return [letters[a:b] for a, b in pairwise(ends)]

    def _rows(self) -> Places:
        """The row of each posting."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def place(self, token: str) -> slice:
        """Where the postings of a token stand; an empty slice for one that is not held."""
        wanted = _bytes(token)
        head = int.from_bytes(wanted[:8].ljust(8, b"\0"), "big")
        heads, letters, ends, starts = self._views
        row = bisect_left(heads, head)
        while row < len(heads) and heads[row] == head:
            if letters[ends[row] : ends[row + 1]] == wanted:
                return slice(starts[row], starts[row + 1])
            row += 1
        return slice(0, 0)

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview, memoryview, memoryview]:
        """What a look-up reads, in the form that plain Python reads fastest."""
        return self._heads, self.letters.data, self.ends.data, self.starts.data

    @cached_property
    def _heads(self) -> memoryview:
        """The first eight bytes of each token as one number, so that looking a token up compares numbers."""
        columns = self.ends[:-1, None] + np.arange(8)
        held = columns < self.ends[1:, None]
        letters = np.append(self.letters, np.uint8(0))
        heads = np.where(held, letters[np.minimum(columns, len(self.letters))], 0).astype(np.uint8)
        return np.ascontiguousarray(heads).view(">u8").ravel().astype(np.uint64).data

    def scores(self, tokens: Iterable[str]) -> Weights:
        """The BM25 of every text for the distinct tokens of a question."""
        found = np.zeros(self.size, np.float32)
        for token in dict.fromkeys(tokens):
            place = self.place(token)
            # Within a row every text stands once, so that plain addition in place counts each.
            found[self.texts[place]] += self.gains[place]
        return found

    def row_scores(self, rows: Places, weights: Weights) -> Weights:
        """The BM25 of every text for tokens given by their rows, each with a weight."""
        found = np.zeros(self.size, np.float32)
        for row, weight in zip(rows.tolist(), weights, strict=True):
            place = slice(int(self.starts[row]), int(self.starts[row + 1]))
            found[self.texts[place]] += weight * self.gains[place]
        return found

    def rarities(self, rows: Places) -> npt.NDArray[np.float64]:
        """The idf weights of tokens given by their rows."""
        return _idf(self.starts[rows + 1] - self.starts[rows], self.size)

    def rarity(self, token: str) -> float:
        """The idf weight of a token; unknown ones weigh most."""
        place = self.place(token)
        return float(_idf(np.array([place.stop - place.start]), self.size)[0])


class Gathering:
    """An index in the making. Tokens become numbers at once: millions of strings would fill the memory."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, int] = defaultdict()
        self._seen.default_factory = self._seen.__len__
        self._flat, self._lengths = array("I"), array("I")

    def add(self, tokens: Sequence[str]) -> None:
        """The next text, as its tokens."""
        seen = self._seen
        self._flat.extend([seen[token] for token in tokens])
        self._lengths.append(len(tokens))

    def index(self) -> FieldIndex:
        """The index of all texts so far."""
        lengths = np.array(self._lengths, np.uint32)
        by_bytes = sorted((_bytes(token), number) for token, number in self._seen.items())
        canonical = np.empty(len(by_bytes), np.int64)
        canonical[[number for _, number in by_bytes]] = np.arange(len(by_bytes))
        size = max(len(lengths), 1)
        keys = canonical[np.array(self._flat, np.uint32)] * size
        keys += np.repeat(np.arange(len(lengths)), lengths)
        keys.sort()
        firsts = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = np.diff(firsts, append=len(keys))
        return _assembled([token for token, _ in by_bytes], *np.divmod(keys[firsts], size), counts, lengths)


def _bytes(token: str) -> bytes:
    return token.encode("utf-8", "surrogatepass")


def _idf(frequencies: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = np.log(1 + (size - frequencies + 0.5) / (frequencies + 0.5))
    return found


def _assembled(
    tokens: Sequence[bytes],
    rows: Places,
    texts: Places,
    counts: npt.NDArray[np.integer],
    lengths: Counts,
) -> FieldIndex:
    """The arrays of an index from its postings, sorted by row and text; gains are worked out anew."""
    frequencies = np.bincount(rows, minlength=len(tokens)).astype(np.int64)
    mean = max(float(lengths.mean()) if len(lengths) else 0.0, 1.0)
    norms = K1 * (1 - B + B * lengths / mean)
    often = counts.astype(np.float64)
    gains = _idf(frequencies, len(lengths))[rows] * often * (K1 + 1) / (often + norms[texts])
    return FieldIndex(
        letters=np.frombuffer(b"".join(tokens), np.uint8),
        ends=_running([len(token) for token in tokens]),
        starts=_running(frequencies),
        texts=texts,
        counts=counts.astype(np.uint32),
        lengths=lengths,
        gains=gains.astype(np.float32),
    )


def _running(sizes: npt.ArrayLike) -> Places:
    """0, and the sum up to each of `sizes`."""
    return np.concatenate([[0], np.cumsum(np.asarray(sizes, np.int64), dtype=np.int64)]).astype(np.int64)
