"""What may be presumed where nothing was said, and all values together as the judge knows them.

Only what the rules list is presumed (rules.md §6.3), never against what was stated, and never in the place
of an explicit null. Amounts of another year than the one that counts are known, yet compared with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from checker.facts import Facts, contradicts_presumption
from checker.known import Known
from checker.rulebook import Rulebook, Ruleset
from checker.values import Span, Value


def presumed(rulebook: Rulebook, ruleset: Ruleset, facts: Facts, day: date) -> dict[str, Value]:
    """What holds because nothing was said of it; only what this designation uses."""
    assumed: dict[str, Value] = {}
    for name, each in ruleset.presumptions.items():
        if name in facts.stated or name in facts.derived:
            continue
        if each.unless_stated and any(facts.stated.get(other) is not None for other in each.unless_stated):
            continue
        value: Value | None = each.value
        if each.day:
            value = Span.of_day(day)
        elif each.year_before:
            application = facts.known.get(each.year_before, assumed.get(each.year_before))
            value = application.first.year - 1 if isinstance(application, Span) else None
        if value is not None and not contradicts_presumption(rulebook, facts, name, value):
            assumed[name] = value
    return assumed


def known_values(rulebook: Rulebook, ruleset: Ruleset, facts: Facts, assumed: Mapping[str, Value]) -> Known:
    """All values, stated, derived and presumed, and whether amounts count (rules.md §6.7)."""
    values = {**assumed, **facts.known}
    asks, detail = _year(rulebook, ruleset, facts, values)
    return Known(
        values=values,
        designation=ruleset.designation,
        in_force_from=rulebook.in_force_from,
        currency=rulebook.currency,
        converted=rulebook.converted,
        rate=rulebook.rate,
        year_asks=asks,
        year_detail=detail,
    )


def _year(
    rulebook: Rulebook, ruleset: Ruleset, facts: Facts, values: Mapping[str, Value]
) -> tuple[tuple[str, ...], Mapping[str, str | int]]:
    """The facts without which no amount counts, and the years where the stated one is not that one."""
    rule = rulebook.year_of_figures
    if rule is None or not ruleset.amounts or rule.fact not in facts.stated:
        return (), {}
    year, application = values.get(rule.fact), values.get(rule.application)
    if not isinstance(year, int):
        return (rule.fact,), {}
    if not isinstance(application, Span):
        return (rule.application,), {}
    expected = application.first.year - 1
    if year == expected:
        return (), {}
    return (rule.fact,), {"fact": rule.fact, "year": year, "expected": expected}
