"""Options: whatever may be tapped after a turn does what its label says."""

from __future__ import annotations

import pytest

from conversations import Desk, Picked, Reply, Said, State, turn
from conversations.options import Option, event_of, options
from conversations.reply import (
    Answered,
    Asked,
    ChooseTitle,
    Concluded,
    Forget,
    Kept,
    Materials,
    Notice,
    NotUnderstood,
    SmallTalk,
    Understood,
)
from conversations.state import CHOOSING, Case
from tests.conversations.dialogue import Dialogue
from tests.conversations.played import played
from tests.conversations.understanding import TODAY, desk

SHORT_OF_IT = "我们公司去年服务进出口40万美元，独立法人，没失信，系统登记了也按时填报，能报重点培育企业吗"
DEAD_ENDS = {
    "expired", "trouble", "empty", "no_case", "nothing_asked", "nothing_to_change", "no_step_back",
    "too_long",
}  # fmt: skip


def offered(dialogue: Dialogue) -> tuple[Option, ...]:
    """The options after the last turn of a dialogue."""
    return options(desk(), dialogue.state, dialogue.replies, TODAY)


def labels(dialogue: Dialogue, kind: str = "") -> list[str]:
    """Their labels, all or of one kind."""
    return [each.label for each in offered(dialogue) if kind in ("", each.kind)]


def tap(dialogue: Dialogue, label: str) -> None:
    """Go on as if the option with this label had been tapped."""
    option = next(each for each in offered(dialogue) if each.label == label)
    dialogue.state, dialogue.replies = turn(dialogue.state, event_of(option, TODAY), desk())


def dead_ends(of: Desk, state: State, option: Option) -> list[str]:
    """What a tap came to that no tap may come to."""
    _, replies = turn(state, event_of(option, TODAY), of)
    return [type(reply).__name__ for reply in replies if _is_dead_end(reply)] or (
        [] if replies else ["nothing"]
    )


def _is_dead_end(reply: Reply) -> bool:
    match reply:
        case NotUnderstood() | SmallTalk():
            return True
        case Notice():
            return reply.id in DEAD_ENDS
        case Understood():
            return bool(reply.slips)
    return False


def test_every_option_of_every_turn_of_the_transcripts_leads_somewhere() -> None:
    found, tapped = [], 0
    for at in played():
        for option in options(desk(), at.state, at.replies, TODAY):
            tapped += 1
            found += [f"{at.name}｜{at.say}｜{option}: {end}" for end in dead_ends(desk(), at.state, option)]
    assert not found, "\n".join(found)
    assert tapped > 1_500


def test_there_is_always_something_to_tap() -> None:
    for at in played():
        if not any(isinstance(reply, Forget) for reply in at.replies):
            assert options(desk(), at.state, at.replies, TODAY), at


def test_no_label_stands_twice_and_none_is_longer_than_a_button() -> None:
    for at in played():
        shown = [option.label for option in options(desk(), at.state, at.replies, TODAY)]
        assert len(shown) == len(set(shown))
        assert all(0 < len(label) <= 60 for label in shown)


def test_a_question_with_choices_offers_them_as_picks_and_not_knowing_as_words() -> None:
    dialogue = Dialogue()
    dialogue.say("帮我测一下重点培育企业")
    asked = next(reply for reply in dialogue.replies if isinstance(reply, Asked))
    values = desk().pack.facts[asked.fact].values
    picks = [each for each in offered(dialogue) if each.fact]
    assert [(each.fact, each.value) for each in picks] == [(asked.fact, each.value) for each in values]
    assert "不清楚" in labels(dialogue, "choice")
    assert event_of(picks[0], TODAY) == Picked(asked.fact, values[0].value, TODAY)


def test_a_step_back_and_the_answers_are_offered_only_when_there_are_any() -> None:
    dialogue = Dialogue()
    dialogue.say("帮我测一下重点培育企业")
    assert labels(dialogue, "aid") == ["为什么问这个"]
    tap(dialogue, labels(dialogue)[0])
    assert labels(dialogue, "aid") == ["为什么问这个", "上一步", "查看答案"]
    tap(dialogue, "为什么问这个")
    assert "为什么问这个" not in labels(dialogue)
    assert "不清楚" in labels(dialogue)


