"""Judge a rulebook against what is known: facts and a day in, a verdict out.

A finding is a pair of bounds on not_met < review < met, so that one unmet condition settles the whole
while others are still unknown. What could still move a bound is what is worth asking. rules.md §6 decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from checker.facts import Facts, facts_of_values
from checker.finding import MET, NOT_MET, Bounds, Finding, Look, Status, bounds
from checker.known import Known
from checker.presuming import known_values, presumed
from checker.rule import Seen
from checker.rulebook import Provision, Rulebook, Ruleset
from checker.telling import readings_applied
from checker.values import Value
from checker.verdict import Overall, Verdict
from checker.weigh import concerned, looked_at, open_facts, weigh

REMEMBERED = 256
"""Combinations of values for which a provision remembers what came of them; then it begins again."""


class UnknownDesignation(ValueError):
    """A designation that the rulebook does not judge."""


class _Weighed(NamedTuple):
    """A provision as it was weighed: what is told of it, and the facts that could still move it."""

    provision: Provision
    finding: Finding
    opens: tuple[str, ...]


class _Weighing(NamedTuple):
    """Everything that was weighed for one applicant, before any of it is told."""

    overall: Overall
    settled: bool
    weighed: tuple[_Weighed, ...]
    automatic: Seen | None
    assumed: dict[str, Value]
    known: Known


def judge(rulebook: Rulebook, designation: str, facts: Facts, *, day: date) -> Verdict:
    """The verdict on `facts` for `designation` as of `day`. Raises UnknownDesignation."""
    ruleset = rulebook.rulesets.get(designation)
    if ruleset is None:
        raise UnknownDesignation(designation)
    found = _weigh_all(rulebook, ruleset, facts, day)
    unanswered = _ordered(rulebook, ruleset, found.weighed)
    return Verdict(
        designation=designation,
        overall=found.overall,
        findings=_findings(ruleset, found, facts),
        open_facts=() if found.settled else unanswered,
        unanswered=unanswered,
        assumed=MappingProxyType(found.assumed),
        facts=facts,
        day=day,
        version=rulebook.version,
        ruleset=ruleset,
        known=found.known,
        probe=partial(_could_change, rulebook),
    )


def _weigh_all(rulebook: Rulebook, ruleset: Ruleset, facts: Facts, day: date) -> _Weighing:
    assumed = presumed(rulebook, ruleset, facts, day)
    known = known_values(rulebook, ruleset, facts, assumed)
    automatic = weigh(ruleset.automatic.rule, known) if ruleset.automatic else None
    if automatic is not None and automatic.low == Status.MET:
        bars = tuple([_weigh(each, None, known) for each in ruleset.provisions if each.role == "bar"])
        overall, settled = _overall_recognised(ruleset, bars)
        named = {name for each in bars for name in each.provision.facts}
        assumed = {name: value for name, value in assumed.items() if name in named}
        return _Weighing(overall, settled, bars, automatic, assumed, known)
    weighed = tuple([_remembered(ruleset, each, known) for each in ruleset.provisions])
    overall = _overall(weighed)
    return _Weighing(overall, overall != "undetermined", weighed, automatic, assumed, known)


def _remembered(ruleset: Ruleset, provision: Provision, known: Known) -> _Weighed:
    """The provision weighed; for values that it was weighed for before, what came of it then.

    It follows from nothing else: the rest of `known` is the same for all applicants of a designation.
    """
    values = (*map(known.values.get, provision.reads), known.year_asks, known.stale)
    memory: dict[object, _Weighed] = provision.memory
    found = memory.get(values)
    if found is None:
        if len(memory) >= REMEMBERED:
            memory.clear()
        relaxation = ruleset.relaxations.get(provision.relaxed_by) if provision.relaxed_by else None
        found = memory[values] = _weigh(provision, relaxation, known)
    return found


def _weigh(provision: Provision, relaxation: Provision | None, known: Known) -> _Weighed:
    seen = weigh(provision.rule, known)
    relaxed = weigh(relaxation.rule, known) if relaxation else None
    if relaxed is None or relaxed.high == Status.NOT_MET:
        effective, called = bounds(seen.low, seen.high), None
        opens = open_facts(seen, effective.low)
    else:
        low = max(seen.low, min(relaxed.low, Status.REVIEW))
        effective = bounds(low, max(seen.high, min(relaxed.high, Status.REVIEW)))
        called = provision.relaxed_by if seen.low == Status.NOT_MET else None
        opens = chain(open_facts(seen, low), open_facts(relaxed, seen.low, Status.REVIEW))
    names = () if effective.settled else tuple(dict.fromkeys(opens))
    return _Weighed(provision, _finding(provision, seen, effective, known, called), names)


def _overall(weighed: Iterable[_Weighed]) -> Overall:
    """rules.md §6.2, in its order."""
    effective = {each.finding.relaxed for each in weighed}
    if NOT_MET in effective:
        return "not_eligible"
    if any(low != high for low, high in effective):
        return "undetermined"
    return "eligible" if effective <= {MET} else "needs_review"


def _overall_recognised(ruleset: Ruleset, bars: Iterable[_Weighed]) -> tuple[Overall, bool]:
    """The overall beside an automatic recognition, and whether it is settled (rules.md §6.8)."""
    hard = [each for each in bars if each.provision.clause not in ruleset.review_with]
    soft = {each.finding.relaxed for each in bars if each.provision.clause in ruleset.review_with}
    if _overall(hard) == "not_eligible":
        return "not_eligible", True
    settled = all(each.settled for each in (*soft, *(bar.finding.relaxed for bar in hard)))
    return ("auto_recognised" if soft <= {MET} else "needs_review"), settled


def _ordered(rulebook: Rulebook, ruleset: Ruleset, weighed: Iterable[_Weighed]) -> tuple[str, ...]:
    """Open facts, the most telling first: guards, then which kind, then figures, then yes or no."""
    names = dict.fromkeys([name for each in weighed for name in each.opens])
    if not names:
        return ()
    rank = rulebook.rank
    return tuple(sorted(names, key=lambda name: -1 if name in ruleset.guards else rank[name]))


def _findings(ruleset: Ruleset, weighing: _Weighing, facts: Facts) -> tuple[Finding, ...]:
    """Every finding that is listed (rules.md §6.14), in the order of the text."""
    weighed, known, automatic = weighing.weighed, weighing.known, weighing.automatic
    recognised = automatic is not None and automatic.low == Status.MET
    found = [
        each.finding
        for each in weighed
        if each.provision.listed_always or each.finding.relaxed != MET or _stated(each.provision, facts)
    ]
    beside = len(found)
    called = {each.finding.relaxed_by for each in weighed}
    for clause, provision in ruleset.relaxations.items():
        if recognised or not (clause in called or _stated(provision, facts)):
            continue
        seen = weigh(provision.rule, known)
        if concerned(seen):
            capped = Seen(seen.rule, min(seen.low, 1), min(seen.high, 1), seen.parts, seen.look, seen.reads)
            found.append(_finding(provision, capped, bounds(capped.low, capped.high), known, None))
    if automatic is not None and ruleset.automatic and _stated(ruleset.automatic, facts):
        own = bounds(automatic.low, automatic.high)
        found.append(_finding(ruleset.automatic, automatic, own, known, None))
    if len(found) > beside:
        found.sort(key=lambda each: ruleset.position[each.clause])
    return tuple(found)


def _stated(provision: Provision, facts: Facts) -> bool:
    return not facts.stated.keys().isdisjoint(provision.own_facts)


def _finding(
    provision: Provision, seen: Seen, effective: Bounds, known: Known, relaxed_by: str | None
) -> Finding:
    own = bounds(seen.low, seen.high)
    looks: list[Look] = []
    facts: list[str] = []
    looked_at(seen, looks, facts)
    return Finding(
        provision.clause,
        provision.title,
        provision.role,
        own,
        effective,
        relaxed_by,
        tuple(looks),
        tuple(dict.fromkeys([name for name in facts if name in known.values])),
        readings_applied(provision, seen, own),
    )


def _could_change(rulebook: Rulebook, verdict: Verdict) -> tuple[str, ...]:
    """The presumed or judged facts of which some value, or null, gives another overall."""
    stated = verdict.facts.stated
    judged = [name for name in verdict.ruleset.judged if name not in stated]
    found = []
    for name in dict.fromkeys([*verdict.assumed, *judged]):
        values: list[Value | None] = [choice.value for choice in rulebook.facts[name].values]
        for value in (*values, None):
            other = facts_of_values(rulebook, {**stated, name: value})
            if _weigh_all(rulebook, verdict.ruleset, other, verdict.day).overall != verdict.overall:
                found.append(name)
                break
    return tuple(found)
