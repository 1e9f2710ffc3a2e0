"""The compiled form of a condition: a tree of small frozen values that judge, gaps and proofs walk.

The same tree as the YAML's, with thresholds as numbers and tables as bounds by value; no fact name,
designation or threshold is known here. `reads` of a leaf: the facts it may read, its own first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple

from checker.finding import Bounds, Look, Status

Changeable = Literal["", "now", "next_year", "never"]


class Seen(NamedTuple):
    """A rule as it was seen: its bounds, its parts, and of a leaf what was looked at and what to ask."""

    rule: Rule
    low: int
    high: int
    parts: tuple[Seen, ...] = ()
    look: Look | None = None
    reads: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Every:
    """All must hold: the minimum of the children's bounds."""

    children: tuple[Rule, ...]
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Some:
    """One suffices: the maximum of the children's bounds."""

    children: tuple[Rule, ...]
    reading: str = ""


@dataclass(frozen=True, slots=True)
class ByValue:
    """The case that the value of `fact` names; a value without a case is not concerned (not_met)."""

    fact: str
    cases: Mapping[bool | str, Rule]
    covers_all: bool
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Reaches:
    """A figure against a threshold: at least, or more than when `strict`.

    `money`: an amount, else a count. `proven_by`, `capped_by`: another figure that stands in while this
    one is unknown: reaching the threshold proves it; below the threshold settles it as not reached.
    """

    fact: str
    reads: tuple[str, ...]
    threshold: int | Decimal
    strict: bool
    money: bool
    proven_by: str = ""
    capped_by: str = ""
    only_when_stated: bool = False
    ceiling: Status = Status.MET
    reading: str = ""
    changeable: Changeable = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Bounds by the value of a choice."""

    fact: str
    reads: tuple[str, ...]
    outcomes: Mapping[bool | str, Bounds]
    unknown: Bounds
    only_when_stated: bool = False
    reading: str = ""
    changeable: Changeable = ""
    seen: Mapping[bool | str | None, Seen] = field(init=False, repr=False, compare=False)
    """The rule as it is seen by value, None where that is unknown: so few that each is made once."""

    def __post_init__(self) -> None:
        """Make what is seen of each value."""
        seen: dict[bool | str | None, Seen] = {None: self._seen(self.unknown, self.reads)}
        seen.update({value: self._seen(found, ()) for value, found in self.outcomes.items()})
        object.__setattr__(self, "seen", MappingProxyType(seen))

    def _seen(self, found: Bounds, asks: tuple[str, ...]) -> Seen:
        look = Look(self.fact, "is", None, found, self.reading)
        return Seen(self, found.low, found.high, (), look, self.reads, asks)


@dataclass(frozen=True, slots=True)
class Judged:
    """Left to a review: review when yes or unsaid, not_met when no, never met (rules.md §6.4)."""

    fact: str
    reads: tuple[str, ...]
    reading: str = ""
    changeable: Changeable = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A named function of checks.py with the facts and arguments that the rule hands to it."""

    check: str
    reads: tuple[str, ...]
    facts: Mapping[str, str]
    args: Mapping[str, int | str]
    reading: str = ""
    changeable: Changeable = ""


Leaf = Reaches | Table | Judged | Named
Rule = Every | Some | ByValue | Leaf


def nodes(rule: Rule) -> Iterator[Rule]:
    """A rule and all rules below it, in the order of the file."""
    yield rule
    match rule:
        case Every() | Some():
            for child in rule.children:
                yield from nodes(child)
        case ByValue():
            for child in rule.cases.values():
                yield from nodes(child)
        case _:
            return


def leaves(rule: Rule) -> Iterator[Leaf]:
    """All leaves of a rule, in the order of the file."""
    return (each for each in nodes(rule) if not isinstance(each, (Every, Some, ByValue)))


def guards(rule: Rule) -> Iterator[str]:
    """The facts that choose between cases, outermost first."""
    return (each.fact for each in nodes(rule) if isinstance(each, ByValue))


def facts_of(rule: Rule) -> tuple[str, ...]:
    """Every fact that a rule may read, guards first."""
    names = [*guards(rule), *(name for leaf in leaves(rule) for name in leaf.reads)]
    return tuple(dict.fromkeys(names))
