"""What changed between two versions of a pack: texts, rules with their thresholds, facts, materials, answers.

Compared as data, not as lines of files: another comment or another order of lines is no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge.pack import Pack
from knowledge.schema import Automatic, Condition, Money, Node, Relaxation, Rules

Kind = Literal[
    "text", "rule", "presumption", "fact", "material", "reading", "answer", "gap", "words", "measure"
]


@dataclass(frozen=True)
class Changed:
    """What is otherwise, new (`was` None) or gone (`now` None). `owner`: the designation of a rule."""

    kind: Kind
    id: str
    was: object | None
    now: object | None
    owner: str = ""


def changes(old: Pack, new: Pack) -> tuple[Changed, ...]:
    """All changes, the most telling first: text, rules, presumptions, facts, materials, readings, answers."""
    return tuple(each for kind in _PARTS for each in _compared(kind, _parts(old, kind), _parts(new, kind)))


_PARTS: tuple[Kind, ...] = (
    "text", "rule", "presumption", "fact", "material", "reading", "answer", "gap", "words",
    "measure",
)  # fmt: skip


def _parts(pack: Pack, kind: Kind) -> Mapping[tuple[str, str], object]:
    """Everything of a kind by its owner and id."""
    match kind:
        case "text":
            clauses = pack.statute.clauses
            return {("", clause): clauses[clause].text for clause in clauses}
        case "rule":
            return dict(_rules(pack))
        case "presumption":
            owned = [("", pack.common), *pack.rules.items()]
            return {(owner, name): each for owner, r in owned for name, each in r.presumptions.items()}
        case "fact":
            return {("", name): fact for name, fact in pack.facts.items()}
        case "material":
            return {("", each.id): each for each in pack.materials.items}
        case "reading":
            return {("", name): each for name, each in pack.readings.items()}
        case "answer":
            return {("", "、".join(e.clauses) + f"：{e.asks[0]}"): e.answer for e in pack.questions}
        case "gap":
            return {("", each.topic): each.says for each in pack.gaps}
        case "words":
            return {("", "words.yaml"): pack.words, ("", "statements.yaml"): pack.statements}
        case "measure":
            return {("", name): getattr(pack.measure, name) for name in type(pack.measure).model_fields}


def _rules(pack: Pack) -> Iterator[tuple[tuple[str, str], object]]:
    for owner, rules in [("", pack.common), *pack.rules.items()]:
        for each in _provisions(rules):
            yield (owner, each.clause), each


def _provisions(rules: Rules) -> list[Condition | Relaxation | Automatic]:
    automatic = [rules.automatic] if rules.automatic else []
    return [*rules.conditions, *rules.bars, *rules.relaxations, *automatic]


def _compared(
    kind: Kind, old: Mapping[tuple[str, str], object], new: Mapping[tuple[str, str], object]
) -> Iterator[Changed]:
    for owner, name in dict.fromkeys([*old, *new]):
        was, now = old.get((owner, name)), new.get((owner, name))
        if was != now:
            yield Changed(kind, name, was, now, owner)


def thresholds(rule: object) -> tuple[tuple[str, str], ...]:
    """Every figure that a rule of the pack compares with: the fact, and the number as it is written."""
    if isinstance(rule, (Condition, Relaxation)):
        return tuple(_thresholds(rule.rule))
    return ()


def _thresholds(node: Node) -> Iterator[tuple[str, str]]:
    for limit in (node.at_least, node.more_than):
        if limit is not None:
            yield node.fact, str(limit.usd if isinstance(limit, Money) else limit)
    for child in (*node.all_of, *node.any_of, *node.cases.values()):
        yield from _thresholds(child)
