"""Rank the documents of a collection for a question: a few signals, each a number, weighed and summed.

The weights were set on held-back folds of training questions (benchmarks/retrieval.py --fit), never on
the questions that measure them. Equal scores stand in the order of the collection.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from knowledge.retrieval.bank import Bank, Neighbours
from knowledge.retrieval.collection import Analyse, Collection, Tokens
from knowledge.retrieval.field_index import Places, Weights

Column: TypeAlias = npt.NDArray[np.generic]

POOL = 250
"""How many documents the text alone puts forward to be weighed."""

WEIGHTS = {
    "pairs": 2.24,
    "ahead": 2.62,
    "cited": 0.25,
    "asked_as": 1.56,
    "asked": 0.9,
    "banked": -1.41,
    "work_cited": 0.77,
    "work_asked": 0.47,
    "work_size": -0.34,
    "wording": 1.07,
    "translated": 1.53,
}
"""With a question bank. `Signals` says what each is."""

WEIGHTS_WITHOUT_BANK = {"together": 1.0}


class Hit(NamedTuple):
    """A document that was found."""

    id: str
    score: float


class Signals(NamedTuple):
    """What speaks for each candidate: a row per candidate, a column per name.

    Of the text: together: BM25 of words and of pairs, summed, the best document having 1; pairs: that of
    pairs alone; ahead: `together` to the fourth power, for the few that stand out. Of the bank: cited: the
    likenesses, to the fourth power, of the neighbours that cite it, summed; asked_as: BM25 of all its
    questions; asked: the logarithm of how often it is asked for; banked: 1 where it is; wording, translated:
    in the words of the neighbours' articles, in the law's words for those of the question. Of its work:
    work_cited: its share in the neighbours' articles; work_asked, work_size: logarithms.
    """

    candidates: Places
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
        columns = {"together": together, "pairs": pairs, "ahead": _fourth(together)}
        if self._bank is None:
            return _at(np.sort(pool), columns)
        return self._with_bank(self._bank, question, columns, pool)

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
        pool: Places,
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
        translated = bank.translated(question)
        likely = first(columns["together"] + np.float32(0.3) * work_cited, 100)
        candidates = np.unique(
            np.concatenate([pool, numbers, likely, first(wording, 50), first(translated, 50)])
        )
        everywhere = {"work_cited": work_cited, "wording": wording, "translated": translated}
        return _at(candidates, columns | everywhere, self._asked(bank, question, near, candidates))

    def _asked(self, bank: Bank, question: Tokens, near: Neighbours, candidates: Places) -> dict[str, Column]:
        """What the bank says of candidates alone."""
        asked_as = np.zeros(len(candidates))
        articles, likeness = bank.asked_as(question)
        place = np.minimum(np.searchsorted(articles, candidates), len(articles) - 1)
        held = articles[place] == candidates
        asked_as[held] = likeness[place[held]]
        own = self._collection.work_numbers[candidates]
        sizes = np.maximum(self._collection.work_sizes[own], 1)
        return {
            "cited": _spread(bank.articles(near, power=4), candidates),
            "asked_as": asked_as,
            "asked": np.log1p(bank.asked[candidates]),
            "banked": bank.asked[candidates] > 0,
            "work_asked": np.where(own > 0, np.log1p(bank.works_asked[own]), 0.0),
            "work_size": np.where(own > 0, np.log(sizes), 0.0),
        }


def first(scores: Weights, count: int) -> Places:
    """The numbers of the `count` best that have any score, best first, equals in their order."""
    held = _above(scores, count)
    if count < len(held):
        own = scores[held]
        bound = np.partition(own, len(own) - count)[len(own) - count]
        above = held[own > bound]
        held = np.sort(np.concatenate([above, held[own == bound][: count - len(above)]]))
    order: Places = held[np.argsort(-scores[held], kind="stable")]
    return order


def _above(scores: Weights, count: int) -> Places:
    """Few numbers that hold the `count` best: most scores are low, and need not be put in order."""
    highest = float(scores.max(initial=0.0))
    for share in (0.5, 0.25):
        held = np.flatnonzero(scores > highest * share)
        if len(held) >= count:
            return held
    return np.flatnonzero(scores > 0)


def _best_has_one(scores: Weights) -> Weights:
    highest = float(scores.max()) if len(scores) else 0.0
    return scores / np.float32(highest) if highest > 0 else scores


def _spread(values: dict[int, float], candidates: Places) -> npt.NDArray[np.float64]:
    return np.array([values.get(number, 0.0) for number in candidates.tolist()], np.float64)


def _at(
    candidates: Places,
    everywhere: dict[str, Weights],
    given: dict[str, Column] | None = None,
) -> Signals:
    columns = {name: values[candidates] for name, values in everywhere.items()} | (given or {})
    return Signals(candidates, tuple(columns), np.stack(list(columns.values()), axis=1).astype(np.float64))


def _fourth(values: Weights) -> Weights:
    squares = values * values  # numpy's own power takes five times as long
    return squares * squares
