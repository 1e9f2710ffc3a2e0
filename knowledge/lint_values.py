"""Lint: a condition asks of a fact what the fact can answer, and a table of values leaves none out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from knowledge.errors import PackFault
from knowledge.lint_draft import Draft, Spot
from knowledge.schema import (
    Automatic,
    Blanket,
    Derivation,
    Fact,
    Measured,
    Money,
    Node,
    Rules,
    Said,
    Scalar,
    Statements,
    When,
)

_TYPE_NAMES = {
    "choice": "选项",
    "count": "数量",
    "amount": "金额",
    "date": "日期",
    "year": "年份",
    "rate": "汇率",
}
_DENIALS = ("没", "未", "不", "无", "非", "还没", "尚未", "从没", "从未")


def incomplete_tables(draft: Draft) -> Iterator[PackFault]:
    """A table of met/review/not_met, or the cases of a `by`, lists every value of its choice exactly once.

    A relaxation may leave cases out: it holds only for those that it names.
    """
    facts = draft.facts or {}
    for spot, node in draft.each(Node):
        fact = facts.get(node.fact or node.by)
        if fact is None or fact.type != "choice":
            continue
        if node.by:
            listed = Counter(node.cases.keys())
            if spot.path[0] == "relaxations":
                listed.update({key_of(choice.value) for choice in fact.values} - node.cases.keys())
        elif node.met or node.review or node.not_met:
            listed = Counter(key_of(value) for value in (*node.met, *node.review, *node.not_met))
        else:
            continue
        yield from _compare(draft, spot / ("by" if node.by else "fact"), node.fact or node.by, fact, listed)


def wrong_kinds(draft: Draft) -> Iterator[PackFault]:
    """A count is held against a number, an amount against money, a choice against values."""
    facts = draft.facts or {}
    for spot, node in draft.each(Node):
        key = "by" if node.by else "fact"
        name = node.by or node.fact
        fact = facts.get(name)
        wanted = _kind_needed(node)
        if fact is not None and wanted and fact.type != wanted:
            what = f"“{name}”是{_TYPE_NAMES[fact.type]}，这里当作{_TYPE_NAMES[wanted]}来判断"
            yield draft.fault(spot / key, what, "请改用另一个事实，或改判断的写法。")


def unknown_values(draft: Draft) -> Iterator[PackFault]:
    """Values that the choice they are said of does not list."""
    facts = draft.facts or {}
    for spot, name, values in _said_values(draft):
        fact = facts.get(name)
        if fact is None:
            continue
        known = {key_of(choice.value) for choice in fact.values}
        for value in values:
            if key_of(value) not in known:
                listed = "、".join(sorted(known)) or "无（不是选项）"
                yield draft.fault(spot, f"“{name}”没有 {key_of(value)} 这个取值", f"能取的值：{listed}。")


def far_denials(draft: Draft) -> Iterator[PackFault]:
    """Phrases that deny across a comma: 没在……系统 would take 没在黑名单上,系统按时报 for one."""
    for spot, said in draft.each(Said):
        for phrase in said.phrases:
            if phrase.startswith(_DENIALS) and "……" in phrase:
                what = f"说法“{phrase}”的否定会跨过逗号"
                yield draft.fault(spot / "phrases", what, "请把“……”改成同一分句里的“…”。")


def key_of(value: Scalar) -> str:
    """A value of a choice as it is written for a key: true, false or its id."""
    return str(value).lower() if isinstance(value, bool) else value


def _compare(draft: Draft, spot: Spot, name: str, fact: Fact, listed: Counter[str]) -> Iterator[PackFault]:
    values = [key_of(choice.value) for choice in fact.values]
    remedy = f"要把 {'、'.join(values)} 各写一次。"
    if missing := [value for value in values if not listed[value]]:
        yield draft.fault(spot, f"“{name}”的取值没有写全，缺 {'、'.join(missing)}", remedy)
    if twice := [value for value, times in listed.items() if times > 1]:
        yield draft.fault(spot, f"“{name}”的取值 {'、'.join(twice)} 写了不止一次", remedy)
    if extra := [value for value in listed if value not in values]:
        yield draft.fault(spot, f"“{name}”没有 {'、'.join(extra)} 这个取值", remedy)


def _kind_needed(node: Node) -> str:
    if node.by or node.met or node.review or node.not_met or node.judged:
        return "choice"
    for limit in (node.at_least, node.more_than):
        if limit is not None:
            return "amount" if isinstance(limit, Money) else "count"
    return ""


def _said_values(draft: Draft) -> Iterator[tuple[Spot, str, Iterable[Scalar]]]:
    """Every place that says a value of a fact, tables apart."""
    for spot, automatic in draft.each(Automatic):
        yield spot / "met", automatic.fact, automatic.met
    for spot, when in draft.each(When):
        yield spot / "in", when.fact, when.values
    for spot, rules in draft.each(Rules):
        for name, presumption in rules.presumptions.items():
            if presumption.value is not None:
                yield spot / "presumptions" / name, name, (presumption.value,)
    for spot, derivation in draft.each(Derivation):
        yield spot / "values", derivation.source, derivation.values
        yield spot / "values", derivation.fact, derivation.values.values()
    for spot, said in draft.each(Said):
        yield spot / "is", said.fact, (said.value,)
    for spot, mapping in _mappings(draft):
        yield from ((spot / name, name, (value,)) for name, value in mapping.items())


def _mappings(draft: Draft) -> Iterator[tuple[Spot, dict[str, Scalar]]]:
    """The mappings from a fact to its value in statements.yaml."""
    for spot, said in draft.each(Said):
        yield spot / "also", said.also
    for spot, measured in draft.each(Measured):
        yield spot / "sets", measured.sets
    for spot, blanket in draft.each(Blanket):
        yield spot / "facts", blanket.facts
    for spot, statements in draft.each(Statements):
        yield spot / "defaults", statements.defaults
