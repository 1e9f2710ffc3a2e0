"""The question bank as a channel of its own: questions whose articles are known, found by likeness.

What a new question gains from its neighbours: their articles themselves, the works those stand in, and
the words of those articles, which lead a layman's 摘牌 to 撤销 even where no neighbour cites the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from knowledge.retrieval.collection import Analyse, Collection, Tokens
from knowledge.retrieval.field_index import FieldIndex, Places, Weights
from knowledge.retrieval.translation import Translation, pooled

NEIGHBOURS = 30
EXPANSION = 40
"""How many words of the neighbours' articles are searched for."""


class Banked(NamedTuple):
    """A question and the ids of the documents that answer it."""

    question: str
    gold: Sequence[str]


class Neighbours(NamedTuple):
    """Banked questions like the one asked, best first: their numbers and likeness (the best has 1)."""

    numbers: Places
    likeness: Weights


class Bank:
    """Banked questions over a collection. Immutable once built."""

    def __init__(self, banked: Iterable[Banked], collection: Collection, analyse: Analyse) -> None:
        """Ids that the collection does not have are left out; `unknown_ids` finds them beforehand."""
        given = list(banked)
        found = [analyse(each.question) for each in given]
        self.size = len(given)
        self._words = FieldIndex.of(tokens.words for tokens in found)
        self._pairs = FieldIndex.of(tokens.pairs for tokens in found)
        numbers = collection.numbers
        gold = [[numbers[name] for name in dict.fromkeys(each.gold) if name in numbers] for each in given]
        self.gold = [np.array(own, np.int64) for own in gold]
        self.asked = np.bincount([n for own in gold for n in own], minlength=len(collection.ids))
        self.works_asked = np.bincount(
            collection.work_numbers, weights=self.asked, minlength=len(collection.work_sizes)
        )
        self._wording = _Wording(collection.words, np.flatnonzero(self.asked))
        self._translation = Translation(
            collection.words,
            ((each.words, self._wording.rows(n)) for each, own in zip(found, gold, strict=True) for n in own),
        )
        self._asked_as = _AskedAs(found, gold)

    def neighbours(self, question: Tokens) -> Neighbours:
        """The banked questions most like a question."""
        scores = self._words.scores(question.words) + self._pairs.scores(question.pairs)
        best = np.argsort(-scores, kind="stable")[:NEIGHBOURS]
        best = best[scores[best] > 0]
        return Neighbours(best, scores[best] / scores[best].max() if len(best) else scores[best])

    def articles(self, found: Neighbours, power: float) -> dict[int, float]:
        """The articles of neighbours: for each the sum of likeness to the `power`."""
        summed: dict[int, float] = {}
        for number, likeness in zip(found.numbers.tolist(), found.likeness.tolist(), strict=True):
            for article in self.gold[number].tolist():
                summed[article] = summed.get(article, 0.0) + likeness**power
        return summed

    def in_their_words(self, articles: dict[int, float]) -> Weights:
        """How much every document speaks in the words of these weighted articles (the best has 1)."""
        return self._wording.scores(articles)

    def translated(self, question: Tokens) -> Weights:
        """How much every document speaks in the law's words for those of the question (the best has 1)."""
        return self._translation.scores(question.words)

    def asked_as(self, question: Tokens) -> tuple[Places, Weights]:
        """Documents that are asked for, and how like all their questions together is (the best has 1)."""
        return self._asked_as.scores(question)


class _AskedAs:
    """The questions of each article, taken together as one text."""

    def __init__(self, questions: Sequence[Tokens], gold: Sequence[Sequence[int]]) -> None:
        words: dict[int, list[str]] = {}
        pairs: dict[int, list[str]] = {}
        for tokens, own in zip(questions, gold, strict=True):
            for article in own:
                words.setdefault(article, []).extend(tokens.words)
                pairs.setdefault(article, []).extend(tokens.pairs)
        self._articles = np.array(sorted(words), np.int64)
        self._words = FieldIndex.of(words[n] for n in self._articles.tolist())
        self._pairs = FieldIndex.of(pairs[n] for n in self._articles.tolist())

    def scores(self, question: Tokens) -> tuple[Places, Weights]:
        found = self._words.scores(question.words) + self._pairs.scores(question.pairs)
        return self._articles, found / np.float32(max(float(found.max(initial=0.0)), 1e-9))


class _Wording:
    """The words of banked articles, by article: the rows of the word index turned round for those few."""

    def __init__(self, words: FieldIndex, articles: npt.NDArray[np.int64]) -> None:
        self._index = words
        place = np.full(words.size, -1, np.int64)
        place[articles] = np.arange(len(articles))
        kept = np.flatnonzero(place[words.texts] >= 0)
        rows = np.searchsorted(words.starts, kept, side="right") - 1
        own = place[words.texts[kept]]
        order = np.argsort(own, kind="stable")
        self._rows, self._gains = rows[order], words.gains[kept[order]]
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(own, minlength=len(articles)))])
        self._place = place

    def rows(self, article: int) -> Places:
        """The rows of the words of an article."""
        return self._rows[self._span(article)]

    def scores(self, articles: dict[int, float]) -> Weights:
        if not articles:
            return np.zeros(self._index.size, np.float32)
        total = sum(articles.values())
        spans = [(self._span(article), share / total) for article, share in articles.items()]
        rows = np.concatenate([self._rows[span] for span, _ in spans])
        gains = np.concatenate([self._gains[span] * share for span, share in spans])
        return pooled(self._index, rows, gains.astype(np.float64), EXPANSION)

    def _span(self, article: int) -> slice:
        place = self._place[article]
        return slice(int(self._starts[place]), int(self._starts[place + 1]))


def unknown_ids(banked: Banked, collection: Collection) -> list[str]:
    """The ids that the collection does not have."""
    return [name for name in banked.gold if name not in collection.numbers]
