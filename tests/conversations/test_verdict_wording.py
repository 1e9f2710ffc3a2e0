"""A verdict in words: what is not met first, every figure against its threshold, nothing left unsaid."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker import Amount, judge, read_facts
from conversations.value_wording import amount_text
from conversations.verdict_wording import verdict_record, verdict_text
from tests.checker.applicants import ABSENT, TINY, TODAY, WHOLE, cny, pack, rulebook, usd, verdict
from tests.checker.strategies import consistent, raw_facts


def _text(designation: str, **changes: object) -> str:
    return verdict_text(pack(), rulebook(), verdict(designation, **changes))


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        ("620000", "USD", "62万美元"),
        ("499900", "USD", "49.99万美元"),
        ("499999", "USD", "499,999美元"),
        ("499999.99", "USD", "499,999.99美元"),
        ("50000000", "USD", "5000万美元"),
        ("120000000", "USD", "1.2亿美元"),
        ("1000", "USD", "1,000美元"),
        ("0", "USD", "0美元"),
        ("3600000", "CNY", "人民币360万元"),
    ],
)
def test_an_amount_is_short_where_it_is_round_and_always_exact(value: str, currency: str, text: str) -> None:
    assert amount_text(Amount(Decimal(value), currency)) == text


def test_a_short_amount_says_by_how_much() -> None:
    text = _text("key_enterprise", prev_year_trade=usd(480_000))
    assert "48万美元 < 50万美元，还差2万美元" in text
    assert text.index("✗ 未达到") < text.index("✓ 达到")
    assert "再增加2万美元，到50万美元（等下一年度的数据）" in text


def test_a_converted_amount_shows_both_figures_and_the_rate() -> None:
    text = _text("key_enterprise", prev_year_trade=cny(4_000_000), fx_cny_per_usd="7.1")
    assert "人民币400万元 ≥ 50万美元（按1美元＝7.1元人民币折合人民币355万元）" in text


def test_a_relaxed_clause_says_which_clause_may_relax_it() -> None:
    text = _text("key_enterprise", prev_year_trade=usd(300_000), provincial_honor=True)
    assert "可按第五条（四）5放宽，要由受理部门认定" in text


def test_what_is_open_is_asked_and_what_was_presumed_is_said() -> None:
    text = _text("key_enterprise", prev_year_trade=ABSENT)
    assert pack().facts["prev_year_trade"].question in text
    assert "以前没有被撤销过资格" in text


def test_where_to_submit_and_that_meeting_is_not_recognition_are_always_said() -> None:
    text = _text("key_enterprise")
    assert "盟市商务主管部门（第六条（一））" in text
    assert "由自治区商务厅认定（第六条（四））" in text
    for told in pack().measure.always_told:
        assert told in text


def test_an_automatic_recognition_does_not_send_anyone_through_the_first_review() -> None:
    text = _text("export_base", national_export_base="approved")
    assert text.startswith("✓ 可以自动认定为特色服务出口基地（第六条（四））")
    assert "初审" not in text.split("请同时了解")[0]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_verdict_can_be_worded_and_written_as_json(data: st.DataObject) -> None:
    designation = data.draw(st.sampled_from(sorted(WHOLE)))
    facts = consistent(data.draw(raw_facts(designation)))
    assume(facts is not None)
    assert facts is not None
    found = judge(rulebook(), designation, facts, day=TODAY)
    record = verdict_record(pack(), rulebook(), found)
    assert json.loads(json.dumps(record)) == record
    text = verdict_text(pack(), rulebook(), found)
    assert "{" not in text
    assert "None" not in text
    conditions = record["conditions"]
    assert isinstance(conditions, dict)
    assert all(each["reason"] for each in conditions.values())


def test_a_record_has_the_form_of_the_contract() -> None:
    record = verdict_record(pack(), rulebook(), verdict("key_enterprise", prev_year_trade=usd(480_000)))
    keys = (
        "overall conditions open_facts assumed gaps warnings materials submit_to recognised_by measure error"
    )
    assert list(record) == keys.split()
    conditions = record["conditions"]
    assert isinstance(conditions, dict)
    assert conditions["5.4.4"] == {
        "status": "not_met",
        "bounds": ["not_met", "not_met"],
        "facts": {"track": "general", "prev_year_trade": usd(480_000)},
        "reason": "上年度服务进出口额48万美元 < 50万美元，还差2万美元",
        "reading": None,
    }
    assert record["gaps"] == [
        {
            "clause": "5.4.4",
            "changes": [
                {"fact": "prev_year_trade", "from": usd(480_000), "to": usd(500_000), "by": usd(20_000)}
            ],
            "when": "next_year",
        }
    ]


def test_another_measure_is_worded_by_its_own_folder() -> None:
    book, tiny = rulebook(TINY), pack(TINY)
    facts: dict[str, object] = {"shop_form": "physical", "books_on_shelf": 2999, "book_export": usd(1)}
    found = judge(book, "model_shop", read_facts(book, facts, day=TODAY), day=TODAY)
    assert "2999册 < 3000册，还差1册" in verdict_text(tiny, book, found)