def test_an_amount_without_a_currency_offers_both_and_either_completes_it() -> None:
    for currency in ("美元", "人民币"):
        dialogue = Dialogue()
        dialogue.say("帮我测一下重点培育企业", "改上年度服务进出口额", "62万")
        assert labels(dialogue, "choice")[:2] == ["美元", "人民币"]
        tap(dialogue, currency)
        assert "prev_year_trade" in dialogue.facts


def test_the_usual_circumstances_are_confirmed_by_the_first_option() -> None:
    at = next(at for at in played() if any(isinstance(r, Asked) and len(r.usual) > 1 for r in at.replies))
    assert options(desk(), at.state, at.replies, TODAY)[0].label == "都对"


def test_titles_are_picked_and_help_is_offered_with_all_of_them() -> None:
    dialogue = Dialogue()
    dialogue.say("帮我测一下")
    assert any(isinstance(reply, ChooseTitle) for reply in dialogue.replies)
    names = list(desk().rulebook.designations.values())
    assert labels(dialogue) == [*names, "帮我选"]
    assert {each.fact for each in offered(dialogue)[:-1]} == {CHOOSING}
    tap(dialogue, names[0])
    assert dialogue.state.case is not None
    assert dialogue.state.case.designation == next(iter(desk().rulebook.designations))


def test_after_a_verdict_the_gaps_are_offered_only_where_there_are_some() -> None:
    short, enough = Dialogue(), Dialogue()
    short.say(SHORT_OF_IT)
    enough.say(SHORT_OF_IT.replace("40", "60"))
    after = ["逐条依据", "差多少", "材料清单", "导出", "查看答案", "换一类", "重新开始"]
    assert labels(short) == after
    assert labels(enough) == [label for label in after if label != "差多少"]


@pytest.mark.parametrize(
    "question",
    [
        "高校能报哪种",
        "材料先递给谁、最后由谁拍板认定",
        "自动认定的也要参加考评不",
        "文化类的标准都有哪些",
        "盟里只能在哪几样里挑",
    ],
)
def test_an_answer_that_differs_by_title_is_narrowed_by_a_tap(question: str) -> None:
    dialogue = Dialogue()
    dialogue.say(question)
    answer = dialogue.replies[0]
    assert isinstance(answer, Answered)
    assert len(answer.about) > 1
    for title in answer.about:
        again = Dialogue(dialogue.state)
        again.replies = dialogue.replies
        tap(again, desk().rulebook.designations[title])
        narrowed = again.replies[0]
        assert isinstance(narrowed, Answered)
        assert narrowed.designation == title


@pytest.mark.parametrize("title", list(desk().rulebook.designations))
def test_what_an_answer_offers_begins_the_assessment_or_lists_the_materials(title: str) -> None:
    dialogue = Dialogue()
    dialogue.say(f"{desk().rulebook.designations[title]}要什么条件")
    before = dialogue.state
    tap(dialogue, "自测够不够条件")
    assert dialogue.state.case is not None
    assert dialogue.state.case.designation == title
    _, replies = turn(before, Said(f"{desk().rulebook.designations[title]}的材料", TODAY), desk())
    wanted = next(each for each in desk().pack.measure.designations if each.id == title).materials
    answer = replies[0]
    assert isinstance(answer, Answered)
    assert wanted in answer.clauses


def test_a_bad_answer_can_be_reported_by_a_tap() -> None:
    dialogue = Dialogue()
    dialogue.say("重点培育企业要什么条件")
    tap(dialogue, "答得不对")
    assert Kept("重点培育企业要什么条件") in dialogue.replies


