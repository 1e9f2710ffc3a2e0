"""Index and query over any collection: documents with weighted fields in, scored ids out.

Tokens come from an analyser that is handed in; what a token means is not known here. Scores of
fields are sums of BM25; likeness to a phrasing is a cosine over the same idf weights.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from knowledge.postings import Packed, Postings, pack_array, unpack_weights

Analyse = Callable[[str], Sequence[str]]

K1, B = 1.2, 0.6


@dataclass(frozen=True, slots=True)
class Document:
    """Something to be found: an id and its text by field."""

    id: str
    fields: Mapping[str, str]


class Index:
    """An inverted index with fields. Immutable once built."""

    def __init__(self, names: Sequence[str], postings: Postings, gains: array[float]) -> None:
        """`names`: the ids of the documents; `gains`: beside each posting what it adds to a score."""
        self.names = tuple(names)
        self._postings = postings
        self._gains = gains
        size = len(self.names)
        self._idf_of = [math.log(1 + (size - n + 0.5) / (n + 0.5)) for n in range(size + 1)]

    @classmethod
    def of(cls, documents: Iterable[Document], analyse: Analyse, weights: Mapping[str, float]) -> Index:
        """Index documents. `weights`: how much each field counts; others are not indexed."""
        given = list(documents)
        counts = {f: [Counter(analyse(d.fields.get(f, ""))) for d in given] for f in weights}
        held = Counter(t for n in range(len(given)) for t in {t for f in weights for t in counts[f][n]})
        idf = {t: math.log(1 + (len(given) - n + 0.5) / (n + 0.5)) for t, n in held.items()}
        found: dict[str, dict[int, float]] = {}
        for field, weight in weights.items():
            mean = max(sum(c.total() for c in counts[field]) / max(len(given), 1), 1)
            for number, counted in enumerate(counts[field]):
                norm = K1 * (1 - B + B * counted.total() / mean)
                for token, count in counted.items():
                    gain = weight * idf[token] * count * (K1 + 1) / (count + norm)
                    own = found.setdefault(token, {})
                    own[number] = own.get(number, 0.0) + gain
        gains = array("d", [gain for own in found.values() for gain in own.values()])
        return cls([d.id for d in given], Postings.of(found), gains)

    def packed(self) -> Packed:
        """All of it in plain values, for `unpacked`."""
        return {**self._postings.packed(), "names": list(self.names), "gains": pack_array(self._gains)}

    @classmethod
    def unpacked(cls, packed: Packed) -> Index:
        """The index again. Raises KeyError, TypeError or ValueError where it is another form."""
        names = packed["names"]
        if not isinstance(names, list):
            raise TypeError("names")
        return cls(names, Postings.unpacked(packed), unpack_weights(packed["gains"]))

    def idf(self, token: str) -> float:
        """The weight of a token: rare ones weigh more, unknown ones most."""
        return self._idf_of[self._postings.frequency(token)]

    def weigh(self, tokens: Iterable[str]) -> tuple[list[float], list[float]]:
        """By the number of each document: BM25 summed over fields, and the coverage of the tokens.

        Coverage is the idf-weighted share (0 to 1) of `tokens` that the document holds in any field.
        """
        idf = {token: self.idf(token) for token in tokens}
        total = sum(idf.values())
        scores, coverages = [0.0] * len(self.names), [0.0] * len(self.names)
        for token, weight in idf.items():
            place, share = self._postings.place(token), weight / total
            for number, gain in zip(self._postings.numbers[place], self._gains[place], strict=True):
                scores[number] += gain
                coverages[number] += share
        return scores, coverages

    def holding(self, tokens: Iterable[str]) -> frozenset[int]:
        """The numbers of the documents that hold every one of `tokens` in some field."""
        rows = [frozenset(self._postings.row(token)) for token in tokens]
        return frozenset.intersection(*rows) if rows else frozenset()

    def known(self, token: str) -> bool:
        """Whether any document holds the token."""
        return token in self._postings.rows

    def frequency(self, token: str) -> int:
        """In how many documents the token stands."""
        return self._postings.frequency(token)


class Likenesses(NamedTuple):
    """How like a query each entry is, by its number; 0.0 where they share no token.

    `best`, `second`: cosines (0 to 1) of its two best phrasings; `phrasing`: the number of the best.
    """

    best: list[float]
    second: list[float]
    phrasing: list[int]


class Bank:
    """Phrasings that lead to entries; found by likeness. Immutable once built."""

    def __init__(self, phrasings: Sequence[tuple[int, str]], postings: Postings, norms: array[float]) -> None:
        """`phrasings`: the number of an entry (from 0) and a way of asking for it; `norms`: their lengths."""
        self._entries = [entry for entry, _ in phrasings]
        self._size = max(self._entries, default=-1) + 1
        self.texts = tuple(text for _, text in phrasings)
        self._postings = postings
        self._norms = list(norms)

    @classmethod
    def of(cls, phrasings: Sequence[tuple[int, str]], analyse: Analyse) -> Bank:
        """Analyse phrasings."""
        lists: dict[str, list[int]] = {}
        token_sets = [tuple(dict.fromkeys(analyse(text))) for _, text in phrasings]
        for number, tokens in enumerate(token_sets):
            for token in tokens:
                lists.setdefault(token, []).append(number)
        bank = cls(phrasings, Postings.of(lists), array("d"))
        bank._norms.extend(_length([bank.weight(t) ** 2 for t in tokens]) for tokens in token_sets)
        return bank

    def packed(self) -> Packed:
        """What was worked out, in plain values, for `unpacked`."""
        return {**self._postings.packed(), "norms": pack_array(array("d", self._norms))}

    @classmethod
    def unpacked(cls, phrasings: Sequence[tuple[int, str]], packed: Packed) -> Bank:
        """The bank of the same phrasings. Raises KeyError, TypeError or ValueError as Index does."""
        return cls(phrasings, Postings.unpacked(packed), unpack_weights(packed["norms"]))

    def frequency(self, token: str) -> int:
        """In how many phrasings the token stands."""
        return self._postings.frequency(token)

    def weight(self, token: str) -> float:
        """The idf weight of a token among the phrasings."""
        if token.startswith("@"):
            return 1.5
        share = {"~": 0.35, "#": 1.6}.get(token[0], 1.0)
        return share * math.log(1 + len(self.texts) / (self.frequency(token) + 0.5))

    def search(self, tokens: Iterable[str]) -> Likenesses:
        """How like the query each entry is."""
        gains = {token: self.weight(token) ** 2 for token in tokens}
        length = _length(gains.values())
        dots: dict[int, float] = {}
        for token, gain in gains.items():
            for number in self._postings.row(token):
                dots[number] = dots.get(number, 0.0) + gain
        found = Likenesses([0.0] * self._size, [0.0] * self._size, [0] * self._size)
        best, second, phrasing = found
        entries, norms = self._entries, self._norms
        for number, dot in dots.items():
            entry, score = entries[number], dot / (length * norms[number])
            if score > best[entry]:
                second[entry], best[entry], phrasing[entry] = best[entry], score, number
            elif score > second[entry]:
                second[entry] = score
        return found


def _length(squares: Iterable[float]) -> float:
    return math.sqrt(sum(squares)) or 1.0
