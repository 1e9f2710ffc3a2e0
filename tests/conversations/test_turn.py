"""A turn is a pure and total function, and what it keeps is always what the checker would take."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import Desk, Event, Picked, Reply, Said, State, turn, turn_record, word_replies
from conversations.reply import Asked, Notice
from conversations.state import CHOOSING, Case
from tests.conversations.dialogue import Dialogue, hold, leftovers, said, through_json
from tests.conversations.messages import DIALOGUES, EVERY
from tests.conversations.understanding import TODAY, desk

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _shown(steps: list[tuple[State, tuple[Reply, ...]]]) -> list[tuple[State, str]]:
    return [(state, word_replies(desk(), replies)) for state, replies in steps]


def _follow(messages: list[str]) -> list[tuple[State, tuple[Reply, ...]]]:
    state, steps = State(), []
    for message in messages:
        state, replies = turn(state, Said(message, TODAY), desk())
        steps.append((state, replies))
    return steps


@SLOW
@given(DIALOGUES)
def test_whatever_is_said_there_is_a_reply_and_the_state_can_be_stored(messages: list[str]) -> None:
    Dialogue().say(*messages)  # holds the record and the state against the checker after every turn


@SLOW
@given(DIALOGUES)
def test_the_same_events_give_the_same_state_and_replies(messages: list[str]) -> None:
    once = _follow(messages)
    assert _shown(_follow(messages)) == _shown(once)
    before = State() if len(once) < 2 else once[-2][0]
    last = turn(through_json(before), Said(messages[-1], TODAY), desk())
    assert _shown([last]) == _shown(once[-1:])


@SLOW
@given(DIALOGUES)
def test_what_was_answered_is_not_asked_again_unless_it_is_to_be_changed(messages: list[str]) -> None:
    for state, replies in _follow(messages):
        changing = any(isinstance(reply, Notice) and reply.id == "changing" for reply in replies)
        for reply in replies:
            if isinstance(reply, Asked) and not reply.again and not changing and state.case:
                assert reply.fact not in state.case.facts


@SLOW
@given(DIALOGUES)
def test_what_is_asked_is_what_the_reply_asks(messages: list[str]) -> None:
    for state, replies in _follow(messages):
        asked = [reply.fact for reply in replies if isinstance(reply, Asked)]
        assert len(asked) <= 1
        if asked and state.case:
            assert state.case.asking == asked[0]


@pytest.mark.parametrize("message", EVERY)
def test_nothing_that_is_not_chinese_for_people_is_shown(message: str) -> None:
    for opening in (
        [],
        ["测一下重点培育企业", "一般领域"],
        ["我们公司去年服务进出口60万美元，能报重点培育企业吗"],
    ):
        dialogue = Dialogue()
        text = dialogue.say(*opening, message)["answer"]
        assert not leftovers(text.replace(message, "")), text


@pytest.mark.parametrize(
    "junk", ["", "   ", "。。。", "😀", "\ud800", "\0", "\u202e", "?" * 50, "，", "\n\n"]
)
def test_a_message_without_words_changes_nothing_and_the_question_stands(junk: str) -> None:
    dialogue = Dialogue()
    dialogue.say("测一下重点培育企业", "一般领域")
    facts = dialogue.facts
    record = dialogue.say(junk)
    assert dialogue.facts == facts
    assert record["asking"] == "prev_year_trade"


def test_a_very_long_message_is_read_to_a_limit_and_says_so() -> None:
    record = said("重点培育企业要什么条件" + "啊" * 100_000)
    assert "只读了前面一段" in record["answer"]


class TestPicking:
    """Choices picked from a list: by fact and value, never by label or position."""

    def test_a_value_of_the_question_asked_is_taken(self) -> None:
        dialogue = Dialogue()
        dialogue.say("测一下重点培育企业")
        state, _ = _picked(dialogue.state, "track", "culture")
        assert state.case is not None
        assert state.case.facts["track"] == "culture"
        assert state.case.asking == "prev_year_service_export"

    def test_a_title_begins_the_assessment(self) -> None:
        state, _ = _picked(State(), CHOOSING, "outsourcing_city")
        assert state.case is not None
        assert state.case.designation == "outsourcing_city"

    @pytest.mark.parametrize(
        ("fact", "value"),
        [("track", "gone"), ("gone", True), (CHOOSING, "gone"), ("prev_year_trade", "5"), ("track", True)],
    )
    def test_what_no_question_offers_is_refused(self, fact: str, value: bool | str) -> None:
        dialogue = Dialogue()
        dialogue.say("测一下重点培育企业")
        state, replies = _picked(dialogue.state, fact, value)
        assert state.cases == dialogue.state.cases
        assert replies == (Notice("expired"),)

    @SLOW
    @given(st.text(max_size=12), st.one_of(st.booleans(), st.text(max_size=12)))
    def test_any_pick_has_a_reply(self, fact: str, value: bool | str) -> None:
        state, replies = _picked(State(), fact, value)
        assert word_replies(desk(), replies)
        hold(desk(), state, turn_record(desk(), state, replies, TODAY), TODAY)


def _picked(state: State, fact: str, value: bool | str) -> tuple[State, tuple[Reply, ...]]:
    event: Event = Picked(fact, value, TODAY)
    return turn(state, event, desk())


class TestAnotherVersion:
    """A dialogue begun on another version of the pack goes on with this one."""

    def test_it_says_so_once_and_keeps_the_answers(self) -> None:
        dialogue = Dialogue(_begun({"track": "general"}))
        assert "办法资料有更新" in dialogue.say("继续")["answer"]
        assert dialogue.facts == {"track": "general"}
        assert dialogue.record["asking"] == "prev_year_trade"
        assert "办法资料有更新" not in dialogue.say("62万美元")["answer"]

    def test_facts_and_questions_that_are_gone_are_dropped_and_asked_anew(self) -> None:
        old = _begun({"track": "general", "gone": True}, asking="gone", asked=("track", "gone"))
        dialogue = Dialogue(old)
        dialogue.say("继续")
        assert dialogue.facts == {"track": "general"}
        assert dialogue.state.case is not None
        assert dialogue.state.case.asked == ("track", "prev_year_trade")

    def test_a_title_that_is_gone_leaves_the_case_to_choose_again(self) -> None:
        dialogue = Dialogue(_begun({"track": "general"}, designation="gone"))
        assert dialogue.say("继续")["asking"] == CHOOSING

    def test_a_value_that_is_no_longer_offered_is_dropped(self) -> None:
        dialogue = Dialogue(_begun({"track": "gone", "stat_registered": True}))
        dialogue.say("继续")
        assert dialogue.facts == {"stat_registered": True}

    def test_what_was_talked_of_is_forgotten_where_it_is_gone(self) -> None:
        old = _begun({}, designation="key_enterprise")
        topic = dataclasses.replace(old.topic, designation="gone", clauses=("99.9",), question="旧的问题")
        record = Dialogue(dataclasses.replace(old, topic=topic, active=None, cases=())).say("它的依据是哪条")
        assert record["answer"]


def _begun(
    facts: dict[str, object],
    *,
    designation: str = "key_enterprise",
    asking: str = "track",
    asked: tuple[str, ...] = ("track",),
) -> State:
    case = Case(designation=designation, facts=facts, asking=asking, asked=asked, guided=True)
    return State(version="an older one", cases=(case,), active=0)


def test_the_day_comes_with_the_event_and_decides_which_year_is_last(desk: Desk) -> None:
    message = "我们公司2023年服务进出口额60万美元，独立法人，没失信，系统登记了也按时填报，能报重点培育企业吗"
    at = {
        day.year: Dialogue(of=desk, day=day).say(message)["verdict"]
        for day in (dt.date(2024, 5, 6), dt.date(2026, 5, 6))
    }
    assert at == {2024: "eligible", 2026: "undetermined"}
