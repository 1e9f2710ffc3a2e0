"""What is known while one applicant is judged: values by fact name, and how figures are to be compared.

Stated, derived and presumed values stand side by side here; where each came from is the business of
judge.py. A fact that is not in `values` is unknown, never 0 and never false.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from checker.values import EXACT, Amount, Value

_NEAR_LOW = Decimal("0.97")
_NEAR_HIGH = Decimal("1.03")


class Known(NamedTuple):
    """The values known of one applicant for one designation.

    `currency` is that of the thresholds; amounts in `converted` need the fact `rate`. `year_asks`: empty
    when amounts count; else the facts that would have to change before any amount counts (rules.md §6.7);
    `year_detail`: the years, where the stated one is not the one that counts.
    """

    values: Mapping[str, Value]
    designation: str
    in_force_from: date
    currency: str
    converted: str
    rate: str
    year_asks: tuple[str, ...]
    year_detail: Mapping[str, str | int]

    @property
    def stale(self) -> bool:
        """Whether the stated amounts are of another year, so that they too have to be asked again."""
        return bool(self.year_detail)

    def threshold_for(self, amount: Amount, threshold: Decimal) -> Decimal | None:
        """The threshold in the amount's currency, multiplied, never divided; None without the rate."""
        if amount.currency == self.currency:
            return threshold
        rate = self.values.get(self.rate)
        return EXACT.multiply(threshold, rate) if isinstance(rate, Decimal) else None

    def is_near(self, amount: Amount, threshold: Decimal) -> bool:
        """Whether a converted amount lies within 3 % of its threshold (in the amount's currency)."""
        if amount.currency == self.currency:
            return False
        low, high = EXACT.multiply(threshold, _NEAR_LOW), EXACT.multiply(threshold, _NEAR_HIGH)
        return low <= amount.value <= high
