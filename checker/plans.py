"""The plans: for whoever is not (yet) eligible, the least changes over all clauses together.

gaps.py says of each clause how it is put right; a plan says what is enough for the whole, with nothing in it
that could be left out. Every plan was judged before it is shown. What cannot be brought about (an honour, a
national title) is a condition, never a piece of advice; figures are those of a year still to come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from checker.facts import Facts, facts_of_values
from checker.finding import MET, Status
from checker.gaps import TIMES, Change, Way, When, latest, ways_to
from checker.judge import judge
from checker.rule import Table
from checker.rulebook import Provision, Rulebook
from checker.values import Amount, Value
from checker.verdict import Overall, Verdict
from checker.weigh import weigh

_LIFTED: Mapping[str, tuple[Overall, ...]] = {
    "not_eligible": ("eligible", "needs_review", "undetermined", "auto_recognised"),
    "needs_review": ("eligible",),
}
"""What counts as lifted, by where one stands."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes that are enough together, none to spare. `when`: the latest; `reaches`: the overall then.

    `on_condition`: the clauses (a relaxation, an automatic recognition) that must be true of the applicant.
    """

    changes: tuple[Change, ...]
    when: When
    reaches: Overall
    on_condition: tuple[str, ...] = ()


def plans(rulebook: Rulebook, verdict: Verdict) -> tuple[Plan, ...]:
    """Every least plan, the quickest and shortest first; () where nothing lacks or nothing helps."""
    if verdict.overall not in _LIFTED:
        return ()
    found: dict[frozenset[Change], Plan] = {}
    for way, conditions in _ways_over_all(rulebook, verdict):
        plan = _plan(rulebook, verdict, way, conditions)
        if plan is not None:
            found.setdefault(frozenset(plan.changes), plan)
    return tuple(sorted(found.values(), key=_order))


def _order(plan: Plan) -> tuple[int, int, int]:
    return len(plan.on_condition), TIMES.index(plan.when), len(plan.changes)


def applied(rulebook: Rulebook, verdict: Verdict, changes: Iterable[Change]) -> Facts:
    """The facts once the changes are made; a whole grows with its part (exports are part of trade)."""
    stated: dict[str, Value | None] = {**verdict.facts.stated, **{each.fact: each.to for each in changes}}
    for each in rulebook.parts:
        part, whole = stated.get(each.part), stated.get(each.whole)
        if exceeds(part, whole):
            stated[each.whole] = part
    return facts_of_values(rulebook, stated)


def exceeds(part: Value | None, whole: Value | None) -> bool:
    """Whether one figure is greater than another of its kind and currency."""
    if isinstance(part, Amount) and isinstance(whole, Amount):
        return part.currency == whole.currency and part.value > whole.value
    return isinstance(part, int) and isinstance(whole, int) and part > whole


def _plan(rulebook: Rulebook, verdict: Verdict, way: Way, conditions: tuple[str, ...]) -> Plan | None:
    """The way as a plan, without what it does not need; None where it does not help."""
    merged = _merged(way)
    if not merged or latest(merged) == "never" or any(c.fact in verdict.facts.derived for c in merged):
        return None
    if _reached(rulebook, verdict, merged) is None:
        return None
    for change in merged:
        fewer = tuple(each for each in merged if each != change)
        if _reached(rulebook, verdict, fewer) is not None:
            merged = fewer
    reaches = _reached(rulebook, verdict, merged)
    return Plan(merged, latest(merged), reaches, conditions) if reaches else None


def _reached(rulebook: Rulebook, verdict: Verdict, changes: Way) -> Overall | None:
    """The overall after the changes where it is lifted."""
    facts = applied(rulebook, verdict, changes)
    overall = judge(rulebook, verdict.designation, facts, day=verdict.day).overall
    return overall if overall in _LIFTED[verdict.overall] else None


def _ways_over_all(rulebook: Rulebook, verdict: Verdict) -> Iterator[tuple[Way, tuple[str, ...]]]:
    """Ways for every clause that lacks, without and with each relaxation, and the conditions of each."""
    lifting = verdict.overall == "not_eligible"
    target = Status.REVIEW if lifting else Status.MET
    ruleset, known = verdict.ruleset, verdict.known
    lacking = [p for p in ruleset.provisions if _lacks(verdict, p, target)]
    own = {p.clause: ways_to(weigh(p.rule, known), known, target) for p in lacking}
    yield from ((_joined(ways), ()) for ways in product(*own.values()))
    if not lifting:
        return
    for relaxation in ruleset.relaxations.values():
        rest = [own[p.clause] for p in lacking if p.relaxed_by != relaxation.clause]
        if len(rest) < len(lacking):
            calls = [_as_said(verdict, way) for way in ways_to(weigh(relaxation.rule, known), known)]
            yield from ((_joined(ways), (relaxation.clause,)) for ways in product(*rest, calls))
    automatic = ruleset.automatic
    helps = all(any(latest(way) != "never" for way in ways if way) for ways in own.values())
    if automatic is not None and helps and not any(f in verdict.facts.stated for f in automatic.facts):
        yield _recognised(automatic), (automatic.clause,)


def _lacks(verdict: Verdict, provision: Provision, target: Status) -> bool:
    finding = verdict.finding(provision.clause)
    return finding is not None and finding.relaxed.high < target


def _joined(ways: Iterable[Way]) -> Way:
    return tuple(change for way in ways for change in way)


def _as_said(verdict: Verdict, way: Way) -> Way:
    """What was only presumed need but be told; what was denied takes time, or never comes."""
    found = []
    for change in way:
        when: When = "next_year" if change.fact in verdict.facts.stated else "now"
        found.append(change if change.when == "never" else replace(change, when=when))
    return tuple(found)


def _recognised(automatic: Provision) -> Way:
    """The change that an automatic recognition is: its fact at a value that is met."""
    rule = automatic.rule
    values = [v for v, found in rule.outcomes.items() if found == MET] if isinstance(rule, Table) else []
    return tuple(Change(automatic.facts[0], None, value, None, "now") for value in values[:1])


def _merged(way: Way) -> Way | None:
    """One change for each fact: of two figures the greater; None where two changes contradict each other."""
    found: dict[str, Change] = {}
    for change in way:
        other = found.setdefault(change.fact, change)
        if other.to == change.to:
            continue
        greater = exceeds(change.to, other.to), exceeds(other.to, change.to)
        if not any(greater):
            return None
        found[change.fact] = change if greater[0] else other
    return tuple(found.values())
