"""The store's promise in one process: a turn is one step, nothing is done twice, what is erased is gone."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import Store
from bot.store_errors import Conflict

CANARY = "canary-3f9c1d"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "fumao.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def test_a_repeated_event_is_ignored_even_when_its_content_differs(store: Store) -> None:
    assert store.accept("telegram", "7", "telegram:1", {"say": "你好"})
    assert not store.accept("telegram", "7", "telegram:1", {"say": "再见"})
    assert [event.payload for event in store.events("telegram:1")] == [{"say": "你好"}]


def test_the_same_event_id_of_another_channel_is_another_event(store: Store) -> None:
    assert store.accept("telegram", "7", "telegram:1", {})
    assert store.accept("web", "7", "web:1", {})


def test_a_lower_event_id_that_arrives_later_is_taken_and_comes_later(store: Store) -> None:
    store.accept("telegram", "900", "c", {})
    store.accept("telegram", "13", "c", {})
    assert [event.event_id for event in store.events("c")] == ["900", "13"]


def test_a_turn_marks_the_event_writes_the_state_and_keeps_the_replies(store: Store) -> None:
    store.accept("web", "e1", "c", {"say": "能报吗"})
    claim = store.claim("c")
    assert claim is not None
    assert (claim.payload, claim.version, claim.state) == ({"say": "能报吗"}, 0, {})
    sent = store.commit_turn("c", claim.event_seq, 0, {"asking": "x"}, [{"text": "一"}, {"text": "二"}])
    assert store.claim("c") is None
    assert store.read("c") == (1, {"asking": "x"})
    assert store.pending("c") == sent
    assert [reply.payload["text"] for reply in sent] == ["一", "二"]


def test_a_marked_reply_is_no_longer_pending_but_still_answers_a_repeated_event(store: Store) -> None:
    _turn(store, "c", "e1", replies=2)
    first, second = store.pending("c")
    store.mark_sent([first.id])
    assert store.pending("c") == (second,)
    assert store.replies("web", "e1") == (first, second)
    assert store.replies("web", "never seen") == ()


def test_a_turn_computed_from_an_older_state_is_refused_and_leaves_no_trace(store: Store) -> None:
    store.accept("web", "e1", "c", {})
    claim = store.claim("c")
    assert claim is not None
    store.commit_turn("c", claim.event_seq, 0, {"n": 1}, [{"text": "first"}])
    store.accept("web", "e2", "c", {})
    later = store.claim("c")
    assert later is not None
    with pytest.raises(Conflict):
        store.commit_turn("c", claim.event_seq, 0, {"n": 9}, [{"text": "again"}])
    with pytest.raises(Conflict):
        store.commit_turn("c", later.event_seq, 0, {"n": 9}, [{"text": "stale"}])
    assert store.read("c") == (1, {"n": 1})
    assert [reply.payload["text"] for reply in store.pending("c")] == ["first"]
    assert store.claim("c") == later


def test_chats_interleave_without_touching_each_other(store: Store) -> None:
    for number in range(4):
        store.accept("web", f"e{number}", f"c{number % 2}", {"n": number})
    for chat, numbers in (("c1", [1, 3]), ("c0", [0, 2])):
        assert [_do(store, chat), _do(store, chat)] == numbers
        assert store.read(chat)[0] == 2
    assert store.waiting() == ("c0", "c1")
    store.mark_sent([reply.id for chat in ("c0", "c1") for reply in store.pending(chat)])
    assert store.waiting() == ()


def test_two_connections_claim_the_same_event_and_only_one_turn_counts(path: Path) -> None:
    with Store(path) as one, Store(path) as other:
        one.accept("web", "e1", "c", {})
        first, second = one.claim("c"), other.claim("c")
        assert first is not None
        assert first == second
        other.commit_turn("c", first.event_seq, first.version, {"by": "other"}, [])
        with pytest.raises(Conflict):
            one.commit_turn("c", first.event_seq, first.version, {"by": "one"}, [])
        assert one.read("c") == (1, {"by": "other"})


def test_threads_may_share_a_store(store: Store) -> None:
    def chat(name: str) -> None:
        for number in range(20):
            _turn(store, name, f"{name}-{number}", replies=1)

    threads = [threading.Thread(target=chat, args=(f"c{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.read(f"c{number}")[0] for number in range(4)] == [20] * 4


def test_turns_that_share_a_commit_stand_or_fall_together(store: Store, path: Path) -> None:
    store.accept("web", "e0", "c", {})
    with Store(path) as other:
        with store.together():
            _turn(store, "a", "e1", replies=1)
            _turn(store, "b", "e2", replies=1)
            assert other.read("a") == (0, {})
        assert other.read("a")[0] == other.read("b")[0] == 1
    with pytest.raises(ZeroDivisionError):
        _fail_midway(store)
    assert store.read("a")[0] == 1
    assert len(store.events("a")) == 1


def test_a_conflict_inside_a_shared_commit_undoes_only_its_own_turn(store: Store) -> None:
    with store.together():
        _turn(store, "a", "e1", replies=1)
        with pytest.raises(Conflict):
            store.commit_turn("a", 999, 1, {"n": 2}, [{"text": "lost"}])
        _turn(store, "b", "e2", replies=1)
    assert store.read("a")[0] == store.read("b")[0] == 1
    assert len(store.pending("a")) == 1


def test_the_state_is_rebuilt_from_the_log_of_events(store: Store) -> None:
    for number in range(5):
        _turn(store, "c", f"e{number}", replies=1)
    rebuilt: dict[str, object] = {}
    for event in store.events("c"):
        rebuilt = {"last": event.payload}
    assert (len(store.events("c")), rebuilt) == store.read("c")
    assert [event.version for event in store.events("c")] == [1, 2, 3, 4, 5]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=()), max_size=40))
def test_any_text_comes_back_as_it_was(store: Store, text: str) -> None:
    one = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")  # halves that meet join
    chat, state, reply = f"c{one}", {"name": one}, {"text": one}
    event_id = f"{one}-{len(store.events(chat))}"
    assert store.accept("web", event_id, chat, {"say": one})
    claim = store.claim(chat)
    assert claim is not None
    assert (claim.event_id, claim.payload) == (event_id, {"say": one})
    assert store.commit_turn(chat, claim.event_seq, claim.version, state, [reply])[0].payload == reply
    assert store.read(chat)[1] == state
    assert chat in store.waiting()
    store.keep_question(chat, one, {"at": one})
    assert (chat, one, {"at": one}) in [(q.chat, q.text, q.context) for q in store.unanswered()]


@pytest.mark.parametrize(
    "text", ["\ud800", "a\0b", "\u202eabc", "\u200b", "e" + "\u0301" * 300, "<b>", "'--"]
)
def test_hostile_text_is_stored_as_ascii(store: Store, path: Path, text: str) -> None:
    store.accept("web", "e1", text, {"say": text})
    assert store.export(text)["events"] == [
        {"seq": 1, "channel": "web", "event_id": "e1", "payload": {"say": text}, "version": None}
    ]
    with sqlite3.connect(path) as raw:
        row = raw.execute("select channel, event_id, chat, payload from events").fetchone()
    raw.close()
    assert all(column.isascii() and "\0" not in column for column in row)


def test_what_json_cannot_hold_is_refused_before_anything_is_written(store: Store) -> None:
    with pytest.raises(ValueError, match="JSON"):
        store.accept("web", "e1", "c", {"x": float("nan")})
    with pytest.raises(TypeError):
        store.accept("web", "e1", "c", {"x": object()})
    assert store.events("c") == ()


def test_an_export_holds_everything_and_is_json(store: Store) -> None:
    _turn(store, "c", "e1", replies=2)
    _turn(store, "other", "e2", replies=1)
    store.keep_question("c", "奖多少钱", {"clauses": []})
    store.keep_question("other", "电话", {})
    export = json.loads(json.dumps(store.export("c")))
    assert (export["chat"], export["version"], export["state"]) == ("c", 1, {"last": {"id": "e1"}})
    assert [len(export[part]) for part in ("events", "replies", "questions")] == [1, 2, 1]
    assert "other" not in json.dumps(export)


def test_a_question_is_kept_once_however_often_its_turn_is_redone(store: Store) -> None:
    for _ in range(2):
        store.keep_question("c", "奖多少钱", {})
    assert [question.text for question in store.unanswered()] == ["奖多少钱"]


def test_forgetting_leaves_no_row_and_no_byte_and_spares_the_others(store: Store, path: Path) -> None:
    for number in range(200):
        _turn(store, f"{CANARY}-chat", f"{CANARY}-{number}", replies=3, fill=CANARY * 30)
        _turn(store, "stays", f"s{number}", replies=3)
    store.keep_question(f"{CANARY}-chat", CANARY, {"with": CANARY})
    assert _files_with(path, CANARY)
    assert store.forget(f"{CANARY}-chat")
    assert not _files_with(path, CANARY)
    nothing = {"version": 0, "state": {}, "events": [], "replies": [], "questions": []}
    assert store.export(f"{CANARY}-chat") == {"chat": f"{CANARY}-chat", **nothing}
    assert len(store.events("stays")) == 200
    assert store.unanswered() == ()


def test_a_turn_that_was_open_when_its_chat_was_forgotten_cannot_be_committed(
    store: Store, path: Path
) -> None:
    store.accept("web", "e1", "c", {"say": CANARY})
    claim = store.claim("c")
    assert claim is not None
    assert store.forget("c")
    store.accept("web", "e2", "c", {"say": "新的开始"})
    with pytest.raises(Conflict):
        store.commit_turn("c", claim.event_seq, claim.version, {"said": CANARY}, [{"text": CANARY}])
    assert store.read("c") == (0, {})
    assert not _files_with(path, CANARY)


def test_bytes_that_a_reader_held_back_are_erased_later(path: Path) -> None:
    with Store(path, patience=0.1) as store:
        _turn(store, "c", "e1", replies=1, fill=CANARY)
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("begin")
        reader.execute("select * from events").fetchall()
        assert not store.forget("c")
        assert store.events("c") == ()
        reader.close()
        assert store.scrub()
        assert not _files_with(path, CANARY)


def test_forgetting_inside_a_shared_commit_leaves_the_bytes_to_a_later_scrub(
    store: Store, path: Path
) -> None:
    _turn(store, "c", "e1", replies=1, fill=CANARY)
    with store.together():
        assert not store.forget("c")
    assert store.scrub()
    assert not _files_with(path, CANARY)


def _turn(store: Store, chat: str, event_id: str, *, replies: int, fill: str = "") -> None:
    store.accept("web", event_id, chat, {"id": event_id})
    claim = store.claim(chat)
    assert claim is not None
    outbox = [{"text": f"{event_id} {number} {fill}"} for number in range(replies)]
    store.commit_turn(chat, claim.event_seq, claim.version, {"last": claim.payload}, outbox)


def _fail_midway(store: Store) -> float:
    with store.together():
        _turn(store, "a", "e3", replies=1)
        return 1 / 0


def _do(store: Store, chat: str) -> object:
    claim = store.claim(chat)
    assert claim is not None
    store.commit_turn(chat, claim.event_seq, claim.version, {}, [{"text": chat}])
    return claim.payload["n"]


def _files_with(path: Path, canary: str) -> list[str]:
    return [file.name for file in path.parent.iterdir() if canary.encode() in file.read_bytes()]
