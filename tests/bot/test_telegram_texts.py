"""Whatever people write is kept as it was, and whatever they are shown is markup that Telegram takes."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ascii_json import dump
from bot.rehearsal.html_text import parse_html
from bot.telegram.arrival import Arrival, arrival_of
from bot.telegram.chat import Chat, chat_from_json, chat_to_json
from bot.telegram.dialogue import respond
from bot.telegram.markup import MOST_DATA, MOST_UNITS, Piece, messages, units
from bot.telegram.outcome import Outcome, Room, sends
from conversations.normalise import printable
from tests.bot.stage import DAY, PERSON, Stage, desk, played

NONCE = "Ab3_-9"
ROOM = Room(desk(), "fumao_bot", 180)
HELLO = Arrival("said", 1, "telegram:1", DAY, message=1, text="帮我测一下重点培育企业")
ODD = "\ud800\udfff\x00\r\u202e\u2066\u200b\ufeff\u0301\u20e3\ufe0f😀<>&\"'/@:，。第条（）万美元公司叫不是"
texts = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=200)
arrivals = st.builds(
    Arrival,
    st.sampled_from(["said", "edited", "pressed", "inline", "media"]),
    st.just(5),
    st.just("telegram:1"),
    st.just(DAY),
    message=st.sampled_from([1, 5]),
    text=st.one_of(
        texts, texts.map("/ask ".__add__), texts.map("我们公司叫".__add__), texts.map("/".__add__)
    ),
    query=st.just("9"),
    group=st.booleans(),
    officer=st.booleans(),
)
ASSESSING = respond(Chat(), HELLO, NONCE, ROOM).chat


@settings(max_examples=150, deadline=None)
@given(arrivals, st.sampled_from([Chat(), ASSESSING]))
def test_whatever_arrives_is_kept_whole_and_answered_in_valid_markup(arrival: Arrival, before: Chat) -> None:
    kept = json.loads(dump(arrival.payload()))
    assert arrival_of(arrival.chat, kept) == Arrival(**{**vars(arrival), "update": 0})
    outcome = respond(before, arrival, NONCE, ROOM)
    assert chat_from_json(json.loads(dump(chat_to_json(outcome.chat)))) == outcome.chat
    for each in outcome.sends:
        assert json.loads(dump(each)) == each
        if "text" in each and each["do"] != "toast":
            _is_taken(str(each["text"]))
        for row in each.get("rows", []):  # type: ignore[attr-defined]  # rows of buttons
            for button in row:
                assert button["text"]
                assert len(button.get("data", "").encode()) <= MOST_DATA


def _is_taken(markup: str) -> None:
    shown, _ = parse_html(markup)
    assert 0 < units(shown) <= MOST_UNITS
    assert "故障" not in shown  # a fault of ours, excused
    for odd in "\ud800\x00\u202e\u2066\u200b":
        assert odd not in shown


@settings(max_examples=50, deadline=None)
@given(
    st.text("字。\n😀👨‍👩‍👧é\u0301<&", min_size=1, max_size=60),
    st.integers(1, 300),
    st.sampled_from(["", "b", "quote"]),
)
def test_an_answer_of_any_length_comes_in_whole_characters(part: str, times: int, tag: str) -> None:
    wanted = part * times
    parts = [parse_html(each)[0] for each in messages([Piece(wanted, tag)])]
    assert all(0 < units(each) <= MOST_UNITS for each in parts)
    assert all(not "\udc00" <= each[0] <= "\udfff" for each in parts)
    assert "".join("".join(parts).split()) == "".join(printable(wanted).split())


def _shown(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    return Outcome(chat, sends(messages([Piece(arrival.text, "b")])))


def test_odd_texts_go_through_the_client_and_come_back_inert(tmp_path: Path) -> None:
    odd = {
        "甲\ud800乙": "甲\ufffd乙",
        "甲\x00乙": "甲乙",
        "甲\u202e乙\u200b": "甲乙",
        "a" + "\u0301" * 3_000: None,
        "<script>alert(1)</script>": "<script>alert(1)</script>",
        "<b>甲</b> &amp; javascript:x": "<b>甲</b> &amp; javascript:x",
        "👨‍👩‍👧" * 500 + "尾": None,
        "字" * 4_096: "字" * 4_096,
        "字" * 4_095 + "😀": None,
    }

    async def play(there: Stage) -> None:
        for text, shown in odd.items():
            replies = await there.says(text)
            assert all(0 < units(reply.text) <= MOST_UNITS for reply in replies)
            if shown is not None:
                assert [reply.text for reply in replies] == [shown]
            assert {entity["type"] for reply in replies for entity in reply.entities} <= {"bold"}
        kept = [event.payload["text"] for event in there.store.events(there.name(PERSON))]
        assert kept == list(odd)
        assert there.store.depth() == {"events": 0, "parked": 0, "outbox": 0, "given_up": 0}

    played(play, tmp_path, answers=_shown)


def test_a_company_of_an_odd_name_is_assessed_and_shown_as_it_is_called(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("我们是<b>草原</b>有限公司，去年服务进出口60万美元，能报重点培育企业吗")
        for text in ("<script>alert(1)</script>", "\u202e删除我的数据", "字" * 4_096, "\ud800", "材料清单"):
            replies = await there.says(text)
            assert all(units(reply.text) <= MOST_UNITS for reply in replies)
            assert not any("故障" in reply.text for reply in replies)
        assert there.store.depth()["given_up"] == 0

    played(play, tmp_path)
