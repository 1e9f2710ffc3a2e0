"""How well `fumao search` finds: cross-validated on questions with known documents, beside plain methods.

    python -m benchmarks.retrieval --corpus corpus.jsonl.gz --questions train.jsonl [--ablation] …

Every question is asked with the other folds as its bank; for each fold the weights are set anew on questions
of the other folds, whose banks hold neither their own fold nor this one. `--peers` adds bm25s where it is
installed.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.retrieval_fitting import Example, Numbers, Reals, fitted
from bot.collection_files import read_bank, read_entries
from conversations.plain_tokens import plain_tokens
from knowledge.retrieval import Bank, Banked, Collection, Ranker, Signals
from knowledge.retrieval.ranking import WEIGHTS, first

FOLDS = 5
NAMES = tuple(WEIGHTS)
TEXT = ("pairs", "ahead")
Ranking = Callable[[int], Numbers]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Measured:
    """Recall and reciprocal rank among the first ten, of each question."""

    recall: Reals
    rank: Reals


class Trial:
    """Questions in folds over a collection."""

    def __init__(self, collection: Collection, banked: Sequence[Banked], folds: int = FOLDS) -> None:
        self.collection = collection
        self.banked = banked
        self.gold = [np.array([collection.numbers[n] for n in each.gold]) for each in banked]
        self.tokens = [plain_tokens(each.question) for each in banked]
        self.fold = np.random.RandomState(7).permutation(len(banked)) % folds
        self.ranker = cache(self._ranker)
        self.bank = cache(self._bank)

    def _bank(self, without: frozenset[int]) -> Bank:
        kept = [each for each, fold in zip(self.banked, self.fold, strict=True) if fold not in without]
        return Bank(kept, self.collection, plain_tokens)

    def _ranker(self, without: frozenset[int]) -> Ranker:
        return Ranker(self.collection, plain_tokens, self.bank(without))

    def example(self, question: int, without: frozenset[int]) -> Example:
        """A question's signals, with a bank that lacks some folds."""
        return Example(self.ranker(without).signals(self.tokens[question]), self.gold[question])

    def measured(self, ranking: Ranking) -> Measured:
        """What a method finds."""
        found = [_two_figures(ranking(n), self.gold[n]) for n in range(len(self.banked))]
        return Measured(np.array([r for r, _ in found]), np.array([m for _, m in found]))

    def unbanked(self) -> Mask:
        """Which questions have no document that a question of their bank cites."""
        return np.array(
            [
                not self.bank(frozenset({int(fold)})).asked[gold].any()
                for fold, gold in zip(self.fold, self.gold, strict=True)
            ]
        )


def _two_figures(order: Numbers, gold: Numbers) -> tuple[float, float]:
    hits = np.flatnonzero(np.isin(order[:10], gold))
    return len(hits) / len(gold), 1 / (1 + float(hits[0])) if len(hits) else 0.0


def _weighed(signals: Signals, weights: dict[str, float]) -> Numbers:
    scores = signals.values @ np.array([weights.get(name, 0.0) for name in signals.names])
    return signals.candidates[np.argsort(-scores, kind="stable")]


def text_alone(trial: Trial, question: int) -> Numbers:
    """Words and pairs, summed: what the search does without a bank."""
    tokens, collection = trial.tokens[question], trial.collection
    return first(collection.words.scores(tokens.words) + collection.pairs.scores(tokens.pairs), 10)


def words_alone(trial: Trial, question: int) -> Numbers:
    """BM25 over jieba's words."""
    return first(trial.collection.words.scores(trial.tokens[question].words), 10)


def plain_bank(trial: Trial, question: int) -> Numbers:
    """Words and pairs, and for each document its neighbours' squared likeness: a bank, plainly."""
    tokens, collection = trial.tokens[question], trial.collection
    scores = collection.words.scores(tokens.words) + collection.pairs.scores(tokens.pairs)
    scores = scores / max(float(scores.max()), 1e-9)
    bank = trial.bank(frozenset({int(trial.fold[question])}))
    for article, likeness in bank.articles(bank.neighbours(tokens), power=2).items():
        scores[article] += 0.6 * likeness
    return first(scores, 10)


class Weighed:
    """The search with a bank: weights of each fold from the others alone."""

    def __init__(self, trial: Trial) -> None:
        folds = trial.fold
        self._fold = folds
        self._outer = [_outer(trial, n) for n in range(len(folds))]
        self._inner = {
            fold: [
                trial.example(n, frozenset({fold, int(folds[n])}))
                for n in np.flatnonzero(folds != fold).tolist()
            ]
            for fold in range(FOLDS)
        }

    def ranking(self, names: Sequence[str]) -> Ranking:
        """The method with these signals only."""
        weights = [fitted(self._inner[fold], names) for fold in range(FOLDS)]
        return lambda n: _weighed(self._outer[n].signals, weights[int(self._fold[n])])

    def shipped(self) -> Ranking:
        """The method with the weights that the program has."""
        return lambda n: _weighed(self._outer[n].signals, WEIGHTS)

    def fit(self) -> dict[str, float]:
        """Weights from all questions."""
        return fitted(self._outer, NAMES)


