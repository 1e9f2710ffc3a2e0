"""Answers with figures and dates: taken exactly, or asked about again; never half understood."""

from __future__ import annotations

import pytest

from conversations.given import Given
from conversations.state import Partial
from tests.checker.applicants import cny, usd
from tests.conversations.test_answering import FACTS, NO_ANSWER
from tests.conversations.understanding import TODAY, answer, slip_of

KINDS = ("amount", "count", "rate", "date", "year")
OF = {kind: [name for name, fact in FACTS.items() if fact.type == kind] for kind in KINDS}


@pytest.mark.parametrize("name", OF["amount"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("62万美元", usd(620_000)),
        ("五十万美金", usd(500_000)),
        ("$500,000", usd(500_000)),
        ("0.5M USD", usd(500_000)),
        ("49万9千美元", usd(499_000)),
        ("人民币360万", cny(3_600_000)),
        ("1,200,000元", cny(1_200_000)),
        ("是60万美元", usd(600_000)),
        ("0美元", usd(0)),
    ],
)
def test_an_amount_is_taken_exactly(name: str, text: str, value: object) -> None:
    assert answer(name, text) == Given(value, known=True)


@pytest.mark.parametrize("name", OF["amount"])
@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("50万", "no_currency"),
        ("500000", "no_currency"),
        ("大概五十来万美元", "vague"),
        ("40到60万美元", "vague"),
        ("超过70万美元", "vague"),
        ("很多", "vague"),
        ("几十万", "vague"),
        ("-5万美元", "negative"),
        ("60万欧元", "other_currency"),
    ],
)
def test_an_amount_that_cannot_be_taken_is_aslip_of(name: str, text: str, trouble: str) -> None:
    assert slip_of(answer(name, text)) == trouble


@pytest.mark.parametrize("name", OF["amount"])
@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("美元", "USD"),
        ("人民币", "CNY"),
        ("是美元", "USD"),
        ("刀", "USD"),
        ("元", "CNY"),
        ("1", "USD"),
        ("第二个", "CNY"),
    ],
)
def test_the_currency_may_follow_later(name: str, text: str, currency: str) -> None:
    first = answer(name, "50万")
    assert first is not None
    assert first.partial == Partial(name, "500000")
    assert answer(name, text, partial=first.partial) == Given(
        {"value": "500000", "currency": currency}, known=True
    )


@pytest.mark.parametrize("name", OF["count"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15家", 15),
        ("15", 15),
        ("十八家", 18),
        ("仨", 3),
        ("三家", 3),
        ("没有", 0),
        ("0", 0),
        ("一家都没有", 0),
        ("一百零二家", 102),
    ],
)
def test_a_count_is_taken_exactly(name: str, text: str, value: int) -> None:
    assert answer(name, text) == Given(value, known=True)


@pytest.mark.parametrize("name", OF["count"])
@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("三四家", "vague"),
        ("十来家", "vague"),
        ("10多家", "vague"),
        ("很多", "vague"),
        ("三到五家", "vague"),
        ("-5 家", "negative"),
        ("8.5家", "not_whole"),
    ],
)
def test_a_count_that_cannot_be_taken_is_aslip_of(name: str, text: str, trouble: str) -> None:
    assert slip_of(answer(name, text)) == trouble


@pytest.mark.parametrize("name", [*OF["amount"], *OF["count"], *OF["rate"], *OF["date"], *OF["year"]])
@pytest.mark.parametrize("text", NO_ANSWER)
def test_talk_of_something_else_is_no_figure_and_no_date(name: str, text: str) -> None:
    given = answer(name, text)
    assert given is None or not given.known


@pytest.mark.parametrize("name", OF["rate"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7.1", "7.1"),
        ("按7.2算", "7.2"),
        ("汇率6.95", "6.95"),
        ("1美元兑7.05元", "7.05"),
        ("7块1", "7.1"),
        ("0", None),
    ],
)
def test_a_rate(name: str, text: str, value: str | None) -> None:
    given = answer(name, text)
    assert given is not None
    assert given.value == value


@pytest.mark.parametrize("name", OF["date"])
@pytest.mark.parametrize(
    ("text", "value"),
    [("2026年6月15日", "2026-06-15"), ("2026-06-15", "2026-06-15"), ("二〇二六年六月十五日", "2026-06-15")],
)
def test_a_day_is_taken(name: str, text: str, value: str) -> None:
    assert answer(name, text) == Given(value, known=True)


@pytest.mark.parametrize("name", OF["date"])
@pytest.mark.parametrize("text", ["2022年6月", "2022年", "2022-06"])
def test_a_month_or_year_is_enough_only_where_the_fact_says_so(name: str, text: str) -> None:
    given = answer(name, text)
    assert given is not None
    assert given.known is (FACTS[name].precision == "year")


@pytest.mark.parametrize("name", OF["date"])
def test_a_day_that_does_not_exist_is_aslip_of(name: str) -> None:
    assert slip_of(answer(name, "2026年2月30日")) == "no_such_date"


@pytest.mark.parametrize("name", OF["year"])
@pytest.mark.parametrize(
    ("text", "value"),
    [("2025年", 2025), ("2025", 2025), ("去年", 2025), ("前年的", 2024), ("二〇二五年", 2025)],
)
def test_a_year_is_taken(name: str, text: str, value: int) -> None:
    assert answer(name, text) == Given(value, known=True)


@pytest.mark.parametrize("name", ["data_year", "application_date"])
def test_yes_confirms_what_is_presumed(name: str) -> None:
    presumed = 2025 if name == "data_year" else TODAY.isoformat()
    assert answer(name, "是的", presumed=presumed) == Given(presumed, known=True)
    assert answer(name, "是吗？", presumed=presumed) is None
