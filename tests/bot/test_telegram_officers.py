"""The officers' desk: questions grouped by likeness, answers with their clause, candidates for the bank."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from knowledge.lint import lint_pack
from knowledge.pack import DEFAULT_PACK
from tests.bot.stage import OFFICER, PERSON, Stage, played

ODD = "请问驼峰里装的到底是不是水呀"
ALIKE = "请问驼峰里装的到底是水不是"
OTHER = "骆驼在冬天会不会游泳"
ANSWER = "第六条（四）：认定以后授予牌匾，挂在哪里由单位自己定。"


async def asked_by_two(there: Stage) -> None:
    """Two people ask alike, a third something else; none is answered."""
    await there.says(ODD, chat=PERSON)
    await there.says(ALIKE, chat=43)
    await there.says(OTHER, chat=44)


async def answered(there: Stage, words: str, button: str = "发送") -> None:
    """The officer answers the first group with these words and presses a button under the preview."""
    await there.says("/inbox", chat=OFFICER)
    [prompt] = await there.presses("答 1", chat=OFFICER)
    [preview] = await there.says(words, chat=OFFICER, reply_to=prompt.id)
    await there.presses(button, chat=OFFICER, message=preview)


def test_the_inbox_groups_what_is_alike_with_most_people_first(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(OTHER, chat=44)
        await there.says(ODD, chat=PERSON)
        await there.says(ALIKE, chat=43)
        [inbox] = await there.says("/inbox", chat=OFFICER)
        lines = [line for line in inbox.text.splitlines() if line]
        assert "共 3 条" in lines[0]
        assert "2 人" in lines[1]
        assert ODD in lines[1]
        assert OTHER in lines[2]
        assert inbox.buttons == ["答 1", "答 2"]

    played(play, tmp_path)


def test_an_answer_that_was_called_wrong_is_in_the_inbox_too(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("几年考评一次")
        await there.presses("答得不对")
        [inbox] = await there.says("/inbox", chat=OFFICER)
        assert "几年考评一次" in inbox.text
        assert "说答得不对" in inbox.text

    played(play, tmp_path)


def test_an_answer_is_shown_first_and_goes_to_everybody_who_asked_alike(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await asked_by_two(there)
        await there.says("/inbox", chat=OFFICER)
        [prompt] = await there.presses("答 1", chat=OFFICER)
        assert "2 人" in prompt.text
        assert any("force_reply" in str(call.params) for call in there.api.log)
        before = len(there.api.replies(PERSON))
        [preview] = await there.says(ANSWER, chat=OFFICER, reply_to=prompt.id)
        assert len(there.api.replies(PERSON)) == before
        assert "将这样发给 2 人" in preview.text
        assert preview.buttons == ["发送", "发送并列入题库候选", "重写", "取消"]
        [done] = await there.presses("发送", chat=OFFICER, message=preview)
        assert "已发给 2 人" in done.text
        for chat, own in ((PERSON, ODD), (43, ALIKE)):
            letter = there.api.replies(chat)[-1]
            assert own in letter.text
            assert ANSWER in letter.text
            assert "<blockquote expandable>【第六条（四）】" in letter.html
        assert ANSWER not in there.api.replies(44)[-1].text
        [inbox] = await there.says("/inbox", chat=OFFICER)
        assert "共 1 条" in inbox.text

    played(play, tmp_path)


@pytest.mark.parametrize(
    ("words", "told"), [("可以的，放心报。", "没有认出办法的条款"), ("第九十九条：可以。", "办法里没有")]
)
def test_an_answer_without_a_clause_that_exists_is_refused(tmp_path: Path, words: str, told: str) -> None:
    async def play(there: Stage) -> None:
        await asked_by_two(there)
        before = len(there.api.replies(PERSON))
        await there.says("/inbox", chat=OFFICER)
        [prompt] = await there.presses("答 1", chat=OFFICER)
        [refused] = await there.says(words, chat=OFFICER, reply_to=prompt.id)
        assert told in refused.text
        assert "没有发送" in refused.text
        assert len(there.api.replies(PERSON)) == before
        [preview] = await there.says(ANSWER, chat=OFFICER, reply_to=refused.id)
        assert "将这样发给" in preview.text

    played(play, tmp_path)


def test_what_is_dropped_or_written_again_is_not_sent(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await asked_by_two(there)
        before = len(there.api.replies(PERSON))
        await answered(there, ANSWER, "取消")
        [inbox] = await there.says("/inbox", chat=OFFICER)
        assert "共 3 条" in inbox.text
        await answered(there, ANSWER, "重写")
        assert "请回复这条消息" in there.api.replies(OFFICER)[-1].text
        assert len(there.api.replies(PERSON)) == before

    played(play, tmp_path)


def test_a_candidate_fits_into_the_question_bank_as_it_is(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await asked_by_two(there)
        await answered(there, ANSWER, "列入题库候选")
        _, shown = await there.says("/candidates", chat=OFFICER, replies=2)
        assert shown.document == "题库候选.yaml"
        text = there.api.files[shown.wire["document"]["file_id"]][1].decode()
        [entry] = yaml.safe_load(text)
        assert entry["clauses"] == ["6.4"]
        assert entry["asks"] == [ODD]
        pack = tmp_path / "pack"
        shutil.copytree(DEFAULT_PACK, pack)
        bank = pack / "questions.yaml"
        bank.write_text(bank.read_text("utf-8") + "\n" + text, "utf-8")
        assert lint_pack(pack) == ()

    played(play, tmp_path)


def test_an_answer_is_not_sent_to_somebody_who_was_forgotten(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(ODD)
        await there.says("/inbox", chat=OFFICER)
        [prompt] = await there.presses("答 1", chat=OFFICER)
        await there.says("/forget")
        await there.presses("确认", replies=1)
        before = len(there.api.replies(PERSON))
        [told] = await there.says(ANSWER, chat=OFFICER, reply_to=prompt.id)
        assert "已经被提问的人删除" in told.text or "已经答过" in told.text
        assert len(there.api.replies(PERSON)) == before

    played(play, tmp_path)


def test_an_officer_finds_clauses_and_entries(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        [found] = await there.says("/find 整改", chat=OFFICER)
        assert "<blockquote expandable>【第" in found.html
        assert "整改" in found.text
        [told] = await there.says("/find", chat=OFFICER)
        assert "/find 整改" in told.text

    played(play, tmp_path)


def test_an_officer_is_also_a_person_with_questions(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        [answer] = await there.says("几年考评一次", chat=OFFICER)
        assert "每两年" in answer.text

    played(play, tmp_path)


@pytest.mark.parametrize("command", ["/inbox", "/candidates", "/find 整改"])
def test_nobody_else_gets_any_of_it(tmp_path: Path, command: str) -> None:
    async def play(there: Stage) -> None:
        await there.says(ODD, chat=43)
        [told] = await there.says(command)
        assert "没有这个命令" in told.text
        assert ODD not in told.text
        [inbox] = await there.says("/inbox", chat=OFFICER)
        assert "共 1 条" in inbox.text

    played(play, tmp_path)


def test_an_officer_in_a_group_is_no_officer(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(ODD)
        [told] = await there.says(
            "/inbox@fumao_rehearsal_bot", chat=-9, user=OFFICER, group=True
        )  # fmt: skip
        assert ODD not in told.text

    played(play, tmp_path)


def test_an_officer_who_writes_for_the_first_time_gets_the_menu(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        assert f"chat:{OFFICER}/" not in there.api.commands
        await there.says("/start", chat=OFFICER)
        await there.until(lambda: f"chat:{OFFICER}/" in there.api.commands)
        names = [each["command"] for each in there.api.commands[f"chat:{OFFICER}/"]]
        assert names[:3] == ["inbox", "find", "candidates"]

    played(play, tmp_path)
