"""What was found of one clause: a pair of bounds on not_met < review < met, and what was looked at.

One unmet condition settles an `all` while others are still unknown: that is why a finding has two
bounds and not one status.
"""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum
from typing import Literal, NamedTuple

Role = Literal["condition", "bar", "relaxation", "automatic"]
Operator = Literal["at_least", "more_than", "is", "judged", "check"]
Note = Literal["", "exact", "near"]


class Status(IntEnum):
    """How a clause stands, worst first. REVIEW: only the authority can settle it (须评审认定)."""

    NOT_MET = 0
    REVIEW = 1
    MET = 2


STATUS_NAMES = ("not_met", "review", "met")
_STATUSES = tuple(Status)


class Bounds(NamedTuple):
    """The worst and the best that a finding can still become, both included."""

    low: Status
    high: Status

    @property
    def settled(self) -> bool:
        """Whether nothing can move it any more."""
        return self.low == self.high

    @property
    def status(self) -> str:
        """not_met, review or met; unknown while the bounds differ."""
        return STATUS_NAMES[self.low] if self.low == self.high else "unknown"

    @property
    def names(self) -> tuple[str, str]:
        """Both bounds by name, the worse first."""
        return STATUS_NAMES[self.low], STATUS_NAMES[self.high]


_ALL_BOUNDS = tuple(tuple(Bounds(low, high) for high in _STATUSES) for low in _STATUSES)


def bounds(low: int, high: int) -> Bounds:
    """The bounds from `low` to `high`; there are only six, so they are shared."""
    return _ALL_BOUNDS[low][high]


NOT_MET = bounds(0, 0)
REVIEW = bounds(1, 1)
MET = bounds(2, 2)
UNKNOWN = bounds(0, 2)


class Look(NamedTuple):
    """One leaf that was looked at: the fact that spoke, the test, and what came of it.

    `threshold` is in units of the pack's own currency, or a number of things. `note`: the figure is
    exactly the threshold, or within 3 % of it after conversion (rules.md §6.6).
    """

    fact: str
    operator: Operator
    threshold: int | Decimal | None
    bounds: Bounds
    reading: str = ""
    note: Note = ""


class Finding(NamedTuple):
    """The finding (逐条认定) of one clause.

    `bounds` are its own; `relaxed` those after a relaxation (放宽) and the ones that count.
    `relaxed_by` names that clause only when it comes into play.
    """

    clause: str
    title: str
    role: Role
    bounds: Bounds
    relaxed: Bounds
    relaxed_by: str | None
    looks: tuple[Look, ...]
    facts: tuple[str, ...]
    readings: tuple[str, ...]
