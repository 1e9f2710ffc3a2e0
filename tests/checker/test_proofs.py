"""Of every applicant there could be, proven by z3 over the compiled rules; who breaks a claim is printed.

The walker (z3_rules.py) is held against both judges by thousands of random applicants in test_three_ways.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml
import z3

from checker import Rulebook
from checker.finding import MET, NOT_MET
from checker.rule import ByValue, Every, Judged, Leaf, Reaches, Rule, Some, Table, leaves, nodes
from checker.rulebook import Provision, Ruleset
from knowledge.pack import DEFAULT_PACK
from tests.checker.applicants import TINY, rulebook, verdict
from tests.checker.proving import counterexample, possible, scenario, stated
from tests.checker.z3_judging import Judgement, judgement
from tests.checker.z3_rules import Applicant, Formula, counted

DESIGNATIONS = [(folder, name) for folder in (DEFAULT_PACK, TINY) for name in rulebook(folder).rulesets]
every_designation = pytest.mark.parametrize(
    ("folder", "designation"), DESIGNATIONS, ids=[name for _, name in DESIGNATIONS]
)


def _anybody(folder: Path, designation: str) -> Applicant:
    book = rulebook(folder)
    return Applicant(book, book.rulesets[designation], "one")


def _but_for(one: Applicant, fact: str) -> Applicant:
    """Another applicant who differs from the first in one fact alone."""
    shared = {name: each for name, each in one.variables().items() if name.partition(":")[2] != fact}
    return replace(one, name="other", same=shared)


def _refuted(claim: str, of: Applicant, model: object) -> str:
    return f"{claim}:\n{scenario(claim, of.book, of.ruleset.designation, stated(of, model))}"


def _no_worse(before: Judgement, after: Judgement) -> Formula:
    return z3.And(
        [
            z3.And(after.relaxed[clause][0] >= low, after.relaxed[clause][1] >= high)
            for clause, (low, high) in before.relaxed.items()
        ]
    )


def _everything(ruleset: Ruleset) -> tuple[Provision, ...]:
    return (*ruleset.provisions, *ruleset.relaxations.values())


def more_hurts(of: Applicant, fact: str) -> str:
    """Who is worse off with a larger figure; empty where nobody is."""
    other = _but_for(of, fact)
    more = [of.known(fact), other.known(fact), other.value(fact) >= of.value(fact)]
    if of.spec(fact).type == "amount":
        more += [of.usable(fact), other.usable(fact)]
    claim = _no_worse(judgement(of), judgement(other))
    model = counterexample(claim, of.consistent(), other.consistent(), *more)
    return _refuted(f"more of {fact} hurts", other, model) if model is not None else ""


def honour_hurts(of: Applicant, fact: str) -> str:
    """Who is worse off with an honour than without it, or than while it was not known."""
    other = _but_for(of, fact)
    claim = _no_worse(judgement(of), judgement(other))
    gained = [other.is_value(fact, True), z3.Not(of.is_value(fact, True))]
    known_to_be_none = z3.Or(of.is_value(fact, False), z3.Not(of.known(fact)))
    model = counterexample(claim, of.consistent(), other.consistent(), *gained, known_to_be_none)
    return _refuted(f"having {fact} hurts", other, model) if model is not None else ""


@every_designation
def test_more_trade_and_more_enterprises_never_hurt(folder: Path, designation: str) -> None:
    one = _anybody(folder, designation)
    figures = {
        name
        for each in _everything(one.ruleset)
        for leaf in leaves(each.rule)
        if isinstance(leaf, Reaches)
        for name in leaf.reads
    }
    assert figures
    for fact in sorted(figures):
        assert not (found := more_hurts(one, fact)), found


@every_designation
def test_an_honour_never_hurts(folder: Path, designation: str) -> None:
    one = _anybody(folder, designation)
    for each in one.ruleset.relaxations.values():
        for leaf in leaves(each.rule):
            assert not (found := honour_hurts(one, leaf.fact if isinstance(leaf, Table) else "")), found


@every_designation
def test_a_bar_always_vetoes(folder: Path, designation: str) -> None:
    """Whatever else is true; beside a recognition the bars of 6.8 leave it to the authority instead."""
    one = _anybody(folder, designation)
    found = judgement(one)
    for each in one.ruleset.provisions:
        if each.role != "bar":
            continue
        stands = found.own[each.clause][1] == 0
        vetoed = found.overall["not_eligible"]
        if each.clause in one.ruleset.review_with:
            lighter = z3.And(found.recognised, found.overall["needs_review"])
            vetoed = z3.Or(
                z3.And(z3.Not(found.recognised), vetoed), z3.And(found.recognised, vetoed), lighter
            )
        model = counterexample(vetoed, one.consistent(), stands)
        assert model is None, _refuted(f"{each.clause} does not veto", one, model)
        assert possible(one.consistent(), stands) is not None


@every_designation
def test_every_applicant_comes_to_exactly_one_overall_and_bounds_are_in_order(
    folder: Path, designation: str
) -> None:
    one = _anybody(folder, designation)
    found = judgement(one)
    exactly_one = z3.PbEq([(each, 1) for each in found.overall.values()], 1)
    bounds = [
        z3.And(low >= 0, low <= high, high <= 2)
        for part in (found.own, found.relaxed)
        for low, high in part.values()
    ]
    model = counterexample(z3.And(exactly_one, *bounds), one.consistent())
    assert model is None, _refuted("no overall or two", one, model)


@every_designation
def test_every_condition_can_decide_and_every_overall_is_reached(folder: Path, designation: str) -> None:
    one = _anybody(folder, designation)
    found = judgement(one)
    for clause, (_, high) in found.relaxed.items():
        others = [low >= 1 for other, (low, _) in found.relaxed.items() if other != clause]
        alone = possible(one.consistent(), z3.Not(found.recognised), high == 0, *others)
        assert alone is not None, f"{clause} never decides by itself"
    reached = {name for name, each in found.overall.items() if possible(one.consistent(), each) is not None}
    # Where a condition is left to a review nobody is eligible by the facts alone, elsewhere somebody is.
    judged = any(isinstance(each.rule, Judged) for each in one.ruleset.provisions)
    expected = {"undetermined", "not_eligible", "needs_review" if judged else "eligible"}
    expected |= {"auto_recognised"} if one.ruleset.automatic else set()
    assert reached - {"needs_review"} == expected - {"needs_review"}
    assert "needs_review" in reached or not judged


def dead_branches(one: Applicant) -> Iterator[str]:
    """The leaves that no applicant's clause ever hangs on."""
    for each in _everything(one.ruleset):
        for leaf in leaves(each.rule):
            if _decides(each, leaf, one) is None:
                yield f"{one.ruleset.designation} {each.clause} {leaf.reads[0]} {_what(leaf)}"


