"""Compile one condition of a rules file into the tree that the judge walks; refuse what it cannot mean.

Names are checked against the pack's facts, tables against every value of their choice: what stands in a
compiled tree needs no further check.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from checker.checks import CHECKS
from checker.finding import MET, NOT_MET, REVIEW, Bounds, Status, bounds
from checker.rule import ByValue, Every, Judged, Named, Reaches, Rule, Some, Table
from knowledge.errors import PackFault
from knowledge.schema import Fact, Money, Node, Scalar, Threshold


def compile_rule(node: Node, facts: Mapping[str, Fact], clause: str) -> Rule:
    """The compiled tree of `node`, which belongs to `clause`. Raises PackFault."""
    if node.all_of:
        return Every(tuple(compile_rule(child, facts, clause) for child in node.all_of), node.reading)
    if node.any_of:
        return Some(tuple(compile_rule(child, facts, clause) for child in node.any_of), node.reading)
    if node.by:
        return _by_value(node, facts, clause)
    if node.check:
        return _named(node, facts, clause)
    fact = _fact(node.fact, facts, clause)
    if node.judged:
        return Judged(node.fact, (node.fact,), node.reading, node.changeable)
    if node.at_least is not None or node.more_than is not None:
        return _reaches(node, fact, facts, clause)
    return _table(node, fact, clause)


def _fault(clause: str, what: str, remedy: str) -> PackFault:
    return PackFault("rules", 0, f"{clause} 的条件：{what}", remedy)


def _fact(name: str, facts: Mapping[str, Fact], clause: str) -> Fact:
    if name not in facts:
        raise _fault(clause, f"没有 {name} 这个事实", "请核对 facts.yaml 里的名称。")
    return facts[name]


def _by_value(node: Node, facts: Mapping[str, Fact], clause: str) -> ByValue:
    fact = _fact(node.by, facts, clause)
    values = {_key(choice.value): choice.value for choice in fact.values}
    for key in node.cases:
        if key not in values:
            raise _fault(clause, f"{node.by} 没有 {key} 这个取值", "请核对 facts.yaml 里的 values。")
    cases = {values[key]: compile_rule(child, facts, clause) for key, child in node.cases.items()}
    return ByValue(node.by, MappingProxyType(cases), len(cases) == len(values), node.reading)


def _key(value: Scalar) -> str:
    """A case's key in YAML: true and false as words."""
    return str(value).lower() if isinstance(value, bool) else value


def _named(node: Node, facts: Mapping[str, Fact], clause: str) -> Named:
    check = CHECKS.get(node.check)
    if check is None:
        raise _fault(clause, f"没有名为 {node.check} 的检查", f"可用的有：{'、'.join(CHECKS)}。")
    if set(node.facts) != set(check.needs) or set(node.args) != set(check.numbers):
        wanted = "、".join((*check.needs, *check.numbers))
        raise _fault(clause, f"{node.check} 的 facts 或 args 不对", f"要恰好写：{wanted}。")
    for name in node.facts.values():
        _fact(name, facts, clause)
    return Named(
        check=node.check,
        reads=tuple(node.facts.values()),
        facts=MappingProxyType(node.facts),
        args=MappingProxyType(node.args),
        reading=node.reading,
        changeable=node.changeable,
    )


def _reaches(node: Node, fact: Fact, facts: Mapping[str, Fact], clause: str) -> Reaches:
    threshold: Threshold | None = node.more_than if node.at_least is None else node.at_least
    money = isinstance(threshold, Money)
    wanted = "amount" if money else "count"
    for name in (node.fact, node.proven_by, node.capped_by):
        if name and _fact(name, facts, clause).type != wanted:
            raise _fault(clause, f"{name} 与门槛的类型不同", "金额写 {usd: 数}，家数写整数。")
    number: int | Decimal = threshold.usd if isinstance(threshold, Money) else threshold or 0
    return Reaches(
        fact=node.fact,
        reads=tuple(name for name in (node.fact, node.proven_by, node.capped_by) if name),
        threshold=number,
        strict=node.at_least is None,
        money=money,
        proven_by=node.proven_by,
        capped_by=node.capped_by,
        only_when_stated=node.only_when_stated,
        ceiling=Status.REVIEW if node.counts_as else Status.MET,
        reading=node.reading,
        changeable=node.changeable,
    )


def _table(node: Node, fact: Fact, clause: str) -> Table:
    ceiling = Status.REVIEW if node.counts_as else Status.MET
    outcomes: dict[bool | str, Bounds] = {}
    for found, values in ((MET, node.met), (REVIEW, node.review), (NOT_MET, node.not_met)):
        for value in values:
            if value in outcomes:
                raise _fault(clause, f"{node.fact} 的取值 {value} 写了两次", "每个取值只归一类。")
            outcomes[value] = bounds(min(found.low, ceiling), min(found.high, ceiling))
    listed = {(type(choice.value), choice.value) for choice in fact.values}
    if listed != {(type(value), value) for value in outcomes}:
        what = f"{node.fact} 的取值没有列全或多列了"
        raise _fault(clause, what, "met、review、not_met 合起来要恰好是全部取值。")
    unknown = bounds(min(found.low for found in outcomes.values()), max(f.high for f in outcomes.values()))
    return Table(
        node.fact,
        (node.fact,),
        MappingProxyType(outcomes),
        unknown,
        node.only_when_stated,
        node.reading,
        node.changeable,
    )
