"""Weights of signals from questions with known documents: softmax over the candidates, by Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.retrieval import Signals

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

RIDGE = 1e-3
STEPS = 25


@dataclass(frozen=True)
class Example:
    """The signals of a question, and the numbers of the documents that answer it."""

    signals: Signals
    gold: Numbers


def fitted(examples: Sequence[Example], names: Sequence[str]) -> dict[str, float]:
    """The weights under which the documents that answer are likeliest, for these signals only."""
    used = [e for e in examples if np.isin(e.signals.candidates, e.gold).any()]
    columns = [used[0].signals.names.index(name) for name in names]
    values = np.concatenate([e.signals.values[:, columns] for e in used])
    right = [np.isin(e.signals.candidates, e.gold) for e in used]
    wanted = np.concatenate([r / r.sum() for r in right])
    sizes = np.array([len(r) for r in right])
    spread = values.std(axis=0) + 1e-9
    weights = _newton(values / spread, wanted, sizes) / spread
    return dict(zip(names, (float(w) for w in weights), strict=True))


def _newton(values: Reals, wanted: Reals, sizes: Numbers) -> Reals:
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    weights = np.zeros(values.shape[1])
    loss = _loss(values, weights, wanted, starts, sizes)
    for _ in range(STEPS):
        chances = _chances(values @ weights, starts, sizes)
        weighted = values * chances[:, None]
        means = np.add.reduceat(weighted, starts)
        slope = (values.T @ (chances - wanted)) / len(sizes) + 2 * RIDGE * weights
        curve = (values.T @ weighted - means.T @ means) / len(sizes) + 2 * RIDGE * np.eye(len(weights))
        step, before = np.linalg.solve(curve, slope), loss
        while (loss := _loss(values, weights - step, wanted, starts, sizes)) > before:
            step = step / 2
        weights = weights - step
        if before - loss < 1e-7:
            break
    return weights


def _loss(values: Reals, weights: Reals, wanted: Reals, starts: Numbers, sizes: Numbers) -> float:
    chances = np.maximum(_chances(values @ weights, starts, sizes), 1e-300)
    return float(-(wanted * np.log(chances)).sum() / len(sizes) + RIDGE * weights @ weights)


def _chances(scores: Reals, starts: Numbers, sizes: Numbers) -> Reals:
    highest = np.repeat(np.maximum.reduceat(scores, starts), sizes)
    risen = np.exp(scores - highest)
    chances: Reals = risen / np.repeat(np.add.reduceat(risen, starts), sizes)
    return chances
