"""How sure an answer is: the gap that a question is most like, what it shares with the field, log odds.

Ranked entries and a gap in, a confidence out, by weights fitted once (benchmarks/confidence.py). Below
SURE_ENOUGH a question is a gap or is not understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from conversations.desk import Desk
from conversations.library import Hit
from conversations.question import Question

SURE_ENOUGH = -0.2
"""From this confidence on a question is answered; below it, it is a gap or not understood."""
CONFIDENCE = {
    "always": -4.26,
    "score": 2.72,
    "likeness": 0.46,
    "coverage": 0.47,
    "words": 1.44,
    "gap_likeness": -2.22,
    "gap_score": -3.22,
    "gap_word": -4.5,
    "known": 5.03,
}
"""Logistic weights, fitted by benchmarks/confidence.py, with 500 questions about other laws as far ones;
that of a gap's own word is set by hand.
"""
FOREIGN, ALIKE = -1.0, 0.4
"""The confidence at most of a question without any word of the field, where no phrasing is ALIKE."""
FITTING = 1.2
"""The score from which an entry answers a question that names a title and another word of the field."""
LOOSE = 0.5
"""A gap whose own word stands in the question goes before an entry less like it than this."""
TELLING = 6
"""So long a word of a gap goes before any entry that is not nearly the question itself."""
GAP_LIKE, GAP_FIRM = 0.42, 0.6
"""A gap GAP_LIKE the question is named as the reason, below it the question is not understood; a firm one
holds whatever was talked about before."""

Ranked = tuple[float, int, Hit | None]
"""A bank entry: its score, its number, and how it was hit (None where it was not searched for)."""


class GapHit(NamedTuple):
    """The gap that a question is most like, and how like it is."""

    number: int
    likeness: float
    score: float
    by_word: int
    """How long its own word is that stands in the question and alone gives it away; 0 for none."""


def nearest_gap(desk: Desk, question: Question, tokens: Sequence[str]) -> GapHit:
    """The gap that a question is most like; one whose own words stand in it goes before."""
    likenesses, scores = desk.library.gap_fits(tokens)
    best = max(range(len(scores)), key=scores.__getitem__, default=0)
    found = [GapHit(best, likenesses[best], scores[best], 0)] if any(scores) else []
    named = desk.library.gaps_named(question.text)
    found += [GapHit(n, likenesses[n], scores[n], longest) for n, longest in named]
    return max(found, key=lambda g: g.score + 0.5 * bool(g.by_word), default=GapHit(0, 0.0, 0.0, 0))


def features(best: Ranked | None, gap: GapHit, known_share: float) -> dict[str, float]:
    """What confidence rests on, by the names of CONFIDENCE."""
    hit = best[2] if best else None
    return {
        "always": 1.0,
        "score": best[0] if best else 0.0,
        "likeness": hit.likeness if hit else 0.0,
        "coverage": hit.coverage if hit else 0.0,
        "words": hit.words if hit else 0.0,
        "gap_likeness": gap.likeness,
        "gap_score": gap.score,
        "gap_word": float(bool(gap.by_word)),
        "known": known_share,
    }


def confidence(best: Ranked | None, gap: GapHit, known_share: float) -> float:
    """How sure we are that the measure answers a question (log odds); see CONFIDENCE."""
    return sum(CONFIDENCE[name] * value for name, value in features(best, gap, known_share).items())


def surely_of_the_field(question: Question, tokens: Iterable[str], score: float) -> bool:
    """Whether a title is named beside another word of the field and an entry fits well."""
    words = [token for token in tokens if not token.startswith(("~", "@", "#"))]
    return bool(question.designations and words) and score >= FITTING


def of_the_field(tokens: Iterable[str], ranked: list[Ranked]) -> bool:
    """Whether a question holds any word of the field (pairs of characters are none) or is like a phrasing."""
    best = ranked[0][2] if ranked else None
    return any(not token.startswith("~") for token in tokens) or (best is not None and best.likeness >= ALIKE)
