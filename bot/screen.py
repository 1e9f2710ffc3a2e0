"""`fumao screen`: a table of applicants in, the same table with its verdicts out.

Rows pass through in chunks: a CSV of any length needs the memory of one chunk. Trouble with a cell stands in
its row; only a table that cannot be read at all is a ScreenFault.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.screen_csv import CsvTarget
from bot.screen_fault import ScreenFault
from bot.screen_source import Source, applicant_rows, find_headings, open_source
from bot.screen_workbook import WorkbookTarget
from checker import Rulebook, compile_rulebook
from conversations.screen_plan import Plan, designation_of_cell, make_plan, named_designation
from conversations.screen_results import result_columns
from conversations.screen_tally import Tally, summary_lines
from conversations.screen_wording import heading_lines, say
from conversations.screening import Row, Screener
from knowledge.pack import Pack

CHUNK = 10_000
"""Rows that are in memory at a time."""


@dataclass(frozen=True)
class Screening:
    """What is screened against what: the pack, its rules, the day, and the one designation or ""."""

    pack: Pack
    rulebook: Rulebook
    day: dt.date
    designation: str = ""


def screen_file(screening: Screening, source: Path, target: Path, tell: Callable[[str], None]) -> Tally:
    """Screen the table in `source` into `target`, telling how it was understood. Raises ScreenFault."""
    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise ScreenFault(say("error.out_kind"))
    if target.resolve() == source.resolve():
        raise ScreenFault(say("error.same"))
    table = open_source(source)
    pack, rulebook = screening.pack, screening.rulebook
    heading_row, headings = find_headings(pack, table, screening.day.year - 1)
    plan = _plan(screening, table, heading_row, make_plan(rulebook, headings, screening.designation, ()))
    echo = heading_lines(pack, plan.headings)
    for line in (say("echo.heading", row=heading_row), *echo):
        tell(line)
    tally = Tally(plan)
    columns = result_columns(pack, rulebook, plan)
    screener = Screener(pack, rulebook, plan, screening.day)
    try:
        kind = CsvTarget if target.suffix.lower() == ".csv" else WorkbookTarget
        with (
            kind(target, screening, plan, columns, echo) as results,
            _progress(table) as advance,
            _collecting_by_chunk() as collect,
        ):
            for rows in _chunks(table, heading_row, plan, tally):
                screened = screener.screen(rows)
                tally.add(screened)
                results.write(screened)
                advance()
                collect()
            results.finish(tally)
    except OSError as error:
        raise ScreenFault(say("error.cannot_write", path=target, problem=error.strerror)) from error
    for line in summary_lines(pack, rulebook, tally):
        tell(line)
    tell(say("notes.unequal"))
    tell(say("written", path=target))
    return tally


def run_screen(
    pack: Pack,
    day: dt.date,
    table: Path | None,
    out: Path | None,
    designation: str,
    template: Path | None,
    tell: Callable[[str], None],
) -> None:
    """The command: a table screened, or a template written. Raises ScreenFault."""
    rulebook = compile_rulebook(pack)
    chosen = _read_designation(pack, designation)
    if template is not None:
        from bot.screen_template import write_template

        write_template(pack, rulebook, chosen, template)
        tell(say("template_written", path=template))
    if table is None:
        if template is None:
            raise ScreenFault(say("error.no_source"))
        return
    if out is None:
        raise ScreenFault(say("error.no_out"))
    screen_file(Screening(pack, rulebook, day, chosen), table, out, tell)


def _read_designation(pack: Pack, text: str) -> str:
    """The designation that an option names. Raises ScreenFault."""
    if not text:
        return ""
    read = named_designation(pack, text)
    if read.trouble:
        raise ScreenFault(say("error.bad_designation", problem=read.trouble))
    return str(read.raw)


def _plan(screening: Screening, table: Source, heading_row: int, plan: Plan) -> Plan:
    """The plan, with the designations that the table really names: read through once for that."""
    pack, rulebook = screening.pack, screening.rulebook
    present = {screening.designation} - {""}
    if not present:
        if plan.designation_place is None:
            choices = say("list").join(each.name for each in pack.measure.designations)
            example = pack.measure.designations[-1].id
            raise ScreenFault(say("error.no_designation", choices=choices, example=example))
        for row in applicant_rows(table, heading_row, plan.name_place):
            if row is not None:
                present.add(str(designation_of_cell(pack, plan, row.cells).raw or ""))
    return make_plan(rulebook, plan.headings, screening.designation, sorted(present - {""}))


def _chunks(table: Source, heading_row: int, plan: Plan, tally: Tally) -> Iterator[list[Row]]:
    rows = applicant_rows(table, heading_row, plan.name_place)
    while chunk := list(islice(rows, CHUNK)):
        applicants = [row for row in chunk if row is not None]
        tally.totals += len(chunk) - len(applicants)
        yield applicants


@contextmanager
def _collecting_by_chunk() -> Iterator[Callable[[], object]]:
    """Look for garbage after each chunk, not within: that saves a fifth, and rows leave no cycles."""
    gc.freeze()
    gc.disable()
    try:
        yield lambda: gc.collect(1)
    finally:
        gc.enable()
        gc.unfreeze()


@contextmanager
def _progress(table: Source) -> Iterator[Callable[[], None]]:
    """A bar on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda: None
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(say("progress"), total=None)

        def advance() -> None:
            done, total = table.progress()
            progress.update(task, completed=done, total=total or None)

        yield advance
