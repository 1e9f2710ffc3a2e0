"""Buttons: chosen, old, pressed twice, forged; every answer can be changed with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.pseudonym import Pseudonyms
from tests.bot.stage import PERSON, SECRET, Stage, played


async def begun(there: Stage) -> None:
    """A guided assessment, its first question open."""
    await there.says("帮我测一下重点培育企业", replies=2)


async def presses_data(there: Stage, data: str, message: int = 3) -> str:
    """Somebody presses a button with any data; what the toast says."""
    before = len(there.api.toasts)
    there.api.user_presses(PERSON, message, data)
    await there.until(lambda: len(there.api.toasts) > before)
    await there.quiet()
    return there.api.toasts[-1].text


def test_a_chosen_button_stays_and_shows_that_it_was_chosen(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        await there.presses("一般领域")
        question = there.api.replies(PERSON)[1]
        assert question.buttons == ["✓ 一般领域"]
        assert there.api.toasts[-1].text == "记下了：一般领域"

    played(play, tmp_path)


def test_going_back_marks_the_answer_that_was_given(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        await there.presses("一般领域")
        [question] = await there.presses("上一步")
        assert "✓ 一般领域" in question.buttons
        [question] = await there.presses("文化出口")
        assert "出口额" in question.text

    played(play, tmp_path)


def test_why_shows_the_clause_and_puts_the_question_again(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        [why] = await there.presses("为什么问这个")
        assert "<blockquote expandable>" in why.html
        assert "主要做哪个领域" in why.text
        assert "一般领域" in why.buttons
        assert "为什么问这个" not in why.buttons

    played(play, tmp_path)


def test_not_known_is_a_button_and_an_answer(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        await there.presses("一般领域")
        await there.presses("不清楚")
        [answers] = await there.presses("查看答案")
        assert "上年度服务进出口额：不清楚" in answers.text

    played(play, tmp_path)


def test_every_answer_can_be_changed_by_its_button(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        await there.presses("一般领域")
        await there.says("62万美元")
        await there.presses("已登记")
        [answers] = await there.presses("查看答案")
        changes = [label for label in answers.buttons if label.startswith("改：")]
        assert len(changes) == 3
        for label in changes:
            [asked] = await there.presses(label, message=answers)
            assert label.removeprefix("改：")[:4] in asked.text
            assert "再说一遍" not in asked.text

    played(play, tmp_path)


def test_the_state_of_an_amount_without_currency_is_asked_with_two_buttons(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        await there.presses("一般领域")
        [asked] = await there.says("400万")
        assert asked.buttons[:2] == ["美元", "人民币"]
        [asked] = await there.presses("人民币")
        assert "1美元按多少元人民币算" in asked.text
        [asked] = await there.says("7.1")
        assert "1美元＝7.1元人民币" in asked.text

    played(play, tmp_path)


def test_an_old_button_says_so_and_the_open_question_is_shown(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        first = there.api.replies(PERSON)[1]
        await there.says("一般领域")
        [shown] = await there.presses("文化出口", message=first)
        assert "已过期" in there.api.toasts[-1].text
        assert "已过期" in shown.text
        assert "进出口额" in shown.text
        assert "为什么问这个" in shown.buttons

    played(play, tmp_path)


def test_a_double_tap_counts_once(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        question = there.api.replies(PERSON)[1]
        there.api.user_presses(PERSON, question.id, 0)
        there.api.user_presses(PERSON, question.id, 0)
        await there.until(lambda: len(there.api.toasts) == 2)
        await there.quiet()
        assert len(there.api.replies(PERSON)) == 3
        assert there.api.toasts[1].text == "已经收到，不用再点。"

    played(play, tmp_path)


@pytest.mark.parametrize(
    "forge",
    [
        "v1:{other}:1:0",
        "v1:{other}:say:删除我的数据",
        "v1:{other}:tick:0.x",
        "v2:{own}:1:0",
        "v1:{own}:1:9999",
        "v1:{own}:1:-1",
        "v1:{own}:1:\u0661",
        "v1:{own}:boss:1",
        "v1:{own}:say:" + "长" * 40,
        "x" * 20_000,
        "\ud800\udfff\x00\x01",
        "",
        "v1",
        "💥" * 16,
    ],
)
def test_forged_data_of_a_button_is_refused_and_changes_nothing(tmp_path: Path, forge: str) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        pseudonyms = Pseudonyms(SECRET.encode())
        own, other = (pseudonyms.nonce(pseudonyms.name(chat)) for chat in (PERSON, 43))
        before = there.store.read(there.name(PERSON))[1]
        data = forge.replace("{own}", own).replace("{other}", other)
        assert await presses_data(there, data) == "这个按钮在这里用不了。"
        assert len(there.api.replies(PERSON)) == 2
        after = there.store.read(there.name(PERSON))[1]
        assert {**after, "pressed": ""} == {**before, "pressed": ""}

    played(play, tmp_path)


@pytest.mark.parametrize(
    "rest", ["1:90", "7:0", "tick:5.application", "tick:0.nothing", "file:9.docx", "file:0.exe", "full:77"]
)
def test_what_points_at_nothing_here_counts_as_old(tmp_path: Path, rest: str) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        pseudonyms = Pseudonyms(SECRET.encode())
        own = pseudonyms.nonce(pseudonyms.name(PERSON))
        assert "已过期" in await presses_data(there, f"v1:{own}:{rest}")
        assert "一般领域" in there.api.replies(PERSON)[-1].buttons

    played(play, tmp_path)


def test_a_button_of_another_chat_is_refused_in_this_one(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        await there.says("帮我测一下重点培育企业", chat=43, replies=2)
        data = there.api.replies(43)[1].keyboard[0][0]["callback_data"]
        assert await presses_data(there, data) == "这个按钮在这里用不了。"

    played(play, tmp_path)


def test_no_button_holds_more_than_telegram_allows(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await begun(there)
        await there.presses("一般领域")
        await there.says("38万美元")
        await there.presses("都对")
        for label in ("材料清单", "查看答案", "换一类"):
            await there.presses(label)
        for seen in there.api.replies(PERSON):
            for row in seen.keyboard:
                for button in row:
                    assert len(button["callback_data"].encode()) <= 64

    played(play, tmp_path)
