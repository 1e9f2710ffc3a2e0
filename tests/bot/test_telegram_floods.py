"""A flood is told from a backlog by when the messages were written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.floods import BURST, MOST_WAITING, PER_SECOND, Floods

NOON = 1_700_000_000.0


def test_what_was_written_at_once_is_read_up_to_a_burst() -> None:
    floods = Floods()
    admitted = [floods.admits("a", NOON, waiting=1, now=NOON) for _ in range(1_000)]
    assert sum(admitted) == BURST
    assert floods.admits("b", NOON, waiting=1, now=NOON)


def test_what_gathered_over_an_hour_away_is_all_read_though_it_comes_at_once() -> None:
    floods = Floods()
    assert all(floods.admits("a", NOON + 10 * number, waiting=number + 1, now=NOON) for number in range(360))


def test_whoever_was_cut_off_is_read_again_after_a_while() -> None:
    floods = Floods()
    for _ in range(200):
        floods.admits("a", NOON, waiting=1, now=NOON)
    assert not floods.admits("a", NOON + 0.1, waiting=1, now=NOON)
    assert floods.admits("a", NOON + 2 / PER_SECOND, waiting=1, now=NOON)


def test_whoever_waits_for_nothing_is_read_however_much_they_wrote() -> None:
    floods = Floods()
    assert all(floods.admits("a", NOON, waiting=0, now=NOON) for _ in range(200))


def test_presses_which_have_no_date_do_not_use_up_what_a_backlog_is_allowed() -> None:
    floods = Floods()
    for number in range(200):
        assert floods.admits("a", NOON - 2_000 + 5 * number, waiting=1, now=NOON)
        assert floods.admits("a", 0, waiting=1, now=NOON) == (number < BURST)


def test_what_memory_allows_is_the_limit_whatever_the_dates() -> None:
    assert not Floods().admits("a", NOON, waiting=MOST_WAITING, now=NOON)


@given(st.lists(st.floats(0, 600), max_size=400))
def test_no_order_of_dates_admits_more_than_the_allowance(dates: list[float]) -> None:
    floods = Floods()
    admitted = sum(floods.admits("a", NOON + date, waiting=1, now=NOON) for date in dates)
    span = max(dates, default=0.0)
    assert admitted <= BURST + span * PER_SECOND + 1
