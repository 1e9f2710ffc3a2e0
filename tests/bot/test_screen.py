"""`fumao screen`: a table in, a table with verdicts out; what is wrong stands in its row, nothing stops."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from bot.screen import CHUNK, Screening, screen_file
from bot.screen_fault import ScreenFault
from bot.screen_template import write_template
from checker import judge, read_facts
from conversations.headings import read_headings
from conversations.screen_plan import make_plan
from conversations.screen_results import harmless
from conversations.screen_tally import Tally
from conversations.screen_wording import overall_word
from conversations.screening import Row, Screener
from tests.bot.screen_table import HEADINGS, table, write_workbook
from tests.checker.applicants import TINY, pack, rulebook

DAY = dt.date(2026, 3, 10)
HEADING = (
    "单位名称,类型,领域,依法登记,法人资格,开展服务贸易,是否失信,系统登记,按时填报,服务进出口额（万美元）"
)
GOOD = "甲公司,企业,一般,是,有,是,否,是,是,62"
KEY = "key_enterprise"


def _screen(
    folder: Path, content: str | bytes, designation: str = KEY, *, suffix: str = ".csv"
) -> tuple[list[dict[str, str]], str, Tally]:
    """The rows of the results by heading, what was told, the counts."""
    source, target = folder / f"in{suffix}", folder / "out.csv"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    told: list[str] = []
    tally = screen_file(Screening(pack(), rulebook(), DAY, designation), source, target, told.append)
    text = target.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""))), "\n".join(told), tally


def _lines(*rows: str) -> str:
    return "\n".join((HEADING, *rows)) + "\n"


def test_each_row_gets_its_overall_its_clauses_its_gap_and_its_questions(tmp_path: Path) -> None:
    short = GOOD.replace("62", "38").replace("甲", "乙")
    silent = "丙公司,企业,一般,是,有,是,,是,是,62"
    rows, told, _ = _screen(tmp_path, _lines(GOOD, short, silent))
    assert [row["结论"] for row in rows] == ["符合", "不符合", "还不能定"]
    assert (
        rows[1]["差什么、怎么补"]
        == "第五条（四）4：上年度服务进出口额再增加12万美元，到50万美元（等下一年度的数据）"
    )
    assert rows[2]["还要知道"] == pack().facts["on_blacklist"].question
    [clause] = [name for name in rows[0] if name.startswith("第五条（四）4")]
    assert [row[clause] for row in rows] == ["达到", "未达到", "达到"]
    assert "第10列“服务进出口额（万美元）”：上年度服务进出口额，单位万美元" in told
    assert "满足条件不等于获得认定" in told


def test_a_bad_cell_is_told_in_its_row_and_counts_as_not_known(tmp_path: Path) -> None:
    rows, told, tally = _screen(tmp_path, _lines(GOOD.replace("62", "约60万"), GOOD))
    assert [row["结论"] for row in rows] == ["还不能定", "符合"]
    assert "约60万" in rows[0]["填写有误"]
    assert "例如：62万美元" in rows[0]["填写有误"]
    assert tally.troubled == 1
    assert "有填写问题的1行" in told


def test_a_contradiction_gets_no_verdict_and_is_told_without_the_names_of_programs(tmp_path: Path) -> None:
    rows, _, _ = _screen(tmp_path, _lines(GOOD.replace("企业", "个体户"), GOOD))
    assert [row["结论"] for row in rows] == ["填写有误", "符合"]
    assert "矛盾" in rows[0]["填写有误"]
    assert "_" not in rows[0]["填写有误"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_in_any_usual_form_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    content = _lines(GOOD, GOOD).replace(",", separator).replace("\n", "\r\n")
    rows, _, _ = _screen(tmp_path, content.encode(encoding))
    assert [row["结论"] for row in rows] == ["符合", "符合"]
    assert rows[0]["单位名称"] == "甲公司"


def test_the_results_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    _screen(tmp_path, _lines(GOOD))
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_title_above_the_headings_blank_rows_and_sums_are_passed_over(tmp_path: Path) -> None:
    rows, told, tally = _screen(
        tmp_path, f"2026年汇总表\n\n{_lines(GOOD, ',,,', '', GOOD)}合计,,,,,,,,,124\n"
    )
    assert [row["行"] for row in rows] == ["4", "7"]
    assert "标题在第3行" in told
    assert tally.totals == 1


def test_a_row_longer_than_its_headings_is_told(tmp_path: Path) -> None:
    rows, _, _ = _screen(tmp_path, _lines(GOOD + ",1,200", GOOD + ",,"))
    assert "多出2格" in rows[0]["填写有误"]
    assert not rows[1]["填写有误"]


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1"])
def test_a_formula_is_quoted_wherever_it_stands(tmp_path: Path, cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerows([[*HEADING.split(","), f"备注{cell}", cell], [cell, *GOOD.split(",")[1:], cell, cell]])
    _screen(tmp_path, table.getvalue())
    for row in csv.reader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8-sig"), newline="")):
        assert not any(each.lstrip(" ")[:1] in tuple("=+-@\t\r＝") for each in row if each)


@pytest.mark.parametrize("cell", ["-5", "+5.5", "-", "——", "-1,000.5", "12%", "abc", "", None, 7])
def test_figures_and_dashes_are_no_formulas(cell: str | int | None) -> None:
    assert harmless(cell) == cell


def test_several_designations_in_one_table_each_have_their_clauses(tmp_path: Path) -> None:
    heading = "申报类别,单位名称,类型,领域,服务进出口额（万美元）,服务贸易企业数"
    rows, _, tally = _screen(
        tmp_path,
        f"{heading}\n重点培育企业,甲,企业,一般,40,\n出口基地,乙,园区,一般,,12\n示范城市,丙,盟市,,,\n,丁,,,,\n",
        "",
    )
    assert [row["结论"] for row in rows] == ["不符合", "还不能定", "填写有误", "填写有误"]
    assert "不止一类" in rows[2]["填写有误"]
    assert "没有填申报类别" in rows[3]["填写有误"]
    [own] = [name for name in rows[0] if name.startswith("第五条（四）4")]
    [other] = [name for name in rows[0] if name.startswith("第五条（三）3")]
    assert [(row[own], row[other]) for row in rows[:2]] == [("未达到", ""), ("", "达到")]
    assert tally.designations() == ["key_enterprise", "export_base", ""][:2]


def test_near_misses_are_within_a_fifth_of_the_threshold(tmp_path: Path) -> None:
    amounts = ("39.99", "40", "49.99", "50", "10")
    _, told, tally = _screen(tmp_path, _lines(*(GOOD.replace("62", each) for each in amounts)))
    assert tally.near_count == 2
    assert "差一点就够" in told
    blacklisted = GOOD.replace("62", "49").replace("否", "是")
    assert _screen(tmp_path, _lines(blacklisted))[2].near_count == 0


def test_what_differs_between_applicants_that_are_alike_is_each_ones_own(tmp_path: Path) -> None:
    rows, _, _ = _screen(tmp_path, _lines(*(GOOD.replace("62", str(n)) for n in (38, 41.5, 0))))
    assert [row["差什么、怎么补"].partition("再增加")[2].partition("，")[0] for row in rows] == [
        "12万美元",
        "8.5万美元",
        "50万美元",
    ]


def test_every_row_of_the_dirty_table_is_what_the_single_judge_says(tmp_path: Path) -> None:
    _, headings_row, *rows = table()
    headings = read_headings(pack(), [str(each) for each in headings_row], 2025)
    plan = make_plan(rulebook(), headings, "", list(rulebook().rulesets))
    screener = Screener(pack(), rulebook(), plan, DAY)
    given = [Row(number, [str(cell) for cell in row]) for number, row in enumerate(rows[:-1], 3) if row]
    together = screener.screen(given)
    for row, screened in zip(given, together, strict=True):
        [alone] = Screener(pack(), rulebook(), plan, DAY).screen([row])
        assert alone == screened
        if screened.overall != "error":
            filled = screener._filler.fill([row], screened.designation)
            facts = read_facts(rulebook(), filled.raw(0), day=DAY)
            assert judge(rulebook(), screened.designation, facts, day=DAY).overall == screened.overall
    assert {each.overall for each in together} >= {"eligible", "needs_review", "undetermined", "not_eligible"}


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
    rows, _, _ = _screen(tmp_path, (tmp_path / "in.xlsx").read_bytes(), suffix=".xlsx")
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
    rows, told, _ = _screen(tmp_path, path.read_bytes(), designation, suffix=".xlsx")
    assert [row["结论"] for row in rows] == ["还不能定"]
    assert "没有采用，不知道" not in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "没有内容"),
        ("甲,乙\n1,2\n".encode(), "没有认得的标题"),
        (HEADING.encode()[:-1] + b"\xff\xff\n", "编码"),
        ("单位名称,服务进出口额（万美元）\n".encode() + b'"' + b"x" * 200_000, "引号"),
    ],
    ids=["empty", "no-headings", "no-encoding", "endless-quote"],
)
def test_a_table_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(ScreenFault, match=said):
        _screen(tmp_path, content)


def test_a_broken_workbook_and_a_strange_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScreenFault, match="已损坏"):
        _screen(tmp_path, b"PK\x03\x04 nothing", suffix=".xlsx")
    with pytest.raises(ScreenFault, match="另存为"):
        _screen(tmp_path, b"\xd0\xcf\x11\xe0", suffix=".xls")


def test_without_a_designation_anywhere_it_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ScreenFault, match="--designation"):
        _screen(tmp_path, _lines(GOOD), "")


def test_more_rows_than_a_chunk_are_screened_alike_and_in_order(tmp_path: Path) -> None:
    count = CHUNK + 7
    rows, _, tally = _screen(tmp_path, _lines(*(GOOD.replace("甲", f"{n}号") for n in range(count))))
    assert [row["单位名称"] for row in rows] == [f"{n}号公司" for n in range(count)]
    assert tally.by_overall() == [("eligible", count)]


def test_another_measure_is_screened_too(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "名称,书店形式,在架图书（册）,是否依法登记,环境和服务\n甲,实体书店,3200,是,是\n乙,网上书店,900册,是,\n",
        encoding="utf-8",
    )
    screening = Screening(pack(TINY), rulebook(TINY), dt.date(2025, 3, 10), "model_shop")
    tally = screen_file(screening, tmp_path / "in.csv", tmp_path / "out.csv", lambda _: None)
    assert dict(tally.by_overall()) == {"needs_review": 1, "not_eligible": 1}


def test_characters_that_no_workbook_holds_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(_lines(GOOD.replace("甲", "甲\x0b\x00\ud7ff")), encoding="utf-8")
    screening = Screening(pack(), rulebook(), DAY, KEY)
    screen_file(screening, tmp_path / "in.csv", tmp_path / "out.xlsx", lambda _: None)
    assert str(load_workbook(tmp_path / "out.xlsx").worksheets[0]["B2"].value).startswith("甲")


def test_a_table_that_breaks_off_leaves_no_results_behind(tmp_path: Path) -> None:
    content = _lines(*[GOOD] * 3) + '"' + "x" * 200_000
    with pytest.raises(ScreenFault, match="引号"):
        _screen(tmp_path, content)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_neither_the_batch_nor_workbooks_are_loaded_before_they_are_needed() -> None:
    program = (
        "import sys; import bot.cli, bot.opening, bot.check_command, bot.lines, conversations, checker;"
        "print([name for name in ('numpy', 'openpyxl') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert said.stdout.strip() == "[]"
