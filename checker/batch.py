"""Judge many applicants at once: the compiled rules walked over columns, findings as arrays of bounds.

The same tree and the same decisions as judge.py, applicant by applicant; a test holds the two against each
other. Bounds are bytes here, `&` the minimum and `|` the maximum of them (batch_bounds.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import get_args

import numpy as np

from checker.batch_bounds import HIGH, LOW, MET_BITS, REVIEW_BITS, UNLISTED, all_bits, bits
from checker.batch_known import KnownColumns
from checker.batch_weigh import weigh_columns
from checker.columns import Codes, Columns, Mask, columns_of
from checker.facts import Facts
from checker.judge import UnknownDesignation, judge
from checker.rule import ByValue
from checker.rulebook import Provision, Rulebook, Ruleset
from checker.verdict import Overall

OVERALLS: tuple[Overall, ...] = get_args(Overall)
"""An overall by its code."""
_BLOCK = 1 << 16
"""Applicants walked over at a time: few enough to stay in the processor's cache."""


@dataclass(frozen=True)
class Findings:
    """One clause for all applicants: its own bounds, and those after a relaxation, as bytes or UNLISTED."""

    own: Codes
    relaxed: Codes


@dataclass(frozen=True)
class Batch:
    """The verdicts on many applicants: overall by code, and by clause; `unfit` were not judged here."""

    overall: Codes
    findings: Mapping[str, Findings]
    """In the order of the text."""
    unfit: Mask


def judge_columns(rulebook: Rulebook, designation: str, columns: Columns, *, day: date) -> Batch:
    """The verdicts on all applicants for `designation` as of `day`. Raises UnknownDesignation.

    What `unfit` marks has to go through the single judge. The columns are taken to be free of contradictions.
    """
    ruleset = rulebook.rulesets.get(designation)
    if ruleset is None:
        raise UnknownDesignation(designation)
    starts = range(0, columns.length, _BLOCK) if columns.length else (0,)
    parts = [_judge_block(rulebook, ruleset, columns.part(at, at + _BLOCK), day) for at in starts]
    if len(parts) == 1:
        return parts[0]
    return Batch(
        np.concatenate([each.overall for each in parts]),
        {clause: _joined([each.findings[clause] for each in parts]) for clause in parts[0].findings},
        columns.unfit,
    )


def _joined(parts: Sequence[Findings]) -> Findings:
    own = np.concatenate([each.own for each in parts])
    if all(each.relaxed is each.own for each in parts):
        return Findings(own, own)
    return Findings(own, np.concatenate([each.relaxed for each in parts]))


def judge_many(rulebook: Rulebook, designation: str, applicants: Sequence[Facts], *, day: date) -> Batch:
    """The verdicts on facts that were read before, those that do not fit judged one by one."""
    columns = columns_of(rulebook, applicants)
    judged = judge_columns(rulebook, designation, columns, day=day)
    own = {clause: Findings(each.own.copy(), each.relaxed.copy()) for clause, each in judged.findings.items()}
    batch = Batch(judged.overall, own, judged.unfit)
    for row in np.flatnonzero(columns.unfit).tolist():
        verdict = judge(rulebook, designation, applicants[row], day=day)
        batch.overall[row] = OVERALLS.index(verdict.overall)
        for clause, found in batch.findings.items():
            one = verdict.finding(clause)
            found.own[row] = bits(one.bounds) if one else UNLISTED
            found.relaxed[row] = bits(one.relaxed) if one else UNLISTED
    return batch


def _judge_block(rulebook: Rulebook, ruleset: Ruleset, columns: Columns, day: date) -> Batch:
    known = KnownColumns(rulebook, ruleset, columns, day)
    relaxations = {each.clause: weigh_columns(each.rule, known) for each in ruleset.relaxations.values()}
    own = {each.clause: weigh_columns(each.rule, known) for each in ruleset.provisions}
    relaxed = {each.clause: _relaxed(each, own[each.clause], relaxations) for each in ruleset.provisions}
    overall = _overall(relaxed.values(), columns.length)
    found = {
        each.clause: _listed(each, own[each.clause], relaxed[each.clause], known)
        for each in ruleset.provisions
    }
    for clause, seen in relaxations.items():
        called = [each.clause for each in ruleset.provisions if each.relaxed_by == clause]
        found[clause] = _in_play(ruleset.relaxations[clause], seen, [own[each] for each in called], known)
    if ruleset.automatic:
        automatic = weigh_columns(ruleset.automatic.rule, known)
        recognised = automatic == MET_BITS
        if recognised.any():
            overall = np.where(recognised, _overall_recognised(ruleset, own, columns.length), overall)
            found = {
                clause: _only_bars(each, recognised, ruleset, clause, own) for clause, each in found.items()
            }
        listed = np.where(known.stated(ruleset.automatic.own_facts), automatic, np.uint8(UNLISTED))
        found[ruleset.automatic.clause] = Findings(listed, listed)
    ordered = sorted(found, key=lambda clause: ruleset.position[clause])
    return Batch(
        _full(overall, columns.length),
        {clause: _filled(found[clause], columns.length) for clause in ordered},
        columns.unfit,
    )


