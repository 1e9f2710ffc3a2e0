"""The gaps (差距): for each condition that is not met, the smallest changes that would put it right.

Alternatives stand side by side as gaps of the same clause; the changes within one gap are all needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Literal

from checker.checks import CHECKS
from checker.finding import Status
from checker.known import Known
from checker.rule import ByValue, Changeable, Every, Judged, Named, Reaches, Rule, Seen, Some, Table
from checker.rulebook import Rulebook
from checker.values import EXACT, Amount, Span, Value
from checker.verdict import Verdict
from checker.weigh import weigh

When = Literal["now", "next_year", "never"]
TIMES: tuple[When, ...] = ("now", "next_year", "never")


_CENT = Decimal("0.01")
"""The least by which an amount can be more than a threshold."""


@dataclass(frozen=True, slots=True)
class Change:
    """`fact` from `was` (None = not known) to `to`; `by` is the difference of a figure, in its currency."""

    fact: str
    was: Value | None
    to: Value | None
    by: Value | None
    when: When


@dataclass(frozen=True, slots=True)
class Gap:
    """One way to put a clause right. `when`: the latest of its changes; never = no change of ours helps."""

    clause: str
    changes: tuple[Change, ...]
    when: When


Way = tuple[Change, ...]


def gaps(rulebook: Rulebook, verdict: Verdict) -> tuple[Gap, ...]:
    """The gaps of every finding that is not met after relaxation, the quickest way of a clause first."""
    known = verdict.known
    provisions = {each.clause: each for each in rulebook.rulesets[verdict.designation].provisions}
    found: list[Gap] = []
    for finding in verdict.findings:
        if finding.clause not in provisions or finding.relaxed.high != Status.NOT_MET:
            continue
        ways = dict.fromkeys(ways_to(weigh(provisions[finding.clause].rule, known), known))
        own = [Gap(finding.clause, way, latest(way)) for way in ways if way]
        own = [gap for gap in own if gap.when != "never"] or own[:1]
        found.extend(sorted(own, key=lambda gap: TIMES.index(gap.when)))
    return tuple(found)


def latest(way: Way) -> When:
    """When the last of the changes can be had."""
    return TIMES[max(TIMES.index(change.when) for change in way)]


def ways_to(seen: Seen, known: Known, target: Status = Status.REVIEW) -> list[Way]:
    """The ways to lift what `seen` can be to `target`; the empty way where it need not be lifted."""
    if seen.high >= target:
        return [()]
    match seen.rule:
        case Every():
            each = [ways_to(part, known, target) for part in seen.parts]
            return [tuple(change for way in ways for change in way) for ways in product(*each)]
        case Some() as rule:
            doors = _doors(rule, seen, known) if target == Status.REVIEW else []
            return [*(way for part in seen.parts for way in ways_to(part, known, target)), *doors]
        case ByValue() if seen.parts:
            return [way for part in seen.parts for way in ways_to(part, known, target)]
        case Judged() if target > Status.REVIEW:
            return []
        case Reaches(ceiling=ceiling) if ceiling < target:
            return []
        case Table() as rule if all(found.low < target for found in rule.outcomes.values()) and target > 1:
            return []
        case rule:
            change = _change(rule, seen, known)
            return [(change,)] if change else []


def _doors(rule: Some, seen: Seen, known: Known) -> list[Way]:
    """The second doors that are closed only because their fact was not stated: stating it may be enough."""
    looked_at = [part.rule for part in seen.parts]
    closed = [child for child in rule.children if isinstance(child, Reaches) and child not in looked_at]
    return [(replace(_figure(child, known), when="now"),) for child in closed]


def _change(rule: Rule, seen: Seen, known: Known) -> Change | None:
    match rule:
        case Reaches():
            return _figure(rule, known)
        case Table():
            value = _favourable(rule)
            when = _when(rule.changeable, "now") if value is not None else "never"
            return Change(rule.fact, known.values.get(rule.fact), value, None, when)
        case Judged():
            return Change(rule.fact, False, True, None, _when(rule.changeable, "now"))
        case Named():
            return _another_day(rule, known)
        case _:
            return None


def _favourable(rule: Table) -> bool | str | None:
    """The first value that is met, else the first that goes to review."""
    best = max(found.low for found in rule.outcomes.values())
    return next((v for v, found in rule.outcomes.items() if found.low == best and best), None)


def _figure(rule: Reaches, known: Known) -> Change:
    was = known.values.get(rule.fact)
    when = _when(rule.changeable, "next_year")
    if isinstance(was, Amount):
        threshold = known.threshold_for(was, Decimal(rule.threshold)) or Decimal(rule.threshold)
        least = threshold + _CENT if rule.strict else threshold
        by = Amount(EXACT.subtract(least, was.value), was.currency)
        return Change(rule.fact, was, Amount(least, was.currency), by, when)
    if rule.money:
        return Change(rule.fact, None, Amount(Decimal(rule.threshold), known.currency), None, when)
    wanted = int(rule.threshold) + rule.strict
    counted = was if isinstance(was, int) else known.values.get(rule.capped_by)
    return Change(rule.fact, was, wanted, wanted - counted if isinstance(counted, int) else None, when)


def _another_day(rule: Named, known: Known) -> Change | None:
    """The earliest day of application on which the check holds."""
    check = CHECKS[rule.check]
    fact = rule.facts["application"]
    was, day = known.values.get(fact), check.repair(rule, known)
    if day is None or not isinstance(was, Span):
        return None
    when: When = "now" if day.year == was.first.year else "next_year"
    return Change(fact, was, Span.of_day(day), None, _when(rule.changeable, when))


def _when(stated: Changeable, otherwise: When) -> When:
    return stated or otherwise
