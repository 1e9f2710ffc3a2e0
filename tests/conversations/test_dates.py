"""Dates and years, to the precision that was said; a day that does not exist is found and marked."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.dates import DateMention, find_dates
from conversations.normalise import normalise
from tests.conversations.chinese import ARBITRARY, FLOODS

TODAY = dt.date(2026, 11, 23)


def _only(text: str) -> DateMention:
    (mention,) = find_dates(normalise(text), TODAY)
    return mention


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026年9月1日", "2026-09-01"),
        ("2026年9月1号", "2026-09-01"),
        ("2026-09-01", "2026-09-01"),
        ("2026/9/1", "2026-09-01"),
        ("2026.9.1", "2026-09-01"),
        ("２０２６年９月１日", "2026-09-01"),
        ("二〇二六年九月一日", "2026-09-01"),
        ("二〇二六年十二月三十一日", "2026-12-31"),
        ("二零二四年", "2024"),
        ("二〇二四年", "2024"),
        ("2024-06", "2024-06"),
        ("2024年6月", "2024-06"),
        ("2024年06月份", "2024-06"),
        ("24年6月", "2024-06"),
        ("25年3月", "2025-03"),
        ("2024年十一月", "2024-11"),
        ("2024年", "2024"),
        ("2024", "2024"),
        ("去年", "2025"),
        ("上年度", "2025"),
        ("上一年", "2025"),
        ("前年", "2024"),
        ("大前年", "2023"),
        ("今年", "2026"),
        ("明年", "2027"),
        ("去年6月", "2025-06"),
        ("前年3月份", "2024-03"),
        ("今年9月1日", "2026-09-01"),
        ("明年三月", "2027-03"),
        ("今天", "2026-11-23"),
        ("明天", "2026-11-24"),
        ("2024年2月29日", "2024-02-29"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_was_said(text: str, value: str) -> None:
    mention = _only(text)
    assert (mention.value, mention.exists) == (value, True)


@pytest.mark.parametrize(
    "text",
    [
        "2026年2月30日",
        "2025年2月29日",
        "2026年13月",
        "2026-13-01",
        "2026年4月31日",
        "2026年6月0日",
        "2026年0月",
        "二〇二六年二月三十日",
    ],
)
def test_a_date_that_does_not_exist_is_marked(text: str) -> None:
    assert not _only(text).exists


@pytest.mark.parametrize(
    "text",
    ["2024万美元", "2024家", "15家", "50万", "5.4.4", "第五条（四）4", "三年", "3年内", "满三年", "两年一次"],
)
def test_figures_clauses_and_spans_of_years_are_no_dates(text: str) -> None:
    assert find_dates(normalise(text), TODAY) == ()


@pytest.mark.parametrize(
    ("text", "relative"), [("去年", True), ("今天", True), ("去年6月", False), ("2024年", False)]
)
def test_words_that_may_mean_no_date_are_marked(text: str, relative: bool) -> None:
    assert _only(text).relative is relative


def test_several_dates_are_found_in_order() -> None:
    text = normalise("2022年6月被撤销，2026年9月1日想再报，去年做了60万")
    assert [mention.value for mention in find_dates(text, TODAY)] == ["2022-06", "2026-09-01", "2025"]


_DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@given(_DAYS)
def test_any_day_is_read_back_however_it_is_written(day: dt.date) -> None:
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
    ):
        assert _only(text).value == day.isoformat()


@given(_DAYS)
def test_去年_is_the_year_before_the_day_of_the_conversation(day: dt.date) -> None:
    (mention,) = find_dates("去年", day)
    assert mention.value == f"{day.year - 1:04d}"


@settings(deadline=None)
@given(ARBITRARY)
def test_no_text_whatever_makes_the_reading_fail(text: str) -> None:
    for mention in find_dates(text, TODAY):
        assert 0 <= mention.start < mention.end <= len(text)


@pytest.mark.parametrize("flood", FLOODS, ids=range(len(FLOODS)))
def test_a_flood_is_read_to_its_end(flood: str) -> None:
    assert find_dates(normalise(flood), TODAY) is not None
