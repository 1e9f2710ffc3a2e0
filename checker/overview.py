"""One applicant against every designation at once: what fits, what is open, near or impossible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from checker.facts import Facts
from checker.finding import Status
from checker.gaps import gaps
from checker.judge import judge
from checker.plans import Plan, plans
from checker.rulebook import Rulebook
from checker.verdict import Verdict

Standing = Literal["fits", "open", "near", "impossible"]
STANDINGS: tuple[Standing, ...] = ("fits", "open", "near", "impossible")


@dataclass(frozen=True)
class Prospect:
    """How one designation stands. `plan`: what is missing, where it is near; `stuck`: why it cannot be."""

    verdict: Verdict
    standing: Standing
    plan: Plan | None = None
    stuck: tuple[str, ...] = ()


def overview(rulebook: Rulebook, facts: Facts, *, day: date) -> tuple[Prospect, ...]:
    """Every designation, the nearest first, among equals in the measure's order."""
    verdicts = (judge(rulebook, name, facts, day=day) for name in rulebook.designations)
    found = [prospect(rulebook, verdict) for verdict in verdicts]
    return tuple(sorted(found, key=lambda each: STANDINGS.index(each.standing)))


def prospect(rulebook: Rulebook, verdict: Verdict) -> Prospect:
    """How the designation of a verdict stands. What only a condition could save counts as impossible."""
    match verdict.overall:
        case "undetermined":
            return Prospect(verdict, "open")
        case "not_eligible":
            found = [plan for plan in plans(rulebook, verdict) if not plan.on_condition]
            if found:
                return Prospect(verdict, "near", found[0])
            return Prospect(verdict, "impossible", stuck=_stuck(rulebook, verdict))
    return Prospect(verdict, "fits")


def _stuck(rulebook: Rulebook, verdict: Verdict) -> tuple[str, ...]:
    """The clauses that are not met and that nothing puts right."""
    helped = {gap.clause for gap in gaps(rulebook, verdict) if gap.when != "never"}
    failed = [each.clause for each in verdict.findings if each.relaxed.high == Status.NOT_MET]
    counted = [c for c in failed if any(c == p.clause for p in verdict.ruleset.provisions)]
    return tuple(c for c in counted if c not in helped) or tuple(counted)
