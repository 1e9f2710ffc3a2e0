"""From laymen's words to the law's, learnt from the question bank: IBM Model 1 over questions and articles.

Each word of an article is held to come from one word of a question that it answers; which, is estimated by
expectation and maximisation. 离婚 comes to stand for 感情破裂 in questions that nobody has banked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from knowledge.retrieval.field_index import FieldIndex, Places, Weights

ROUNDS = 6
COMMON, FEW = 1 / 12, 100
"""Words in more than this share of the documents, unless those are few, are not searched for."""
MEANINGS = 40
EXPANSION = 40
"""How many words are."""


class Translation:
    """Chances of article words (rows of `index`) by question word. Immutable once learnt."""

    def __init__(self, index: FieldIndex, pairs: Iterable[tuple[Sequence[str], Places]]) -> None:
        """`pairs`: the words of a question, and the rows of the words of an article that answers it."""
        self._index = index
        self._known: dict[str, int] = {}
        asked, told, word = _aligned(pairs, self._known)
        width = max(len(index.starts) - 1, 1)
        links, place = np.unique(asked * width + told, return_inverse=True)
        from_word, self._rows = np.divmod(links, width)
        gains = _estimated(place, from_word, word) * index.rarities(self._rows)
        kept = _best_of_each(from_word, gains)
        self._rows, self._gains = self._rows[kept], gains[kept]
        self._starts = np.searchsorted(from_word[kept], np.arange(len(self._known) + 1))

    def scores(self, words: Iterable[str]) -> Weights:
        """How much every document speaks in the words that these stand for (the best has 1)."""
        spans = [
            (slice(self._starts[n], self._starts[n + 1]), self._index.rarity(word))
            for word in dict.fromkeys(words)
            if (n := self._known.get(word)) is not None
        ]
        if not spans:
            return np.zeros(self._index.size, np.float32)
        rows = np.concatenate([self._rows[span] for span, _ in spans])
        gains = np.concatenate([self._gains[span] * rarity for span, rarity in spans])
        return pooled(self._index, rows, gains, EXPANSION)


def _aligned(
    pairs: Iterable[tuple[Sequence[str], Places]], known: dict[str, int]
) -> tuple[Places, Places, Places]:
    """For each pair every word of the question beside every word of the article; `known` is filled.

    Numbers of the question's word and of the article's, and of the article's word in that pair.
    """
    asked, told, word, count = [], [], [], 0
    for words, rows in pairs:
        own = np.array([known.setdefault(w, len(known)) for w in dict.fromkeys(words)], np.int64)
        asked.append(np.tile(own, len(rows)))
        told.append(np.repeat(rows, len(own)))
        word.append(np.repeat(np.arange(count, count + len(rows)), len(own)))
        count += len(rows)
    none = [np.zeros(0, np.int64)]
    return np.concatenate(asked or none), np.concatenate(told or none), np.concatenate(word or none)


def _estimated(place: Places, from_word: Places, word: Places) -> npt.NDArray[np.float64]:
    """The chance of each link, from where (`place`) it could have made which `word`."""
    chances: npt.NDArray[np.float64] = np.ones(len(from_word))
    for _ in range(ROUNDS):
        share = chances[place]
        share = share / np.bincount(word, share)[word]
        summed = np.bincount(place, weights=share, minlength=len(from_word)).astype(np.float64)
        chances = summed / np.bincount(from_word, weights=summed)[from_word]
    return chances


def _best_of_each(from_word: Places, gains: npt.NDArray[np.float64]) -> Places:
    """The links worth keeping: of each word the MEANINGS that gain most. Words such as 的 lead everywhere."""
    order = np.lexsort((-gains, from_word))
    firsts = np.searchsorted(from_word, from_word[order])
    return np.sort(order[np.arange(len(order)) - firsts < MEANINGS])


def pooled(index: FieldIndex, rows: Places, weights: npt.NDArray[np.float64], most: int) -> Weights:
    """Every document's BM25 for the `most` rows that weigh most, so weighted (the best document has 1)."""
    different, place = np.unique(rows, return_inverse=True)
    summed = np.bincount(place, weights=weights)
    summed[index.starts[different + 1] - index.starts[different] > max(index.size * COMMON, FEW)] = 0.0
    best = np.argsort(-summed, kind="stable")[:most]
    found = index.row_scores(different[best], summed[best].astype(np.float32))
    highest: float = float(found.max()) if len(found) else 0.0
    return found / np.float32(highest) if highest > 0 else found
