"""Judge a rulebook against what is known: facts and a day in, a verdict out.

A finding is a pair of bounds on not_met < review < met, so that one unmet condition settles the whole
while others are still unknown. What could still move a bound is what is worth asking. rules.md §6 decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
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


class UnknownDesignation(ValueError):
    """A designation that the rulebook does not judge."""


class _Weighed(NamedTuple):
    """A provision as it was seen, with its bounds after relaxation; `relaxed_by` when that is called upon."""

    provision: Provision
    seen: Seen
    effective: Bounds
    relaxed_by: str | None = None
    relaxation: Seen | None = None

    def opens(self) -> Iterator[str]:
        """The facts that could still move the effective bounds; may repeat."""
        if self.effective.low == self.effective.high:
            return
        yield from open_facts(self.seen, self.effective.low)
        if self.relaxation:
            yield from open_facts(self.relaxation, self.seen.low, Status.REVIEW)


class _Weighing(NamedTuple):
    """Everything that was weighed for one applicant, before any of it is told."""

    overall: Overall
    settled: bool
    weighed: tuple[_Weighed, ...]
    relaxations: Mapping[str, Seen]
    automatic: Seen | None
    assumed: Mapping[str, Value]
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
        assumed=MappingProxyType(dict(found.assumed)),
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
        bars = tuple([_weigh(each, known, {}) for each in ruleset.provisions if each.role == "bar"])
        overall, settled = _overall_recognised(ruleset, bars)
        named = {name for each in bars for name in each.provision.facts}
        assumed = {name: value for name, value in assumed.items() if name in named}
        return _Weighing(overall, settled, bars, {}, automatic, assumed, known)
    relaxations = {each.clause: weigh(each.rule, known) for each in ruleset.relaxations.values()}
    weighed = tuple([_weigh(each, known, relaxations) for each in ruleset.provisions])
    overall = _overall(weighed)
    return _Weighing(overall, overall != "undetermined", weighed, relaxations, automatic, assumed, known)


def _weigh(provision: Provision, known: Known, relaxations: Mapping[str, Seen]) -> _Weighed:
    seen = weigh(provision.rule, known)
    relaxation = relaxations.get(provision.relaxed_by) if provision.relaxed_by else None
    if relaxation is None or relaxation.high == Status.NOT_MET:
        return _Weighed(provision, seen, bounds(seen.low, seen.high))
    low = max(seen.low, min(relaxation.low, Status.REVIEW))
    high = max(seen.high, min(relaxation.high, Status.REVIEW))
    called = provision.relaxed_by if seen.low == Status.NOT_MET else None
    return _Weighed(provision, seen, bounds(low, high), called, relaxation)


def _overall(weighed: Iterable[_Weighed]) -> Overall:
    """rules.md §6.2, in its order."""
    effective = {each.effective for each in weighed}
    if NOT_MET in effective:
        return "not_eligible"
    if any(low != high for low, high in effective):
        return "undetermined"
    return "eligible" if effective <= {MET} else "needs_review"


def _overall_recognised(ruleset: Ruleset, bars: Iterable[_Weighed]) -> tuple[Overall, bool]:
    """The overall beside an automatic recognition, and whether it is settled (rules.md §6.8)."""
    hard = [each for each in bars if each.provision.clause not in ruleset.review_with]
    soft = {each.effective for each in bars if each.provision.clause in ruleset.review_with}
    if _overall(hard) == "not_eligible":
        return "not_eligible", True
    settled = all(each.settled for each in (*soft, *(bar.effective for bar in hard)))
    return ("auto_recognised" if soft <= {MET} else "needs_review"), settled


def _ordered(rulebook: Rulebook, ruleset: Ruleset, weighed: Iterable[_Weighed]) -> tuple[str, ...]:
    """Open facts, the most telling first: guards, then which kind, then figures, then yes or no."""
    names = dict.fromkeys([name for each in weighed for name in each.opens()])
    if not names:
        return ()
    rank = rulebook.rank
    return tuple(sorted(names, key=lambda name: -1 if name in ruleset.guards else rank[name]))


def _findings(ruleset: Ruleset, weighing: _Weighing, facts: Facts) -> tuple[Finding, ...]:
    """Every finding that is listed (rules.md §6.14), in the order of the text."""
    weighed, known, automatic = weighing.weighed, weighing.known, weighing.automatic
    found = [
        _finding(each.provision, each.seen, each.effective, known, each.relaxed_by)
        for each in weighed
        if each.provision.listed_always or each.effective != MET or _stated(each.provision, facts)
    ]
    beside = len(found)
    called = {each.relaxed_by for each in weighed}
    for clause, seen in weighing.relaxations.items():
        provision = ruleset.relaxations[clause]
        in_play = clause in called or _stated(provision, facts)
        if in_play and concerned(seen):
            capped = Seen(seen.rule, min(seen.low, 1), min(seen.high, 1), seen.parts, seen.look, seen.reads)
            found.append(_finding(provision, capped, bounds(capped.low, capped.high), known, None))
    if automatic is not None and ruleset.automatic and _stated(ruleset.automatic, facts):
        own = bounds(automatic.low, automatic.high)
        found.append(_finding(ruleset.automatic, automatic, own, known, None))
    if len(found) > beside:
        found.sort(key=lambda each: ruleset.position[each.clause])
    return tuple(found)


def _stated(provision: Provision, facts: Facts) -> bool:
    return any(name in facts.stated for name in provision.own_facts)


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
