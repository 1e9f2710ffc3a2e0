"""The bars that only time lifts (撤销之日起3年内): the first day on which each surely bars no more.

The same repair of the same check that closes a gap, so that a day is never worked out twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from checker.checks import CHECKS
from checker.finding import MET
from checker.rule import Named, Seen
from checker.rulebook import Rulebook
from checker.verdict import Verdict
from checker.weigh import weigh


def waits(rulebook: Rulebook, verdict: Verdict) -> tuple[tuple[str, date], ...]:
    """Each clause that bars, or may bar, until a day that is known: its id and the day."""
    settled = {finding.clause for finding in verdict.findings if finding.bounds == MET}
    found = []
    for provision in rulebook.rulesets[verdict.designation].provisions:
        if provision.role == "bar" and provision.clause not in settled:
            for rule in _named(weigh(provision.rule, verdict.known)):
                day = CHECKS[rule.check].repair(rule, verdict.known)
                found += [(provision.clause, day)] if day else []
    return tuple(found)


def _named(seen: Seen) -> Iterator[Named]:
    if isinstance(seen.rule, Named):
        yield seen.rule
    for part in seen.parts:
        yield from _named(part)
