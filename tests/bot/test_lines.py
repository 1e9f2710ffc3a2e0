"""A line in, a line out: bad ones are errors in their place, the others go on, order is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.exports import Exports
from bot.lines import answer_lines, chat_lines
from bot.store import Store
from tests.conversations.dialogue import KEYS
from tests.conversations.understanding import TODAY, desk

ASK_FORM = [
    "id",
    "kind",
    "clauses",
    "answer",
    "related",
    "designation",
    "facts",
    "verdict",
    "open_facts",
    "options",
]
BAD = [
    "{", "null", "[]", "3", '"x"', "{}", '{"id": 1}', '{"id": 1, "q": null}', '{"id": 1, "q": ["a"]}',
    '{"id": 1, "q": 5}', "\ufeff{", "[" * 100_000, '{"id": NaN, "q": "a"}', "1" * 10_000, "\x00",
]  # fmt: skip
BAD_CHATS = [
    '{"say": "a"}', '{"chat": null, "say": "a"}', '{"chat": ["a"], "say": "a"}', '{"chat": true, "say": "a"}',
    '{"chat": "a"}', '{"chat": "a", "say": null}', '{"chat": "a", "say": {"a": 1}}', "{", "[]",
]  # fmt: skip
ODD = [
    "", " ", "😀", "\\ud800", "\\u0000", "啊" * 100_000, "\\u202e重点", "<script>", "{words}",
    "'; drop table events; --",
]  # fmt: skip
SOME_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "q", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def _ask(lines: Iterable[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer_lines(desk(), lines, TODAY)]


def _chat(folder: Path, lines: Iterable[str]) -> list[dict[str, Any]]:
    with Store(folder / "fumao.db") as store:
        told = chat_lines(desk(), store, lines, TODAY, Exports(folder / "exports"))
        return [json.loads(line) for line in told]


def _said(chat: str, *texts: str) -> list[str]:
    return [json.dumps({"chat": chat, "say": text}) for text in texts]


def test_an_answer_has_exactly_the_keys_of_the_contract() -> None:
    (line,) = _ask(['{"id": "a", "q": "重点培育企业要什么条件"}'])
    assert list(line) == ASK_FORM
    assert line["id"] == "a"


def test_a_turn_has_the_chat_and_the_keys_of_the_contract(tmp_path: Path) -> None:
    (line,) = _chat(tmp_path, _said("a", "重点培育企业要什么条件"))
    assert list(line) == ["chat", *KEYS]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_line_is_an_error_in_its_place_and_the_next_is_answered(bad: str) -> None:
    first, second = _ask([bad, '{"id": 2, "q": "考评多久一次"}'])
    assert set(first) == {"id", "error"}
    assert "读不懂" in first["error"]
    assert second["clauses"] == ["9"]


@pytest.mark.parametrize("bad", BAD_CHATS)
def test_a_bad_line_of_a_chat_stops_nothing(tmp_path: Path, bad: str) -> None:
    before, error, after = _chat(tmp_path, [*_said("a", "测一下重点培育企业"), bad, *_said("a", "一般领域")])
    assert "读不懂" in error["error"]
    assert before["asking"] == "track"
    assert after["asking"] == "prev_year_trade"


@pytest.mark.parametrize("odd", ODD)
def test_odd_text_has_a_polite_reply(tmp_path: Path, odd: str) -> None:
    (answered,) = _ask([f'{{"id": 1, "q": "{odd}"}}'])
    assert answered["answer"]
    told, after = _chat(tmp_path, [f'{{"chat": "a", "say": "{odd}"}}', *_said("a", "考评多久一次")])
    assert told["answer"]
    assert after["clauses"] == ["9"]


def test_empty_lines_are_passed_over() -> None:
    assert [line["id"] for line in _ask(["", "  \n", '{"id": 1, "q": "你好"}', "\n"])] == [1]


def test_each_line_asked_is_a_conversation_of_its_own() -> None:
    _, second = _ask(['{"id": 1, "q": "测一下重点培育企业"}', '{"id": 2, "q": "一般领域"}'])
    assert second["facts"] == {}
    assert second["verdict"] is None


def test_chats_do_not_see_each_other_and_order_is_kept(tmp_path: Path) -> None:
    one, two = _said("1", "测一下重点培育企业", "文化"), _said("2", "测一下重点培育企业", "一般领域")
    lines = _chat(tmp_path, [one[0], two[0], two[1], one[1]])
    assert [line["chat"] for line in lines] == ["1", "2", "2", "1"]
    assert lines[2]["facts"] == {"track": "general"}
    assert lines[3]["facts"] == {"track": "culture"}


def test_a_chat_may_be_a_number_or_any_text(tmp_path: Path) -> None:
    names = [7, "../../etc/passwd", "\ud800", "a\u0000b", "长" * 5000, ""]
    lines = _chat(tmp_path, [json.dumps({"chat": name, "say": "测一下重点培育企业"}) for name in names])
    assert [line["asking"] for line in lines] == ["track"] * len(names)


def test_a_chat_goes_on_in_the_next_process(tmp_path: Path) -> None:
    _chat(tmp_path, _said("a", "测一下重点培育企业", "一般领域", "62万"))
    (line,) = _chat(tmp_path, _said("a", "美元"))
    assert line["facts"]["prev_year_trade"] == {"value": "620000", "currency": "USD"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=40) | SOME_JSON.map(json.dumps), max_size=5))
def test_any_lines_whatever_give_one_line_each(lines: list[str]) -> None:
    lines = [line.replace("\n", " ").replace("\r", " ") for line in lines]
    assert len(_ask(lines)) == sum(bool(line.strip()) for line in lines)