def _what(leaf: Leaf) -> str:
    return f"at least {leaf.threshold}" if isinstance(leaf, Reaches) else type(leaf).__name__


def _decides(provision: Provision, leaf: Leaf, one: Applicant) -> object:
    """An applicant whose clause would stand otherwise if this leaf were not written."""
    with_it, without = counted(provision.rule, one), counted(provision.rule, one, leaf)
    return possible(one.consistent(), z3.Or(with_it[0] != without[0], with_it[1] != without[1]))


@every_designation
def test_no_branch_is_dead(folder: Path, designation: str) -> None:
    assert not list(dead_branches(_anybody(folder, designation)))


def _paths(rule: Rule, one: Applicant, so_far: tuple[Formula, ...] = ()) -> Iterator[Formula]:
    """Where each branch of a choice speaks: the guards on the way to it."""
    if not isinstance(rule, ByValue):
        yield z3.And(*so_far)
        return
    for value, case in rule.cases.items():
        yield from _paths(case, one, (*so_far, one.is_value(rule.fact, value)))


def holes(one: Applicant) -> dict[str, object]:
    """By clause an applicant for whom no branch speaks, though all that the branches hang on is known."""
    found = {}
    for each in _everything(one.ruleset):
        for node in nodes(each.rule):
            if isinstance(node, ByValue):
                guards = {inner.fact for inner in nodes(node) if isinstance(inner, ByValue)}
                known = [one.known(fact) for fact in guards]
                some = z3.Or(list(_paths(node, one)))
                model = counterexample(some, one.consistent(), *known)
                if model is not None:
                    found[each.clause] = model
    return found


