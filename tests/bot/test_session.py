"""A session saves, then shows: what a dead process left is shown again, what was deleted is gone for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.exports import Exports
from bot.session import Session
from bot.store import Store
from conversations import State
from tests.conversations.dialogue import Dialogue
from tests.conversations.understanding import TODAY, desk

WHOLE = "我们公司独立法人，没失信，系统登记了也按时填报，去年服务进出口60万美元，能报重点培育企业吗"
CANARY = "草原云雀数字科技"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "fumao.db") as opened:
        yield opened


def _session(store: Store, folder: Path, chat: str = "test:1") -> Session:
    return Session(store, desk(), "test", chat, Exports(folder / "exports"))


def test_what_is_said_is_kept_with_its_state_and_reply(store: Store, tmp_path: Path) -> None:
    session = _session(store, tmp_path)
    spoken = session.say("测一下重点培育企业", TODAY)
    assert spoken.choices == ("一般领域", "文化出口", "中医药（蒙医药）", "不清楚")
    (event,) = store.events("test:1")
    assert event.payload == {"said": "测一下重点培育企业", "day": TODAY.isoformat()}
    assert event.version == 1
    assert [reply.payload["text"] for reply in store.pending("test:1")] == [spoken.text]


def test_a_reply_waits_until_it_was_shown(store: Store, tmp_path: Path) -> None:
    spoken = _session(store, tmp_path).say("测一下重点培育企业", TODAY)
    again = _session(store, tmp_path)
    assert [told.text for told in again.unfinished()] == [spoken.text]
    again.shown()
    assert _session(store, tmp_path).unfinished() == ()


def test_an_event_that_was_only_accepted_is_done_at_the_next_start(store: Store, tmp_path: Path) -> None:
    store.accept("test", "1", "test:1", {"said": "测一下重点培育企业", "day": TODAY.isoformat()})
    store.accept("test", "2", "test:1", {"said": "一般领域", "day": TODAY.isoformat()})
    session = _session(store, tmp_path)
    assert [told.record["asking"] for told in session.unfinished()] == ["track", "prev_year_trade"]


def test_the_log_replayed_from_the_beginning_gives_the_state(store: Store, tmp_path: Path) -> None:
    session = _session(store, tmp_path)
    for text in (
        "测一下重点培育企业",
        "一般领域",
        "62万",
        "考评多久一次",
        "美元",
        "上一步",
        "改金额",
        "70万美元",
    ):
        session.say(text, TODAY)
    replayed = Dialogue()
    replayed.say(*(str(event.payload["said"]) for event in store.events("test:1")))
    assert replayed.state == session.state


def test_a_choice_that_was_picked_is_taken_by_its_value(store: Store, tmp_path: Path) -> None:
    session = _session(store, tmp_path)
    session.say("测一下重点培育企业", TODAY)
    assert session.pick("track", "culture", TODAY).record["asking"] == "prev_year_service_export"


def test_the_list_of_materials_is_saved_and_the_text_says_where(store: Store, tmp_path: Path) -> None:
    session = _session(store, tmp_path)
    session.say(WHOLE, TODAY)
    text = session.say("材料清单", TODAY).text
    files = sorted((tmp_path / "exports").rglob("*.*"))
    documents = [file for file in files if file.suffix != ".json"]
    assert [file.suffix for file in documents] == [".docx", ".html", ".md"]
    assert all(str(file) in text for file in documents)
    [kept] = (file for file in files if file.suffix == ".json")
    assert kept.stem.removeprefix("receipt-") in documents[-1].read_text(encoding="utf-8")
    assert "test:1" not in str(files)


def test_without_a_folder_nothing_is_saved(store: Store) -> None:
    session = Session(store, desk(), "test", "test:1", Exports(None))
    session.say(WHOLE, TODAY)
    assert "已保存" not in session.say("材料清单", TODAY).text


def test_a_folder_that_cannot_be_written_is_told_and_the_list_is_shown(store: Store, tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("a file, not a folder", encoding="utf-8")
    session = _session(store, tmp_path)
    session.say(WHOLE, TODAY)
    text = session.say("材料清单", TODAY).text
    assert "没能存成文件" in text
    assert "要交的材料" in text


class TestForOfficers:
    """What was answered badly is kept for the officers."""

    def test_a_question_that_nothing_fits_is_kept(self, store: Store, tmp_path: Path) -> None:
        _session(store, tmp_path).say("母猪的产后护理怎么做", TODAY)
        assert [each.text for each in store.unanswered()] == ["母猪的产后护理怎么做"]

    def test_a_question_called_badly_answered_is_kept_as_it_was_asked(
        self, store: Store, tmp_path: Path
    ) -> None:
        session = _session(store, tmp_path)
        session.say("基地要几家企业", TODAY)
        session.say("答得不对", TODAY)
        (kept,) = store.unanswered()
        assert (kept.text, kept.context) == ("基地要几家企业", {"why": "wrong"})

    def test_a_mere_word_that_answers_nothing_is_not_kept(self, store: Store, tmp_path: Path) -> None:
        session = _session(store, tmp_path)
        for text in ("测一下重点培育企业", "一般领域", "有", "阿巴阿巴"):
            session.say(text, TODAY)
        assert store.unanswered() == ()


class TestForgetting:
    """删除我的数据, once confirmed."""

    def test_nothing_of_the_chat_is_left_in_any_file(self, tmp_path: Path) -> None:
        with Store(tmp_path / "fumao.db") as store:
            session = _session(store, tmp_path)
            for text in (
                f"我们是{CANARY}有限公司，{WHOLE}",
                "材料清单",
                f"{CANARY}的奖金",
                "答得不对",
                "删除我的数据",
            ):
                session.say(text, TODAY)
                session.shown()
            assert _holding(tmp_path)
            spoken = session.say("确认", TODAY)
            assert spoken.forgotten
            assert "全部删除" in spoken.text
            assert session.state == State()
        assert not _holding(tmp_path)
        assert not [file for file in (tmp_path / "exports").rglob("*") if file.is_file()]

    def test_another_chat_keeps_what_it_said(self, store: Store, tmp_path: Path) -> None:
        other = _session(store, tmp_path, "test:2")
        other.say(WHOLE, TODAY)
        other.say("材料清单", TODAY)
        session = _session(store, tmp_path)
        session.say(WHOLE, TODAY)
        session.say("材料清单", TODAY)
        session.say("删除我的数据", TODAY)
        session.say("确认", TODAY)
        assert other.say("结论", TODAY).record["verdict"] == "eligible"
        assert len(list((tmp_path / "exports").rglob("*.md"))) == 1

    def test_it_takes_one_confirmation_and_any_other_word_keeps_the_data(
        self, store: Store, tmp_path: Path
    ) -> None:
        session = _session(store, tmp_path)
        session.say(WHOLE, TODAY)
        session.say("删除我的数据", TODAY)
        assert "没有删除" in session.say("算了", TODAY).text
        assert not session.say("确认", TODAY).forgotten
        assert session.state.cases

    def test_the_chat_begins_anew_afterwards(self, store: Store, tmp_path: Path) -> None:
        session = _session(store, tmp_path)
        session.say(WHOLE, TODAY)
        session.say("删除我的数据", TODAY)
        session.say("确认", TODAY)
        assert session.say("测一下重点培育企业", TODAY).record["facts"] == {}
        assert len(store.events("test:1")) == 1


def _holding(folder: Path) -> list[Path]:
    """The files in which the canary stands, plain or as the store writes it."""
    forms = (CANARY.encode(), json.dumps(CANARY)[1:-1].encode())
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file for file in files if any(form in file.read_bytes() for form in forms)]


def test_my_data_hands_over_all_that_is_kept_and_goes_with_the_rest(store: Store, tmp_path: Path) -> None:
    session = _session(store, tmp_path)
    session.say(f"我们是{CANARY}，{WHOLE}", TODAY)
    spoken = session.say("我的数据", TODAY)
    (file,) = (tmp_path / "exports").rglob("*.json")
    assert str(file) in spoken.text
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert [event["payload"]["said"] for event in kept["events"]] == [f"我们是{CANARY}，{WHOLE}", "我的数据"]
    assert kept["state"]["cases"][0]["facts"]["prev_year_trade"] == {"value": "600000", "currency": "USD"}
    session.say("删除我的数据", TODAY)
    session.say("确认", TODAY)
    assert not list((tmp_path / "exports").rglob("*"))


def test_my_data_that_cannot_be_saved_is_said(store: Store, tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("no folder")
    assert "没能存成文件" in _session(store, tmp_path).say("我的数据", TODAY).text


def test_a_tick_is_an_event_like_any_other_and_shows_in_the_saved_list(store: Store, tmp_path: Path) -> None:
    session = _session(store, tmp_path)
    session.say(WHOLE, TODAY)
    session.say("材料清单", TODAY)
    (saved,) = (tmp_path / "exports").rglob("*.md")
    assert "[x]" not in saved.read_text(encoding="utf-8")
    store.accept("test", "tick", "test:1", {"tick": "7.4.2", "day": TODAY.isoformat()})
    session.unfinished()
    assert session.state.case is not None
    assert session.state.case.ticked == ("7.4.2",)
    assert saved.read_text(encoding="utf-8").count("[x]") == 1
