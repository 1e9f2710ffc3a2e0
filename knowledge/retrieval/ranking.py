"""Rank the documents of a collection for a question: a few signals, each a number, weighed and summed.

The weights were set on held-back folds of training questions (benchmarks/retrieval.py --fit), never on
the questions that measure them. Equal scores stand in the order of the collection.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from knowledge.retrieval.bank import Bank
from knowledge.retrieval.collection import Analyse, Collection, Tokens
from knowledge.retrieval.field_index import Weights

POOL = 250
"""How many documents the text alone puts forward to be weighed."""

WEIGHTS = {
    "words": 1.02,
    "pairs": 2.45,
    "ahead": 2.0,
    "cited": 0.4,
    "nearest": 1.31,
    "asked": 0.89,
    "banked": -1.14,
    "work_cited": 0.9,
    "work_found": 0.43,
    "work_asked": 0.42,
    "work_size": -0.31,
    "wording": 2.3,
}
"""With a question bank. `Signals` says what each is."""

WEIGHTS_WITHOUT_BANK = {"words": 1.0, "pairs": 1.0}


class Hit(NamedTuple):
    """A document that was found."""

    id: str
    score: float


class Signals(NamedTuple):
    """What speaks for each candidate: a row per candidate, a column per name.

    words, pairs: BM25, the best document having 1; ahead: both together to the fourth power, for the few that
    stand out; cited: the likenesses, to the fourth power, of the neighbours that cite it, summed; nearest: that
    of the most like one; asked: the logarithm of how often it is asked for; banked: 1 where it is;
    work_cited, work_found: the share of its work in the neighbours' articles, in the first 50 documents by
    text; work_asked, work_size: logarithms; wording: in the words of the neighbours' articles.
    """

    candidates: npt.NDArray[np.int64]
    names: tuple[str, ...]
    values: npt.NDArray[np.float64]


class Ranker:
    """Ranks documents for questions. Immutable once built."""

    def __init__(self, collection: Collection, analyse: Analyse, bank: Bank | None = None) -> None:
        self._collection = collection
        self._analyse = analyse
        self._bank = bank if bank is not None and bank.size else None
        self.weights = WEIGHTS_WITHOUT_BANK if self._bank is None else WEIGHTS

    def rank(self, question: str, top: int) -> list[Hit]:
        """The best `top` documents; fewer where fewer have anything in common with the question."""
        found = self.signals(self._analyse(question), top)
        weights = np.array([self.weights.get(name, 0.0) for name in found.names])
        scores = found.values @ weights
        # Candidates are in the order of the collection, and a stable sort keeps it among equals.
        best = np.argsort(-scores, kind="stable")[:top]
        ids = self._collection.ids
        return [Hit(ids[found.candidates[n]], float(scores[n])) for n in best.tolist()]

    def signals(self, question: Tokens, top: int = 0) -> Signals:
        """The candidates for a question, with what speaks for each."""
        words = _best_has_one(self._collection.words.scores(question.words))
        pairs = _best_has_one(self._collection.pairs.scores(question.pairs))
        together = _best_has_one(words + pairs)
        pool = first(together, max(POOL, top))
        found = self._in_works(together, pool[:50])
        columns = {"words": words, "pairs": pairs, "ahead": together**4, "work_found": found}
        if self._bank is None:
            return _at(np.sort(pool), columns)
        return self._with_bank(self._bank, question, columns, together, pool)

    def _in_works(self, together: Weights, best: npt.NDArray[np.int64]) -> Weights:
        """For every document, the share of its work in the best documents."""
        works = self._collection.work_numbers
        shares = np.bincount(works[best], together[best] ** 4, minlength=len(self._collection.work_sizes))
        return self._shared(shares)

    def _shared(self, of_works: npt.NDArray[np.number]) -> Weights:
        total = max(float(of_works.sum()), 1e-9)
        of_works[0] = 0.0
        spread: Weights = (of_works / total).astype(np.float32)[self._collection.work_numbers]
        return spread

    def _with_bank(
        self,
        bank: Bank,
        question: Tokens,
        columns: dict[str, Weights],
        together: Weights,
        pool: npt.NDArray[np.int64],
    ) -> Signals:
        near = bank.neighbours(question)
        cited = bank.articles(near, power=2)
        wording = bank.in_their_words(cited)
        works = self._collection.work_numbers
        numbers = np.fromiter(cited, np.int64, len(cited))
        likeness = np.fromiter(cited.values(), np.float64, len(cited))
        work_cited = self._shared(
            np.bincount(works[numbers], likeness, minlength=len(self._collection.work_sizes))
        )
        more = (numbers, first(wording, 50), first(together + 0.3 * work_cited, 100))
        candidates = np.unique(np.concatenate([pool, *more]))
        sizes = np.maximum(self._collection.work_sizes, 1)
        own = works[candidates]
        given = {
            "cited": _spread(bank.articles(near, power=4), candidates),
            "nearest": _spread(bank.nearest(near), candidates),
            "asked": np.log1p(bank.asked[candidates]),
            "banked": bank.asked[candidates] > 0,
            "work_asked": np.where(own > 0, np.log1p(bank.works_asked[own]), 0.0),
            "work_size": np.where(own > 0, np.log(sizes[own]), 0.0),
        }
        return _at(candidates, {**columns, "work_cited": work_cited, "wording": wording}, given)


def first(scores: Weights, count: int) -> npt.NDArray[np.int64]:
    """The numbers of the `count` best that have any score, best first, equals in their order."""
    if count < len(scores):
        bound = np.partition(scores, len(scores) - count)[len(scores) - count]
        above = np.flatnonzero(scores > max(float(bound), 0.0))
        level = np.flatnonzero(scores == bound)[: count - len(above)] if bound > 0 else above[:0]
        held = np.sort(np.concatenate([above, level]))
    else:
        held = np.flatnonzero(scores > 0)
    order: npt.NDArray[np.int64] = held[np.argsort(-scores[held], kind="stable")]
    return order


def _best_has_one(scores: Weights) -> Weights:
    highest = float(scores.max()) if len(scores) else 0.0
    return scores / np.float32(highest) if highest > 0 else scores


def _spread(values: dict[int, float], candidates: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.array([values.get(number, 0.0) for number in candidates.tolist()], np.float64)


def _at(
    candidates: npt.NDArray[np.int64],
    everywhere: dict[str, Weights],
    given: dict[str, npt.NDArray[np.generic]] | None = None,
) -> Signals:
    columns = {name: values[candidates] for name, values in everywhere.items()} | (given or {})
    return Signals(candidates, tuple(columns), np.stack(list(columns.values()), axis=1).astype(np.float64))
