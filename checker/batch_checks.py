"""The named checks of checks.py over columns: the same decisions, days as whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol

import numpy as np

from checker.batch_bounds import MET_BITS, NOT_MET_BITS, REVIEW_BITS, REVIEW_OR_MET_BITS, UNKNOWN_BITS
from checker.columns import NULL, Codes, Mask, Numbers, choice_code, day_number
from checker.rule import Named
from checker.rulebook import Rulebook, Ruleset


class Days(NamedTuple):
    """The first and last day that a date may be (since 1970), and where it is known at all."""

    first: Numbers
    last: Numbers
    known: Mask


class Known(Protocol):
    """What a check may ask of the known columns."""

    @property
    def rulebook(self) -> Rulebook:
        """The rules of the measure."""

    @property
    def ruleset(self) -> Ruleset:
        """The rules of what is applied for."""

    def days(self, name: str) -> Days:
        """A date of all applicants."""

    def codes(self, name: str) -> Codes:
        """A choice of all applicants, by the place of its value."""


def _in_force(rule: Named, known: Known) -> Codes:
    applied = known.days(rule.facts["application"])
    reached = applied.first >= day_number(known.rulebook.in_force_from)
    return np.where(applied.known, np.where(reached, MET_BITS, NOT_MET_BITS), UNKNOWN_BITS)


def _barred_after(rule: Named, known: Known) -> Codes:
    fact = known.rulebook.facts[rule.facts["revoked"]]
    revoked = known.codes(rule.facts["revoked"])
    own = {str(each.value): n for n, each in enumerate(fact.values)}.get(known.ruleset.designation, NULL)
    none = revoked == choice_code(fact, str(rule.args["none"]))
    if none.all():
        return np.full(1, MET_BITS)
    open_kind = revoked == NULL
    worst = open_kind | (revoked == own)
    unknown = np.where(worst, UNKNOWN_BITS, REVIEW_OR_MET_BITS)
    barred = np.where(open_kind, unknown, np.where(worst, NOT_MET_BITS, REVIEW_BITS))
    found = np.where(none, MET_BITS, unknown)
    on, applied = known.days(rule.facts["date"]), known.days(rule.facts["application"])
    *days, dated, barred, unknown, found = np.broadcast_arrays(
        on.first,
        np.minimum(on.last, applied.last),
        applied.first,
        ~none & on.known & applied.known & (on.first <= np.minimum(on.last, applied.last)),
        barred,
        unknown,
        found,
    )
    found, rows = found.copy(), np.flatnonzero(dated)  # few: only for these is the calendar needed
    first, last, application = (each[rows] for each in days)
    years = int(rule.args["years"])
    free = application > _years_later(last, years)
    maybe = application > _years_later(first, years)
    found[rows] = np.where(free, MET_BITS, np.where(maybe, unknown[rows], barred[rows]))
    return found


def _years_later(days: Numbers, years: int) -> Numbers:
    """The corresponding day `years` later; 29 February falls on the 28th where there is none."""
    day = days.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    later = month + 12 * years
    begins, ends = later.astype("datetime64[D]"), (later + 1).astype("datetime64[D]")
    found: Numbers = np.minimum(begins + (day - month.astype("datetime64[D]")), ends - 1).astype(np.int64)
    return found


COLUMN_CHECKS: Mapping[str, Callable[[Named, Known], Codes]] = MappingProxyType(
    {"in_force": _in_force, "barred_after": _barred_after}
)
"""By the names of checks.CHECKS; a test sees that none is missing."""
