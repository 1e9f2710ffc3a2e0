"""Pauses that Telegram asks for hold, and failures are tried again later and later."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.backoff import EVERYBODY, Pauses, wait_after


def test_a_paused_chat_waits_and_the_others_do_not() -> None:
    pauses = Pauses()
    assert pauses.asked("a", 3, now=100.0) == {"a": 103.0}
    assert pauses.wait("a", now=101.0) == 2.0
    assert pauses.wait("b", now=101.0) == 0.0
    assert pauses.wait("a", now=103.0) == 0.0


def test_three_chats_paused_within_a_second_pause_everybody() -> None:
    pauses = Pauses()
    pauses.asked("a", 5, now=100.0)
    pauses.asked("b", 5, now=100.3)
    assert EVERYBODY in pauses.asked("c", 5, now=100.6)
    assert pauses.wait("d", now=101.0) > 4


def test_one_chat_paused_three_times_pauses_nobody_else() -> None:
    pauses = Pauses()
    for now in (100.0, 100.1, 100.2):
        pauses.asked("a", 5, now=now)
    assert pauses.wait("b", now=100.3) == 0.0


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 30)), min_size=1))
def test_a_pause_is_never_released_early(asked: list[tuple[float, float]]) -> None:
    pauses = Pauses()
    now, until = 0.0, 0.0
    for seconds, later in asked:
        pauses.asked("a", seconds, now)
        until = max(until, now + seconds)
        now += later
        assert now + pauses.wait("a", now) >= until - 1e-6 or now >= until


def test_pauses_of_an_earlier_process_still_hold() -> None:
    assert Pauses({"a": 110.0, EVERYBODY: 104.0}).wait("a", now=100.0) == 10.0


def test_waits_grow_and_end_at_half_a_minute() -> None:
    waits = [wait_after(failures) for failures in range(1, 12)]
    assert waits[:4] == [0.5, 1.0, 2.0, 4.0]
    assert waits == sorted(waits)
    assert waits[-1] == 30.0
