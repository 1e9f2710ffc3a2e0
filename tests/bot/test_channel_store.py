"""What the store remembers for a channel over a network: deliveries, pauses, restarts, ages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channel_store import DAY, MOST_TRIES, ChannelStore
from bot.records import Json

CHAT = "telegram:1"
NOON = 1_700_000_000.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fumao.db"


@pytest.fixture
def store(path: Path) -> Iterator[ChannelStore]:
    with ChannelStore(path) as opened:
        yield opened


def _turn(store: ChannelStore, event: str, *replies: Json, chat: str = CHAT, age: int = 0) -> tuple[int, ...]:
    store.accept("telegram", event, chat, {"text": f"canary-{event}"}, age=age)
    claim = store.claim(chat)
    assert claim is not None
    sent = store.commit_turn(chat, claim.event_seq, claim.version, {"n": event}, replies)
    return tuple(reply.id for reply in sent)


def test_a_delivered_reply_is_found_again_by_its_slot(store: ChannelStore) -> None:
    first, second, other = _turn(store, "1", {"slot": "m1"}, {"slot": "m1"}, {"slot": "m9"})
    store.mark_delivered({first: [501], second: [502], other: [503]})
    assert store.slot(CHAT, "m1") == (501, 502)
    assert store.slot(CHAT, "m2") == ()
    assert store.slot("telegram:2", "m1") == ()
    assert store.pending(CHAT) == ()


def test_what_is_given_up_is_not_sent_again_and_is_counted(store: ChannelStore) -> None:
    [reply] = _turn(store, "1", {"text": "一"})
    store.give_up([reply], "Forbidden")
    assert store.pending(CHAT) == ()
    assert store.depth() == {"events": 0, "parked": 0, "outbox": 0, "given_up": 1}


def test_a_reply_to_another_chat_waits_in_that_chat(store: ChannelStore) -> None:
    store.accept("telegram", "1", CHAT, {})
    claim = store.claim(CHAT)
    assert claim is not None
    with store.together():
        store.commit_turn(CHAT, claim.event_seq, 0, {}, [])
        store.post("telegram:2", claim.event_seq, {"text": "答复"})
    assert [reply.payload for reply in store.pending("telegram:2")] == [{"text": "答复"}]
    assert store.pending(CHAT) == ()


def test_pauses_outlive_a_restart_and_only_grow(store: ChannelStore, path: Path) -> None:
    store.pause("*", NOON + 3)
    store.pause("*", NOON + 1)
    store.pause(CHAT, NOON - 1)
    with ChannelStore(path) as again:
        assert again.pauses(NOON) == {"*": NOON + 3}


def _start_and_die(store: ChannelStore) -> tuple[int, ...]:
    """What a start of the program does before it does anything else, and then it dies."""
    parked = store.park_deadly()
    for seq, _ in store.suspects()[:1]:
        store.count_try(seq)
        return parked
    store.note_open()
    return parked


def test_an_event_is_parked_when_the_program_dies_over_it_again_and_again(store: ChannelStore) -> None:
    store.accept("telegram", "poison", CHAT, {})
    parked = [_start_and_die(store) for _ in range(MOST_TRIES + 1)]
    assert [bool(each) for each in parked] == [False] * MOST_TRIES + [True]
    assert store.claim(CHAT) is None
    assert store.waiting() == ()
    assert store.depth()["parked"] == 1


def test_events_that_waited_behind_a_deadly_one_are_not_held_to_account(store: ChannelStore) -> None:
    for event, chat in (("poison", CHAT), ("behind", CHAT), ("beside", "telegram:2")):
        store.accept("telegram", event, chat, {})
    for _ in range(MOST_TRIES + 1):
        _start_and_die(store)
    assert store.depth() == {"events": 2, "parked": 1, "outbox": 0, "given_up": 0}
    for chat, event in ((CHAT, "behind"), ("telegram:2", "beside")):
        claim = store.claim(chat)
        assert claim is not None
        assert claim.event_id == event


def test_a_program_that_dies_before_it_tries_anything_parks_nothing(store: ChannelStore) -> None:
    store.accept("telegram", "1", CHAT, {})
    for _ in range(10):
        assert store.park_deadly() == ()
        store.note_open()
    assert store.suspects() == ((1, CHAT),)


def test_another_channels_open_event_is_not_the_bots_to_judge(store: ChannelStore) -> None:
    store.accept("terminal", "1", "terminal:me", {})
    for _ in range(MOST_TRIES + 1):
        _start_and_die(store)
    assert store.claim("terminal:me") is not None


def test_what_arrived_after_the_wish_to_be_forgotten_is_still_to_do(store: ChannelStore) -> None:
    _turn(store, "1", {"text": "一"})
    store.accept("telegram", "forget me", CHAT, {})
    store.accept("telegram", "hello again", CHAT, {})
    claim = store.claim(CHAT)
    assert claim is not None
    store.forget(CHAT, up_to=claim.event_seq)
    assert [event.event_id for event in store.events(CHAT)] == ["hello again"]
    later = store.claim(CHAT)
    assert later is not None
    assert (later.version, later.state) == (0, {})
    store.commit_turn(CHAT, later.event_seq, 0, {"n": 1}, [])
    assert store.read(CHAT) == (1, {"n": 1})


def test_to_forget_a_chat_takes_its_words_off_the_officers_desk_too(store: ChannelStore, path: Path) -> None:
    store.keep_question(CHAT, "canary-question", {})
    store.keep_candidate("canary-question", ["6.3"], "答复", "telegram:o")
    store.accept("telegram", "inbox", "telegram:o", {"kind": "said", "officer": True})
    claim = store.claim("telegram:o")
    assert claim is not None
    [shown] = store.commit_turn(
        "telegram:o", claim.event_seq, 0, {}, [{"text": "1. canary-question", "fleeting": True}]
    )
    store.mark_delivered({shown.id: [9]})
    assert store.forget(CHAT)
    assert store.candidates() == ()
    assert b"canary" not in path.read_bytes()


def test_a_clock_a_year_ahead_ages_the_store_by_a_day_and_one_behind_by_nothing(store: ChannelStore) -> None:
    first = store.age(NOON)
    assert store.age(NOON + 365 * DAY) == first + DAY
    assert store.age(NOON + 365 * DAY - 3600) == first + DAY
    assert store.age(NOON + 365 * DAY + 60) == first + DAY + 3660


def test_what_is_too_old_is_erased_with_its_replies_and_the_rest_stays(
    store: ChannelStore, path: Path
) -> None:
    _turn(store, "old", {"text": "一"}, age=10)
    _turn(store, "new", {"text": "二"}, age=500)
    _turn(store, "terminal", {"text": "三"}, chat="terminal:me")
    store.keep_question(CHAT, "问题", {})
    assert store.expire(100) == 1
    assert [event.event_id for event in store.events(CHAT)] == ["new"]
    assert [event.event_id for event in store.events("terminal:me")] == ["terminal"]
    assert store.read(CHAT)[1] == {"n": "new"}
    assert store.expire(1000) == 1
    assert store.read(CHAT) == (0, {})
    assert store.unanswered() == ()
    store.scrub()
    assert b"canary-old" not in path.read_bytes()


def test_an_event_that_is_still_to_do_does_not_expire(store: ChannelStore) -> None:
    store.accept("telegram", "1", CHAT, {}, age=5)
    assert store.expire(100) == 0


def test_an_answered_question_leaves_the_inbox_and_the_answer_is_a_candidate(store: ChannelStore) -> None:
    store.keep_question(CHAT, "公示多久", {"why": "wrong"})
    [question] = store.unanswered()
    store.mark_answered([question.id])
    store.keep_candidate("公示多久", ["6.3"], "不少于5个工作日", "telegram:o")
    assert store.unanswered() == ()
    assert store.question(question.id) == question
    [candidate] = store.candidates()
    assert (candidate.question, candidate.clauses, candidate.answer) == (
        "公示多久",
        ("6.3",),
        "不少于5个工作日",
    )
