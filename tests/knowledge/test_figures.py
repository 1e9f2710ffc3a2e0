"""Figures with units, and numerals: what counts as the same figure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.figures import Figure, find_figures, stands_in
from knowledge.numerals import chinese_to_int, int_to_chinese


def figures(text: str) -> list[str]:
    return [str(figure) for figure in find_figures(text)]


def test_figures_are_read_with_their_units() -> None:
    assert figures("自治区级特色服务出口基地3家以上；上年度服务进出口额5000万美元以上") == [
        "3家",
        "5000万美元",
    ]
    assert figures("公示时间不少于５个工作日") == ["5工作日"]
    assert figures("每两年组织一次考评，连续两次不合格") == ["2年", "2次"]
    assert figures("第3项、第三年、第五条（四）4") == []


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(Decimal(500_000), "美元"), "不低于50万美元"),
        (Figure(Decimal(500_000), "美元"), "500,000美元"),
        (Figure(Decimal(15), "家"), "集聚15家及以上服务贸易企业"),
        (Figure(Decimal(3), "年"), "三年内不得申请"),
        (Figure(Decimal(2), "年"), "满两年的"),
        (Figure(Decimal(500_000), ""), "50万美元"),
        (Figure(Decimal(3000), "册"), "在架图书3000册以上"),
    ],
)
def test_the_same_figure_in_other_words_stands_in_a_text(figure: Figure, text: str) -> None:
    assert stands_in(figure, text)


def test_another_unit_or_a_part_of_a_number_is_another_figure() -> None:
    assert not stands_in(Figure(Decimal(3), "家"), "3年；30家")
    assert not stands_in(Figure(Decimal(500_000), "美元"), "50万元；150万美元")


@given(st.integers(1, 99))
def test_numerals_up_to_99_are_read_back(number: int) -> None:
    assert chinese_to_int(int_to_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "number"), [("二百零一", 201), ("一千二百五十九", 1259), ("两", 2), ("十", 10)]
)
def test_longer_numerals_are_read(text: str, number: int) -> None:
    assert chinese_to_int(text) == number


@pytest.mark.parametrize("text", ["", "三五", "十十", "百", "一二", "零五"])
def test_what_is_no_numeral_is_not_read(text: str) -> None:
    assert chinese_to_int(text) is None
