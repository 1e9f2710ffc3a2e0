"""Every state that a designation's conditions can be in together, held against rules.md §6.1, 6.2, 6.5, 6.8.

Each clause's rule is replaced by one that says what its state is to be, so that all of them can be tried:
the batch judges millions of states, an independent formulation (status by status, no bits, no minimum)
says what each should come to, and the single judge is asked about some of each kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np
import pytest
from numpy.typing import NDArray

from checker import Rulebook, judge
from checker.batch import OVERALLS, judge_columns
from checker.columns import Codes, Columns
from checker.facts import facts_of_values
from checker.finding import Bounds, bounds
from checker.rule import Table
from checker.rulebook import Provision, Ruleset
from knowledge.pack import DEFAULT_PACK
from knowledge.schema import Choice, Fact
from tests.checker.applicants import TINY, TODAY, pack, rulebook

SETTLED = (bounds(0, 0), bounds(1, 1), bounds(2, 2))
ALL = (*SETTLED, bounds(0, 2), bounds(0, 1), bounds(1, 2))
"""Settled ones first, then wholly unknown, then half open."""
STATES = 1 << 20
"""Judged at a time."""
DESIGNATIONS = [(folder, name) for folder in (DEFAULT_PACK, TINY) for name in rulebook(folder).rulesets]
Mask = NDArray[np.bool_]


def _fact_of(clause: str) -> str:
    return f"state_of_{clause}"


def _dictated(provision: Provision) -> Provision:
    """The provision with a rule that comes to whatever state is stated for it."""
    fact = _fact_of(provision.clause)
    outcomes: dict[bool | str, Bounds] = {str(place): found for place, found in enumerate(ALL)}
    rule = Table(fact, (fact,), MappingProxyType(outcomes), bounds(0, 2))
    return replace(
        provision, rule=rule, facts=(fact,), own_facts=(fact,), reads=(fact, *_beside(provision)), memory={}
    )


def _beside(provision: Provision) -> tuple[str, ...]:
    return (_fact_of(provision.relaxed_by),) if provision.relaxed_by else ()


@cache
def _book(designation: str) -> Rulebook:
    """The rulebook whose clauses for this designation are dictated; nothing is presumed or derived."""
    folder = next(folder for folder, name in DESIGNATIONS if name == designation)
    book = rulebook(folder)
    ruleset = book.rulesets[designation]
    dictated = replace(
        ruleset,
        provisions=tuple(map(_dictated, ruleset.provisions)),
        relaxations=MappingProxyType({n: _dictated(each) for n, each in ruleset.relaxations.items()}),
        automatic=_dictated(ruleset.automatic) if ruleset.automatic else None,
        presumptions=MappingProxyType({}),
        amounts=frozenset(),
        guards=frozenset(),
        judged=(),
    )
    clauses = [each.clause for each in _everything(dictated)]
    model = next(each for each in pack(folder).facts.values() if each.type == "choice")
    choices = tuple(Choice.model_validate({"is": str(n), "label": str(n)}) for n in range(len(ALL)))
    facts: Mapping[str, Fact] = {
        _fact_of(each): model.model_copy(update={"values": choices}) for each in clauses
    }
    rank = dict.fromkeys(facts, 2)
    rulesets = {designation: dictated}
    return replace(book, facts=facts, rulesets=rulesets, derivations=(), parts=(), orders=(), rank=rank)


def _everything(ruleset: Ruleset) -> tuple[Provision, ...]:
    automatic = (ruleset.automatic,) if ruleset.automatic else ()
    return (*ruleset.provisions, *ruleset.relaxations.values(), *automatic)


def _widths(ruleset: Ruleset) -> dict[str, int]:
    """How many states of each clause are tried: half-open ones where a relaxation looks at them.

    Elsewhere a half-open clause counts as an open one; six at every clause would be 360 million states.
    """
    relaxable = {each.clause for each in ruleset.provisions if each.relaxed_by} | set(ruleset.relaxations)
    listed = (*ruleset.provisions, *ruleset.relaxations.values())
    return {each.clause: 6 if each.clause in relaxable else 4 for each in listed}


def _blocks(widths: Mapping[str, int]) -> Iterator[dict[str, Codes]]:
    """All combinations of so many states of each clause, in blocks: by clause the place in ALL."""
    total = int(np.prod(list(widths.values())))
    for start in range(0, total, STATES):
        numbers, block = np.arange(start, min(start + STATES, total)), {}
        for clause, width in widths.items():
            numbers, digits = np.divmod(numbers, width)
            block[clause] = digits.astype(np.uint8)
        yield block


def _recognised_blocks(ruleset: Ruleset) -> Iterator[dict[str, Codes]]:
    """Every state of the bars beside a recognition, each with other conditions in many states."""
    random = np.random.default_rng(1)
    bars = [each.clause for each in ruleset.provisions if each.role == "bar"]
    for block in _blocks({**dict.fromkeys(bars, 6), "other": 256}):
        length = len(block.pop("other"))
        others = [clause for clause in _widths(ruleset) if clause not in bars]
        yield {**block, **{each: random.integers(0, 6, length).astype(np.uint8) for each in others}}


def _with(block: dict[str, Codes], automatic: Provision, state: int) -> dict[str, Codes]:
    return {**block, automatic.clause: np.full(len(next(iter(block.values()))), state, np.uint8)}


def _columns(block: Mapping[str, Codes]) -> Columns:
    length = len(next(iter(block.values())))
    choices = {_fact_of(clause): codes for clause, codes in block.items()}
    return Columns(length, choices, {}, {}, {}, {}, np.zeros(length, np.bool_))


def _place(found: Bounds) -> int:
    return ALL.index(found)


NOT_MET, REVIEW, MET, OPEN, NO_OR_REVIEW, REVIEW_OR_MET = range(6)


def _expected_relaxed(own: Codes, relaxation: Codes) -> Codes:
    """rules.md §6.5: an honour lifts `not_met` to `review`, a possible one leaves it open."""
    certain = (relaxation == MET) | (relaxation == REVIEW) | (relaxation == REVIEW_OR_MET)
    possible = (relaxation == OPEN) | (relaxation == NO_OR_REVIEW)
    found = own.copy()
    found[(own == NOT_MET) & certain] = REVIEW
    found[(own == NOT_MET) & possible] = NO_OR_REVIEW
    found[(own == NO_OR_REVIEW) & certain] = REVIEW
    found[(own == OPEN) & certain] = REVIEW_OR_MET
    return found


def _expected(ruleset: Ruleset, block: Mapping[str, Codes], *, recognised: bool) -> Codes:
    """rules.md §6.2 and 6.8, status by status."""
    bars = {each.clause for each in ruleset.provisions if each.role == "bar"}
    looked_at = [
        _expected_relaxed(block[each.clause], block[each.relaxed_by])
        if each.relaxed_by
        else block[each.clause]
        for each in ruleset.provisions
        if not recognised or each.clause in bars - set(ruleset.review_with)
    ]
    some_not_met = _any([each == NOT_MET for each in looked_at])
    some_open = _any([each > MET for each in looked_at])
    some_review = _any([each == REVIEW for each in looked_at])
    if recognised:
        unclear = _any([block[clause] != MET for clause in ruleset.review_with])
        names = np.where(unclear, "needs_review", "auto_recognised")
        names = np.where(some_not_met, "not_eligible", names)
    else:
        names = np.where(some_review, "needs_review", "eligible")
        names = np.where(some_open, "undetermined", names)
        names = np.where(some_not_met, "not_eligible", names)
    code = {str(name): place for place, name in enumerate(OVERALLS)}
    lookup, inverse = np.unique(names, return_inverse=True)
    return np.array([code[str(name)] for name in lookup], np.uint8)[inverse]


def _any(masks: list[Mask]) -> Mask:
    found = masks[0].copy()
    for each in masks[1:]:
        found |= each
    return found


@pytest.mark.parametrize("designation", [name for _, name in DESIGNATIONS])
def test_every_state_of_the_conditions_comes_to_what_the_decisions_say(designation: str) -> None:
    book = _book(designation)
    ruleset = book.rulesets[designation]
    tried = 0
    for block in _blocks(_widths(ruleset)):
        _hold(book, ruleset, block, recognised=False)
        if ruleset.automatic and not tried:
            for state in (NOT_MET, OPEN):
                _hold(book, ruleset, _with(block, ruleset.automatic, state), recognised=False)
        tried += len(block[ruleset.provisions[0].clause])
    assert tried >= 4 ** len(ruleset.provisions)


@pytest.mark.parametrize(
    "designation", [name for _, name in DESIGNATIONS if _book(name).rulesets[name].automatic]
)
def test_every_state_of_the_bars_beside_a_recognition_comes_to_what_the_decisions_say(
    designation: str,
) -> None:
    book = _book(designation)
    ruleset = book.rulesets[designation]
    assert ruleset.automatic
    for block in _recognised_blocks(ruleset):
        _hold(book, ruleset, _with(block, ruleset.automatic, MET), recognised=True)


def _hold(book: Rulebook, ruleset: Ruleset, block: Mapping[str, Codes], *, recognised: bool) -> None:
    judged = judge_columns(book, ruleset.designation, _columns(block), day=TODAY)
    wrong = np.flatnonzero(judged.overall != _expected(ruleset, block, recognised=recognised))
    assert not wrong.size, {clause: ALL[codes[wrong[0]]] for clause, codes in block.items()}


@pytest.mark.parametrize("designation", [name for _, name in DESIGNATIONS])
def test_the_single_judge_says_the_same_of_thousands_of_these_states(designation: str) -> None:
    book = _book(designation)
    ruleset = book.rulesets[designation]
    clauses = [each.clause for each in _everything(ruleset)]
    random = np.random.default_rng(len(designation))
    # Mostly met: among states drawn evenly nearly all are not eligible.
    weights = [0.05, 0.1, 0.7, 0.05, 0.05, 0.05]
    block = {clause: random.choice(6, 3_000, p=weights).astype(np.uint8) for clause in clauses}
    if ruleset.automatic:
        block[ruleset.automatic.clause] = random.choice([NOT_MET, OPEN, MET], 3_000).astype(np.uint8)
    automatic = block.get(ruleset.automatic.clause) if ruleset.automatic else None
    plain = _expected(ruleset, block, recognised=False)
    beside = _expected(ruleset, block, recognised=True) if ruleset.automatic else plain
    seen = set()
    for row in range(3_000):
        state = {_fact_of(clause): str(codes[row]) for clause, codes in block.items()}
        verdict = judge(book, designation, facts_of_values(book, state), day=TODAY)
        expected = beside[row] if automatic is not None and automatic[row] == MET else plain[row]
        assert verdict.overall == OVERALLS[expected], state
        for each in verdict.findings:
            if each.role in ("condition", "bar"):
                assert _place(each.bounds) == block[each.clause][row]
        seen.add(verdict.overall)
    assert len(seen) == (5 if ruleset.automatic else 4)