def bm25s_ranking(trial: Trial, documents: Sequence[str]) -> Ranking:
    """The package bm25s over the same words."""
    package = import_module("bm25s")
    started = time.process_time()
    retriever = package.BM25()
    retriever.index([list(plain_tokens(text).words) for text in documents], show_progress=False)
    print(f"bm25s: build {time.process_time() - started:.1f} s of CPU (segmenting with it)")

    def ranking(question: int) -> Numbers:
        tokens = [list(trial.tokens[question].words)]
        found = retriever.retrieve(tokens, k=10, show_progress=False, n_threads=1)
        return np.asarray(found.documents[0], np.int64)

    return ranking


def interval(difference: Reals) -> tuple[float, float]:
    """95 % of the mean of paired differences, by bootstrap over questions."""
    chance = np.random.RandomState(1)
    means = [difference[chance.randint(0, len(difference), len(difference))].mean() for _ in range(5_000)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _row(name: str, found: Measured) -> None:
    recall, rank = found.recall.mean(), found.rank.mean()
    print(f"| {name} | {recall:.3f} | {rank:.3f} |", flush=True)


def _gain(name: str, ours: Measured, theirs: Measured) -> None:
    for figure in ("recall", "rank"):
        difference = getattr(ours, figure) - getattr(theirs, figure)
        low, high = interval(difference)
        print(f"gain over {name}, {figure}: {difference.mean():+.3f} (95 %: {low:+.3f} … {high:+.3f})")


def _times(trial: Trial) -> None:
    """A question from its text to a hundred hits, with a bank: this process alone, on one thread."""
    for name, ranker in (
        ("without a bank", Ranker(trial.collection, plain_tokens)),
        ("with a bank", trial.ranker(frozenset({0}))),
    ):
        taken = []
        for each in trial.banked:
            started = time.process_time()
            ranker.rank(each.question, 100)
            taken.append(1000 * (time.process_time() - started))
        middle, high = np.percentile(taken, [50, 95])
        print(f"ms a question {name}: median {middle:.2f}, p95 {high:.2f} (CPU)")


def _ablation(trial: Trial, weighed: Weighed) -> None:
    for name in NAMES:
        kept = [each for each in NAMES if each != name]
        _row(f"without {name}", trial.measured(weighed.ranking(kept)))
    _row("text signals only", trial.measured(weighed.ranking(TEXT)))
    for name in NAMES:
        if name not in TEXT:
            _row(f"text and {name}", trial.measured(weighed.ranking([*TEXT, name])))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    for option in ("--ablation", "--fit", "--peers"):
        parser.add_argument(option, action="store_true")
    parser.add_argument("--folds", type=int, help="measure with that many folds as well, weights as shipped")
    wanted = parser.parse_args()
    entries = read_entries(wanted.corpus, partial(print, file=sys.stderr))
    started = time.process_time()
    collection = Collection.of(entries, plain_tokens)
    print(f"build {time.process_time() - started:.1f} s of CPU for {len(entries)} documents")
    banked = read_bank(wanted.questions, partial(print, file=sys.stderr), collection.numbers.__contains__)
    trial = Trial(collection, banked)
    started = time.process_time()
    trial.bank(frozenset({0}))
    print(f"bank {time.process_time() - started:.1f} s of CPU")
    _times(trial)
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
    if wanted.peers:
        documents = [f"{each.work}\n{each.text}" for each in entries]
        _row("bm25s over jieba's words", trial.measured(bm25s_ranking(trial, documents)))
    if wanted.folds:
        _nearly_whole(Trial(collection, banked, wanted.folds))
    _compare(trial, ablation=wanted.ablation, fit=wanted.fit)


def _nearly_whole(trial: Trial) -> None:
    """More and smaller folds, so that the bank is nearly whole; too many to set weights for each."""
    plain = trial.measured(partial(plain_bank, trial))
    ours = trial.measured(lambda n: _weighed(_outer(trial, n).signals, WEIGHTS))
    _row("nearly whole bank: words + pairs + bank, plainly", plain)
    _row("nearly whole bank: search with the weights as shipped", ours)


def _outer(trial: Trial, question: int) -> Example:
    """A question's signals, with a bank that lacks its own fold."""
    return trial.example(question, frozenset({int(trial.fold[question])}))


def _compare(trial: Trial, *, ablation: bool, fit: bool) -> None:
    text, plain = (trial.measured(partial(method, trial)) for method in (text_alone, plain_bank))
    weighed = Weighed(trial)
    ours = trial.measured(weighed.ranking(NAMES))
    rows = {
        "words": trial.measured(partial(words_alone, trial)),
        "words + pairs = search without a bank": text,
        "words + pairs + bank, plainly": plain,
        "search with a bank": ours,
        "the same with the weights as shipped": trial.measured(weighed.shipped()),
    }
    for name, found in rows.items():
        _row(name, found)
    _gain("words + pairs + bank", ours, plain)
    unbanked = trial.unbanked()
    print(f"{unbanked.sum()} questions none of whose documents is banked:")
    for name, found in rows.items():
        _row(name, Measured(found.recall[unbanked], found.rank[unbanked]))
    few = [Measured(each.recall[unbanked], each.rank[unbanked]) for each in (ours, plain, text)]
    _gain("words + pairs + bank, unbanked", few[0], few[1])
    _gain("words + pairs, unbanked", few[0], few[2])
    if fit:
        print({name: round(weight, 2) for name, weight in weighed.fit().items()})
    if ablation:
        _ablation(trial, weighed)


if __name__ == "__main__":
    main()
