"""Fit the weights of sureness.CONFIDENCE: `.venv/bin/python -m benchmarks.confidence` (two minutes).

Each fifth of the bank's and the gaps' phrasings is asked of the rest; sentences from far outside (the file
given, one a line, or the list in tests) are asked of the whole. A plain logistic regression tells them apart.
The weight of a gap's own word is not fitted: those words were chosen by looking at these phrasings.
"""

from __future__ import annotations

import dataclasses
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from bot.opening import open_desk_at
from conversations.desk import Desk
from conversations.find import ranked_entries
from conversations.library import Library
from conversations.normalise import normalise
from conversations.question import read_question
from conversations.sureness import CONFIDENCE, features
from conversations.sureness import nearest_gap as gap_for

FOLDS, ROUNDS, RATE = 5, 2_500, 0.5
FAR = Path(__file__).parent.parent / "tests" / "conversations" / "found.yaml"
LEFT_OUT = "gap_word"


def _in_fold(text: str, fold: int, beside: int) -> bool:
    return sum(map(ord, text)) % FOLDS == fold and beside > 3


def _folds(desk: Desk) -> Iterator[tuple[Desk, list[tuple[str, bool]]]]:
    """Desks that lack a fifth of the phrasings, with that fifth and whether the measure answers it."""
    for fold in range(FOLDS):
        asked: list[tuple[str, bool]] = []
        questions, gaps = [], []
        for entry in desk.pack.questions:
            kept = tuple(a for a in entry.asks if not _in_fold(a, fold, len(entry.asks)))
            asked += [(a, True) for a in entry.asks if a not in kept]
            questions.append(entry.model_copy(update={"asks": kept}) if kept else entry)
        for gap in desk.pack.gaps:
            kept = tuple(a for a in gap.asks if not _in_fold(a, fold, len(gap.asks)))
            asked += [(a, False) for a in gap.asks if a not in kept]
            gaps.append(gap.model_copy(update={"asks": kept}))
        pack = dataclasses.replace(desk.pack, questions=tuple(questions), gaps=tuple(gaps))
        library = Library(pack, desk.library.analyser)
        yield dataclasses.replace(desk, pack=pack, library=library), asked


def _row(desk: Desk, text: str) -> list[float]:
    question = read_question(desk.pack, normalise(text))
    tokens = desk.library.tokens(question.text)
    ranked = ranked_entries(desk, question, tokens)
    found = features(
        ranked[0] if ranked else None, gap_for(desk, question, tokens), desk.library.known_share(tokens)
    )
    return [found[name] for name in CONFIDENCE if name != LEFT_OUT]


def _fit(rows: Sequence[Sequence[float]], answered: Sequence[bool]) -> list[float]:
    weights = [0.0] * len(rows[0])
    for _ in range(ROUNDS):
        slope = [0.0] * len(weights)
        for row, is_answered in zip(rows, answered, strict=True):
            odds = sum(w * x for w, x in zip(weights, row, strict=True))
            miss = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))) - is_answered
            for place, value in enumerate(row):
                slope[place] += miss * value
        weights = [w - RATE * s / len(rows) for w, s in zip(weights, slope, strict=True)]
    return weights


def main() -> None:
    """Print the weights, and what share of each sort falls on the right side at a few thresholds."""
    desk = open_desk_at(None)
    rows: list[list[float]] = []
    answered: list[bool] = []
    for partial, asked in _folds(desk):
        for text, is_answered in asked:
            rows.append(_row(partial, text))
            answered.append(is_answered)
    if len(sys.argv) > 1:
        far = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    else:
        far = yaml.safe_load(FAR.read_text(encoding="utf-8"))["far"]
    for text in far:
        rows.append(_row(desk, text))
        answered.append(False)
    weights = _fit(rows, answered)
    for name, weight in zip((n for n in CONFIDENCE if n != LEFT_OUT), weights, strict=True):
        print(f"{name:14} {weight:6.2f}")
    odds = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
    for least in (-0.5, -0.2, 0.0, 0.5):
        kept = [o >= least for o in odds]
        inside = [k for k, a in zip(kept, answered, strict=True) if a]
        outside = [not k for k, a in zip(kept, answered, strict=True) if not a]
        right = sum(inside) / len(inside), sum(outside) / len(outside)
        print(f"from {least:4.1f}: answered {right[0]:.3f}, abstained {right[1]:.3f}")


if __name__ == "__main__":
    main()
