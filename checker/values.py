"""What a fact can be: yes or no, an id, a whole number, an amount with its currency, a span of days.

Money is Decimal in units (not 万), never float. A date known only to its month or year is the span of
days that it may be; both ends count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Context, Decimal

EXACT = Context(prec=200)
"""Enough digits for any threshold times any rate that facts.py lets in: products are never rounded."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in units of `currency`, an ISO code."""

    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a date may be, both ends included; `text` is how it was written (2024, 2024-06)."""

    first: date
    last: date
    text: str

    @classmethod
    def of_day(cls, day: date) -> Span:
        """The span of one day."""
        return cls(day, day, day.isoformat())


Value = bool | str | int | Decimal | Amount | Span
"""A known value; None stands for one that is not known."""


_RATE_STEP = Decimal("0.0001")


def tipping_rate(value: Decimal, threshold: Decimal) -> Decimal:
    """The highest rate of four places at which `value` still reaches `threshold` × rate.

    Only told to people: what is compared is the product. Rounded down, so that it holds exactly.
    """
    return EXACT.divide(value, threshold).quantize(_RATE_STEP, ROUND_FLOOR)


def next_rate(rate: Decimal) -> Decimal:
    """The next higher rate of four places."""
    return rate + _RATE_STEP


def years_later(day: date, years: int) -> date:
    """The corresponding day `years` later; 29 February falls on the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def day_after(day: date) -> date:
    """The next day."""
    return day + timedelta(days=1)


def number_text(number: Decimal | int) -> str:
    """Digits without an exponent and without idle zeros after the point: 500000, 100000.01."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_json(value: Value | None) -> object:
    """The form in which a fact is stated in JSON; amounts and rates as decimal strings."""
    match value:
        case Amount():
            return {"value": number_text(value.value), "currency": value.currency}
        case Span():
            return value.text
        case Decimal():
            return number_text(value)
        case _:
            return value
