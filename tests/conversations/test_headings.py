"""Headings of tables: which fact a column is taken for, in what unit, and what is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from conversations.headings import Heading, read_heading, read_headings
from conversations.screen_plan import make_plan
from conversations.screen_template import template_columns
from conversations.screen_wording import heading_lines
from tests.checker.applicants import TINY, pack, rulebook


def _read(text: str) -> Heading:
    return read_heading(pack(), 0, text)


@pytest.mark.parametrize(
    ("text", "fact", "scale", "currency"),
    [
        ("服务进出口额（万美元）", "prev_year_trade", 10_000, "USD"),
        ("进出口额（美元）", "prev_year_trade", 1, "USD"),
        ("上年度服务进出口额(单位：万元)", "prev_year_trade", 10_000, "CNY"),
        ("*上一年度服务进出口总额/万美元", "prev_year_trade", 10_000, "USD"),
        ("2025年度服务贸易进出口额（进口+出口，万美元）", "prev_year_trade", 10_000, "USD"),
        ("服务迸出口额(亿美元)", "prev_year_trade", 100_000_000, "USD"),
        ("服务贸易出口额(美元)", "prev_year_service_export", 1, "USD"),
        ("上年度服務進出口額（萬美元）", "prev_year_trade", 10_000, "USD"),
        ("服务进出口额", "prev_year_trade", 1, ""),
        ("服务进出口额（万）", "prev_year_trade", 10_000, ""),
        ("上年度中医药（蒙医药）服务出口额（万美元）", "prev_year_tcm_export", 10_000, "USD"),
        ("2025年离岸合同执行金额（元）", "prev_year_offshore_exec", 1, "CNY"),
        ("离岸合同执行额（人民币）", "prev_year_offshore_exec", 1, "CNY"),
    ],
)
def test_an_amount_is_known_by_many_names_and_in_many_units(
    text: str, fact: str, scale: int, currency: str
) -> None:
    found = _read(text)
    assert (found.fact, found.scale, found.currency) == (fact, Decimal(scale), currency)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("类型", "applicant_kind"),
        ("领域", "track"),
        ("是否依法登记", "legally_registered"),
        ("有无独立法人资格", "independent_legal_person"),
        ("是否列入失信联合惩戒黑名单", "on_blacklist"),
        ("是否在商务部统计系统登记", "stat_registered"),
        ("是否按时填报数据", "stat_timely"),
        ("汇率", "fx_cny_per_usd"),
        ("重点培育企业数量（家）", "key_enterprise_count"),
        ("自治区级重点培育企业（机构）数量（家）", "key_enterprise_count"),
        ("prev_year_trade", "prev_year_trade"),
        ("撤销时间", "revoked_date"),
        ("是否获得典型案例", "mofcom_case"),
    ],
)
def test_a_fact_is_known_by_its_other_names(text: str, fact: str) -> None:
    assert (_read(text).fact, _read(text).yes) == (fact, True)


@pytest.mark.parametrize("text", ["未列入失信黑名单", "信用是否良好", "无失信记录"])
def test_a_heading_that_denies_turns_yes_and_no_round(text: str) -> None:
    assert (_read(text).fact, _read(text).yes) == ("on_blacklist", False)


@pytest.mark.parametrize(
    "text", ["货物进出口额（万美元）", "预计服务进出口额", "注册资本（万元）", "在岸执行额", "药材出口额"]
)
def test_what_is_no_figure_of_ours_is_left_alone_with_the_reason(text: str) -> None:
    found = _read(text)
    assert (found.role, found.why) == ("unused", "dropped")
    assert found.told


@pytest.mark.parametrize(
    "text",
    [
        "今年服务进出口额（万美元）",
        "前年服务进出口额（万美元）",
        "2025年1-6月服务进出口额（万美元）",
        "上半年服务进出口额",
        "服务进出口额同比增长（%）",
        "服务进出口额三年平均",
        "服务进出口额排名",
        "服务进出口笔数",
        "外贸进出口额（万美元）",
    ],
)
def test_another_period_a_growth_rate_or_a_rank_is_not_the_figure(text: str) -> None:
    assert _read(text).role == "unused"


@pytest.mark.parametrize("text", ["服务进口额（万美元）", "服务贸易进口额", "服务进口总额"])
def test_imports_alone_are_never_taken_for_exports_or_for_both(text: str) -> None:
    assert _read(text).role == "unused"


@pytest.mark.parametrize(
    "text", ["备注", "联系电话", "统一社会信用代码", "序号", "法定代表人", "所属盟市", "🙂"]
)
def test_an_unknown_column_is_left_alone(text: str) -> None:
    assert (_read(text).role, _read(text).why) == ("unused", "unknown")


def test_an_unknown_column_is_told_with_the_nearest_fact() -> None:
    [line] = heading_lines(pack(), [_read("企业服务贸易数量情况")])
    assert "集聚服务贸易企业数量" in line


def test_the_roles_beside_the_facts() -> None:
    roles = [_read(text).role for text in ("单位名称", "企业名称", "申报类别", "币种")]
    assert roles == ["name", "name", "designation", "currency"]


def test_of_two_columns_for_one_fact_the_first_counts() -> None:
    found = read_headings(pack(), ["服务进出口额（万美元）", "进出口额（万元）"], 2025)
    assert [(each.role, each.why) for each in found] == [("fact", ""), ("unused", "repeated")]


def test_of_several_years_the_year_that_counts_is_taken() -> None:
    texts = ["2023年服务进出口额（万美元）", "2024年服务进出口额（万美元）", "2025年服务进出口额（万美元）"]
    found = read_headings(pack(), texts, 2025)
    assert [each.why for each in found] == ["other_year", "other_year", ""]


def test_the_year_of_a_count_says_nothing_of_the_amounts() -> None:
    found = read_headings(pack(), ["2026年服务外包企业数（家）", "2025年服务进出口额（万美元）"], 2025)
    assert [each.why for each in found] == ["", ""]


def test_a_name_that_fits_several_facts_is_narrowed_to_what_is_applied_for() -> None:
    headings = read_headings(pack(), ["单位名称", "出口额（万美元）", "企业数"], 2025)
    plan = make_plan(rulebook(), headings, "key_enterprise", ["key_enterprise"])
    assert [door.fact for door in plan.headings[1].doors] == ["prev_year_service_export"]
    assert (plan.headings[2].role, plan.headings[2].why) == ("unused", "needless")


@pytest.mark.parametrize("designation", ["", "key_enterprise", "export_base"])
def test_every_heading_of_the_template_is_read_as_it_is_meant(designation: str) -> None:
    columns = template_columns(pack(), rulebook(), designation)
    names = {fact.name: key for key, fact in pack().facts.items()}
    for each, read in zip(columns, read_headings(pack(), [c.heading for c in columns], 2025), strict=True):
        assert read.role != "unused"
        assert not read.doors or (read.fact, len(read.doors)) == (names[each.name], 1)
        assert read.currency == ("USD" if each.kind == "amount" else "")


def test_another_measure_has_its_own_headings() -> None:
    tiny = pack(TINY)
    texts = ["书店形式", "在架图书（册）", "上年度图书出口额（万美元）", "是否依法登记", "环境和服务"]
    facts = [read_heading(tiny, 0, text).fact for text in texts]
    assert facts == ["shop_form", "books_on_shelf", "book_export", "registered", "tidy"]