@every_designation
def test_tracks_do_not_overlap_and_leave_no_hole_but_where_the_text_does(
    folder: Path, designation: str
) -> None:
    one = _anybody(folder, designation)
    for each in _everything(one.ruleset):
        for node in nodes(each.rule):
            if isinstance(node, ByValue):
                paths = list(_paths(node, one))
                model = counterexample(z3.AtMost(*paths, 1), one.consistent())
                assert model is None, _refuted(f"{each.clause} speaks twice", one, model)
    # 5.3.6 relaxes for parks alone: nobody else is to be relaxed.
    assert set(holes(one)) <= set(one.ruleset.relaxations)


# The proofs themselves would not pass whatever the rules say. ----------------------------------


def _changed(designation: str, clause: str, change: Rule, folder: Path = DEFAULT_PACK) -> Applicant:
    """Anybody under rules in which one clause is another."""
    book = rulebook(folder)
    ruleset = book.rulesets[designation]

    def swapped(each: Provision) -> Provision:
        return replace(each, rule=change, memory={}) if each.clause == clause else each

    other = replace(
        ruleset,
        provisions=tuple(map(swapped, ruleset.provisions)),
        relaxations=MappingProxyType({name: swapped(each) for name, each in ruleset.relaxations.items()}),
    )
    changed: Rulebook = replace(book, rulesets=MappingProxyType({**book.rulesets, designation: other}))
    return Applicant(changed, other, "one")


def _rule(designation: str, clause: str) -> Rule:
    ruleset = rulebook().rulesets[designation]
    return next(each.rule for each in _everything(ruleset) if each.clause == clause)


def test_a_counterexample_is_a_scenario_ready_to_be_kept() -> None:
    rule = _rule("key_enterprise", "5.4.5")
    assert isinstance(rule, Some)
    first = rule.children[0]
    assert isinstance(first, Table)
    backwards = replace(first, outcomes=MappingProxyType({True: NOT_MET, False: MET}))
    wrong = _changed("key_enterprise", "5.4.5", Some((backwards, *rule.children[1:])))
    found = honour_hurts(wrong, first.fact)
    [case] = yaml.safe_load(found.partition("\n")[2])
    assert set(case) == {"name", "of", "with", "overall", "conditions"}
    given = {
        name: {"value": value[0], "currency": value[1]} if isinstance(value, list) else value
        for name, value in case["with"].items()
    }
    assert verdict(case["of"], **given).overall
    assert given[first.fact] is True


def test_a_branch_that_another_swallows_is_found_dead() -> None:
    rule = _rule("innovation_city", "5.1.5")
    assert isinstance(rule, Every)
    counts = rule.children[0]
    assert isinstance(counts, Some)
    three = counts.children[1]
    assert isinstance(three, Reaches)
    swallowed = Some((*counts.children, replace(three, threshold=4)))
    wrong = _changed("innovation_city", "5.1.5", Every((swallowed, *rule.children[1:])))
    assert list(dead_branches(wrong)) == ["innovation_city 5.1.5 export_base_count at least 4"]


def test_a_track_without_a_case_is_found_as_a_hole() -> None:
    rule = _rule("key_enterprise", "5.4.4")
    assert isinstance(rule, ByValue)
    fewer = {value: case for value, case in rule.cases.items() if value != "tcm"}
    wrong = _changed(
        "key_enterprise", "5.4.4", replace(rule, cases=MappingProxyType(fewer), covers_all=False)
    )
    assert set(holes(wrong)) == {"5.4.4"}
