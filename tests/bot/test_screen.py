"""`fumao screen`: a table in, a table with verdicts out; what is wrong stands in its row, nothing stops."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.screen import CHUNK, Screening, screen_file
from bot.screen_fault import ScreenFault
from checker import judge, read_facts
from conversations.headings import read_headings
from conversations.screen_plan import make_plan
from conversations.screen_results import harmless
from conversations.screening import Row, Screener
from tests.bot.screen_table import table
from tests.bot.screening import DAY, GOOD, HEADING, KEY, lines, screen
from tests.checker.applicants import TINY, pack, rulebook


def test_each_row_gets_its_overall_its_clauses_its_gap_and_its_questions(tmp_path: Path) -> None:
    short = GOOD.replace("62", "38").replace("甲", "乙")
    silent = "丙公司,企业,一般,是,有,是,,是,是,62"
    rows, told, _ = screen(tmp_path, lines(GOOD, short, silent))
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
    rows, told, tally = screen(tmp_path, lines(GOOD.replace("62", "约60万"), GOOD))
    assert [row["结论"] for row in rows] == ["还不能定", "符合"]
    assert "约60万" in rows[0]["填写有误"]
    assert "例如：62万美元" in rows[0]["填写有误"]
    assert tally.troubled == 1
    assert "有填写问题的1行" in told


def test_a_contradiction_gets_no_verdict_and_is_told_without_the_names_of_programs(tmp_path: Path) -> None:
    rows, _, _ = screen(tmp_path, lines(GOOD.replace("企业", "个体户"), GOOD))
    assert [row["结论"] for row in rows] == ["填写有误", "符合"]
    assert "矛盾" in rows[0]["填写有误"]
    assert "_" not in rows[0]["填写有误"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_in_any_usual_form_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    content = lines(GOOD, GOOD).replace(",", separator).replace("\n", "\r\n")
    rows, _, _ = screen(tmp_path, content.encode(encoding))
    assert [row["结论"] for row in rows] == ["符合", "符合"]
    assert rows[0]["单位名称"] == "甲公司"


def test_the_results_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    screen(tmp_path, lines(GOOD))
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_title_above_the_headings_blank_rows_and_sums_are_passed_over(tmp_path: Path) -> None:
    rows, told, tally = screen(tmp_path, f"2026年汇总表\n\n{lines(GOOD, ',,,', '', GOOD)}合计,,,,,,,,,124\n")
    assert [row["行"] for row in rows] == ["4", "7"]
    assert "标题在第3行" in told
    assert tally.totals == 1


def test_a_row_longer_than_its_headings_is_told(tmp_path: Path) -> None:
    rows, _, _ = screen(tmp_path, lines(GOOD + ",1,200", GOOD + ",,"))
    assert "多出2格" in rows[0]["填写有误"]
    assert not rows[1]["填写有误"]


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1"])
def test_a_formula_is_quoted_wherever_it_stands(tmp_path: Path, cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerows([[*HEADING.split(","), f"备注{cell}", cell], [cell, *GOOD.split(",")[1:], cell, cell]])
    screen(tmp_path, table.getvalue())
    for row in csv.reader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8-sig"), newline="")):
        assert not any(each.lstrip(" ")[:1] in tuple("=+-@\t\r＝") for each in row if each)


@pytest.mark.parametrize("cell", ["-5", "+5.5", "-", "——", "-1,000.5", "12%", "abc", "", None, 7])
def test_figures_and_dashes_are_no_formulas(cell: str | int | None) -> None:
    assert harmless(cell) == cell


def test_several_designations_in_one_table_each_have_their_clauses(tmp_path: Path) -> None:
    heading = "申报类别,单位名称,类型,领域,服务进出口额（万美元）,服务贸易企业数"
    rows, _, tally = screen(
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


def test_an_amount_that_is_odd_in_its_unit_is_taken_and_doubted(tmp_path: Path) -> None:
    rows, _, _ = screen(
        tmp_path, lines(*(GOOD.replace("62", each) for each in ("620000", "0.05", "62", "0")))
    )
    doubted = [row["请再核对"] for row in rows]
    assert "“620000”照标题和单元格的单位是62亿美元" in doubted[0]
    assert "500美元" in doubted[1]
    assert doubted[2:] == ["", ""]


def test_near_misses_are_within_a_fifth_of_the_threshold(tmp_path: Path) -> None:
    amounts = ("39.99", "40", "49.99", "50", "10")
    _, told, tally = screen(tmp_path, lines(*(GOOD.replace("62", each) for each in amounts)))
    assert tally.near_count == 2
    assert "差一点就够" in told
    blacklisted = GOOD.replace("62", "49").replace("否", "是")
    assert screen(tmp_path, lines(blacklisted))[2].near_count == 0


def test_what_differs_between_applicants_that_are_alike_is_each_ones_own(tmp_path: Path) -> None:
    rows, _, _ = screen(tmp_path, lines(*(GOOD.replace("62", str(n)) for n in (38, 41.5, 0))))
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
        screen(tmp_path, content)


def test_without_a_designation_anywhere_it_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ScreenFault, match="--designation"):
        screen(tmp_path, lines(GOOD), "")


def test_more_rows_than_a_chunk_are_screened_alike_and_in_order(tmp_path: Path) -> None:
    count = CHUNK + 7
    rows, _, tally = screen(tmp_path, lines(*(GOOD.replace("甲", f"{n}号") for n in range(count))))
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


def test_a_table_that_breaks_off_leaves_no_results_behind(tmp_path: Path) -> None:
    content = lines(*[GOOD] * 3) + '"' + "x" * 200_000
    with pytest.raises(ScreenFault, match="引号"):
        screen(tmp_path, content)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_neither_the_batch_nor_workbooks_are_loaded_before_they_are_needed() -> None:
    program = (
        "import sys; import bot.cli, bot.opening, bot.check_command, bot.lines, conversations, checker;"
        "print([name for name in ('numpy', 'openpyxl') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert said.stdout.strip() == "[]"


def test_the_command_says_what_is_missing_and_ends_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUMAO_DATA", str(tmp_path))
    table = tmp_path / "名单.csv"
    table.write_text(lines(GOOD), encoding="utf-8")
    for words, said in (
        ([], "--template"),
        ([str(table)], "-o"),
        ([str(table), "-o", str(table), "--designation", KEY], "自己"),
        ([str(table), "-o", "结果.doc", "--designation", KEY], ".xlsx"),
        ([str(table), "-o", "结果.csv", "--designation", "没有这类"], "认不出"),
        ([str(tmp_path / "没有.csv"), "-o", "结果.csv"], "打不开"),
    ):
        done = CliRunner().invoke(app, ["screen", *words])
        assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


def test_the_command_screens_by_the_title_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUMAO_DATA", str(tmp_path))
    (tmp_path / "in.csv").write_text(lines(GOOD), encoding="utf-8")
    words = [str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv"), "--designation", "重点培育企业"]
    done = CliRunner().invoke(app, ["screen", *words, "--day", "2026-03-10"])
    assert done.exit_code == 0
    assert "共检查1家：符合1家" in done.stdout
    assert not done.stderr
