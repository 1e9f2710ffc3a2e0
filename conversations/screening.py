"""Screen a table of applicants: headings and rows in, a row of findings and words out for each.

Pure. Rows come in chunks of any size; what is kept between them is bounded. The batch judges; the words are
made once for applicants that are alike (checker/alike.py), with each one's own figures put into its gaps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from checker import Amount, FactError, Gap, Rulebook, Verdict, gaps, judge, read_facts
from checker.alike import clashing, keys
from checker.batch import OVERALLS, judge_columns
from checker.batch_bounds import bits
from conversations.cells import CellValue
from conversations.error_wording import error_text
from conversations.screen_columns import Filled, Filler
from conversations.screen_plan import Plan, designation_of_cell
from conversations.screen_wording import (
    gap_text,
    is_near,
    joined,
    open_text,
    plain_error,
    status_word,
    warning_text,
)
from knowledge.pack import Pack

_MOST_KINDS = 20_000
"""Kinds of applicants whose words are kept; beyond them they are made again, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: its number as people count, and its cells."""

    number: int
    cells: Sequence[CellValue]


@dataclass(frozen=True, slots=True)
class Screened:
    """What came of one row. `overall`: the checker's, or "error"; `statuses`: a word per clause of the plan.

    `near`: not eligible, and only figures within a fifth of their thresholds stand between.
    """

    row: Row
    designation: str
    overall: str
    statuses: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    """The clauses that are not met."""
    gap: str = ""
    open: str = ""
    warnings: str = ""
    trouble: str = ""
    near: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is told alike to all applicants of one kind."""

    gaps: tuple[Gap, ...]
    gap: str
    open: str
    warnings: str
    figured: bool
    """Whether the gaps name amounts, which differ from one to the other."""


class Screener:
    """A table being screened, in the making: rows are given to it chunk by chunk."""

    def __init__(self, pack: Pack, rulebook: Rulebook, plan: Plan, day: dt.date) -> None:
        """`day`: the day of the check."""
        self.pack, self.rulebook, self.plan, self.day = pack, rulebook, plan, day
        self._filler = Filler(pack, rulebook, plan, day)
        self._kinds: dict[tuple[str, bytes], _Kind] = {}
        self._words = {
            (own, relaxed): status_word(own, relaxed) for own in range(256) for relaxed in (own, *range(16))
        }

    def screen(self, rows: Sequence[Row]) -> list[Screened]:
        """What came of each row, in their order."""
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
        bounds = {
            clause: list(zip(one.own.tolist(), one.relaxed.tolist(), strict=True))
            for clause, one in batch.findings.items()
        }
        shown = [bounds.get(clause, [(255, 255)] * len(rows)) for clause in self.plan.clauses]
        found = []
        for place, row in enumerate(rows):
            if refused[place]:
                found.append(self._one(filled, place, row, designation))
                continue
            kind = self._kinds.get((designation, marks[place]))
            if kind is None:
                kind = self._new_kind(filled, place, designation, marks[place])
            pairs = [each[place] for each in shown]
            found.append(self._told(filled, place, row, designation, overall[place], pairs, kind))
        return found

    def _told(
        self,
        filled: Filled,
        place: int,
        row: Row,
        designation: str,
        overall: str,
        pairs: Sequence[tuple[int, int]],
        kind: _Kind,
    ) -> Screened:
        own = self._own_gaps(filled, place, kind) if kind.figured else kind.gaps
        clauses = zip(self.plan.clauses, pairs, strict=True)
        lacking = tuple([c for c, pair in clauses if _is_lacking(pair) and c in self.plan.counting])
        return Screened(
            row=row,
            designation=designation,
            overall=overall,
            statuses=tuple([self._words[pair] for pair in pairs]),
            lacking=lacking,
            gap=gap_text(self.pack, own) if kind.figured else kind.gap,
            open=kind.open,
            warnings=kind.warnings,
            trouble=filled.troubles.get(place, ""),
            near=overall == "not_eligible" and is_near(own, lacking),
        )

    def _own_gaps(self, filled: Filled, place: int, kind: _Kind) -> tuple[Gap, ...]:
        """The gaps of a kind with this applicant's own amounts in them."""
        found = []
        for gap in kind.gaps:
            changes = []
            for change in gap.changes:
                if isinstance(change.was, Amount) and isinstance(change.to, Amount):
                    was = filled.amount(change.fact, place)
                    by = Amount(change.to.value - was.value, was.currency)
                    change = replace(change, was=was, by=by)
                changes.append(change)
            found.append(replace(gap, changes=tuple(changes)))
        return tuple(found)

    def _new_kind(self, filled: Filled, place: int, designation: str, mark: bytes) -> _Kind:
        verdict = self._verdict(filled.raw(place), designation)
        if len(self._kinds) >= _MOST_KINDS:
            self._kinds.clear()
        kind = self._kind(verdict)
        self._kinds[designation, mark] = kind
        return kind

    def _verdict(self, raw: Mapping[str, object], designation: str) -> Verdict:
        facts = read_facts(self.rulebook, raw, day=self.day)
        return judge(self.rulebook, designation, facts, day=self.day)

    def _kind(self, verdict: Verdict) -> _Kind:
        found = gaps(self.rulebook, verdict)
        return _Kind(
            gaps=found,
            gap=gap_text(self.pack, found),
            open=open_text(self.pack, verdict),
            warnings=warning_text(self.pack, self.rulebook, verdict),
            figured=any(isinstance(change.was, Amount) for gap in found for change in gap.changes),
        )

    def _one(self, filled: Filled, place: int, row: Row, designation: str) -> Screened:
        """One row by itself: facts that contradict each other, or a figure that has no place in a column."""
        try:
            verdict = self._verdict(filled.raw(place), designation)
        except FactError as error:
            told = plain_error(self.pack, error_text(self.pack, self.rulebook, error))
            trouble = filled.troubles.get(place, "")
            return Screened(row, designation, "error", trouble=joined(trouble, told))
        pairs = []
        for clause in self.plan.clauses:
            one = verdict.finding(clause)
            pairs.append((bits(one.bounds), bits(one.relaxed)) if one else (255, 255))
        kind = replace(self._kind(verdict), figured=False)
        return self._told(filled, place, row, designation, verdict.overall, pairs, kind)


def _is_lacking(pair: tuple[int, int]) -> bool:
    """Whether a clause is not met after relaxation."""
    return pair[1] == 0
