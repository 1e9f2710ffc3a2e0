"""The named checks that a rule may call: what a table or a threshold cannot say.

Each judges and says what would put it right. A check knows the meaning of its arguments, never the
name of a fact: the rule hands those to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from checker.finding import MET, NOT_MET, Bounds, bounds
from checker.known import Known
from checker.rule import Named
from checker.values import Span, Value, day_after, years_later

Judgement = tuple[Bounds, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Check:
    """`judge`: bounds and the facts to ask. `repair`: the day from which it holds, None when no day helps.

    `decisive`: answers on both sides of what it looks at, for telling what would settle it.
    """

    judge: Callable[[Named, Known], Judgement]
    repair: Callable[[Named, Known], date | None]
    decisive: Callable[[Named, Known], tuple[tuple[str, Value], ...]]
    needs: tuple[str, ...]
    numbers: tuple[str, ...] = ()


def _span(known: Known, fact: str) -> Span | None:
    value = known.values.get(fact)
    return value if isinstance(value, Span) else None


def _in_force(rule: Named, known: Known) -> Judgement:
    """Facts: application. The measure must be in force on that day (clause 16)."""
    fact = rule.facts["application"]
    application = _span(known, fact)
    if application is None:
        return bounds(0, 2), (fact,)
    return (MET if application.first >= known.in_force_from else NOT_MET), ()


def _in_force_day(rule: Named, known: Known) -> date | None:
    return known.in_force_from


def _in_force_answers(rule: Named, known: Known) -> tuple[tuple[str, Value], ...]:
    before = known.in_force_from - timedelta(days=1)
    days = (known.in_force_from, before)
    return tuple((rule.facts["application"], Span.of_day(day)) for day in days)


def _barred_after(rule: Named, known: Known) -> Judgement:
    """Facts: revoked (a designation or the value `none`), date, application. Args: years, none.

    Barred through the corresponding day, that day included (rules.md §3 on clause 14). Within the years the
    same designation is barred, another is for the authority to decide (A33).
    """
    revoked = known.values.get(rule.facts["revoked"])
    if revoked == rule.args["none"]:
        return MET, ()
    worst = 0 if revoked is None or revoked == known.designation else 1
    unknown = bounds(worst, 2)
    ask_kind = (rule.facts["revoked"],) if revoked is None else ()
    on, application = _span(known, rule.facts["date"]), _span(known, rule.facts["application"])
    if on is None:
        return unknown, (*ask_kind, rule.facts["date"])
    if application is None:
        return unknown, (*ask_kind, rule.facts["application"])
    last = min(on.last, application.last)
    if last < on.first:
        return unknown, (rule.facts["date"],)
    years = int(rule.args["years"])
    if application.first > years_later(last, years):
        return MET, ()
    if application.first > years_later(on.first, years):
        return unknown, (*ask_kind, rule.facts["date"])
    return (unknown if revoked is None else bounds(worst, worst)), ask_kind


def _barred_until(rule: Named, known: Known) -> date | None:
    """The first day on which nothing bars any more, even if the revocation fell on its last possible day."""
    on, application = _span(known, rule.facts["date"]), _span(known, rule.facts["application"])
    if on is None or application is None:
        return None
    return day_after(years_later(min(on.last, application.last), int(rule.args["years"])))


def _barred_answers(rule: Named, known: Known) -> tuple[tuple[str, Value], ...]:
    """Never revoked, or this designation; revoked just long enough ago, or on the day of application."""
    kinds: tuple[Value, ...] = (rule.args["none"], known.designation)
    application = _span(known, rule.facts["application"])
    if application is None:
        return tuple((rule.facts["revoked"], kind) for kind in kinds)
    long_ago = years_later(application.first, -int(rule.args["years"])) - timedelta(days=1)
    days = (Span.of_day(long_ago), application)
    dates = tuple((rule.facts["date"], day) for day in days)
    return (*((rule.facts["revoked"], kind) for kind in kinds), *dates)


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "in_force": Check(_in_force, _in_force_day, _in_force_answers, ("application",)),
        "barred_after": Check(
            _barred_after,
            _barred_until,
            _barred_answers,
            ("revoked", "date", "application"),
            ("years", "none"),
        ),
    }
)
"""By the name that rules use in `check`."""
