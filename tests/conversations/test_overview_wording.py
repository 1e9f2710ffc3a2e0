"""我能报哪些: short, every designation once with its next step, no question twice, in any measure."""

from __future__ import annotations

import pytest

from conversations import open_desk
from conversations.options import event_of, options
from conversations.reply import Overview
from tests.checker.applicants import TINY, pack
from tests.conversations.dialogue import Dialogue
from tests.conversations.understanding import TODAY, desk

COMPANY = "我们公司去年服务进出口60万美元，独立法人，没失信，系统登记了也按时填报，能报重点培育企业吗"


def test_every_designation_stands_in_it_once_and_it_fits_on_a_screen() -> None:
    text = str(Dialogue().say(COMPANY, "我能报哪些")["answer"])
    lines = [line for line in text.splitlines() if line.startswith("· ")]
    for name in desk().rulebook.designations.values():
        assert sum(line.startswith(f"· {name}：") for line in lines) == 1
    assert len(text.splitlines()) <= 24
    assert "重点培育企业（机构）的材料" in text


def test_a_tap_assesses_that_designation_with_all_that_is_known() -> None:
    dialogue = Dialogue()
    dialogue.say(COMPANY, "四类都看看")
    before = dict(dialogue.facts)
    taps = [o for o in options(desk(), dialogue.state, dialogue.replies, TODAY) if o.label.startswith("测")]
    assert [option.value for option in taps] == ["key_enterprise", "export_base"]
    asked = dialogue.say("帮我测一下特色服务出口基地")["asking"]
    assert asked not in before
    assert before.items() <= dialogue.facts.items()
    assert event_of(taps[0], TODAY) != event_of(taps[1], TODAY)


@pytest.mark.parametrize("words", ["我能报哪些", "我们能报哪几类", "四类都看看", "都看看", "还能报哪些"])
def test_it_is_asked_for_in_many_words_and_asks_who_applies_where_nothing_is_known(words: str) -> None:
    dialogue = Dialogue()
    assert dialogue.say(words)["asking"] == "applicant_kind"
    record = dialogue.say("园区")
    assert any(isinstance(reply, Overview) for reply in dialogue.replies)
    assert record["kind"] == "assessment"
    assert record["options"] == ["export_base"]
    assert record["facts"]["applicant_kind"] == "functional_zone"


@pytest.mark.parametrize("words", ["我能报哪些", "帮我选"])
def test_a_measure_in_which_it_does_not_matter_who_applies_asks_nothing_first(words: str) -> None:
    dialogue = Dialogue(of=open_desk(pack(TINY)))
    record = dialogue.say(words)
    assert record["asking"] == "designation"
    assert "示范书店" in record["answer"]
