"""What is kept, shown, erased and never written down: the privacy of people on Telegram."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal import REHEARSAL_TOKEN
from bot.rehearsal.chats import Seen
from tests.bot.stage import OFFICER, PERSON, Stage, played

CANARY = "金丝雀"
ODD = f"请问{CANARY}驼峰里装的到底是不是水呀"
ANSWER = "第六条（四）：认定以后授予牌匾，挂在哪里由单位自己定。"
NUMBER = 913_572_468
"""The number of a chat that no other number contains."""


def found_in(folder: Path, words: str) -> list[str]:
    """The files under a folder that hold the words, as text or as JSON escapes them."""
    needles = [words.encode(), words.encode("utf-16-le"), json.dumps(words)[1:-1].encode()]
    files = [each for each in folder.rglob("*") if each.is_file()]
    return [each.name for each in files if any(needle in each.read_bytes() for needle in needles)]


def data_of(there: Stage, seen: Seen) -> dict[str, Any]:
    """The JSON of a data file that was sent."""
    content: dict[str, Any] = json.loads(there.api.files[seen.wire["document"]["file_id"]][1])
    return content


def test_the_notice_comes_before_the_first_assessment_and_only_once(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("几年考评一次")
        notice, _ = await there.says("帮我测一下重点培育企业", replies=2)
        assert "180 天" in notice.text
        assert "/forget" in notice.text
        assert len(await there.says("重新开始")) == 1

    played(play, tmp_path)


def test_my_data_is_readable_and_complete(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("帮我测一下重点培育企业", replies=2)
        await there.presses("一般领域")
        await there.says("62万美元")
        await there.says(ODD)
        *_, sent = await there.says("/mydata", replies=2)
        assert sent.document == "我的数据.json"
        data = data_of(there, sent)
        [case] = data["自测"]
        assert case["申报类别"] == "重点培育企业（机构）"
        assert case["回答"] == {"申报领域": "一般领域", "上年度服务进出口额": "62万美元（620,000）"}
        said = [each["内容"] for each in data["您说过的话"]]
        assert "62万美元" in said
        assert ODD in said
        assert data["留给工作人员的问题"] == [ODD]
        assert any("依法登记" in reply for reply in data["收到的回复"])

    played(play, tmp_path)


def test_my_data_holds_no_number_of_anybody(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(ODD, chat=NUMBER)
        await there.says("/inbox", chat=OFFICER)
        [prompt] = await there.presses("答 1", chat=OFFICER)
        await there.says(ANSWER, chat=OFFICER, reply_to=prompt.id)
        await there.presses("发送", chat=OFFICER)
        await there.until(lambda: "工作人员答复" in there.api.replies(NUMBER)[-1].text)
        *_, sent = await there.says("/mydata", chat=NUMBER, replies=2)
        text = json.dumps(data_of(there, sent), ensure_ascii=False)
        assert "工作人员答复" in text
        for secret in (str(NUMBER), str(OFFICER), there.name(OFFICER), "event_seq"):
            assert secret not in text

    played(play, tmp_path)


def test_forget_leaves_nothing_in_any_file_even_while_a_question_is_open(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(f"我们是{CANARY}文化公司，帮我测一下重点培育企业", chat=NUMBER, replies=2)
        await there.says(ODD, chat=NUMBER)
        await there.says("/forget", chat=NUMBER)
        assert found_in(tmp_path, CANARY)
        [told] = await there.presses("确认", chat=NUMBER)
        assert "什么都没有留下" in told.text
        assert found_in(tmp_path, CANARY) == []
        assert found_in(tmp_path, there.name(NUMBER)) == []

    played(play, tmp_path)


def test_forget_takes_the_words_out_of_the_officers_hands_too(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(ODD, chat=NUMBER)
        await there.says("/inbox", chat=OFFICER)
        [prompt] = await there.presses("答 1", chat=OFFICER)
        await there.says(ANSWER, chat=OFFICER, reply_to=prompt.id)
        await there.presses("列入题库候选", chat=OFFICER)
        await there.says("/candidates", chat=OFFICER, replies=2)
        await there.says("/forget", chat=NUMBER)
        await there.presses("确认", chat=NUMBER)
        assert found_in(tmp_path, CANARY) == []
        [told] = await there.says("/candidates", chat=OFFICER)
        assert "没有题库候选" in told.text

    played(play, tmp_path)


def test_without_the_confirmation_everything_stays(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("帮我测一下重点培育企业", replies=2)
        await there.says("/forget")
        [kept] = await there.presses("不删")
        assert "没有删除" in kept.text
        assert "主要做哪个领域" in kept.text

    played(play, tmp_path)


def test_after_forgetting_a_new_beginning_works(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("帮我测一下重点培育企业", replies=2)
        await there.says("/forget")
        await there.presses("确认")
        notice, _ = await there.says("帮我测一下重点培育企业", replies=2)
        assert "180 天" in notice.text

    played(play, tmp_path)


def test_nothing_on_the_disk_holds_the_number_of_a_chat(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("帮我测一下重点培育企业", chat=NUMBER, replies=2)
        await there.presses("一般领域", chat=NUMBER)
        assert found_in(tmp_path, str(NUMBER)) == []

    played(play, tmp_path)


def test_the_log_holds_no_words_no_token_and_no_number(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def play(there: Stage) -> None:
        there.api.script([{"method": "sendMessage", "fault": "502", "times": 1}])
        await there.says(ODD, chat=NUMBER)
        await there.says(f"{CANARY}" * 100, chat=NUMBER)
        there.api.push_raw({"message": {"text": CANARY, "chat": {"id": "no number"}}})
        await there.says("/start", chat=OFFICER)

    with caplog.at_level(logging.INFO):
        played(play, tmp_path)
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "turn" in text
    for secret in (CANARY, REHEARSAL_TOKEN, REHEARSAL_TOKEN.partition(":")[2], str(NUMBER), str(OFFICER)):
        assert secret not in text


def test_a_flood_from_one_chat_is_told_so_and_others_do_not_wait(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        for number in range(130):
            there.api.user_says(PERSON, f"几年考评一次{number}")
        [answer] = await there.says("几年考评一次", chat=43)
        assert "每两年" in answer.text
        await there.until(lambda: any("发得太快" in each.text for each in there.api.replies(PERSON)))
        await there.quiet()
        assert len(there.api.replies(PERSON)) < 130
        [after] = await there.says("公示几天")
        assert "5个工作日" in after.text

    played(play, tmp_path)


def test_one_person_never_sees_what_another_said(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(f"我们是{CANARY}公司，去年服务进出口62万美元，能报重点培育企业吗", replies=2)
        await there.says("查看答案", chat=43)
        await there.says("材料清单", chat=43)
        *_, sent = await there.says("/mydata", chat=43, replies=2)
        assert CANARY not in json.dumps(data_of(there, sent), ensure_ascii=False)
        assert all(CANARY not in each.text for each in there.api.replies(43))

    played(play, tmp_path)
