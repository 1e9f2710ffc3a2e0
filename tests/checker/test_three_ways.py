"""Single judge, batch and z3 walker: three forms of the same rules agree on any number of random applicants.

Each was written by itself: one walks trees, one columns, one formulas. `make proofs` tries 12,000.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
import z3

from checker import Facts, Rulebook, judge
from checker.batch import OVERALLS, judge_many
from checker.batch_bounds import BOUNDS, UNLISTED
from checker.verdict import Verdict
from knowledge.pack import DEFAULT_PACK
from tests.checker.applicants import TINY, TODAY, WHOLE, Raw, facts, rulebook
from tests.checker.profiles import random_profiles
from tests.checker.proving import substitution
from tests.checker.strategies import known_to, values
from tests.checker.z3_judging import judgement
from tests.checker.z3_rules import Applicant

MANY = int(os.environ.get("FUMAO_PROFILES", "400"))
"""Random applicants for each of the four designations."""
DESIGNATIONS = [(folder, name) for folder in (DEFAULT_PACK, TINY) for name in rulebook(folder).rulesets]


class Walker:
    """The z3 walker's verdict on one designation as one number, so that an applicant costs one evaluation."""

    def __init__(self, book: Rulebook, designation: str) -> None:
        """Build the formula once."""
        self.applicant = Applicant(book, book.rulesets[designation], "one")
        found = judgement(self.applicant)
        terms = [z3.If(each, place, 0) for place, each in enumerate(map(found.overall.get, OVERALLS))]
        digits = [z3.Sum(terms), *(each for pair in found.own.values() for each in pair)]
        digits += [each for pair in found.relaxed.values() for each in pair]
        self.clauses = list(found.own)
        self.places = len(digits)
        self.whole = z3.Sum([each * 8**place for place, each in enumerate(digits)])

    def __call__(self, verdict: Verdict) -> tuple[str, list[tuple[int, ...]]]:
        """The overall, and of each clause its own bounds and the relaxed ones."""
        number = z3.simplify(z3.substitute(self.whole, *substitution(self.applicant, verdict))).as_long()
        digits = [number // 8**place % 8 for place in range(self.places)]
        own, relaxed = digits[1 : 1 + 2 * len(self.clauses)], digits[1 + 2 * len(self.clauses) :]
        bounds = [(*own[2 * n : 2 * n + 2], *relaxed[2 * n : 2 * n + 2]) for n in range(len(self.clauses))]
        return OVERALLS[digits[0]], bounds


def _disagreements(book: Rulebook, designation: str, applicants: Sequence[Facts]) -> list[str]:
    walker = Walker(book, designation)
    batch = judge_many(book, designation, applicants, day=TODAY)
    found = []
    for row, each in enumerate(applicants):
        verdict = judge(book, designation, each, day=TODAY)
        overall, bounds = walker(verdict)
        said = {verdict.overall, OVERALLS[batch.overall[row]], overall}
        if len(said) != 1:
            found.append(f"{each.as_json()}: {verdict.overall}, {OVERALLS[batch.overall[row]]}, {overall}")
        for clause, z3_bounds in zip(walker.clauses, bounds, strict=True):
            finding, column = verdict.finding(clause), batch.findings[clause]
            single = (*finding.bounds, *finding.relaxed) if finding else None
            byte, relaxed = int(column.own[row]), int(column.relaxed[row])
            many = None if byte == UNLISTED else (*BOUNDS[byte], *BOUNDS[relaxed])
            # A recognition ends the matter: bars are told as they are, unrelaxed, and nothing else is.
            if single != many or (single is not None and single[:2] != z3_bounds[:2]):
                found.append(f"{each.as_json()} {clause}: {single}, {many}, {z3_bounds}")
            elif single is not None and verdict.overall != "auto_recognised" and single != z3_bounds:
                found.append(f"{each.as_json()} {clause} relaxed: {single}, {z3_bounds}")
    return found


@pytest.mark.parametrize(("folder", "designation"), DESIGNATIONS, ids=[name for _, name in DESIGNATIONS])
def test_random_applicants_are_judged_alike_three_ways(folder: Path, designation: str) -> None:
    book = rulebook(folder)
    count = MANY if folder == DEFAULT_PACK else 300
    applicants = random_profiles(book, count, number=31 + len(designation), day=TODAY)
    assert not _disagreements(book, designation, applicants)[:3]


@pytest.mark.parametrize("designation", sorted(WHOLE))
def test_whole_applicants_with_any_one_fact_otherwise_are_judged_alike_three_ways(designation: str) -> None:
    """Near the eligible ones, where random applicants seldom come."""
    book = rulebook()
    applicants = []
    for name in known_to(designation):
        for value in (*values(book, name), None):
            changes: Raw = {name: value}
            try:
                applicants.append(facts(WHOLE[designation], **changes))
            except ValueError:
                continue
    assert len(applicants) > 40
    assert not _disagreements(book, designation, applicants)[:3]
