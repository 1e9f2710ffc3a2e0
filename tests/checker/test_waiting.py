"""Bars that only time lifts: the day they end, and none where nothing bars."""

from __future__ import annotations

from datetime import date

import pytest

from checker import gaps, judge, read_facts, waits
from checker.values import Span
from tests.conversations.understanding import desk

DAY = date(2026, 11, 23)


def _waits(**facts: object) -> tuple[tuple[str, date], ...]:
    book = desk().rulebook
    return waits(book, judge(book, "key_enterprise", read_facts(book, facts, day=DAY), day=DAY))


def test_without_a_revocation_there_is_nothing_to_wait_for() -> None:
    assert _waits() == ()
    assert _waits(revoked_designation="none") == ()


def test_the_three_years_end_the_day_after_the_corresponding_day() -> None:
    assert _waits(revoked_designation="key_enterprise", revoked_date="2024-03-15") == (
        ("14", date(2027, 3, 16)),
    )


@pytest.mark.parametrize(("said", "free"), [("2024", date(2028, 1, 1)), ("2024-05", date(2027, 6, 1))])
def test_where_only_the_year_or_month_is_known_its_last_day_counts(said: str, free: date) -> None:
    assert _waits(revoked_designation="key_enterprise", revoked_date=said) == (("14", free),)


def test_a_revocation_of_another_title_is_waited_for_too() -> None:
    assert _waits(revoked_designation="export_base", revoked_date="2025-01-02") == (("14", date(2028, 1, 3)),)


def test_a_revocation_more_than_three_years_ago_bars_no_more() -> None:
    assert _waits(revoked_designation="key_enterprise", revoked_date="2023-11-22") == ()


def test_without_the_date_no_day_is_told() -> None:
    assert _waits(revoked_designation="key_enterprise") == ()


@pytest.mark.parametrize("revoked", ["2024-02-29", "2025-11-24", "2026-11-23"])
def test_the_day_is_that_of_the_gap(revoked: str) -> None:
    book = desk().rulebook
    facts = read_facts(book, {"revoked_designation": "key_enterprise", "revoked_date": revoked}, day=DAY)
    verdict = judge(book, "key_enterprise", facts, day=DAY)
    closing = [change.to for gap in gaps(book, verdict) for change in gap.changes if gap.clause == "14"]
    assert [Span.of_day(day) for _, day in waits(book, verdict)] == closing
