"""The verdict (结论) on one applicant for one designation: data only, worded elsewhere.

Bounds, findings and open facts are there at once; what few callers need is worked out when it is first
asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from checker.facts import Facts
from checker.finding import Finding
from checker.known import Known
from checker.rulebook import Ruleset
from checker.telling import Told, Warning, readings_told, warnings_of
from checker.values import Value

Overall = Literal["eligible", "needs_review", "undetermined", "not_eligible", "auto_recognised"]


@dataclass(frozen=True)
class Verdict:
    """What follows from the facts on a day, clause by clause and overall (rules.md §6.2)."""

    designation: str
    overall: Overall
    findings: tuple[Finding, ...]
    """In the order of the text."""
    open_facts: tuple[str, ...]
    """What can still move the overall now, the most telling first; empty when it is settled."""
    unanswered: tuple[str, ...]
    """What is open in any unsettled finding, for the complete picture."""
    assumed: Mapping[str, Value]
    facts: Facts
    day: date
    version: str
    ruleset: Ruleset = field(repr=False, compare=False)
    known: Known = field(repr=False, compare=False)
    probe: Callable[[Verdict], tuple[str, ...]] = field(repr=False, compare=False)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The readings that this applicant is to hear of."""
        return readings_told(self.ruleset, self.findings, self.known)

    @cached_property
    def warnings(self) -> tuple[Warning, ...]:
        """Figures to look at again."""
        return warnings_of(self.ruleset, self.findings, self.known)

    @cached_property
    def could_change(self) -> tuple[str, ...]:
        """Presumed or judged facts that were not stated and of which some value would change the overall.

        It judges once for each value of each such fact.
        """
        return self.probe(self)

    def finding(self, clause: str) -> Finding | None:
        """The finding of a clause, None where it is not listed."""
        return next((each for each in self.findings if each.clause == clause), None)
