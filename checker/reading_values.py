"""Read one stated value by its fact's type, strictly: a JSON value in, a value out, or FactError.

true is not 1, "8" is not 8, 五十万 is not a number: whoever talks to people turns their words into
values before this border.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal

from rapidfuzz import fuzz, process

from checker.fact_error import FactError
from checker.rulebook import Rulebook
from checker.values import Amount, Span, Value
from knowledge.schema import Fact

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LONGEST = 40
"""Characters of a number: more is no figure of an applicant, and keeps products exact (values.EXACT)."""
_YEARS = range(1900, 9001)
"""Years that a date may have; beyond them is a slip of the pen, and no room for adding years."""


def read_value(rulebook: Rulebook, name: str, raw: object) -> Value:
    """The value of fact `name` as JSON states it (not null). Raises FactError."""
    fact = rulebook.facts[name]
    match fact.type:
        case "choice":
            return _choice(name, fact, raw)
        case "count":
            return _whole(name, raw, "count")
        case "year":
            year = _whole(name, raw, "year")
            if year not in _YEARS:
                raise FactError(name, "year", {"value": raw})
            return year
        case "amount":
            return _amount(rulebook, name, raw)
        case "rate":
            rate = _number(name, raw, "rate")
            if rate <= 0:
                raise FactError(name, "rate", {"value": raw})
            return rate
        case "date":
            return _date(name, fact, raw)


def _choice(name: str, fact: Fact, raw: object) -> Value:
    for choice in fact.values:
        if type(raw) is type(choice.value) and raw == choice.value:
            return choice.value
    labels = {choice.label: choice.value for choice in fact.values}
    words = {**labels, **{str(choice.value).lower(): choice.value for choice in fact.values}}
    found = process.extractOne(str(raw).lower(), list(words), scorer=fuzz.ratio, score_cutoff=45)
    meant = words[found[0]] if found else None
    nearest = str(meant).lower() if isinstance(meant, bool) else meant
    raise FactError(name, "choice", {"value": raw}, nearest=nearest)


def _whole(name: str, raw: object, problem: str) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise FactError(name, problem, {"value": raw})
    return raw


def _number(name: str, raw: object, problem: str) -> Decimal:
    """A finite decimal number from a decimal string or a JSON number; floats by their shortest digits."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, Decimal)):
        raise FactError(name, problem, {"value": raw})
    text = raw if isinstance(raw, str) else repr(raw) if isinstance(raw, float) else str(raw)
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        raise FactError(name, problem, {"value": raw})
    return Decimal(text)


def _amount(rulebook: Rulebook, name: str, raw: object) -> Amount:
    if not isinstance(raw, dict) or "value" not in raw:
        raise FactError(name, "amount_form", {"value": raw})
    if set(raw) - {"value", "currency"}:
        raise FactError(name, "amount_extra", {"value": raw})
    currency = raw.get("currency")
    if not isinstance(currency, str) or currency not in rulebook.currencies:
        raise FactError(name, "currency", {"value": currency, "accepted": rulebook.currencies})
    value = _number(name, raw["value"], "amount")
    if value < 0:
        raise FactError(name, "amount", {"value": raw["value"]})
    return Amount(abs(value), currency)


def _date(name: str, fact: Fact, raw: object) -> Span:
    """A day, or where the fact's precision allows it a month or a year, as the span of its days."""
    coarse = fact.precision == "year"
    if coarse and isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if isinstance(raw, date):
        raw = raw.isoformat()
    found = _DATE.fullmatch(raw) if isinstance(raw, str) else None
    if found is None or not (coarse or found[3]):
        raise FactError(name, "date", {"value": raw})
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise FactError(name, "date", {"value": raw}) from None
    if first.year not in _YEARS:
        raise FactError(name, "date", {"value": raw})
    end = date(first.year, month or 12, 1)
    last = first if day else end.replace(day=calendar.monthrange(end.year, end.month)[1])
    return Span(first, last, found[0])
