"""Random applicants: any fact of a designation, figures on and around every threshold, null and absent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hypothesis import strategies as st

from checker import FactError, Facts, Rulebook, read_facts
from checker.rule import Reaches, Table, leaves
from checker.rulebook import Provision
from tests.checker.applicants import TODAY, Raw, rulebook

DAYS = ["2026-03-10", "2026-12-31", "2027-01-01", "2023-04-30", "2023-05-01"]
SPANS = ["2023-03-09", "2023-03-10", "2024-02-29", "2020", "2023", "2023-03", "2025-06"]


def provisions(book: Rulebook, designation: str) -> Iterator[Provision]:
    """Everything that is judged for a designation, also relaxations and automatic recognition."""
    ruleset = book.rulesets[designation]
    yield from (*ruleset.provisions, *ruleset.relaxations.values())
    if ruleset.automatic:
        yield ruleset.automatic


def thresholds(book: Rulebook, fact: str) -> list[Decimal]:
    """Every threshold that any figure of this fact is held against."""
    every = [each for designation in book.rulesets for each in provisions(book, designation)]
    found = [leaf for each in every for leaf in leaves(each.rule)]
    return [Decimal(leaf.threshold) for leaf in found if isinstance(leaf, Reaches) and fact in leaf.reads]


def second_doors(book: Rulebook, designation: str) -> set[str]:
    """Facts that count only when stated: learning them may better a settled finding (rules.md §6.11)."""
    found = [leaf for each in provisions(book, designation) for leaf in leaves(each.rule)]
    return {leaf.fact for leaf in found if isinstance(leaf, (Reaches, Table)) and leaf.only_when_stated}


def values(book: Rulebook, fact: str) -> list[object]:
    """Values of a fact as JSON states them, on both sides of everything that matters."""
    spec = book.facts[fact]
    marks = thresholds(book, fact)
    if spec.type == "choice":
        return [choice.value for choice in spec.values]
    if spec.type == "count":
        return [0, *(int(mark) + step for mark in marks for step in (-1, 0, 1))]
    if spec.type == "amount":
        cents = [mark + step for mark in marks for step in (Decimal("-0.01"), Decimal(0), Decimal("0.01"))]
        dollars: list[object] = [{"value": str(value), "currency": "USD"} for value in (*cents, 0)]
        yuan: list[object] = [{"value": str(value * 7), "currency": "CNY"} for value in cents]
        return [*dollars, *yuan]
    if spec.type == "date":
        return [*(SPANS if spec.precision == "year" else DAYS)]
    return [2022, 2024, 2025, 2026] if spec.type == "year" else ["7", "7.0001"]


def known_to(designation: str) -> list[str]:
    """The facts that matter to a designation, in a fixed order."""
    return sorted(rulebook().rulesets[designation].facts)


@st.composite
def raw_facts(draw: st.DrawFn, designation: str, *, without: frozenset[str] = frozenset()) -> Raw:
    """Some of the facts that matter to a designation, each with some value or null."""
    names = [name for name in known_to(designation) if name not in without]
    chosen = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    book = rulebook()
    return {name: draw(st.sampled_from([*values(book, name), None])) for name in chosen}


def consistent(raw: Raw) -> Facts | None:
    """The facts, or None where they contradict each other."""
    try:
        return read_facts(rulebook(), raw, day=TODAY)
    except FactError:
        return None
