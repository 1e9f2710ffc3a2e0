"""Verify a receipt: is it whole, does its verdict follow from its facts, and is it still the verdict now?

Judged as of the receipt's own day, so that only the rules make a difference. Needs no network and no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from checker.fact_error import FactError
from checker.facts import read_facts
from checker.judge import judge
from checker.receipt import altered_fields, findings_of, looks_like_one, receipt
from checker.rulebook import Rulebook
from checker.verdict import Verdict

Outcome = Literal["no_receipt", "altered", "genuine"]


class Receipt(BaseModel):
    """A receipt as it was written by receipt.py, its seals looked at before."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    form: Literal["fumao-receipt/1"]
    version: str
    designation: str
    day: str
    facts: dict[str, object]
    assumed: dict[str, object]
    overall: str
    findings: dict[str, dict[str, object]]
    seals: dict[str, str]
    sha256: str

    @property
    def statuses(self) -> Mapping[str, str]:
        """The status that counts, by clause."""
        return {clause: str(found.get("counts_as", "")) for clause, found in self.findings.items()}


class Difference(NamedTuple):
    """A clause that stands otherwise: its status before and now, "" where it is not listed."""

    clause: str
    was: str
    now: str


@dataclass(frozen=True)
class Replay:
    """The same facts on the same day under one rulebook. `verdict`: None where it cannot be judged there."""

    version: str
    verdict: Verdict | None
    differences: tuple[Difference, ...] = ()
    error: FactError | None = None

    def agrees_with(self, overall: str) -> bool:
        """Whether the verdict is the same, clause by clause and overall."""
        return self.verdict is not None and self.verdict.overall == overall and not self.differences


@dataclass(frozen=True)
class Verification:
    """What came of a receipt. `fields`: what was altered. `then`: replayed under the rules of its own
    version, None where those are not at hand; `now`: under the rules of today.
    """

    outcome: Outcome
    receipt: Receipt | None = None
    fields: tuple[str, ...] = ()
    then: Replay | None = None
    now: Replay | None = None

    @property
    def stands(self) -> bool:
        """Whether it is genuine and today's rules come to the same."""
        if self.outcome != "genuine" or self.receipt is None or self.now is None:
            return False
        return self.now.agrees_with(self.receipt.overall)


def verify(raw: object, current: Rulebook, own: Rulebook | None = None) -> Verification:
    """Verify a receipt as JSON holds it. `own`: the rules of an earlier version, perhaps the receipt's."""
    if not isinstance(raw, dict) or not looks_like_one(raw):
        return Verification("no_receipt")
    if fields := altered_fields(raw):
        return Verification("altered", fields=fields)
    try:
        read = Receipt.model_validate(raw)
        day = date.fromisoformat(read.day)
    except (ValidationError, ValueError):
        return Verification("no_receipt")
    books = {book.version: book for book in (own, current) if book is not None}
    then = _replayed(read, books[read.version], day) if read.version in books else None
    if then is not None and (fields := _untrue_fields(read, then)):
        return Verification("altered", read, fields, then)
    return Verification("genuine", read, then=then, now=_replayed(read, current, day))


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Difference, ...]:
    """The clauses whose status differs, those listed before first."""
    clauses = dict.fromkeys([*before, *after])
    found = (Difference(clause, before.get(clause, ""), after.get(clause, "")) for clause in clauses)
    return tuple(each for each in found if each.was != each.now)


def statuses(verdict: Verdict) -> dict[str, str]:
    """The status that counts, by clause."""
    return {each.clause: each.relaxed.status for each in verdict.findings}


def replay(
    book: Rulebook, designation: str, facts: Mapping[str, object], day: date
) -> Verdict | FactError | None:
    """The verdict on raw facts, what is wrong with them here, or None where there is no such designation."""
    if designation not in book.rulesets:
        return None
    try:
        return judge(book, designation, read_facts(book, facts, day=day), day=day)
    except FactError as error:
        return error


def _replayed(read: Receipt, book: Rulebook, day: date) -> Replay:
    found = replay(book, read.designation, read.facts, day)
    if isinstance(found, FactError):
        return Replay(book.version, None, error=found)
    if found is None:
        return Replay(book.version, None)
    return Replay(book.version, found, differences(read.statuses, statuses(found)))


def _untrue_fields(read: Receipt, then: Replay) -> tuple[str, ...]:
    """What a receipt says that its own rules do not say of its facts: somebody sealed it anew."""
    if then.verdict is None:
        return (f"facts.{then.error.field}",) if then.error else ("designation",)
    true = receipt(then.verdict)
    untrue = [name for name in ("assumed", "overall") if true[name] != getattr(read, name)]
    clauses = dict.fromkeys([*findings_of(then.verdict), *read.findings])
    wrong = [c for c in clauses if findings_of(then.verdict).get(c) != read.findings.get(c)]
    return (*untrue, *(f"findings.{clause}" for clause in wrong))
