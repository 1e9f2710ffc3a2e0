"""Results as a workbook: the rows with colours, a summary with charts, and how it came about.

Written row by row (openpyxl's write-only mode), so that a long table does not have to be held in memory.
Colours are conditional formats: they follow the words, also where people sort, filter or correct them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from bot.screen_fault import ScreenFault
from bot.screen_layout import row_height
from conversations.cells import CellValue
from conversations.normalise import printable
from conversations.phrase_file import read_phrases
from conversations.screen_plan import Plan
from conversations.screen_results import Column, harmless, own_places, result_row
from conversations.screen_tally import ORDER, Tally, clause_title, row_name, summary_lines
from conversations.screen_wording import overall_word, say
from conversations.screening import Screened

if TYPE_CHECKING:
    from bot.screen import Screening

Sheet = Any
"""A write-only sheet: the stubs leave out what it takes over from an ordinary one."""

_MOST_ROWS = 1_048_576
_COLOURS = {"good": "C6EFCE", "bad": "FFC7CE", "review": "FFEB9C", "unknown": "DDEBF7", "error": "F8CBAD"}
_OVERALL = {
    "eligible": "good",
    "auto_recognised": "good",
    "needs_review": "review",
    "undetermined": "unknown",
    "not_eligible": "bad",
    "error": "error",
}
_STATUS = {"met": "good", "review": "review", "unknown": "unknown", "not_met": "bad"}
_WIDTHS = {"number": 6, "name": 30, "designation": 26, "overall": 13, "text": 40, "status": 18, "own": 16}
_TOP = Alignment(vertical="top", wrap_text=True)
_HEAD = Alignment(vertical="center", horizontal="center", wrap_text=True)
_DARK = PatternFill("solid", fgColor="1F4E79")
_LINE = Border(bottom=Side(style="thin", color="BFBFBF"))


class WorkbookTarget:
    """A workbook of results, in the making; it is saved only when it is whole."""

    def __init__(
        self, path: Path, screening: Screening, plan: Plan, columns: Sequence[Column], echo: Sequence[str]
    ) -> None:
        """`echo`: how the columns were understood."""
        path.open("ab").close()  # a place where nothing can be written is told before the work, not after
        self._path, self._screening, self._plan = path, screening, plan
        self._columns, self._echo = columns, echo
        self._book = Workbook(write_only=True)
        self._sheet: Sheet = self._book.create_sheet(say("result.sheet"))
        self._rows = 1
        frozen = 2 + (plan.name_place is not None)
        self._sheet.freeze_panes = f"{get_column_letter(frozen)}2"
        for number, each in enumerate(columns, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS[each.kind]
        self._sheet.page_setup.orientation = "landscape"
        self._sheet.print_title_rows, self._sheet.print_title_cols = (
            "1:1",
            f"A:{get_column_letter(frozen - 1)}",
        )
        headings = [each.heading for each in columns]
        _set_height(self._sheet, 1, headings, [_WIDTHS[each.kind] for each in columns])
        self._sheet.append([_head(self._sheet, heading) for heading in headings])

    def write(self, screened: Sequence[Screened]) -> None:
        """Write these rows. Raises ScreenFault where they are more than a sheet holds."""
        self._rows += len(screened)
        if self._rows > _MOST_ROWS:
            raise ScreenFault(say("error.too_long"))
        plan, own, names = self._plan, own_places(self._columns), self._screening.rulebook.designations
        widths = [_WIDTHS[each.kind] for each in self._columns]
        for number, each in enumerate(screened, self._rows - len(screened) + 1):
            row = result_row(plan, own, names, each)
            _set_height(self._sheet, number, row, widths)
            self._sheet.append([_cell(self._sheet, value) for value in row])

    def finish(self, tally: Tally) -> None:
        """The colours, the summary and the notes; then save."""
        self._colour()
        _Summary(self._book, self._screening, self._plan).write(tally)
        self._notes(tally)
        self._book.save(self._path)

    def _colour(self) -> None:
        last = max(self._rows, 2)
        letters = {n: get_column_letter(n) for n in range(1, len(self._columns) + 1)}
        self._sheet.auto_filter.ref = f"A1:{letters[len(self._columns)]}{self._rows}"
        for number, each in enumerate(self._columns, 1):
            place = f"{letters[number]}2:{letters[number]}{last}"
            if each.kind == "overall":
                for overall, colour in _OVERALL.items():
                    self._rule(place, overall_word(overall), colour, bold=True)
            elif each.kind == "status":
                for status, colour in _STATUS.items():
                    self._rule(place, say(f"status.{status}"), colour)
                missed = say("status.not_met")
                self._rule(place, say("status.relaxed", word=missed), "review")
                self._rule(place, say("status.maybe", word=missed), "unknown")

    def _rule(self, place: str, word: str, colour: str, *, bold: bool = False) -> None:
        fill = PatternFill("solid", bgColor=_COLOURS[colour])
        rule = CellIsRule(  # type: ignore[no-untyped-call]  # the stubs leave it untyped
            operator="equal", formula=[f'"{word}"'], fill=fill, font=Font(bold=bold)
        )
        self._sheet.conditional_formatting.add(place, rule)

    def _notes(self, tally: Tally) -> None:
        """What it rests on, how the columns were understood, and what it does not say."""
        sheet = self._book.create_sheet(say("result.notes"))
        sheet.column_dimensions["A"].width = 110
        for number, line in enumerate(_note_lines(self._screening, self._plan, self._echo), 1):
            _set_height(sheet, number, [line], [110])
            sheet.append([_cell(sheet, line)])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._path.stat().st_size == 0:
            self._path.unlink()
        self._book.close()


def _note_lines(screening: Screening, plan: Plan, echo: Sequence[str]) -> list[str]:
    measure, day = screening.pack.measure, screening.day
    used = sorted({plan.designation} - {""} or screening.rulebook.rulesets)
    told = dict.fromkeys(
        each.told for name in used for each in screening.rulebook.rulesets[name].presumptions.values()
    )
    return [
        say("notes.measure", title=measure.title),
        say("notes.version", version=f"{measure.id}@{screening.pack.version[:16]}"),
        say("notes.day", day=day.isoformat(), year=day.year - 1),
        "",
        say("notes.hint"),
        say("notes.unequal"),
        *measure.always_told,
        say("notes.presumed", told=read_phrases("verdict")["joint"].join(told)),
        say("notes.bad_cell"),
        "",
        say("notes.columns"),
        *echo,
    ]


def _cell(sheet: Sheet, value: CellValue) -> object:
    """Every value stands at the top, and texts wrap."""
    if value is None or value == "":
        return None
    cell = WriteOnlyCell(sheet)
    cell.value, cell.alignment = (printable(value) if isinstance(value, str) else value), _TOP
    return cell


def _set_height(sheet: Sheet, row: int, cells: Sequence[CellValue], widths: Sequence[int]) -> None:
    if height := row_height(cells, widths):
        sheet.row_dimensions[row].height = height


def _head(sheet: Sheet, text: str) -> object:
    cell = WriteOnlyCell(sheet, printable(str(harmless(text))))
    cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), _DARK, _HEAD
    return cell


class _Summary:
    """The sheet of counts, in the making."""

    def __init__(self, book: Workbook, screening: Screening, plan: Plan) -> None:
        self.screening, self.plan = screening, plan
        self.sheet: Sheet = book.create_sheet(say("result.summary"), 1)
        self.rows = 0
        for letter, width in zip("ABCDEF", (50, 12, 26, 20, 20, 24), strict=True):
            self.sheet.column_dimensions[letter].width = width

    def write(self, tally: Tally) -> None:
        """Counts by overall, by clause, who is near, and a chart of either."""
        pack, rulebook = self.screening.pack, self.screening.rulebook
        self._line(summary_lines(pack, rulebook, tally)[0])
        self._line(say("notes.unequal"))
        self._line("")
        first = self._overall(tally)
        self._line("")
        clauses = tally.lacking.most_common()
        if clauses:
            second = self.rows + 1
            self._heads(say("summary.heading_clause"), say("summary.heading_count"))
            for clause, count in clauses:
                self._append(clause_title(pack, rulebook, clause), count)
            self._chart(second, len(clauses), say("summary.heading_clause"), "H24", colour="C00000")
            self._line("")
        self._near(tally)
        self._chart(first, len(tally.by_overall()), say("summary.heading_overall"), "H3", colour="2E75B6")

    def _overall(self, tally: Tally) -> int:
        """The table of overalls by designation; the row of its heading."""
        names = self.screening.rulebook.designations
        own = [each for each in names if each in tally.designations()]
        several = own if len(own) > 1 else []
        at = self.rows + 1
        self._heads(
            say("summary.heading_overall"), say("summary.heading_count"), *(names[n] for n in several)
        )
        for overall, count in tally.by_overall():
            self._append(overall_word(overall), count, *(tally.overall[name, overall] for name in several))
        columns = [sum(tally.overall[name, overall] for overall in ORDER) for name in several]
        self._append(say("summary.total"), tally.count, *columns)
        return at

    def _near(self, tally: Tally) -> None:
        if not tally.near:
            return
        self._heads(say("summary.heading_near"), say("result.gap"))
        for each in tally.near:
            name = row_name(self.plan, each) or str(each.row.number)
            self._append(str(harmless(name)), str(harmless(each.gap)))

    def _chart(self, heading: int, count: int, title: str, place: str, *, colour: str) -> None:
        chart = BarChart()
        chart.type, chart.style, chart.title, chart.legend = "bar", 10, title, None
        chart.add_data(Reference(self.sheet, min_col=2, min_row=heading + 1, max_row=heading + count))
        chart.set_categories(Reference(self.sheet, min_col=1, min_row=heading + 1, max_row=heading + count))
        chart.series[0].graphicalProperties.solidFill = colour
        chart.dataLabels = DataLabelList()
        chart.dataLabels.showVal = True
        chart.dataLabels.showSerName = chart.dataLabels.showCatName = chart.dataLabels.showLegendKey = False
        chart.y_axis.majorGridlines = None
        chart.y_axis.delete, chart.x_axis.delete = True, False
        chart.x_axis.scaling.orientation = "maxMin"
        chart.gapWidth, chart.width, chart.height = 40, 24, max(6.0, 1.1 * count + 2.5)
        self.sheet.add_chart(chart, place)

    def _heads(self, *texts: str) -> None:
        self.rows += 1
        self.sheet.append([_head(self.sheet, text) for text in texts])

    def _append(self, *values: str | int) -> None:
        self.rows += 1
        cells = []
        for value in values:
            cell = WriteOnlyCell(self.sheet, printable(value) if isinstance(value, str) else value)
            cell.border, cell.alignment = _LINE, Alignment(vertical="top")
            cells.append(cell)
        self.sheet.append(cells)

    def _line(self, text: str) -> None:
        self.rows += 1
        self.sheet.append([text])
