"""Presses that come late, twice, from two devices or from a forger: one transition, the current step."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.rehearsal.chats import Seen
from bot.telegram.chat import Chat, chat_from_json
from tests.bot.stage import PERSON, Stage, played

BEGIN = "帮我测一下重点培育企业"


def _chat(there: Stage, person: int = PERSON) -> Chat:
    return chat_from_json(there.store.read(there.name(person))[1])


def _asking(there: Stage, person: int = PERSON) -> Seen:
    """The newest message with buttons."""
    return next(seen for seen in reversed(there.api.replies(person)) if seen.buttons)


async def _presses(there: Stage, message: Seen, *places: int | str) -> None:
    """Presses on the buttons of one message, all before any is answered."""
    before = _answered(there)
    for place in places:
        there.api.user_presses(PERSON, message.id, place)
    await there.until(lambda: _answered(there) == before + len(places))
    await there.quiet()


def _answered(there: Stage) -> int:
    return sum(call.method == "answerCallbackQuery" for call in there.api.log)


def _toasts(there: Stage) -> list[str]:
    return [toast.text for toast in there.api.toasts]


def test_a_double_tap_is_one_transition(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(BEGIN)
        question = _asking(there)
        before = len(there.api.replies(PERSON))
        await _presses(there, question, 0, 0, 0)
        assert _toasts(there).count("已经收到，不用再点。") == 2
        assert _chat(there).step == 2
        once = len(there.api.replies(PERSON)) - before
        await _presses(there, question, 0)
        assert len(there.api.replies(PERSON)) - before == once

    played(play, tmp_path)


def test_two_devices_at_once_one_wins_and_the_other_is_shown_where_the_chat_stands(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(BEGIN)
        question = _asking(there)
        await _presses(there, question, 0, 1)
        facts = _chat(there).talk.cases[0].facts
        assert facts["track"] == "general"
        assert _toasts(there)[1] == "这个按钮已过期，请看最下面的问题。"
        shown = _asking(there)
        assert "现在的问题是" in shown.text
        assert shown.buttons != question.buttons

    played(play, tmp_path)


def test_a_button_of_an_old_step_says_so_and_shows_the_question_that_is_open(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(BEGIN)
        old = _asking(there)
        await there.says("一般领域")
        before = _chat(there).talk
        await _presses(there, old, 1)
        assert _chat(there).talk == before
        assert "这个按钮已过期" in _toasts(there)[-1]
        current = _asking(there)
        assert "刚才那个按钮已过期" in current.text
        await _presses(there, current, 0)  # and it works where it stands
        assert _chat(there).talk != before

    played(play, tmp_path)


@pytest.mark.parametrize(
    "data",
    [
        "v1:AAAAAA:1:0",
        "v1:AAAAAA:say:删除我的数据",
        "v9:AAAAAA:1:0",
        "x" * 64,
        "x" * 20_000,
        "\ud800\x00\u202e",
        "",
    ],
)
def test_forged_data_is_refused_and_changes_nothing(
    tmp_path: Path, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def play(there: Stage) -> None:
        await there.says(BEGIN)
        before, question = _chat(there), _asking(there)
        with caplog.at_level(logging.INFO, "fumao"):
            await _presses(there, question, data)
        assert _chat(there) == before
        assert _toasts(there)[-1] == "这个按钮在这里用不了。"
        assert any("forged" in record.getMessage() for record in caplog.records)

    played(play, tmp_path)


def test_a_button_of_another_chat_does_nothing_here(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(BEGIN, chat=77)
        await there.says(BEGIN)
        foreign = _asking(there, 77).keyboard[0][0]["callback_data"]
        before = _chat(there)
        await _presses(there, _asking(there), foreign)
        assert _chat(there) == before
        assert _toasts(there)[-1] == "这个按钮在这里用不了。"

    played(play, tmp_path)
