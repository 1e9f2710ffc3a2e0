"""All clauses of a designation as formulas: relaxations, bars, recognition and the overall (rules.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import z3

from checker.rulebook import Provision
from tests.checker.z3_rules import Applicant, Formula, counted, least, most


@dataclass(frozen=True)
class Judgement:
    """All clauses of a designation as formulas: own and relaxed bounds, and what they come to."""

    own: Mapping[str, tuple[Formula, Formula]]
    relaxed: Mapping[str, tuple[Formula, Formula]]
    recognised: Formula
    overall: Mapping[str, Formula]
    """For each overall whether it is this one."""


def judgement(of: Applicant) -> Judgement:
    """rules.md §6.2, 6.5 and 6.8 over formulas."""
    ruleset = of.ruleset
    own = {each.clause: counted(each.rule, of) for each in ruleset.provisions}
    relaxed = {each.clause: _relaxed(each, own[each.clause], of) for each in ruleset.provisions}
    automatic = ruleset.automatic
    recognised = counted(automatic.rule, of)[0] == 2 if automatic else z3.BoolVal(False)
    overall = _overall(relaxed)
    bars = {each.clause for each in ruleset.provisions if each.role == "bar"}
    hard = {clause: own[clause] for clause in own if clause in bars - set(ruleset.review_with)}
    soft = [own[clause][0] == 2 for clause in own if clause in bars & set(ruleset.review_with)]
    vetoed = z3.Or([high == 0 for _, high in hard.values()])
    beside = {
        "not_eligible": vetoed,
        "auto_recognised": z3.And(z3.Not(vetoed), *soft),
        "needs_review": z3.And(z3.Not(vetoed), z3.Not(z3.And(*soft))),
    }
    names = ("eligible", "needs_review", "undetermined", "not_eligible", "auto_recognised")
    no = z3.BoolVal(False)
    found = {name: z3.If(recognised, beside.get(name, no), overall.get(name, no)) for name in names}
    return Judgement(own, relaxed, recognised, found)


def _relaxed(provision: Provision, own: tuple[Formula, Formula], of: Applicant) -> tuple[Formula, Formula]:
    if not provision.relaxed_by:
        return own
    low, high = counted(of.ruleset.relaxations[provision.relaxed_by].rule, of)
    one = z3.IntVal(1)
    return most([own[0], least([low, one])]), most([own[1], least([high, one])])


def _overall(relaxed: Mapping[str, tuple[Formula, Formula]]) -> dict[str, Formula]:
    not_met = z3.Or([high == 0 for _, high in relaxed.values()])
    open_ = z3.Or([low != high for low, high in relaxed.values()])
    review = z3.Or([low == 1 for low, _ in relaxed.values()])
    return {
        "not_eligible": not_met,
        "undetermined": z3.And(z3.Not(not_met), open_),
        "needs_review": z3.And(z3.Not(not_met), z3.Not(open_), review),
        "eligible": z3.And(z3.Not(not_met), z3.Not(open_), z3.Not(review)),
    }
