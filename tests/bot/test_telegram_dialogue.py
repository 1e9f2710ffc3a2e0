"""What people see on Telegram, through the real client against a Bot API of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rehearsal.chats import Seen
from tests.bot.stage import Stage, desk, played

TITLES = sorted(desk().rulebook.designations)


def all_text(seen: list[Seen]) -> str:
    """The words of several messages."""
    return "\n".join(each.text for each in seen)


def test_a_question_is_answered_with_its_clause_folded(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        [answer] = await there.says("几年考评一次")
        assert "每两年" in answer.text
        assert "<blockquote expandable>" in answer.html
        assert "第九条" in answer.text

    played(play, tmp_path)


def test_the_first_words_say_what_it_can_do_and_offer_examples_as_buttons(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        [hello] = await there.says("/start")
        assert hello.buttons == list(desk().pack.measure.examples)
        assert "/forget" in hello.text
        assert "本机" not in hello.text
        [answer] = await there.presses(hello.buttons[0])
        assert "独立法人" in answer.text

    played(play, tmp_path)


async def answered_by_taps(there: Stage) -> list[Seen]:
    """Go on with taps alone, and typed figures where a figure is asked, up to the verdict."""
    for _ in range(40):
        last = there.api.replies(42)[-1]
        labels = last.buttons
        if "逐条依据" in labels:
            return there.api.replies(42)
        if "都对" in labels:
            await there.presses("都对", message=last)
        elif labels[0] != "不清楚":
            good = next((each for each in labels if each in ("没有", "符合", "一般领域")), labels[0])
            await there.presses("没有" if "黑名单" in last.text else good if good != "没有" else labels[0])
        else:
            await there.says("6000万美元" if "额" in last.text else "60家")
    raise AssertionError(there.api.replies(42)[-1].text)


@pytest.mark.parametrize("title", TITLES)
def test_an_assessment_is_done_with_taps_and_typed_figures(tmp_path: Path, title: str) -> None:
    async def play(there: Stage) -> None:
        await there.says("/check", replies=2)
        await there.presses(desk().rulebook.designations[title])
        seen = await answered_by_taps(there)
        verdict = seen[-1]
        assert verdict.html.startswith("<b>")
        assert "您的回答" in verdict.text
        for label in ("逐条依据", "材料清单", "导出", "查看答案", "换一类", "重新开始"):
            assert label in verdict.buttons

    played(play, tmp_path)


def test_questions_say_how_many_can_still_come_and_the_number_never_grows(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        [question] = (await there.says("帮我测一下重点培育企业", replies=2))[1:]
        assert "最多还有 10 题" in question.text
        [question] = await there.presses("一般领域")
        assert "最多还有 8 题" in question.text
        [question] = await there.says("62万美元")
        assert "最多还有 6 题" in question.text

    played(play, tmp_path)


def test_a_verdict_is_tidy_with_what_is_long_folded(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("我们公司去年服务进出口38万美元，其他都符合，能报重点培育企业吗", replies=2)
        verdict = there.api.replies(42)[-1]
        head = verdict.html.partition("</blockquote>")[2].partition("<blockquote")[0]
        assert "记下了" not in head
        assert "还差12万美元" in head
        assert "差距" in head
        assert len(head) < 400
        folded = verdict.html.split("<blockquote expandable>")[1:]
        assert any("先这样推定" in each for each in folded)
        assert any("【第五条（四）4】" in each for each in folded)
        [short] = await there.presses("差多少")
        assert "再增加12万美元" in short.text
        [basis] = await there.presses("逐条依据", message=verdict)
        assert basis.html.count("<blockquote expandable>") >= 5

    played(play, tmp_path)


def test_a_message_longer_than_telegram_allows_comes_in_parts(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        seen = await there.says("逐条依据")
        await there.says("我们园区是文化类的，帮我测一下特色服务出口基地", replies=1)
        await there.says("第五条原文", replies=1)
        for each in [*seen, *there.api.replies(42)]:
            assert len(each.text.encode("utf-16-le")) // 2 <= 4096

    played(play, tmp_path)


def test_an_edited_last_message_edits_its_reply_in_place(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        there.api.user_says(42, "几年考评一次")
        await there.until(lambda: len(there.api.replies(42)) == 1)
        await there.quiet()
        question = there.api.messages(42)[0]
        there.api.user_says(42, "公示几天", edited_message_id=question.id)
        await there.until(lambda: "5个工作日" in there.api.replies(42)[0].text)
        await there.quiet()
        [answer] = there.api.replies(42)
        assert len(answer.edits) == 1

    played(play, tmp_path)


def test_an_edited_last_answer_is_taken_back_and_said_anew(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("帮我测一下重点培育企业", replies=2)
        await there.presses("一般领域")
        await there.says("62万美元")
        said = next(each for each in there.api.messages(42) if each.text == "62万美元")
        there.api.user_says(42, "72万美元", edited_message_id=said.id)
        await there.until(lambda: any("72万美元" in each.text for each in there.api.replies(42)))
        await there.quiet()
        [seen] = await there.presses("查看答案")
        assert "上年度服务进出口额：72万美元" in seen.text
        assert "62万美元（" not in seen.text

    played(play, tmp_path)


def test_an_edited_older_question_is_answered_where_it_was(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("几年考评一次")
        await there.says("谁来评审")
        first = there.api.messages(42)[0]
        there.api.user_says(42, "公示几天", edited_message_id=first.id)
        await there.until(lambda: "5个工作日" in there.api.replies(42)[0].text)
        await there.quiet()
        assert len(there.api.replies(42)) == 2

    played(play, tmp_path)


def test_an_edited_older_answer_is_not_used_and_the_person_is_told(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("帮我测一下重点培育企业", replies=2)
        await there.presses("一般领域")
        await there.says("62万美元")
        await there.presses("已登记")
        await there.says("为什么问这个")
        said = next(each for each in there.api.messages(42) if each.text == "62万美元")
        before = len(there.api.replies(42))
        there.api.user_says(42, "72万美元", edited_message_id=said.id)
        [told] = await there.new(before)
        assert "没有跟着改" in told.text
        [seen] = await there.presses("查看答案")
        assert "62万美元" in seen.text

    played(play, tmp_path)


@pytest.mark.parametrize("kind", ["voice", "photo", "document", "sticker", "location"])
def test_what_it_cannot_read_gets_a_polite_word(tmp_path: Path, kind: str) -> None:
    async def play(there: Stage) -> None:
        getattr(there.api, f"user_sends_{kind}")(42)
        [told] = await there.new(0)
        assert "只看得懂文字" in told.text
        assert "reply_to_message" in told.wire

    played(play, tmp_path)


def test_traditional_characters_are_understood_and_answered_in_simplified_ones(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        [answer] = await there.says("幾年考評一次")
        assert "每两年组织一次考评" in answer.text

    played(play, tmp_path)


def test_language_makes_everything_traditional_buttons_included(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await there.says("/language")
        await there.presses("繁體")
        [answer] = await there.says("几年考评一次")
        assert "每兩年組織一次考評" in answer.text
        await there.says("帮我测一下重点培育企业", replies=2)
        [question] = await there.presses("一般領域")
        assert "不清楚" in question.buttons
        assert "為什麼問這個" in question.buttons
        before = len(there.api.replies(42))
        there.api.user_sends_voice(42)
        [told] = await there.new(before)
        assert "語音" in told.text
        await there.says("/language simplified")
        [answer] = await there.says("几年考评一次")
        assert "每两年组织一次考评" in answer.text

    played(play, tmp_path)


def test_the_menu_has_chinese_commands_per_scope(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        there.api.chat(7001)
        await there.says("/start")
        await there.until(lambda: len(there.api.commands) >= 2)
        private = {each["command"]: each["description"] for each in there.api.commands["all_private_chats/"]}
        assert {"start", "check", "materials", "timeline", "language", "mydata", "forget"} < set(private)
        assert all(any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in private.values())
        assert [each["command"] for each in there.api.commands["all_group_chats/"]] == [
            "ask",
            "clause",
            "help",
        ]

    played(play, tmp_path)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/ask 几年考评一次", "每两年"),
        ("/ask", "直接把问题发给我"),
        ("/clause 5.4.4", "不低于50万美元"),
        ("/clause 第九条", "每两年"),
        ("/clause", "条款号"),
        ("/clause 99", "办法里没有"),
        ("/timeline", "公示"),
        ("/help", "我能做三件事"),
        ("/materials", "材料"),
        ("/nonsense", "没有这个命令"),
        ("/start clause_5_4_4", "不低于50万美元"),
        ("/start clause_99", "我能做三件事"),
        ("/start <b>x", "我能做三件事"),
    ],
)
def test_commands_and_deep_links_do_what_the_menu_says(tmp_path: Path, command: str, words: str) -> None:
    async def play(there: Stage) -> None:
        assert words in all_text(await there.says(command))

    played(play, tmp_path)


def test_a_deep_link_begins_the_assessment_of_its_title(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        seen = await there.says("/start check_key_enterprise", replies=2)
        assert "保存" in seen[0].text
        assert "重点培育企业（机构）" in seen[1].text
        assert "一般领域" in seen[1].buttons

    played(play, tmp_path)


def test_inline_words_bring_clause_cards_that_stand_by_themselves(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        update = there.api.user_types_inline("考评不合格", user=7001)
        query = str(update["inline_query"]["id"])
        await there.until(lambda: query in there.api.inline_answers)
        cards = there.api.inline_answers[query]
        assert len(cards) >= 2
        there.api.chat(-500, group=True)
        there.api.user_chooses(-500, query, cards[-1]["id"], user=7001)
        [dropped] = there.api.messages(-500)
        assert "办法" in dropped.text
        await there.quiet()
        assert there.api.replies(-500) == []

    played(play, tmp_path)


def test_inline_words_that_mean_nothing_say_so(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        update = there.api.user_types_inline("阿巴阿巴", user=9)
        query = str(update["inline_query"]["id"])
        await there.until(lambda: query in there.api.inline_answers)
        [card] = there.api.inline_answers[query]
        assert "没有找到" in card["title"]

    played(play, tmp_path)
