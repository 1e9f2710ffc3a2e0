"""Figures in the words of the street, and how people say that they are not exact."""

from __future__ import annotations

from decimal import Decimal

import pytest

from conversations.normalise import normalise
from conversations.numerals import find_figures


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("50万美子", 500_000, "USD"),
        ("50万$", 500_000, "USD"),
        ("350万￥", 3_500_000, "CNY"),
        ("伍拾万元整", 500_000, "CNY"),
        ("伍拾萬美元", 500_000, "USD"),
        ("一个亿", 100_000_000, ""),
        ("两个亿元", 200_000_000, "CNY"),
        ("1.2个亿", 120_000_000, ""),
        ("一点二亿元", 120_000_000, "CNY"),
        ("三点五万美元", 35_000, "USD"),
        ("五十万零三千美元", 503_000, "USD"),
        ("49万9美元", 499_000, "USD"),
        ("500千美元", 500_000, "USD"),
        ("刚好50万美元", 500_000, "USD"),
        ("应该是60万美元", 600_000, "USD"),
    ],
)
def test_an_amount_in_the_words_of_the_street_is_read_exactly(
    text: str, value: Decimal | int, currency: str
) -> None:
    (figure,) = find_figures(normalise(text))
    assert (figure.kind, figure.value, figure.currency, figure.vague) == ("money", value, currency, "")


@pytest.mark.parametrize(
    "text",
    [
        "60万-70万",
        "60万美元-70万美元",
        "60万美元—70万美元",
        "50+万",
        "50万+",
        "50万美元+",
        "小50万",
        "约摸五十万",
        "差一点50万",
        "差点60万美元",
        "逾120万",
        "突破120万美元",
        "奔着120万",
        "刚过50万美元",
        "50万挂零",
        "50万光景",
        "半个亿",
        ".5亿",
        "大概做了有60万美元",
        "估计能做到60万美元",
        "可能服务进出口有60万美元",
        "好像是60万美元",
        "60万美元的样子",
    ],
)
def test_an_amount_that_is_not_exact_is_no_number(text: str) -> None:
    (figure,) = find_figures(normalise(text))
    assert figure.kind == "money"
    assert figure.value is None
    assert figure.vague


@pytest.mark.parametrize("text", ["员工80人", "用了3个月", "80人的公司", "开了三届", "俩人"])
def test_a_number_of_other_things_is_neither_money_nor_a_count(text: str) -> None:
    assert not [figure for figure in find_figures(normalise(text)) if figure.kind in ("money", "count")]


def test_none_of_something_is_none_also_without_a_word_between() -> None:
    (figure,) = find_figures("基地一个没有")
    assert figure.value == 0
