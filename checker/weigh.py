"""Weigh a rule against what is known: bounds for every node, and the facts that could still move them.

all = minimum, any = maximum, an unknown guard = the hull of its cases. `open_facts` walks the same tree
with a window, so that a fact is asked only when its answer can still change the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from checker.checks import CHECKS
from checker.finding import MET, NOT_MET, REVIEW, UNKNOWN, Bounds, Look, Note, bounds
from checker.known import Known
from checker.rule import ByValue, Every, Judged, Reaches, Rule, Seen, Some, Table
from checker.values import Amount


def weigh(rule: Rule, known: Known) -> Seen:
    """See a rule in the light of what is known. A rule that plays no part counts as not met."""
    return _see(rule, known) or Seen(rule, 0, 0)


def concerned(seen: Seen) -> bool:
    """Whether a rule speaks of this applicant at all: not where its guard has no case for the value."""
    return bool(seen.parts) or not isinstance(seen.rule, ByValue)


def looked_at(seen: Seen, looks: list[Look], facts: list[str]) -> None:
    """Add what was looked at in `seen` and below, and the facts that were read, in the order of the file."""
    facts.extend(seen.reads)
    if seen.look is not None:
        looks.append(seen.look)
    for part in seen.parts:
        looked_at(part, looks, facts)


def open_facts(seen: Seen, floor: int = 0, ceiling: int = 2) -> Iterator[str]:
    """The facts that could still move the outcome between `floor` and `ceiling`, guards first; may repeat.

    In an `all` no part matters above the whole's best, in an `any` none below the whole's worst: the
    window narrows on the way down.
    """
    floor, ceiling = max(floor, seen.low), min(ceiling, seen.high)
    if floor >= ceiling:
        return
    yield from seen.asks
    for part in seen.parts:
        yield from open_facts(part, floor, ceiling)


def _see(rule: Rule, known: Known) -> Seen | None:
    """None when a rule that counts only when stated plays no part."""
    if isinstance(rule, Table):
        return _see_table(rule, known)
    if isinstance(rule, Reaches):
        return _see_figure(rule, known)
    if isinstance(rule, Every):
        parts = _see_each(rule.children, known)
        return Seen(rule, min([p.low for p in parts]), min([p.high for p in parts]), parts) if parts else None
    if isinstance(rule, Some):
        parts = _see_each(rule.children, known)
        return Seen(rule, max([p.low for p in parts]), max([p.high for p in parts]), parts) if parts else None
    if isinstance(rule, ByValue):
        return _see_case(rule, known)
    if isinstance(rule, Judged):
        found = NOT_MET if known.values.get(rule.fact) is False else REVIEW
        look = Look(rule.fact, "judged", None, found, rule.reading)
        return Seen(rule, found.low, found.high, (), look, rule.reads)
    found, asks = CHECKS[rule.check].judge(rule, known)
    look = Look(rule.reads[0], "check", None, found, rule.reading)
    return Seen(rule, found.low, found.high, (), look, rule.reads, asks)


def _see_each(rules: tuple[Rule, ...], known: Known) -> tuple[Seen, ...]:
    return tuple([seen for rule in rules if (seen := _see(rule, known)) is not None])


def _see_case(rule: ByValue, known: Known) -> Seen:
    value = known.values.get(rule.fact)
    guard = (rule.fact,)
    if isinstance(value, (bool, str)):
        case = rule.cases.get(value)
        if case is None:
            return Seen(rule, 0, 0, (), Look(rule.fact, "is", None, NOT_MET, rule.reading), guard)
        part = weigh(case, known)
        return Seen(rule, part.low, part.high, (part,), None, guard)
    parts = tuple([weigh(case, known) for case in rule.cases.values()])
    low = min(part.low for part in parts) if rule.covers_all else 0
    high = max(part.high for part in parts)
    look = Look(rule.fact, "is", None, bounds(low, high), rule.reading)
    return Seen(rule, low, high, parts, look, guard, guard)


def _see_table(rule: Table, known: Known) -> Seen | None:
    value = known.values.get(rule.fact)
    if isinstance(value, (bool, str)):
        return rule.seen[value]
    return None if rule.only_when_stated else rule.seen[None]


def _see_figure(rule: Reaches, known: Known) -> Seen | None:
    if rule.only_when_stated and rule.fact not in known.values:
        return None
    spoke = rule.fact
    found, note, asks = _compare(rule, rule.fact, known)
    if found == UNKNOWN and rule.proven_by:
        proof, proof_note, proof_asks = _compare(rule, rule.proven_by, known)
        if proof == MET:
            spoke, found, note, asks = rule.proven_by, proof, proof_note, ()
        elif rule.proven_by in known.values:
            asks = (*asks, *proof_asks)
    if found == UNKNOWN and rule.capped_by:
        cap, cap_note, _ = _compare(rule, rule.capped_by, known)
        if cap == NOT_MET:
            spoke, found, note, asks = rule.capped_by, cap, cap_note, ()
    low, high = min(found.low, rule.ceiling), min(found.high, rule.ceiling)
    look = Look(
        spoke,
        "more_than" if rule.strict else "at_least",
        rule.threshold,
        bounds(low, high),
        rule.reading,
        note,
    )
    return Seen(rule, low, high, (), look, rule.reads, asks)


def _compare(rule: Reaches, fact: str, known: Known) -> tuple[Bounds, Note, tuple[str, ...]]:
    """Bounds of `fact` against the threshold, a note when close to it, and what to ask when unknown."""
    value = known.values.get(fact)
    if not rule.money:
        if not isinstance(value, int):
            return UNKNOWN, "", (fact,)
        reached = value > rule.threshold if rule.strict else value >= rule.threshold
        return (MET if reached else NOT_MET), ("exact" if value == rule.threshold else ""), ()
    if not isinstance(value, Amount):
        return UNKNOWN, "", (fact, *known.year_asks)
    if known.year_asks:
        return UNKNOWN, "", ((fact, *known.year_asks) if known.stale else known.year_asks)
    threshold = known.threshold_for(value, Decimal(rule.threshold))
    if threshold is None:
        return UNKNOWN, "", (known.rate,)
    reached = value.value > threshold if rule.strict else value.value >= threshold
    note: Note = "exact" if value.value == threshold else "near" if known.is_near(value, threshold) else ""
    return (MET if reached else NOT_MET), note, ()
