"""Every threshold that a rule file writes: just below, at it, just above, missing, in another unit or year.

Read from the YAML itself, not from the compiled rules: whoever writes a new threshold has tested it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker import FactError, Rulebook, judge, read_facts
from checker.batch import judge_many
from checker.batch_bounds import BOUNDS
from knowledge.pack import DEFAULT_PACK
from tests.checker.applicants import TINY, TODAY, Raw, cny, pack, rulebook, usd

Node = dict[str, Any]
RATE = Decimal("7.1217")
PLACES = ("not_met", "review", "met")


def _written(node: Node) -> int | dict[str, int]:
    found: int | dict[str, int] = node["at_least" if "at_least" in node else "more_than"]
    return found


def _number(node: Node) -> int:
    written = _written(node)
    return written["usd"] if isinstance(written, dict) else written


@dataclass
class Case:
    """One threshold by itself: whatever stands beside it in its clause neither saves nor spoils it."""

    folder: Path
    designation: str
    clause: str
    node: Node
    raw: Raw = field(default_factory=dict)
    """The facts around it."""
    best: int = 2
    """What the clause comes to once the threshold is reached."""

    def __str__(self) -> str:
        figure = _number(self.node)
        cases = [str(value) for value in self.raw.values() if isinstance(value, str)]
        return "-".join([self.designation, self.clause, *cases, self.node["fact"], str(figure)])

    @property
    def money(self) -> bool:
        return isinstance(_written(self.node), dict)

    @property
    def first(self) -> Decimal:
        """The smallest figure that reaches the threshold: the first above it where it says `more_than`."""
        number = Decimal(_number(self.node))
        return number + self.step if "more_than" in self.node else number

    @property
    def step(self) -> Decimal:
        return Decimal("0.01") if self.money else Decimal(1)

    def stated(self, figure: Decimal) -> object:
        return usd(figure) if self.money else int(figure)


def _rule_files(folder: Path) -> Iterator[tuple[str, str, Node]]:
    """(designation, clause, rule) of every condition and bar; what is common belongs to each designation."""
    files = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (folder / "rules").glob("*.yaml")}
    common = files.pop("common")
    for name, rules in sorted(files.items()):
        for part in (common, rules):
            for each in (*part.get("conditions", ()), *part.get("bars", ())):
                yield name, each["clause"], each["rule"]


def _figures(node: Node) -> Iterator[Node]:
    if "at_least" in node or "more_than" in node:
        yield node
    for child in (*node.get("all", ()), *node.get("any", ()), *node.get("cases", {}).values()):
        yield from _figures(child)


def _settle(node: Node, raw: Raw, *, to_best: bool) -> int:
    """State what brings a part of a rule to its best or its worst; what counts only when stated stays out."""
    children = node.get("all") or node.get("any")
    if children:
        outcomes = [_settle(child, raw, to_best=to_best) for child in children]
        return min(outcomes) if "all" in node else max(outcomes)
    if "by" in node:
        value, case = next(iter(node["cases"].items()))
        raw[node["by"]] = value
        return _settle(case, raw, to_best=to_best)
    if node.get("only_when_stated") or "check" in node:
        return 0
    if "judged" in node:
        raw[node["fact"]] = to_best
        return int(to_best)
    if "met" in node:
        raw[node["fact"]] = node["met" if to_best else "not_met"][0]
        return 2 * to_best
    figure = _number(node) + 1 if to_best else 0
    raw[node["fact"]] = usd(figure) if isinstance(_written(node), dict) else figure
    return 2 * to_best


def _isolate(node: Node, target: Node, raw: Raw) -> int:
    """State what lets `target` decide the rule; the best that the rule then comes to."""
    if node is target:
        return 1 if node.get("counts_as") else 2
    if "by" in node:
        value, case = next((v, c) for v, c in node["cases"].items() if _holds(c, target))
        raw[node["by"]] = value
        return _isolate(case, target, raw)
    every = "all" in node
    best = 2
    for child in node["all" if every else "any"]:
        if _holds(child, target):
            best = min(best, _isolate(child, target, raw))
        else:
            outcome = _settle(child, raw, to_best=every)
            best = min(best, outcome) if every else best
    return best


def _holds(node: Node, target: Node) -> bool:
    return any(each is target for each in _figures(node))


def _cases() -> list[Case]:
    found = []
    for folder in (DEFAULT_PACK, TINY):
        for designation, clause, rule in _rule_files(folder):
            for node in _figures(rule):
                case = Case(folder, designation, clause, node)
                case.best = _isolate(rule, node, case.raw)
                found.append(case)
    return found


CASES = _cases()
every_threshold = pytest.mark.parametrize("case", CASES, ids=str)


def _found(case: Case, **stated: object) -> str:
    """The clause's own status by the single judge; the batch has to say the same of its bounds."""
    book = rulebook(case.folder)
    facts = read_facts(book, {**case.raw, **stated}, day=TODAY)
    finding = judge(book, case.designation, facts, day=TODAY).finding(case.clause)
    assert finding is not None
    batch = judge_many(book, case.designation, [facts], day=TODAY)
    assert BOUNDS[int(batch.findings[case.clause].own[0])] == finding.bounds
    return finding.bounds.status


