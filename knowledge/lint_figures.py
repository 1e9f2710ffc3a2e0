"""Lint: every threshold in a rule and every figure in an answer stands in the text of a clause it cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from knowledge.citation import find_citations
from knowledge.errors import PackFault
from knowledge.figures import Figure, find_figures, stands_in
from knowledge.lint_draft import Draft, Spot, walk
from knowledge.schema import Condition, Gap, Money, Node, Relaxation, Threshold
from knowledge.statute import Statute

_CURRENCIES = {"usd": "美元", "cny": "元"}
_ARGUMENT_UNITS = {"years": "年", "months": "月", "days": "日", "working_days": "工作日", "times": "次"}


def thresholds(draft: Draft) -> Iterator[PackFault]:
    """A threshold of a rule (count, money, period) that its clause does not hold."""
    if draft.statute is None:
        return
    judged: list[tuple[Spot, Condition | Relaxation]] = [*draft.each(Condition), *draft.each(Relaxation)]
    for spot, condition in judged:
        if condition.clause not in draft.statute.clauses:
            continue
        text = draft.statute.full_text(condition.clause)
        for place, node in walk(condition.rule, spot / "rule"):
            if isinstance(node, Node):
                yield from _node_figures(draft, place, node, condition.clause, text)


def figures_in_answers(draft: Draft) -> Iterator[PackFault]:
    """A figure with its unit in a direct answer that neither the entry's clauses nor the notice holds."""
    if draft.statute is None:
        return
    for spot, entry in draft.questions:
        text = _text_of(entry.clauses, draft.statute)
        for figure in _figures(entry.answer, draft):
            if not stands_in(figure, text):
                cited = "、".join(entry.clauses)
                what = f"回答里的“{figure}”不在所引条款（{cited}）的原文里"
                yield draft.fault(spot / "answer", what, "请照原文写数字，或把它所在的条款加进 clauses。")


def figures_in_gaps(draft: Draft) -> Iterator[PackFault]:
    """What a gap says may hold no figure that the measure does not have."""
    if draft.statute is None:
        return
    text = _text_of(list(draft.statute.clauses), draft.statute)
    for spot, gap in draft.each(Gap):
        for figure in _figures(gap.says, draft):
            if not stands_in(figure, text):
                what = f"says 里的“{figure}”不在办法原文里"
                yield draft.fault(spot / "says", what, "办法没有写的数字不能写，请删去或照原文改。")


def _node_figures(draft: Draft, spot: Spot, node: Node, clause: str, text: str) -> Iterator[PackFault]:
    for key, figure in _figures_of(draft, node):
        if not stands_in(figure, text):
            what = f"门槛“{figure}”不在条款“{clause}”的原文里"
            yield draft.fault(spot / key, what, "请核对原文的数字，或改正所引的条款。")


def _figures_of(draft: Draft, node: Node) -> Iterator[tuple[str, Figure]]:
    fact = (draft.facts or {}).get(node.fact)
    limits: dict[str, Threshold | None] = {"at_least": node.at_least, "more_than": node.more_than}
    for key, limit in limits.items():
        if isinstance(limit, Money):
            for currency, value in limit.model_dump(exclude_none=True).items():
                yield key, Figure(Decimal(value), _CURRENCIES[currency])
        elif limit is not None and fact is not None:
            yield key, Figure(Decimal(limit), fact.unit)
    for name, argument in node.args.items():
        if isinstance(argument, int):
            yield "args", Figure(Decimal(argument), _ARGUMENT_UNITS.get(name, ""))


def _figures(text: str, draft: Draft) -> Iterator[Figure]:
    """The figures of a text of ours, its clause labels left out."""
    kept, reached = "", 0
    for citation in find_citations(text, draft.statute) if draft.statute else ():
        kept += text[reached : citation.span[0]] + "；"
        reached = citation.span[1]
    units = frozenset(fact.unit for fact in (draft.facts or {}).values() if fact.unit)
    yield from find_figures(kept + text[reached:], units)


def _text_of(clauses: Sequence[str], statute: Statute) -> str:
    """The clauses' text, and the notice's (the day of issue stands nowhere else)."""
    texts = (statute.full_text(clause) for clause in clauses if clause in statute.clauses)
    return "\n".join((*statute.preamble, *texts))