@pytest.mark.parametrize("clause", list(desk().pack.statute.clauses))
def test_the_label_of_any_clause_shows_that_clause(clause: str) -> None:
    state = State()
    unknown = NotUnderstood((clause,))
    option = options(desk(), state, (unknown,), TODAY)[0]
    _, replies = turn(state, event_of(option, TODAY), desk())
    answer = replies[0]
    assert isinstance(answer, Answered)
    assert answer.clauses[0] == clause


@pytest.mark.parametrize("asking", [True, False])
@pytest.mark.parametrize("title", list(desk().rulebook.designations))
def test_every_answer_can_be_changed_by_a_tap(title: str, asking: bool) -> None:
    names = sorted(desk().facts_used(title))
    case = Case(designation=title, facts=dict.fromkeys(names), asking=names[0] if asking else None)
    dialogue = Dialogue(State(version=desk().pack.version, cases=(case,), active=0))
    dialogue.say("查看答案")
    assert [label for label in labels(dialogue) if label.startswith("改：")]
    assert ("继续" if asking else "看结论") in labels(dialogue)
    for name in names:
        again = Dialogue(dialogue.state)
        again.replies = dialogue.replies
        tap(again, f"改：{desk().pack.facts[name].name}")
        assert [reply.fact for reply in again.replies if isinstance(reply, Asked)] == [name]


def test_deleting_everything_is_confirmed_or_turned_down_by_a_tap() -> None:
    dialogue = Dialogue()
    dialogue.say(SHORT_OF_IT, "删除我的数据")
    assert labels(dialogue) == ["确认", "不删"]
    kept = Dialogue(dialogue.state)
    kept.replies = dialogue.replies
    tap(kept, "不删")
    assert kept.facts
    assert "看结论" in labels(kept)
    tap(dialogue, "确认")
    assert Forget() in dialogue.replies


def test_picking_an_answer_is_no_consent_to_deleting_everything() -> None:
    dialogue = Dialogue()
    dialogue.say("帮我测一下重点培育企业")
    pick = next(each for each in offered(dialogue) if each.fact)
    dialogue.say("删除我的数据")
    state, _ = turn(dialogue.state, event_of(pick, TODAY), desk())
    assert not state.confirming


def test_help_offers_its_examples_unless_a_question_is_open() -> None:
    dialogue = Dialogue()
    dialogue.say("帮助")
    assert labels(dialogue) == list(desk().pack.measure.examples)
    dialogue.say("帮我测一下重点培育企业", "帮助")
    assert not set(labels(dialogue)) & set(desk().pack.measure.examples)


def test_the_materials_lead_back_to_the_verdict_and_the_answers() -> None:
    dialogue = Dialogue()
    dialogue.say(SHORT_OF_IT, "材料清单")
    assert any(isinstance(reply, Materials) for reply in dialogue.replies)
    assert labels(dialogue) == ["看结论", "查看答案"]
    tap(dialogue, "看结论")
    assert any(isinstance(reply, Concluded) for reply in dialogue.replies)


@pytest.mark.parametrize("name", list(desk().pack.facts))
def test_a_clause_offered_in_the_middle_of_a_question_is_shown_and_answers_nothing(name: str) -> None:
    title = next(each for each in desk().rulebook.designations if name in desk().facts_used(each))
    case = Case(designation=title, asking=name, asked=(name,), guided=True)
    state = State(version=desk().pack.version, cases=(case,), active=0)
    for clause in ("5.4.4", "6.1", "9"):
        option = next(
            each
            for each in options(desk(), state, (NotUnderstood((clause,)),), TODAY)
            if each.label == desk().pack.statute.label(clause)
        )
        for event in (event_of(option, TODAY), Said(option.label, TODAY)):
            after, replies = turn(state, event, desk())
            assert isinstance(replies[0], Answered)
            assert replies[0].clauses[0] == clause
            assert after.case is not None
            assert not after.case.facts


def test_export_asks_for_the_documents_of_the_same_list() -> None:
    dialogue = Dialogue()
    dialogue.say(SHORT_OF_IT)
    tap(dialogue, "导出")
    [given] = [reply for reply in dialogue.replies if isinstance(reply, Materials)]
    assert given.export