def test_no_threshold_of_a_rule_file_is_left_out() -> None:
    assert len(CASES) >= 26
    for folder in (DEFAULT_PACK, TINY):
        text = "".join(path.read_text("utf-8") for path in (folder / "rules").glob("*.yaml"))
        written = text.count("at_least:") + text.count("more_than:")
        assert sum(case.folder == folder for case in CASES) == written


@every_threshold
def test_below_it_is_not_met_at_it_and_above_it_is(case: Case) -> None:
    fact = case.node["fact"]
    assert _found(case, **{fact: case.stated(case.first - case.step)}) == "not_met"
    assert _found(case, **{fact: case.stated(case.first)}) == PLACES[case.best]
    assert _found(case, **{fact: case.stated(case.first + case.step)}) == PLACES[case.best]


@every_threshold
def test_a_missing_figure_settles_nothing_unless_it_counts_only_when_stated(case: Case) -> None:
    expected = "not_met" if case.node.get("only_when_stated") else "unknown"
    assert _found(case) == expected
    assert _found(case, **{case.node["fact"]: None}) == expected


@every_threshold
def test_a_figure_in_another_unit_is_refused(case: Case) -> None:
    amount_or_count: list[object] = [int(case.first)] if case.money else [usd(case.first), 1.5]
    for wrong in (*amount_or_count, str(int(case.first)), True, "", [], {}):
        _refused(case, wrong)


@every_threshold
def test_an_amount_in_another_currency_or_none_is_refused(case: Case) -> None:
    if case.money:
        for currency in ("EUR", "usd", "美元", "", None):
            _refused(case, {"value": str(case.first), "currency": currency})
        _refused(case, {"value": str(case.first)})


def _refused(case: Case, wrong: object) -> None:
    with pytest.raises(FactError) as caught:
        read_facts(rulebook(case.folder), {**case.raw, case.node["fact"]: wrong}, day=TODAY)
    assert caught.value.field == case.node["fact"]


@every_threshold
def test_yuan_are_held_against_the_threshold_times_the_rate(case: Case) -> None:
    if not case.money:
        return
    book, fact = rulebook(case.folder), case.node["fact"]
    at = case.first * RATE
    for step, expected in ((Decimal("-0.01"), "not_met"), (0, PLACES[case.best]), (1, PLACES[case.best])):
        assert _found(case, **{fact: cny(at + step), book.rate: str(RATE)}) == expected
    assert _found(case, **{fact: cny(at)}) == "unknown"
    assert _found(case, **{fact: cny(at), book.rate: None}) == "unknown"


@every_threshold
def test_an_amount_of_another_year_counts_for_nothing(case: Case) -> None:
    year = rulebook(case.folder).year_of_figures
    if not case.money or year is None:
        return
    reached = {case.node["fact"]: case.stated(case.first)}
    for other in (TODAY.year - 2, TODAY.year, None):
        assert _found(case, **reached, **{year.fact: other}) == "unknown"
    assert _found(case, **reached, **{year.fact: TODAY.year - 1}) == PLACES[case.best]


@every_threshold
def test_what_stands_in_for_a_missing_figure_only_proves_or_only_caps(case: Case) -> None:
    reached, short = case.stated(case.first), case.stated(case.first - case.step)
    if proof := case.node.get("proven_by"):
        assert _found(case, **{proof: reached}) == PLACES[case.best]
        assert _found(case, **{proof: short}) == "unknown"
    if cap := case.node.get("capped_by"):
        assert _found(case, **{cap: short}) == "not_met"
        assert _found(case, **{cap: reached}) == "unknown"


def _checks(folder: Path) -> list[tuple[str, str, Node]]:
    return [each for each in _rule_files(folder) if "check" in each[2]]


@pytest.mark.parametrize(("designation", "clause", "rule"), _checks(DEFAULT_PACK), ids=str)
def test_a_day_is_held_against_every_date_to_the_day(designation: str, clause: str, rule: Node) -> None:
    book = rulebook()
    facts: dict[str, str] = rule["facts"]
    for step in (-1, 0, 1):
        if rule["check"] == "in_force":
            day = pack().measure.in_force_from + timedelta(days=step)
            raw: Raw = {facts["application"]: day.isoformat()}
            expected = "met" if step >= 0 else "not_met"
        else:
            day = date(TODAY.year - rule["args"]["years"], TODAY.month, TODAY.day) + timedelta(days=step)
            raw = {facts["revoked"]: designation, facts["date"]: day.isoformat()}
            expected = "met" if step < 0 else "not_met"
        assert _status(book, designation, clause, raw) == expected


def _status(book: Rulebook, designation: str, clause: str, raw: Raw) -> str:
    given = read_facts(book, raw, day=TODAY)
    finding = judge(book, designation, given, day=TODAY).finding(clause)
    assert finding is not None
    batch = judge_many(book, designation, [given], day=TODAY)
    assert BOUNDS[int(batch.findings[clause].own[0])] == finding.bounds
    return finding.bounds.status