def _full(codes: Codes, length: int) -> Codes:
    return codes if codes.shape == (length,) else np.broadcast_to(codes, (length,)).copy()


def _filled(found: Findings, length: int) -> Findings:
    own = _full(found.own, length)
    return Findings(own, own if found.relaxed is found.own else _full(found.relaxed, length))


def _relaxed(provision: Provision, own: Codes, relaxations: Mapping[str, Codes]) -> Codes:
    if not provision.relaxed_by:
        return own
    return own | relaxations[provision.relaxed_by] & REVIEW_BITS


def _overall(effective: Iterable[Codes], length: int) -> Codes:
    """rules.md §6.2, in its order."""
    worst, moving = np.full(length, MET_BITS), np.zeros(length, np.uint8)
    for each in effective:
        worst &= each
        moving |= each ^ each >> 2
    not_met, open_ = (worst & HIGH) == 0, (moving & LOW) != 0
    review = (worst & LOW) != LOW
    code = np.where(review, _code("needs_review"), _code("eligible"))
    code = np.where(open_, _code("undetermined"), code)
    return np.where(not_met, _code("not_eligible"), code)


def _overall_recognised(ruleset: Ruleset, own: Mapping[str, Codes], length: int) -> Codes:
    """The overall beside an automatic recognition (rules.md §6.8)."""
    bars = [each.clause for each in ruleset.provisions if each.role == "bar"]
    hard = [own[clause] for clause in bars if clause not in ruleset.review_with]
    soft = [own[clause] for clause in bars if clause in ruleset.review_with]
    vetoed = (reduce(np.bitwise_and, hard, np.full(length, MET_BITS)) & HIGH) == 0
    clear = reduce(np.bitwise_and, soft, np.full(length, MET_BITS)) == MET_BITS
    code = np.where(clear, _code("auto_recognised"), _code("needs_review"))
    return np.where(vetoed, _code("not_eligible"), code)


def _code(overall: Overall) -> np.uint8:
    return np.uint8(OVERALLS.index(overall))


def _listed(provision: Provision, own: Codes, relaxed: Codes, known: KnownColumns) -> Findings:
    """rules.md §6.14: a clause that is not always listed is shown where it is not met or a fact was given."""
    if provision.listed_always:
        return Findings(own, relaxed)
    hidden = (relaxed == MET_BITS) & ~known.stated(provision.own_facts)
    return _hide(Findings(own, relaxed), hidden)


def _hide(found: Findings, hidden: Mask) -> Findings:
    everywhere = all_bits(hidden)
    return Findings(found.own | everywhere, found.relaxed | everywhere)


def _in_play(provision: Provision, seen: Codes, relaxable: Sequence[Codes], known: KnownColumns) -> Findings:
    """A relaxation, where it is called upon or stated; its own status never counts."""
    called = [((each & LOW) == 0) & ((seen & HIGH) != 0) for each in relaxable]
    shown = reduce(np.bitwise_or, called, known.stated(provision.own_facts))
    if isinstance(provision.rule, ByValue):
        cases = dict.fromkeys(provision.rule.cases, 1)
        shown = shown & (known.by_value(provision.rule.fact, cases, 1) != 0)
    capped = seen & REVIEW_BITS
    return _hide(Findings(capped, capped), ~shown)


def _only_bars(
    found: Findings, recognised: Mask, ruleset: Ruleset, clause: str, own: Mapping[str, Codes]
) -> Findings:
    """The findings where a recognition ends the matter: the bars by themselves, nothing else."""
    bar = any(each.clause == clause and each.role == "bar" for each in ruleset.provisions)
    if not bar:
        return _hide(found, recognised)
    return Findings(found.own, np.where(recognised & (found.own != UNLISTED), own[clause], found.relaxed))
