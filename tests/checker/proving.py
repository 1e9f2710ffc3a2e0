"""Prove something of every applicant, or print the one of whom it does not hold as a ready-made scenario."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import yaml
import z3

from checker import as_json, judge, read_facts
from checker.rulebook import Rulebook
from checker.values import Amount, Span, Value
from checker.verdict import Verdict
from tests.checker.applicants import ABSENT, TODAY, WHOLE, Raw
from tests.checker.z3_rules import YEAR, Applicant, Formula, day_code


def counterexample(claim: Formula, *given: Formula) -> Any:
    """A model in which all of `given` holds and the claim does not; None where there is none."""
    solver = z3.Solver()
    solver.add(*given, z3.Not(claim))
    found = solver.check()
    assert found != z3.unknown, "not decided"
    return solver.model() if found == z3.sat else None


def possible(*claims: Formula) -> Any:
    """A model in which all claims hold; None where there is none."""
    return counterexample(z3.BoolVal(False), *claims)


def stated(of: Applicant, model: Any) -> Raw:
    """The applicant of a model, as JSON states facts; what is unknown there is null."""
    return {fact: _stated(of, model, fact) for fact in of.facts}


def _stated(of: Applicant, model: Any, fact: str) -> object:
    def value_of(term: Formula) -> Any:
        return model.eval(term, model_completion=True)

    if not z3.is_true(value_of(of.known(fact))):
        return None
    spec, value = of.spec(fact), value_of(of.value(fact))
    match spec.type:
        case "choice":
            return spec.values[value.as_long()].value
        case "amount":
            number = Fraction(value.numerator_as_long(), value.denominator_as_long())
            currency = "USD" if z3.is_true(value_of(of.usable(fact))) else "CNY"
            cents = int(number * 100)
            return {"value": f"{cents // 100}.{cents % 100:02}", "currency": currency}
        case "date":
            return _day(value.as_long())
        case "rate":
            return None
        case _:
            return int(value.as_long())


def _day(code: int) -> str:
    """The day of a number; the numbers between the months stand for the last day before them."""
    year, rest = divmod(code, YEAR)
    month, day = rest // 31 + 1, rest % 31 + 1
    year = min(max(year, 1901), 8999)
    ends = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return date(year, month, min(day, ends.day)).isoformat()


def scenario(name: str, book: Rulebook, designation: str, raw: Raw) -> str:
    """A line for tests/scenarios/own.yaml: the facts, and what comes of them now (which may be the fault)."""
    absent = {fact: "absent" for fact in WHOLE.get(designation, {}) if raw.get(fact, ABSENT) == ABSENT}
    given = {fact: value for fact, value in raw.items() if value != ABSENT}
    found = judge(book, designation, read_facts(book, given, day=TODAY), day=TODAY)
    line = {
        "name": name,
        "of": designation,
        "with": {**{fact: _short(value) for fact, value in given.items()}, **absent},
        "overall": str(found.overall),
        "conditions": {each.clause: each.bounds.status for each in found.findings},
    }
    return yaml.safe_dump([line], allow_unicode=True, default_flow_style=None, sort_keys=False, width=10**6)


def _short(value: object) -> object:
    return [value["value"], value["currency"]] if isinstance(value, dict) else value


def substitution(of: Applicant, verdict: Verdict) -> list[tuple[Formula, Formula]]:
    """The values that the single judge knew of an applicant, in the place of the variables."""
    found: list[tuple[Formula, Formula]] = []
    for fact in of.facts:
        value = verdict.known.values.get(fact)
        found.append((of.known(fact), z3.BoolVal(value is not None)))
        found += _numbers(of, verdict, fact, value)
    return found


def _numbers(
    of: Applicant, verdict: Verdict, fact: str, value: Value | None
) -> list[tuple[Formula, Formula]]:
    kind, term = of.spec(fact).type, of.value(fact)
    match value:
        case Amount():
            rate = Fraction(1)
            if value.currency != of.book.currency:
                rate = Fraction(str(as_json(verdict.known.values.get(of.book.rate)) or 0))
            worth = Fraction(value.value) / (rate or 1)
            usable = bool(rate) and not verdict.known.year_asks
            return [(term, z3.RealVal(str(worth))), (of.usable(fact), z3.BoolVal(usable))]
        case Span():
            return [
                (term, z3.IntVal(day_code(value.first))),
                (of.last(fact), z3.IntVal(day_code(value.last))),
            ]
        case bool() | str():
            place = next(n for n, each in enumerate(of.spec(fact).values) if each.value == value)
            return [(term, z3.IntVal(place))]
        case int():
            return [(term, z3.IntVal(value))]
    if kind == "amount":
        return [(term, z3.RealVal(0)), (of.usable(fact), z3.BoolVal(False))]
    rest = [(of.last(fact), z3.IntVal(0))] if kind == "date" else []
    return [(term, z3.IntVal(0)), *rest]
