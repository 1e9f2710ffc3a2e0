"""In a group: only when addressed, nothing personal, a way into the private chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.stage import PERSON, Stage, played

GROUP = -100
ME = "@fumao_rehearsal_bot"


async def unheard(there: Stage, text: str) -> None:
    """The group says something that the bot leaves alone."""
    there.api.user_says(GROUP, text, user=PERSON, group=True)
    await there.says("几年考评一次", chat=PERSON)
    assert there.api.replies(GROUP) == []


@pytest.mark.parametrize("text", ["几年考评一次", "@somebody_else 几年考评一次", "/help", "/help@other_bot"])
def test_it_keeps_out_of_what_is_not_said_to_it(tmp_path: Path, text: str) -> None:
    async def play(there: Stage) -> None:
        await unheard(there, text)

    played(play, tmp_path)


@pytest.mark.parametrize("text", [f"{ME} 几年考评一次", f"几年考评一次 {ME}", f"/ask{ME} 几年考评一次"])
def test_addressed_it_answers_under_the_question(tmp_path: Path, text: str) -> None:
    async def play(there: Stage) -> None:
        [answer] = await there.says(text, chat=GROUP, user=PERSON, group=True)
        assert "每两年" in answer.text
        assert "reply_to_message" in answer.wire
        assert answer.buttons == []

    played(play, tmp_path)


def test_a_reply_to_its_own_message_addresses_it(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        [answer] = await there.says(f"{ME} 几年考评一次", chat=GROUP, user=PERSON, group=True)
        [next_one] = await there.says("公示几天", chat=GROUP, user=43, group=True, reply_to=answer.id)
        assert "5个工作日" in next_one.text

    played(play, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        f"{ME} 帮我测一下重点培育企业",
        f"{ME} 我们公司去年服务进出口62万美元，能报重点培育企业吗",
        f"/check{ME}",
    ],
)
def test_nobody_is_assessed_before_the_others(tmp_path: Path, text: str) -> None:
    async def play(there: Stage) -> None:
        [told] = await there.says(text, chat=GROUP, user=PERSON, group=True)
        assert "私聊" in told.text
        [[link]] = told.keyboard
        assert link["url"].startswith("https://t.me/fumao_rehearsal_bot?start=")
        payload = link["url"].partition("start=")[2]
        begun = await there.says(f"/start {payload}", chat=PERSON)
        assert begun
        assert "state" not in str(there.store.export(there.name(GROUP)).get("cases", ""))

    played(play, tmp_path)


def test_the_link_leads_to_the_title_that_was_named(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        words = f"{ME} 帮我测一下重点培育企业"
        [told] = await there.says(words, chat=GROUP, user=PERSON, group=True)
        assert told.keyboard[0][0]["url"].endswith("?start=check_key_enterprise")

    played(play, tmp_path)


@pytest.mark.parametrize(
    "command", ["/mydata", "/forget", "/language", "/materials", "/inbox", "/candidates"]
)
def test_what_is_personal_is_left_to_the_private_chat(tmp_path: Path, command: str) -> None:
    async def play(there: Stage) -> None:
        [told] = await there.says(f"{command}{ME}", chat=GROUP, user=PERSON, group=True)
        assert "私聊" in told.text
        assert there.store.unanswered() == ()

    played(play, tmp_path)


def test_a_mere_mention_says_how_to_ask(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        [told] = await there.says(ME, chat=GROUP, user=PERSON, group=True)
        assert f"{ME} 重点培育企业要什么条件" in told.text

    played(play, tmp_path)


def test_a_question_that_is_edited_in_a_group_edits_the_answer(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says(f"{ME} 几年考评一次", chat=GROUP, user=PERSON, group=True)
        question = there.api.messages(GROUP)[0]
        there.api.user_says(
            GROUP, f"{ME} 公示几天", user=PERSON, group=True, edited_message_id=question.id
        )  # fmt: skip
        await there.until(lambda: "5个工作日" in there.api.replies(GROUP)[-1].text)
        await there.quiet()
        assert len(there.api.replies(GROUP)) == 1

    played(play, tmp_path)
