"""What is known of many applicants: stated, derived and presumed values by column (presuming.py, facts.py).

Resolved when first asked for, once. A column that is the same for all has length one and is broadcast.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np

from checker.batch_checks import COLUMN_CHECKS, Days
from checker.columns import (
    ABSENT,
    MONEY,
    NO_NUMBER,
    NULL,
    Codes,
    Columns,
    Mask,
    Numbers,
    choice_code,
    day_number,
)
from checker.rule import Named
from checker.rulebook import Rulebook, Ruleset
from knowledge.schema import Derivation, Presumption

_NOBODY = np.zeros(1, bool)


class KnownColumns:
    """The known values of all applicants for one designation, in the making: each is worked out once."""

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset, columns: Columns, day: date) -> None:
        """`day`: the day of the check."""
        self.rulebook, self.ruleset, self.columns, self.day = rulebook, ruleset, columns, day
        self.rate = rulebook.rate
        self._codes: dict[str, Codes] = {}
        self.counts = self._amounts_count()
        """Where amounts are of the year that counts; None: everywhere (rules.md §6.7)."""

    def stated(self, names: Iterable[str]) -> Mask:
        """Where anything was said of one of these facts, also that it is unknown."""
        found = _NOBODY
        for name in names:
            if name in self.columns.choices:
                found = found | (self.columns.choices[name] != ABSENT)
            elif name in self.columns.numbers:
                found = found | (self.columns.numbers[name] != NO_NUMBER)
            elif name in self.columns.undated:
                found = found | (self.columns.undated[name] != ABSENT)
        return found

    def figures(self, name: str) -> Numbers:
        """Counts, years, amounts or rates; below 0 where not known."""
        return self.columns.numbers.get(name, np.full(1, NO_NUMBER))

    def converted(self, name: str) -> Mask | None:
        """Where an amount is in the other currency; None: nowhere."""
        found = self.columns.converted.get(name)
        return found if found is not None and found.any() else None

    def hundredths(self, threshold: int | Decimal) -> int:
        """A threshold in hundredths (columns.thresholds_fit has seen that it is whole)."""
        return int(threshold * MONEY)

    def by_value(
        self, name: str, outcomes: Mapping[bool | str, int], unknown: int, otherwise: int = 0
    ) -> Codes:
        """A byte for each applicant by the value of a choice; `otherwise` for a value that is not listed."""
        table = bytearray([otherwise]) * 256
        table[NULL] = unknown
        fact = self.rulebook.facts[name]
        for value, outcome in outcomes.items():
            table[choice_code(fact, value)] = outcome
        return _translated(self.codes(name), table)

    def is_unknown(self, name: str) -> Mask:
        """Where the value of a choice or a figure is not known."""
        if self.rulebook.facts[name].type == "choice":
            unknown: Mask = self.codes(name) == NULL
            return unknown
        return self.figures(name) < 0

    def days(self, name: str) -> Days:
        """A date: first and last day, and where it is known; presumed where it is absent."""
        presumption = self.ruleset.presumptions.get(name)
        today = day_number(self.day) if presumption and presumption.day else None
        if name not in self.columns.spans:
            day = np.full(1, today or 0)
            return Days(day, day, np.full(1, today is not None))
        first, last = self.columns.spans[name]
        undated = self.columns.undated[name]
        if today is None or not (absent := undated == ABSENT).any():
            return Days(first, last, undated == 0)
        return Days(np.where(absent, today, first), np.where(absent, today, last), undated != NULL)

    def check(self, rule: Named) -> Codes:
        """The bounds that a named check finds."""
        return COLUMN_CHECKS[rule.check](rule, self)

    def codes(self, name: str) -> Codes:
        """The value of a choice, stated, derived or presumed; NULL where it is not known."""
        if name not in self._codes:
            self._codes[name] = self._resolved(name)
        return self._codes[name]

    def _resolved(self, name: str) -> Codes:
        said = self._derived(name)
        presumption = self.ruleset.presumptions.get(name)
        presumed = NULL
        if presumption and presumption.value is not None:
            presumed = choice_code(self.rulebook.facts[name], presumption.value)
        if presumption is None or presumed == NULL:
            return _translated(said, _for_absent(NULL))
        denied = self._denied(name, presumption)
        if denied is None:
            return _translated(said, _for_absent(presumed))
        unsaid = said == ABSENT
        return np.where(unsaid, np.where(denied, np.uint8(NULL), np.uint8(presumed)), said)

    def _derived(self, name: str) -> Codes:
        """What was stated, or follows from what was stated: ABSENT or NULL where neither is known."""
        said = self.columns.choices.get(name, np.full(1, ABSENT, np.uint8))
        for each in reversed(self.rulebook.derivations):  # the last one that says anything holds
            if each.fact == name and each.source in self.columns.choices:
                follows = _translated(self.columns.choices[each.source], self._consequence(each))
                fills = (said >= NULL) & (follows != NULL)
                said = np.where(fills, follows, said) if fills.any() else said
        return said

    def _consequence(self, derivation: Derivation) -> bytearray:
        """The derived value by the code of the source, NULL where nothing follows."""
        table = bytearray([NULL]) * 256
        source, fact = self.rulebook.facts[derivation.source], self.rulebook.facts[derivation.fact]
        for value, result in derivation.values.items():
            table[choice_code(source, value)] = choice_code(fact, result)
        return table

    def _denied(self, name: str, presumption: Presumption) -> Mask | None:
        """Where a stated fact forbids the presumption; None: nowhere."""
        found: list[Mask] = []
        for other in presumption.unless_stated:
            if other in self.columns.undated:
                found.append(self.columns.undated[other] == 0)
            elif other in self.columns.choices:
                found.append(self.columns.choices[other] < NULL)
            elif other in self.columns.numbers:
                found.append(self.columns.numbers[other] >= 0)
        for each in self.rulebook.derivations:
            value = each.values.get(presumption.value) if isinstance(presumption.value, str) else None
            if each.source == name and value is not None:
                known = self._derived(each.fact)
                found.append((known < NULL) & (known != choice_code(self.rulebook.facts[each.fact], value)))
        return np.logical_or.reduce(np.broadcast_arrays(*found)) if found else None

    def _amounts_count(self) -> Mask | None:
        rule = self.rulebook.year_of_figures
        if rule is None or not self.ruleset.amounts or rule.fact not in self.columns.numbers:
            return None
        years = self.columns.numbers[rule.fact]
        applied = self.days(rule.application)
        first, known, counts = np.broadcast_arrays(applied.first, applied.known, years == NO_NUMBER)
        counts, rows = counts.copy(), np.flatnonzero((years >= 0) & known)
        calendar = first[rows].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        counts[rows] = years[rows] == calendar - 1
        return None if counts.all() else counts


def _translated(codes: Codes, table: bytes | bytearray) -> Codes:
    """Each code replaced by the table's."""
    return np.frombuffer(codes.tobytes().translate(table), np.uint8)


@cache
def _for_absent(code: int) -> bytes:
    """The table that puts `code` in the place of what was not said."""
    return bytes(range(ABSENT)) + bytes([code])
