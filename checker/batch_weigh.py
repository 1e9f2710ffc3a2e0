"""Weigh a rule for many applicants at once: weigh.py over columns, bounds as bytes (batch_bounds.py)."""

from __future__ import annotations

from functools import reduce

import numpy as np

from checker.batch_bounds import HIGH, LOW, MET_BITS, NOT_MET_BITS, REVIEW_BITS, UNKNOWN_BITS, all_bits, bits
from checker.batch_known import KnownColumns
from checker.columns import RATE, Codes, Mask
from checker.finding import bounds
from checker.rule import ByValue, Every, Judged, Named, Reaches, Rule, Some, Table


def weigh_columns(rule: Rule, known: KnownColumns) -> Codes:
    """The bounds of a rule for all applicants; where it plays no part it counts as not met."""
    found, present = _see(rule, known)
    return found if present is None else found & all_bits(present)


def _see(rule: Rule, known: KnownColumns) -> tuple[Codes, Mask | None]:
    """Bounds, and where the rule plays a part (None: everywhere)."""
    match rule:
        case Table():
            outcomes = {value: bits(found) for value, found in rule.outcomes.items()}
            found = known.by_value(rule.fact, outcomes, bits(rule.unknown))
            return found, ~known.is_unknown(rule.fact) if rule.only_when_stated else None
        case Reaches():
            return _see_figure(rule, known)
        case Every() | Some():
            return _see_each(rule, known)
        case ByValue():
            return _see_case(rule, known), None
        case Judged():
            return known.by_value(
                rule.fact, {False: int(NOT_MET_BITS)}, int(REVIEW_BITS), int(REVIEW_BITS)
            ), None
        case Named():
            return known.check(rule), None


def _see_each(rule: Every | Some, known: KnownColumns) -> tuple[Codes, Mask | None]:
    least = isinstance(rule, Every)
    found: list[Codes] = []
    presents: list[Mask | None] = []
    for child in rule.children:
        each, present = _see(child, known)
        presents.append(present)
        if present is not None:  # what plays no part is left out: no limit to a minimum or a maximum
            each = each | all_bits(~present) & MET_BITS if least else each & all_bits(present)
        found.append(each)
    whole = reduce(np.bitwise_and if least else np.bitwise_or, found)
    some = None if None in presents else reduce(np.bitwise_or, [p for p in presents if p is not None])
    return whole, some


def _see_case(rule: ByValue, known: KnownColumns) -> Codes:
    cases = [weigh_columns(case, known) for case in rule.cases.values()]
    found = reduce(
        np.bitwise_or,
        [
            case & known.by_value(rule.fact, {value: 0xFF}, 0)
            for value, case in zip(rule.cases, cases, strict=True)
        ],
    )
    unknown = known.is_unknown(rule.fact)
    if not unknown.any():
        return found
    hull = reduce(np.bitwise_or, cases) & HIGH
    if rule.covers_all:
        hull = hull | reduce(np.bitwise_and, cases) & LOW
    return found | hull & all_bits(unknown)


def _see_figure(rule: Reaches, known: KnownColumns) -> tuple[Codes, Mask | None]:
    reached, unknown = _compare(rule, rule.fact, known)
    if rule.proven_by:
        proven, _ = _compare(rule, rule.proven_by, known)
        proven = proven & unknown
        reached, unknown = reached | proven, unknown & ~proven
    if rule.capped_by:
        enough, uncounted = _compare(rule, rule.capped_by, known)
        unknown = unknown & (enough | uncounted)
    met, open_ = np.uint8(MET_BITS & _ceiling(rule)), np.uint8(UNKNOWN_BITS & _ceiling(rule))
    found = reached.view(np.uint8) * met + unknown.view(np.uint8) * open_
    return found, ~known.is_unknown(rule.fact) if rule.only_when_stated else None


def _ceiling(rule: Reaches) -> int:
    return bits(bounds(rule.ceiling, rule.ceiling))


def _compare(rule: Reaches, fact: str, known: KnownColumns) -> tuple[Mask, Mask]:
    """Where the figure reaches the threshold, and where that is not known."""
    figures = known.figures(fact)
    unknown = figures < 0
    if not rule.money:
        threshold = int(rule.threshold) + rule.strict
        return figures >= threshold, unknown
    threshold = known.hundredths(rule.threshold)
    reached = figures >= threshold + rule.strict
    converted = known.converted(fact)
    if converted is not None:
        rate = known.figures(known.rate)
        own = np.maximum(figures, 0) * RATE >= threshold * np.maximum(rate, 0) + rule.strict
        reached = np.where(converted, own & (rate > 0), reached)
        unknown = unknown | (converted & (rate <= 0))
    if known.counts is not None:
        unknown = unknown | ~known.counts
    return reached & ~unknown, unknown
