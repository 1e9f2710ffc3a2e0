"""Figures as people write them: exact ones are read exactly, vague ones are found and never made a number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conversations.normalise import normalise
from conversations.numerals import Figure, chinese_number, find_figures
from tests.conversations.chinese import ARBITRARY, in_chinese, in_formal_chinese


def _only(text: str) -> Figure:
    (figure,) = find_figures(normalise(text))
    return figure


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("50万刀", 500_000, "USD"),
        ("50 万 美 元", 500_000, "USD"),
        ("0.5M USD", 500_000, "USD"),
        ("0.5m美金", 500_000, "USD"),
        ("1.2 million dollars", 1_200_000, "USD"),
        ("500k usd", 500_000, "USD"),
        ("$500,000", 500_000, "USD"),
        ("US$500000", 500_000, "USD"),
        ("50w刀", 500_000, "USD"),
        ("50W美刀", 500_000, "USD"),
        ("49万9千美元", 499_000, "USD"),
        ("49.9999万美元", 499_999, "USD"),
        ("1,200,000元", 1_200_000, "CNY"),
        ("美元60万", 600_000, "USD"),
        ("人民币1500万", 15_000_000, "CNY"),
        ("人民币1500万元", 15_000_000, "CNY"),
        ("1500万元人民币", 15_000_000, "CNY"),
        ("￥360万", 3_600_000, "CNY"),
        ("RMB 360万", 3_600_000, "CNY"),
        ("三万五千元", 35_000, "CNY"),
        ("三万五元", 35_000, "CNY"),
        ("陆拾叁万元", 630_000, "CNY"),
        ("五十万美元", 500_000, "USD"),
        ("两百三十万美元", 2_300_000, "USD"),
        ("一亿两千万元", 120_000_000, "CNY"),
        ("1.5亿元", 150_000_000, "CNY"),
        ("五千零五十万美元", 50_500_000, "USD"),
        ("６０万美元", 600_000, "USD"),
        ("60萬美元", 600_000, "USD"),
        ("500,000.50美元", Decimal("500000.50"), "USD"),
        ("0美元", 0, "USD"),
        ("60万欧元", 600_000, "other"),
        ("8000万日元", 80_000_000, "other"),
        ("50w", 500_000, ""),
        ("五十万", 500_000, ""),
        ("50万", 500_000, ""),
        ("三万五", 35_000, ""),
        ("13万2", 132_000, ""),
        ("1.3万", 13_000, ""),
        ("五百万", 5_000_000, ""),
        ("一千二百万", 12_000_000, ""),
    ],
)
def test_an_amount_is_read_exactly(text: str, value: Decimal | int, currency: str) -> None:
    figure = _only(text)
    assert (figure.kind, figure.value, figure.currency, figure.vague) == ("money", value, currency, "")


@pytest.mark.parametrize(
    "text",
    [
        "十来万",
        "五十来万",
        "几十万",
        "三四十万",
        "五六万",
        "上百万美元左右",
        "大概50万美元",
        "大约50万",
        "约50万美元",
        "近50万美元",
        "差不多50万美元",
        "50多万美元",
        "50万美元左右",
        "50万美元上下",
        "50万美元出头",
        "50余万元",
        "不到50万美元",
        "超过70万",
        "超70万美元",
        "至少50万美元",
        "50万美元以上",
        "40到60万",
        "40万到60万美元",
        "40-60万美元",
        "40~60万",
        "四五十万美元",
        "好几百万",
        "50万不到",
        "最多50万美元",
        "不足50万美元",
        "快50万美元了",
        "将近五十万",
    ],
)
def test_a_vague_amount_is_found_but_is_no_number(text: str) -> None:
    figures = find_figures(normalise(text))
    assert all(figure.value is None for figure in figures)
    assert [figure.kind for figure in figures] == ["money"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15家", 15),
        ("十五家", 15),
        ("一百二十家", 120),
        ("一百二家", 120),
        ("33 家", 33),
        ("3个", 3),
        ("仨", 3),
        ("俩", 2),
        ("两家", 2),
        ("0家", 0),
        ("零家", 0),
        ("一百零八家", 108),
        ("１２家", 12),
        ("8.5家", Decimal("8.5")),
        ("三十户", 30),
        ("廿家", None),
    ],
)
def test_a_count_is_read_exactly(text: str, value: Decimal | int | None) -> None:
    figures = [f for f in find_figures(normalise(text)) if f.kind == "count"]
    assert [f.value for f in figures] == ([] if value is None else [value])


@pytest.mark.parametrize(
    "text",
    [
        "三四家",
        "十来家",
        "十几家",
        "10多家",
        "12家左右",
        "不到10家",
        "好几家",
        "七八家",
        "3到5家",
        "三至五家",
        "最少10家",
        "10家以上",
    ],
)
def test_a_vague_count_is_no_number(text: str) -> None:
    assert all(figure.value is None for figure in find_figures(normalise(text)))


def test_a_negative_figure_is_marked_and_has_no_value() -> None:
    assert (_only("-5 家").vague, _only("-5家").value) == ("-", None)
    assert _only("-50万美元").vague == "-"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("按7.1折算", "7.1"),
        ("汇率7.2", "7.2"),
        ("汇率是6.9", "6.9"),
        ("1美元兑7.1元人民币", "7.1"),
        ("1美元=7.05元", "7.05"),
        ("一美金换7块", "7"),
        ("1:7.1", "7.1"),
        ("1比7.1", "7.1"),
        ("按7块算", "7"),
    ],
)
def test_a_rate_is_not_an_amount(text: str, value: str) -> None:
    figure = _only(text)
    assert (figure.kind, figure.value) == ("rate", Decimal(value))


@pytest.mark.parametrize(
    "text", ["一般", "第一家", "统一", "另一家公司", "一些", "同一家", "百分之百", "万一", "千万别忘", "三方"]
)
def test_words_with_numerals_in_them_are_not_figures(text: str) -> None:
    assert [
        f for f in find_figures(normalise(text)) if f.value is not None and f.kind in ("money", "count")
    ] == []


def test_no_company_at_all_is_none_and_not_one() -> None:
    assert _only("一家都没有").value == 0
    assert _only("一家重点培育企业也没有").value == 0
    assert _only("就一家").value == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三万五", 35_000),
        ("一百二", 120),
        ("两千三", 2_300),
        ("一百零五", 105),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一亿三", 130_000_000),
        ("二〇二四", 2024),
        ("三四", None),
        ("两", 2),
        ("一万零三百", 10_300),
        ("万", None),
        ("百", None),
        ("一二三", 123),
    ],
)
def test_chinese_numerals(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


@given(st.integers(1, 99_999_999_999))
@example(110_000)
@example(100_001)
def test_any_number_is_read_back_from_chinese_numerals(number: int) -> None:
    assert chinese_number(in_chinese(number)) == number
    assert _only(in_chinese(number) + "美元").value == number


@given(st.integers(10, 9_999_999_999))
def test_any_number_is_read_back_from_the_numerals_of_cheques(number: int) -> None:
    assert _only(in_formal_chinese(number) + "元").value == number


@given(st.integers(0, 99_999_999_999))
def test_any_number_is_read_back_with_commas_and_without(number: int) -> None:
    assert _only(f"{number:,}美元").value == number
    assert _only(f"{number}美元").value == number
    assert _only(f"${number:,}").value == number


@given(st.integers(1, 999_999_999))
def test_any_amount_is_read_back_in_ten_thousands(number: int) -> None:
    tenth = Decimal(number) / 100
    assert _only(f"{tenth}万美元").value == tenth * 10_000
    assert _only(f"{tenth}w刀").value == tenth * 10_000


@given(st.integers(0, 10_000))
def test_any_count_is_read_back(number: int) -> None:
    assert _only(f"{number}家").value == number


@settings(deadline=None)
@given(ARBITRARY)
def test_no_text_whatever_makes_the_reading_fail(text: str) -> None:
    for figure in find_figures(text):
        assert 0 <= figure.start < figure.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "万" * 100_000,
        "1" * 100_000,
        "一" * 100_000,
        "1," * 50_000,
        "1万" * 50_000,
        "1到" * 50_000,
        "十" * 100_000,
        "-" * 100_000,
        "千万亿" * 30_000,
        "1.1.1." * 20_000,
    ],
)
def test_a_flood_of_figures_is_read_to_its_end(text: str) -> None:
    assert find_figures(normalise(text)) is not None
