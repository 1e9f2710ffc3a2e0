"""最多还有 N 题: a bound that holds whatever is answered, and never grows while one answers what is asked."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from conversations import Picked, Reply, Said, State, turn
from conversations.assess import facts_left, verdict_of
from conversations.block import joined
from conversations.blocks import blocks
from conversations.interview import taken
from conversations.reply import Asked
from conversations.state import CHOOSING, Case
from tests.checker.strategies import values
from tests.conversations.dialogue import Dialogue
from tests.conversations.understanding import TODAY, desk

TITLES = st.sampled_from(sorted(desk().rulebook.designations))


def asked_of(replies: tuple[Reply, ...]) -> Asked | None:
    """The question among the replies."""
    return next((reply for reply in replies if isinstance(reply, Asked)), None)


def facts_that_may_come(case: Case) -> frozenset[str]:
    """Everything that may still be asked of a case."""
    verdict = verdict_of(desk(), case, TODAY)
    assert verdict is not None
    left, beside = facts_left(desk(), case, verdict)
    return left | beside


@settings(max_examples=300, deadline=None)
@given(TITLES, st.booleans(), st.data())
def test_no_question_comes_that_was_not_counted_and_the_count_only_falls(
    title: str, completely: bool, data: st.DataObject
) -> None:
    state, replies = turn(State(), Picked(CHOOSING, title, TODAY), desk())
    if completely:
        state, replies = turn(state, Said("补全", TODAY), desk())
    counted: frozenset[str] | None = None
    while (asked := asked_of(replies)) is not None:
        case = state.case
        assert case is not None
        now = facts_that_may_come(case)
        assert asked.fact in now
        assert asked.left + asked.beside == len(now)
        assert counted is None or now < counted
        counted = now
        if asked.usual and data.draw(st.integers(0, 9), label="agrees at 0") == 0:
            state, replies = turn(state, Said("都对", TODAY), desk())
            counted = now | {"one 都对"}
            continue
        given_values = [*values(desk().rulebook, asked.fact), None]
        value = data.draw(st.sampled_from(given_values), label=asked.fact)
        state, replies = taken(state, desk(), {asked.fact: value}, TODAY)
        if state.case is not None and state.case.facts == case.facts:
            return  # the answer contradicted another one and was not taken
    assert state.case is not None
    assert state.case.asking is None


def _walk(title: str, chance: random.Random) -> tuple[int, int]:
    """How many questions were announced to somebody who can still succeed, and how many answers it took."""
    state, replies = turn(State(), Picked(CHOOSING, title, TODAY), desk())
    first, answers = asked_of(replies), 0
    assert first is not None
    while (asked := asked_of(replies)) is not None:
        answers += 1
        if asked.usual:
            state, replies = turn(state, Said("都对", TODAY), desk())
            continue
        choices = values(desk().rulebook, asked.fact)
        for value in chance.sample(choices, len(choices)):
            after, told = taken(state, desk(), {asked.fact: value}, TODAY)
            verdict = verdict_of(desk(), after.case, TODAY) if after.case else None
            if verdict is not None and verdict.overall != "not_eligible" and after != state:
                break
        state, replies = after, told
    return first.left + 1, answers


def test_the_number_announced_is_at_most_twice_what_it_takes_on_average() -> None:
    chance = random.Random(1)
    walks = [_walk(title, chance) for title in sorted(desk().rulebook.designations) for _ in range(15)]
    assert sum(announced for announced, _ in walks) <= 2 * sum(answers for _, answers in walks)


def test_the_first_question_says_how_many_can_come_and_what_one_word_confirms() -> None:
    dialogue = Dialogue()
    dialogue.say("帮我测一下重点培育企业")
    text = "".join(joined(blocks(desk(), reply)) for reply in dialogue.replies)
    assert "最多还有 10 题，另有 11 项一次确认" in text


def test_the_count_falls_to_the_last_question() -> None:
    dialogue, counts = Dialogue(), []
    dialogue.say("帮我测一下重点培育企业", "一般领域", "62万美元")
    for _ in range(6):
        asked = asked_of(dialogue.replies)
        assert asked is not None
        counts.append(asked.left)
        dialogue.say(
            "没有" if asked.fact == "on_blacklist" else "按时" if asked.fact == "stat_timely" else "有"
        )
    assert counts == [6, 5, 4, 3, 2, 1]
