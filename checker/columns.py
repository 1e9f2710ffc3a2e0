"""Columns: the facts of many applicants, fact by fact, as arrays of small whole numbers.

The form that the batch walks over. Nothing is rounded into it: an applicant with a figure that has no
exact place here is marked `unfit` and goes through the single judge. Absent and null stay different.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from checker.facts import Facts
from checker.rule import Reaches, leaves
from checker.rulebook import Rulebook
from checker.values import EXACT, Amount, Span
from knowledge.schema import Fact

Codes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

ABSENT, NULL = 255, 254
"""Of a choice: nothing was said; said to be unknown. Any other code is the place of the value in its fact."""
NO_NUMBER, NULL_NUMBER = -2, -1
"""The same two of a figure; every figure that is known is ≥ 0."""

MONEY_PLACES, RATE_PLACES = 2, 4
MONEY, RATE = 10**MONEY_PLACES, 10**RATE_PLACES
"""Amounts are counted in hundredths of their currency, rates in ten-thousandths."""
_LARGEST = 2**63 - 1
MOST_MONEY = _LARGEST // RATE
MOST_RATE = 1_000 * RATE
"""Up to these, threshold × rate and amount × RATE have their place in 64 bits."""
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Columns:
    """The facts of `length` applicants. A fact that is in no mapping is absent for all of them.

    `choices`: codes. `numbers`: counts, years, amounts in hundredths, rates in ten-thousandths.
    `converted`: where an amount is in the rulebook's other currency (left out: nowhere).
    `spans`: the first and the last day that a date may be, in days since 1970; ABSENT and NULL below 0
    cannot be told from days before 1970, so they have a mask of their own in `undated`.
    """

    length: int
    choices: Mapping[str, Codes]
    numbers: Mapping[str, Numbers]
    converted: Mapping[str, Mask]
    spans: Mapping[str, tuple[Numbers, Numbers]]
    undated: Mapping[str, Codes]
    """Of each span: ABSENT, NULL, or 0 where there is a date."""
    unfit: Mask

    def part(self, start: int, end: int) -> Columns:
        """The applicants from `start` up to `end`, as views."""
        cut = slice(start, end)
        return Columns(
            len(self.unfit[cut]),
            {name: each[cut] for name, each in self.choices.items()},
            {name: each[cut] for name, each in self.numbers.items()},
            {name: each[cut] for name, each in self.converted.items()},
            {name: (first[cut], last[cut]) for name, (first, last) in self.spans.items()},
            {name: each[cut] for name, each in self.undated.items()},
            self.unfit[cut],
        )


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - _EPOCH


def choice_code(fact: Fact, value: object) -> int:
    """The place of a value among those of its fact."""
    return next(n for n, each in enumerate(fact.values) if each.value is value or each.value == value)


def money_number(value: Decimal) -> int | None:
    """An amount in hundredths, None where it has no exact place."""
    return _whole(value, MONEY_PLACES, MOST_MONEY)


def rate_number(value: Decimal) -> int | None:
    """A rate in ten-thousandths, None where it has no exact place."""
    return _whole(value, RATE_PLACES, MOST_RATE)


def count_number(value: int) -> int | None:
    """A count or a year, None where it has no place in 64 bits."""
    return value if value <= _LARGEST else None


def _whole(value: Decimal, places: int, most: int) -> int | None:
    scaled = EXACT.scaleb(value, places)
    if not 0 <= scaled <= most or scaled != EXACT.to_integral_value(scaled):
        return None
    return int(scaled)


def thresholds_fit(rulebook: Rulebook) -> bool:
    """Whether every threshold has an exact place: else all applicants are unfit."""
    rules = [
        each.rule
        for ruleset in rulebook.rulesets.values()
        for each in (*ruleset.provisions, *ruleset.relaxations.values())
    ]
    found = [leaf for rule in rules for leaf in leaves(rule) if isinstance(leaf, Reaches) and leaf.money]
    return all(
        _whole(Decimal(leaf.threshold), MONEY_PLACES, _LARGEST // MOST_RATE) is not None for leaf in found
    )


def columns_of(rulebook: Rulebook, applicants: Sequence[Facts]) -> Columns:
    """The columns of facts that were read before. Only for facts at hand: tables fill columns directly."""
    names = dict.fromkeys(name for each in applicants for name in each.stated)
    gathering = _Gathering(rulebook, len(applicants))
    for name in names:
        gathering.add(name, [_said(each, name) for each in applicants])
    return gathering.columns(fit=thresholds_fit(rulebook))


_UNSAID = object()


def _said(facts: Facts, name: str) -> object:
    return facts.stated.get(name, _UNSAID)


class _Gathering:
    """Columns in the making."""

    def __init__(self, rulebook: Rulebook, length: int) -> None:
        self.rulebook, self.length = rulebook, length
        self.choices: dict[str, Codes] = {}
        self.numbers: dict[str, Numbers] = {}
        self.converted: dict[str, Mask] = {}
        self.spans: dict[str, tuple[Numbers, Numbers]] = {}
        self.undated: dict[str, Codes] = {}
        self.unfit = np.zeros(length, bool)

    def add(self, name: str, said: list[object]) -> None:
        """The column of one fact: what each applicant said of it, None for null."""
        fact = self.rulebook.facts[name]
        if fact.type == "choice":
            codes = [_coded(value, lambda v: choice_code(fact, v)) for value in said]
            self.choices[name] = np.array(codes, np.uint8)
        elif fact.type == "date":
            days = [value if isinstance(value, Span) else None for value in said]
            ends = [(day_number(d.first), day_number(d.last)) if d else (0, 0) for d in days]
            pairs = np.array(ends, np.int64).reshape(-1, 2)
            self.spans[name] = (pairs[:, 0].copy(), pairs[:, 1].copy())
            self.undated[name] = np.array([_coded(value, lambda _: 0) for value in said], np.uint8)
        else:
            self.numbers[name] = self._figures(said)
            if fact.type == "amount":
                other = [isinstance(v, Amount) and v.currency != self.rulebook.currency for v in said]
                self.converted[name] = np.array(other, bool)

    def _figures(self, said: list[object]) -> Numbers:
        found = np.empty(self.length, np.int64)
        for row, value in enumerate(said):
            number = NO_NUMBER if value is _UNSAID else NULL_NUMBER if value is None else _number(value)
            self.unfit[row] |= number is None
            found[row] = NULL_NUMBER if number is None else number
        return found

    def columns(self, *, fit: bool) -> Columns:
        """What was gathered."""
        unfit = self.unfit if fit else np.ones(self.length, bool)
        return Columns(
            self.length, self.choices, self.numbers, self.converted, self.spans, self.undated, unfit
        )


def _coded(value: object, code: Callable[[object], int]) -> int:
    if value is _UNSAID:
        return ABSENT
    if value is None:
        return NULL
    return code(value)


def _number(value: object) -> int | None:
    match value:
        case Amount():
            return money_number(value.value)
        case Decimal():
            return rate_number(value)
        case int():
            return count_number(value)
        case _:
            return None
