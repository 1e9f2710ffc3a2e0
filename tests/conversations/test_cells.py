"""Cells of tables: read as strictly as answers; what cannot be taken is told with one good example."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.reading_values import read_value
from conversations.cells import BLANK, UNKNOWN, CellValue, Read, read_cell
from conversations.headings import read_heading
from tests.checker.applicants import TODAY, cny, pack, rulebook, usd

TRADE = "服务进出口额（万美元）"


def _read(heading: str, cell: CellValue, currency: str = "") -> Read:
    found = read_heading(pack(), 0, heading)
    return read_cell(pack(), found.fact, found, cell, TODAY, currency)


@pytest.mark.parametrize(
    "cell", [62, 62.0, "62", " 62 ", "６２", "62万", "62万美元", "62万美元（审计数）", "六十二", "US$620,000"]
)
def test_an_amount_in_the_unit_of_its_heading_or_in_its_own(cell: CellValue) -> None:
    assert _read(TRADE, cell) == Read(raw=usd(620_000))


def test_the_noise_of_a_binary_number_is_no_part_of_it() -> None:
    assert _read(TRADE, 0.1 + 0.2) == Read(raw=usd(3000))
    assert _read("汇率", 7.1) == Read(raw="7.1")


def test_the_currency_may_stand_in_the_cell_or_in_a_column_of_its_own() -> None:
    assert _read("服务进出口额", "￥3,600,000") == Read(raw=cny(3_600_000))
    assert _read("服务进出口额（万）", "360", "人民币") == Read(raw=cny(3_600_000))
    assert "港币" in _read("服务进出口额", "360", "港币").trouble
    assert "没有说是美元还是人民币" in _read("服务进出口额", 620_000).trouble


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("约60万", "约数"),
        ("60-70", "约数"),
        ("50万以上", "约数"),
        ("-5", "负数"),
        ("12%", "百分比"),
        ("62万元", "币种不一样"),
        ("30万欧元", "币种"),
        ("#REF!", "公式"),
        ("abc", "看不出"),
        ("无", "看不出"),
        ("62 63", ""),
    ],
)
def test_an_amount_that_cannot_be_taken_is_told_with_an_example(cell: str, said: str) -> None:
    found = _read(TRADE, cell)
    assert said in found.trouble
    assert cell in found.trouble
    assert "例如：62万美元" in found.trouble


@pytest.mark.parametrize("cell", ["", None, "  ", "/", "-", "——", "无数据", "N/A"])
def test_a_blank_is_nothing_said(cell: CellValue) -> None:
    assert _read(TRADE, cell) == BLANK


@pytest.mark.parametrize("cell", ["不清楚", "不详", "待查", "？"])
def test_not_known_is_said_to_be_unknown(cell: str) -> None:
    assert _read(TRADE, cell) == UNKNOWN
    assert _read("是否失信", cell) == UNKNOWN


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("是否失信", "否", False),
        ("是否失信", "无", False),
        ("是否失信", "√", True),
        ("是否失信", "×", False),
        ("是否失信", "曾列入、已移出", "repaired"),
        ("是否失信", "失信被执行人", "other_list"),
        ("未列入失信黑名单", "是", False),
        ("未列入失信黑名单", "否", True),
        ("是否按时填报", "晚过一次", "late_once"),
        ("是否按时填报", 1, True),
        ("类型", "有限责任公司", "enterprise"),
        ("类型", "个体户", "sole_trader"),
        ("类型", "旗县", "banner_county"),
        ("领域", "文化", "culture"),
        ("领域", "一般", "general"),
        ("国家级特色服务出口基地", "无", "none"),
        ("国家级特色服务出口基地", "公示中", "pending"),
        ("专门人员", "部分有", "partial"),
    ],
)
def test_a_choice_in_the_words_that_people_use(heading: str, cell: CellValue, value: object) -> None:
    assert _read(heading, cell) == Read(raw=value)


def test_a_choice_that_is_not_understood_is_told_with_what_may_be_chosen() -> None:
    assert "按时、晚过一次、还没到填报期、没有按时" in _read("是否按时填报", "有时").trouble
    assert "已获批" in _read("国家级特色服务出口基地", "是").trouble


def test_under_a_heading_that_denies_only_yes_and_no_are_clear() -> None:
    assert "说不准" in _read("未列入失信黑名单", "没有").trouble


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("服务外包企业数", "15家", 15),
        ("服务外包企业数", 15.0, 15),
        ("服务外包企业数", "十五", 15),
        ("服务外包企业数", "没有", 0),
        ("数据年度", "2025年", 2025),
        ("数据年度", 2025.0, 2025),
        ("汇率", "1美元=7.1元", "7.1"),
        ("撤销日期", dt.datetime(2024, 3, 15), "2024-03-15"),
        ("撤销日期", "2024年3月", "2024-03"),
        ("撤销日期", 2024, "2024"),
        ("提交日期", "2026/3/1", "2026-03-01"),
        ("提交日期", "20260301", "2026-03-01"),
    ],
)
def test_counts_years_rates_and_dates(heading: str, cell: CellValue, value: object) -> None:
    assert _read(heading, cell) == Read(raw=value)


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("服务外包企业数", "15.5"),
        ("服务外包企业数", "三四家"),
        ("提交日期", "2026年3月"),
        ("提交日期", "2026-02-30"),
        ("提交日期", "46000"),
        ("数据年度", "25"),
        ("汇率", "0"),
    ],
)
def test_other_figures_that_cannot_be_taken_are_told(heading: str, cell: str) -> None:
    assert cell in _read(heading, cell).trouble


CELLS = st.none() | st.text(max_size=12) | st.floats() | st.integers() | st.dates() | st.datetimes()


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(rulebook().facts)), cell=CELLS)
def test_whatever_a_cell_holds_is_a_value_nothing_or_a_trouble(name: str, cell: CellValue) -> None:
    found = read_cell(pack(), name, read_heading(pack(), 0, name), cell, TODAY)
    if found.raw is not None:
        assert read_value(rulebook(), name, found.raw) is not None
        assert not found.trouble
