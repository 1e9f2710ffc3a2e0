"""The same applicants under two versions of the rules: whose verdict changes, clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from checker.rulebook import Rulebook
from checker.verdict import Verdict
from checker.verifying import Difference, differences, replay, statuses


@dataclass(frozen=True)
class StoredCase:
    """An applicant as it was stored: some name, the designation, the facts as JSON states them."""

    name: str
    designation: str
    facts: Mapping[str, object]


@dataclass(frozen=True)
class CaseChange:
    """An applicant whose verdict changes. An overall is "error" where the rules cannot judge the case."""

    case: StoredCase
    was: str
    now: str
    differences: tuple[Difference, ...]


def compare_cases(
    old: Rulebook, new: Rulebook, cases: Iterable[StoredCase], *, day: date
) -> Iterator[CaseChange | None]:
    """For each case what changes for it, or None. `day`: of the check, the same for both."""
    for case in cases:
        before, after = (_judged(book, case, day) for book in (old, new))
        found = differences(statuses(before) if before else {}, statuses(after) if after else {})
        was, now = (each.overall if each else "error" for each in (before, after))
        yield CaseChange(case, was, now, found) if was != now or found else None


def _judged(book: Rulebook, case: StoredCase, day: date) -> Verdict | None:
    found = replay(book, case.designation, case.facts, day)
    return found if isinstance(found, Verdict) else None
