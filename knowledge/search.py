"""Index and query over any collection: documents with weighted fields in, scored ids out.

Tokens come from an analyser that is handed in; what a token means is not known here. Scores of
fields are sums of BM25; likeness to a phrasing is a cosine over the same idf weights.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Analyse = Callable[[str], Sequence[str]]

K1, B = 1.2, 0.6


@dataclass(frozen=True, slots=True)
class Document:
    """Something to be found: an id and its text by field."""

    id: str
    fields: Mapping[str, str]


class Index:
    """An inverted index with fields. Immutable once built."""

    def __init__(self, documents: Iterable[Document], analyse: Analyse, weights: Mapping[str, float]) -> None:
        """`weights`: how much each field counts; fields without a weight are not indexed."""
        self._postings: dict[str, dict[str, float]] = {}
        self._weights = dict(weights)
        held: dict[str, set[str]] = {}
        lengths: dict[str, dict[str, int]] = {field: {} for field in weights}
        counts: dict[str, dict[str, Counter[str]]] = {field: {} for field in weights}
        for document in documents:
            tokens_held = held.setdefault(document.id, set())
            for field in weights:
                counted = Counter(analyse(document.fields.get(field, "")))
                counts[field][document.id] = counted
                lengths[field][document.id] = counted.total()
                tokens_held.update(counted)
        self._held = {name: frozenset(tokens) for name, tokens in held.items()}
        self._frequency = Counter(token for tokens in held.values() for token in tokens)
        self._size = len(held)
        self._idf = {token: self._idf_of(n) for token, n in self._frequency.items()}
        self._idf_unknown = self._idf_of(0)
        for field, weight in weights.items():
            self._add_field(counts[field], lengths[field], weight)

    def _add_field(
        self, counts: Mapping[str, Counter[str]], lengths: Mapping[str, int], weight: float
    ) -> None:
        mean = max(sum(lengths.values()) / max(len(lengths), 1), 1)
        for name, counted in counts.items():
            norm = K1 * (1 - B + B * lengths[name] / mean)
            for token, count in counted.items():
                gain = weight * self.idf(token) * count * (K1 + 1) / (count + norm)
                posting = self._postings.setdefault(token, {})
                posting[name] = posting.get(name, 0.0) + gain

    def idf(self, token: str) -> float:
        """The weight of a token: rare ones weigh more, unknown ones most."""
        return self._idf.get(token, self._idf_unknown)

    def _idf_of(self, frequency: int) -> float:
        return math.log(1 + (self._size - frequency + 0.5) / (frequency + 0.5))

    def scores(self, tokens: Iterable[str]) -> dict[str, float]:
        """BM25 summed over fields for every document that shares a token."""
        found: dict[str, float] = {}
        for token in set(tokens):
            for name, gain in self._postings.get(token, {}).items():
                found[name] = found.get(name, 0.0) + gain
        return found

    def coverage(self, tokens: Iterable[str], name: str) -> float:
        """The idf-weighted share (0 to 1) of `tokens` that document `name` holds in any field."""
        wanted = set(tokens)
        total = sum(self.idf(t) for t in wanted)
        held = self._held.get(name, frozenset())
        return sum(self.idf(t) for t in wanted & held) / total if total else 0.0

    def coverages(self, tokens: Iterable[str]) -> dict[str, float]:
        """The coverage of `tokens` by every document that holds one of them."""
        wanted = set(tokens)
        total = sum(self.idf(t) for t in wanted)
        found: dict[str, float] = {}
        for token in wanted & self._postings.keys():
            share = self.idf(token) / total
            for name in self._postings[token]:
                found[name] = found.get(name, 0.0) + share
        return found

    def known(self, token: str) -> bool:
        """Whether any document holds the token."""
        return token in self._frequency

    def frequency(self, token: str) -> int:
        """In how many documents the token stands."""
        return self._frequency.get(token, 0)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a query one banked phrasing is: cosine (0 to 1) and the phrasing."""

    entry: int
    score: float
    phrasing: str


class Bank:
    """Phrasings that lead to entries; found by likeness. Immutable once built."""

    def __init__(self, phrasings: Sequence[tuple[int, str]], analyse: Analyse) -> None:
        """`phrasings`: pairs of an entry's number and one way of asking for it."""
        self._phrasings = list(phrasings)
        token_sets = [frozenset(analyse(text)) for _, text in self._phrasings]
        self._frequency = Counter(token for tokens in token_sets for token in tokens)
        self._postings: dict[str, list[int]] = {}
        for number, tokens in enumerate(token_sets):
            for token in tokens:
                self._postings.setdefault(token, []).append(number)
        self._weights = {token: self._weight_of(token, n) for token, n in self._frequency.items()}
        self._norms = [self._norm(tokens) for tokens in token_sets]

    def frequency(self, token: str) -> int:
        """In how many phrasings the token stands."""
        return self._frequency.get(token, 0)

    def weight(self, token: str) -> float:
        """The idf weight of a token among the phrasings."""
        known = self._weights.get(token)
        return self._weight_of(token, 0) if known is None else known

    def _weight_of(self, token: str, frequency: int) -> float:
        if token.startswith("@"):
            return 1.5
        share = {"~": 0.35, "#": 1.6}.get(token[0], 1.0)
        return share * math.log(1 + len(self._phrasings) / (frequency + 0.5))

    def _norm(self, tokens: Iterable[str]) -> float:
        return math.sqrt(sum(self.weight(t) ** 2 for t in tokens)) or 1.0

    def search(self, tokens: Iterable[str]) -> dict[int, list[Likeness]]:
        """For each entry that shares a token its phrasings by likeness, best first."""
        wanted = set(tokens)
        norm = self._norm(wanted)
        dots: dict[int, float] = {}
        for token in wanted:
            gain = self.weight(token) ** 2
            for number in self._postings.get(token, ()):
                dots[number] = dots.get(number, 0.0) + gain
        found: dict[int, list[Likeness]] = {}
        for number, dot in dots.items():
            entry, phrasing = self._phrasings[number]
            likeness = Likeness(entry, dot / (norm * self._norms[number]), phrasing)
            found.setdefault(entry, []).append(likeness)
        for likenesses in found.values():
            likenesses.sort(key=lambda item: -item.score)
        return found
