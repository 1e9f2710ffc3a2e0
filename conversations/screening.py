"""Screen a table of applicants: headings and rows in, a row of findings and words out for each.

Pure. Rows come in chunks of any size; what is kept between them is bounded. The batch judges; the words are
made once for applicants that are alike (checker/alike.py), with each one's own figures put into its gaps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from checker import FactError, Rulebook, Verdict, gaps, judge, read_facts
from checker.alike import clashing, keys
from checker.batch import OVERALLS, Batch, judge_columns
from checker.batch_bounds import bits
from checker.finding import NOT_MET
from conversations.cells import CellValue
from conversations.error_wording import error_text
from conversations.screen_columns import Filled, Filler
from conversations.screen_gaps import OwnGaps
from conversations.screen_plan import Plan, designation_of_cell
from conversations.screen_wording import (
    joined,
    open_text,
    plain_error,
    status_word,
    status_words,
    warning_text,
)
from knowledge.pack import Pack

_MOST_KINDS = 25_000
"""Kinds of applicants whose words are kept; beyond them they are made again, so that memory stays bounded."""


class Row(NamedTuple):
    """A row of the table: its number as people count, and its cells."""

    number: int
    cells: Sequence[CellValue]


class Screened(NamedTuple):
    """What came of one row. `overall`: the checker's, or "error"; `statuses`: a word per clause of the plan.

    `lacking`: the clauses that are not met. `near`: not eligible, and only figures within a fifth of their
    thresholds stand between.
    """

    row: Row
    designation: str
    overall: str
    trouble: str = ""
    statuses: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    gap: str = ""
    open: str = ""
    warnings: str = ""
    near: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is told alike to all applicants of one kind; `own` makes of its amounts what differs."""

    lacking: tuple[str, ...]
    gaps: OwnGaps
    open: str
    warnings: str


class Screener:
    """A table being screened, in the making: rows are given to it chunk by chunk."""

    def __init__(self, pack: Pack, rulebook: Rulebook, plan: Plan, day: dt.date) -> None:
        """`day`: the day of the check."""
        self.pack, self.rulebook, self.plan, self.day = pack, rulebook, plan, day
        self._filler = Filler(pack, rulebook, plan, day)
        self._kinds: dict[tuple[str, bytes], _Kind] = {}

    def screen(self, rows: Sequence[Row]) -> list[Screened]:
        """What came of each row, in their order."""
        if self.plan.designation:
            return self._screen_alike(rows, self.plan.designation)
        found: dict[int, Screened] = {}
        places: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            designation = designation_of_cell(self.pack, self.plan, row.cells)
            if designation.trouble:
                found[place] = Screened(row, "", "error", trouble=designation.trouble)
            else:
                places.setdefault(str(designation.raw), []).append(place)
        for designation_id, own in places.items():
            screened = self._screen_alike([rows[place] for place in own], designation_id)
            found.update(zip(own, screened, strict=True))
        return [found[place] for place in range(len(rows))]

    def _screen_alike(self, rows: Sequence[Row], designation: str) -> list[Screened]:
        """Rows that all apply for the same title."""
        filled = self._filler.fill(rows, designation)
        columns = filled.columns
        batch = judge_columns(self.rulebook, designation, columns, day=self.day)
        marks = keys(self.rulebook, designation, columns)
        refused = (clashing(self.rulebook, columns, self.day) | columns.unfit).tolist()
        overall = [OVERALLS[code] for code in batch.overall.tolist()]
        statuses = self._statuses(batch, len(rows))
        found = []
        for place, row in enumerate(rows):
            if refused[place]:
                found.append(self._one(filled, place, row, designation))
                continue
            key = (designation, marks[place])
            kind = self._kinds.get(key) or self._new_kind(filled, place, key)
            found.append(self._told(filled, place, row, designation, overall[place], statuses[place], kind))
        return found

    def _statuses(self, batch: Batch, length: int) -> Sequence[tuple[str, ...]]:
        """The words of each row, a clause after the other."""
        unlisted = [""] * length
        columns = []
        for clause in self.plan.clauses:
            found = batch.findings.get(clause)
            columns.append(status_words(found.own, found.relaxed) if found else unlisted)
        return list(zip(*columns, strict=True)) if columns else [()] * length

    def _told(
        self,
        filled: Filled,
        place: int,
        row: Row,
        designation: str,
        overall: str,
        statuses: tuple[str, ...],
        kind: _Kind,
    ) -> Screened:
        trouble, warnings = filled.troubles.get(place, ""), kind.warnings
        if place in filled.doubts:
            warnings = "\n".join(filter(None, (filled.doubts[place], warnings)))
        if not kind.lacking:
            return Screened(row, designation, overall, trouble, statuses, (), "", kind.open, warnings)
        amounts = [filled.amount(name, place) for name in kind.gaps.amounts]
        gap, near = kind.gaps.told(amounts)
        near = near and overall == "not_eligible"
        return Screened(
            row, designation, overall, trouble, statuses, kind.lacking, gap, kind.open, warnings, near
        )

    def _new_kind(self, filled: Filled, place: int, key: tuple[str, bytes]) -> _Kind:
        if len(self._kinds) >= _MOST_KINDS:
            self._kinds.clear()
        kind = self._kinds[key] = self._kind(self._verdict(filled.raw(place), key[0]))
        return kind

    def _verdict(self, raw: Mapping[str, object], designation: str) -> Verdict:
        facts = read_facts(self.rulebook, raw, day=self.day)
        return judge(self.rulebook, designation, facts, day=self.day)

    def _kind(self, verdict: Verdict) -> _Kind:
        lacking = tuple(
            each.clause
            for each in verdict.findings
            if each.clause in self.plan.counting and each.relaxed == NOT_MET
        )
        return _Kind(
            lacking=lacking,
            gaps=OwnGaps(self.pack, gaps(self.rulebook, verdict), lacking),
            open=open_text(self.pack, verdict),
            warnings=warning_text(self.pack, self.rulebook, verdict),
        )

    def _one(self, filled: Filled, place: int, row: Row, designation: str) -> Screened:
        """One row by itself: facts that contradict each other, or a figure that has no place in a column."""
        try:
            verdict = self._verdict(filled.raw(place), designation)
        except FactError as error:
            told = plain_error(self.pack, error_text(self.pack, self.rulebook, error))
            trouble = filled.troubles.get(place, "")
            return Screened(row, designation, "error", trouble=joined(trouble, told))
        statuses = []
        for clause in self.plan.clauses:
            one = verdict.finding(clause)
            statuses.append(status_word(bits(one.bounds), bits(one.relaxed)) if one else "")
        kind = self._kind(verdict)
        return self._told(filled, place, row, designation, verdict.overall, tuple(statuses), kind)
