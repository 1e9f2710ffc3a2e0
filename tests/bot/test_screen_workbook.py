"""Workbooks to and from `fumao screen`: values apart, colours, counts, notes, and the template."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from bot.screen import Screening, screen_file
from bot.screen_fault import ScreenFault
from bot.screen_template import write_template
from conversations.screen_wording import overall_word
from tests.bot.screen_table import HEADINGS, write_workbook
from tests.bot.screening import DAY, GOOD, KEY, lines, screen
from tests.checker.applicants import pack, rulebook


def test_the_workbook_of_results_has_rows_counts_colours_and_notes(tmp_path: Path) -> None:
    source, target = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    write_workbook(source)
    tally = screen_file(Screening(pack(), rulebook(), DAY), source, target, lambda _: None)
    book = load_workbook(target)
    assert book.sheetnames == ["结果", "汇总", "说明"]
    sheet = book["结果"]
    assert (sheet.max_row, sheet.freeze_panes) == (301, "C2")
    assert sheet.auto_filter.ref == f"A1:{get_column_letter(sheet.max_column)}301"
    assert len(sheet.conditional_formatting) > 10
    overall = Counter(sheet.cell(row, 4).value for row in range(2, 302))
    assert overall == {overall_word(key): count for key, count in tally.by_overall()}
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    summary: Any = book["汇总"]
    assert len(summary._charts) == 2
    notes = "\n".join(str(row[0].value) for row in book["说明"].iter_rows())
    for said in (pack().version[:16], "2026-03-10", "满足条件不等于获得认定", "单位万美元，2025年的"):
        assert said in notes
    assert len(HEADINGS) < sheet.max_column


def test_a_workbook_keeps_percentages_dates_and_errors_apart(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["单位名称", "服务进出口额（万美元）", "被撤销资格", "撤销时间", "是否失信"])
    sheet.append(["甲", 0.62, "重点培育企业", dt.datetime(2025, 6, 1), False])
    sheet["B2"].number_format = "0.00%"
    sheet.append(["乙", 62, "无", None, True])
    sheet.append(["丙", "#N/A", "", "", ""])
    book.save(tmp_path / "in.xlsx")
    rows, _, _ = screen(tmp_path, (tmp_path / "in.xlsx").read_bytes(), suffix=".xlsx")
    assert "62%" in rows[0]["填写有误"]
    [barred] = [name for name in rows[0] if name.startswith("第十四条")]
    assert [row[barred] for row in rows] == ["未达到", "达到", "达到"]
    assert rows[1]["结论"] == "不符合"
    assert "公式" in rows[2]["填写有误"]


@pytest.mark.parametrize("designation", ["", KEY])
def test_the_template_has_options_and_explanations_and_can_be_screened(
    tmp_path: Path, designation: str
) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(pack(), rulebook(), designation, path)
    book = load_workbook(path)
    assert book.sheetnames == ["填写", "说明", "选项"]
    assert book["选项"].sheet_state == "hidden"
    sheet = book["填写"]
    kinds = Counter(rule.type for rule in sheet.data_validations.dataValidation)
    assert kinds["list"] >= 10
    assert kinds["decimal"] >= 2
    explained = [str(row[0].value) for row in book["说明"].iter_rows(min_row=7)]
    headings = [str(cell.value) for cell in sheet[1]]
    assert explained[-len(headings) :] == headings
    sheet.append(["甲公司", *(["重点培育企业（机构）"] if not designation else [])])
    book.save(path)
    rows, told, _ = screen(tmp_path, path.read_bytes(), designation, suffix=".xlsx")
    assert [row["结论"] for row in rows] == ["还不能定"]
    assert "没有采用，不知道" not in told


def test_a_broken_workbook_and_a_strange_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScreenFault, match="已损坏"):
        screen(tmp_path, b"PK\x03\x04 nothing", suffix=".xlsx")
    with pytest.raises(ScreenFault, match="另存为"):
        screen(tmp_path, b"\xd0\xcf\x11\xe0", suffix=".xls")


def test_characters_that_no_workbook_holds_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(lines(GOOD.replace("甲", "甲\x0b\x00\ud7ff")), encoding="utf-8")
    screening = Screening(pack(), rulebook(), DAY, KEY)
    screen_file(screening, tmp_path / "in.csv", tmp_path / "out.xlsx", lambda _: None)
    assert str(load_workbook(tmp_path / "out.xlsx").worksheets[0]["B2"].value).startswith("甲")
