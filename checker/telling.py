"""What an applicant is told beside the findings: readings that were applied, figures to look at again.

Which reading is told when is data (readings.yaml); here stands only what "applied" means: the reading
decided a finding, or kept it from being better.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from checker.finding import MET, NOT_MET, Bounds, Finding, Status
from checker.known import Known
from checker.rule import Named, Reaches, Rule, Seen
from checker.rulebook import Provision, Ruleset
from knowledge.schema import Reading

WarningKind = Literal["exact", "near", "year"]


class Told(NamedTuple):
    """A reading (理解口径) that this applicant is told of, and the clause it is about."""

    reading: str
    clause: str


class Warning(NamedTuple):
    """Something about a figure that a person should look at again.

    exact: equals its threshold; near: within 3 % of it after conversion; both with `fact`, `threshold`.
    year: amounts are of another year than the one that counts; with `fact`, `year`, `expected`.
    """

    kind: WarningKind
    clause: str
    detail: Mapping[str, str | int | Decimal]


def readings_applied(provision: Provision, seen: Seen, own: Bounds) -> tuple[str, ...]:
    """The readings that the finding with bounds `own` rests on, the deciding ones first."""
    if not provision.has_readings:
        return ()
    general = provision.readings if own.settled or own.low else ()
    return tuple(dict.fromkeys([*_deciding(seen, own), *general]))


def readings_told(ruleset: Ruleset, findings: tuple[Finding, ...], known: Known) -> tuple[Told, ...]:
    """The readings that this applicant is to hear of, each with the clause that it is about here."""
    found: list[Told] = []
    for kind, clauses in (
        ("applied", _clauses_applied(findings)),
        ("exact", _clauses_noted(findings, "exact")),
        ("converted", _clauses_noted(findings, "near")),
        ("bonus", _clauses_bonus(ruleset, findings)),
        ("always", None),
    ):
        for reading in ruleset.readings.get(kind, ()):
            clause = reading.clauses[0] if clauses is None else clauses.get(reading.id) or clauses.get("")
            if clause and _holds(reading, known):
                found.append(Told(reading.id, clause))
    return tuple(found)


def warnings_of(ruleset: Ruleset, findings: Iterable[Finding], known: Known) -> tuple[Warning, ...]:
    """Figures that equal their threshold or lie near it after conversion, and figures of another year."""
    found: dict[tuple[str, str], Warning] = {}
    for finding in findings:
        if known.stale and not ruleset.amounts.isdisjoint(finding.facts):
            found.setdefault(("", "year"), Warning("year", finding.clause, known.year_detail))
        for look in finding.looks:
            if look.note and look.threshold is not None:
                detail = {"fact": look.fact, "threshold": look.threshold}
                found.setdefault((look.fact, look.note), Warning(look.note, finding.clause, detail))
    return tuple(found.values())


def _deciding(seen: Seen, own: Bounds) -> Iterator[str]:
    """Readings whose rule settled the finding as not met, or holds it at review; innermost first."""
    for part in seen.parts:
        yield from _deciding(part, own)
    rule = seen.rule
    if rule.reading and seen.low == seen.high:
        decided = seen.high == 0 and own == NOT_MET and _is_ground(rule)
        held = seen.low == 1 and own.low == 1
        if decided or held:
            yield rule.reading


def _is_ground(rule: Rule) -> bool:
    """Whether failing this rule is what its reading is about: not so for a second door or a check."""
    return not isinstance(rule, Named) and not (isinstance(rule, Reaches) and rule.ceiling < Status.MET)


def _clauses_applied(findings: tuple[Finding, ...]) -> Mapping[str, str]:
    """Reading to clause. A relaxation's count when it is called upon, a recognition's unless it fails."""
    called = {each.relaxed_by for each in findings}
    found: dict[str, str] = {}
    for each in findings:
        if each.role == "relaxation" and each.clause not in called:
            continue
        if each.role == "automatic" and each.bounds == NOT_MET:
            continue
        for reading in each.readings:
            found.setdefault(reading, each.clause)
    return found


def _clauses_noted(findings: tuple[Finding, ...], note: str) -> Mapping[str, str]:
    """Any reading (the key "") to the clause of the first figure with this note."""
    clause = next((each.clause for each in findings for look in each.looks if look.note == note), "")
    return {"": clause} if clause else {}


def _clauses_bonus(ruleset: Ruleset, findings: tuple[Finding, ...]) -> Mapping[str, str]:
    """Readings of a relaxation that holds though every clause that it could relax is met."""
    found: dict[str, str] = {}
    for each in findings:
        needless = each.role == "relaxation" and each.bounds.low > 0
        relaxable = {p.clause for p in ruleset.provisions if p.relaxed_by == each.clause}
        if needless and all(other.bounds == MET for other in findings if other.clause in relaxable):
            found.update(dict.fromkeys(ruleset.relaxations[each.clause].readings, each.clause))
    return found


def _holds(reading: Reading, known: Known) -> bool:
    return all(known.values.get(each.fact) in each.values for each in reading.when)
