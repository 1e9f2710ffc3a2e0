"""An empty workbook to fill in for screening: headings with units, drop-downs, a page of explanations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.screen_fault import ScreenFault
from bot.screen_layout import row_height
from checker import Rulebook
from conversations.screen_template import TemplateColumn, template_columns, template_notes
from conversations.screen_wording import say
from knowledge.pack import Pack

_ROWS = 1_000
"""Rows that are made ready."""
_DARK, _PALE = PatternFill("solid", fgColor="1F4E79"), PatternFill("solid", fgColor="DDEBF7")
_HEAD = Alignment(vertical="center", horizontal="center", wrap_text=True)
_TOP = Alignment(vertical="top", wrap_text=True)
_THIN = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_NOTE_WIDTHS = (34, 40, 44, 30, 22, 44)


def write_template(pack: Pack, rulebook: Rulebook, designation: str, path: Path) -> None:
    """Write the template for one designation, or with "" for all of them. Raises ScreenFault."""
    columns = template_columns(pack, rulebook, designation)
    book = Workbook()
    sheet, notes = book.worksheets[0], book.create_sheet(say("result.notes"))
    options = book.create_sheet(say("template.options"))
    options.sheet_state = "hidden"
    sheet.title = say("template.sheet")
    _fill_in(sheet, columns)
    _validate(sheet, options, columns)
    _explain(notes, columns, template_notes(pack, designation))
    try:
        book.save(path)
    except OSError as error:
        raise ScreenFault(say("error.cannot_write", path=path, problem=error.strerror)) from error


def _fill_in(sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    for number, each in enumerate(columns, 1):
        cell = sheet.cell(1, number, each.heading)
        cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), _DARK, _HEAD
        cell.border = _BOX
        sheet.column_dimensions[get_column_letter(number)].width = 28 if number == 1 else 18
    sheet.row_dimensions[1].height = 62
    sheet.freeze_panes = "B2"


def _validate(sheet: Worksheet, options: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """Drop-downs from a hidden sheet; figures and dates are only warned about, 不清楚 may be written too."""
    for number, each in enumerate(columns, 1):
        letter = get_column_letter(number)
        if each.options:
            for row, option in enumerate(each.options, 1):
                options.cell(row, number, option)
            where = f"'{options.title}'!${letter}$1:${letter}${len(each.options)}"
            rule = DataValidation(type="list", formula1=where, allow_blank=True)
            rule.error = say("template.choose")
        elif each.kind in ("amount", "count", "rate"):
            rule = DataValidation("decimal", "0", errorStyle="warning", operator="greaterThanOrEqual")
            rule.error = say("template.figure", example=each.example)
        else:
            continue
        rule.showErrorMessage = rule.showInputMessage = True
        rule.prompt = say("template.prompt", question=each.question, example=each.example)[:255]
        rule.promptTitle = each.name[:32]
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{_ROWS + 1}")


def _explain(sheet: Worksheet, columns: Sequence[TemplateColumn], notes: Sequence[str]) -> None:
    for text in notes:
        sheet.append([text])
    sheet.append([])
    sheet.append(
        [say(f"template.{key}") for key in ("column", "asks", "unit", "clause", "for_example", "where")]
    )
    heading = sheet.max_row
    for each in columns:
        sheet.append([each.heading, each.question, each.unit, each.clause, each.example, each.where])
    for row in sheet.iter_rows(min_row=heading):
        height = row_height([str(cell.value or "") for cell in row], _NOTE_WIDTHS)
        sheet.row_dimensions[row[0].row or heading].height = height
        for cell in row:
            cell.alignment, cell.border = _TOP, _BOX
            if cell.row == heading:
                cell.font, cell.fill = Font(bold=True), _PALE
    for number, width in enumerate(_NOTE_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"B{heading + 1}"
