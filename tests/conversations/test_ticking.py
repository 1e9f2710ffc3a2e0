"""Ticks on the list of materials: they toggle, stay, and show in every form of the list."""

from __future__ import annotations

from dataclasses import replace

from conversations import State, Ticked, turn, turn_record
from conversations.case_wording import sheet_of
from conversations.checklist import checklist_items, checklist_text
from conversations.documents import materials_markdown
from conversations.reply import Materials, Notice
from tests.conversations.dialogue import Dialogue, hold, leftovers, through_json
from tests.conversations.understanding import TODAY, desk

WHOLE = "我们是甲公司，独立法人，没失信，系统登记了也按时填报，去年服务进出口60万美元，能报重点培育企业吗"


def _listed() -> tuple[Dialogue, Materials]:
    dialogue = Dialogue()
    dialogue.say(WHOLE, "材料清单")
    return dialogue, _list_of(dialogue)


def _list_of(dialogue: Dialogue) -> Materials:
    return next(reply for reply in dialogue.replies if isinstance(reply, Materials))


def _tick(dialogue: Dialogue, item: str) -> None:
    dialogue.state, dialogue.replies = turn(dialogue.state, Ticked(item, TODAY), desk())
    dialogue.state = through_json(dialogue.state)


def test_nothing_is_ticked_at_first_and_the_list_is_new() -> None:
    _, listed = _listed()
    assert listed.ticked == ()
    assert not listed.again
    items = checklist_items(desk(), listed)
    assert len(items) > 5
    assert not any(ticked for _, _, ticked in items)


def test_a_tick_marks_one_item_and_the_list_is_the_same_one_again() -> None:
    dialogue, listed = _listed()
    second = checklist_items(desk(), listed)[1][0]
    _tick(dialogue, second)
    (again,) = dialogue.replies
    assert isinstance(again, Materials)
    assert again.again
    assert again.ticked == (second,)
    assert [ticked for _, _, ticked in checklist_items(desk(), again)][:3] == [False, True, False]


def test_a_second_tick_takes_the_first_back() -> None:
    dialogue, listed = _listed()
    item = checklist_items(desk(), listed)[0][0]
    _tick(dialogue, item)
    _tick(dialogue, item)
    assert _list_of(dialogue).ticked == ()


def test_ticks_stand_in_the_order_of_the_list_and_stay_until_it_is_shown_anew() -> None:
    dialogue, listed = _listed()
    ids = [item for item, _, _ in checklist_items(desk(), listed)]
    for item in reversed(ids):
        _tick(dialogue, item)
    assert _list_of(dialogue).ticked == tuple(ids)
    dialogue.say("看结论", "材料清单")
    assert _list_of(dialogue).ticked == tuple(ids)
    assert not _list_of(dialogue).again


def test_a_tick_of_no_item_of_this_list_has_expired() -> None:
    dialogue, _ = _listed()
    before = dialogue.state.case
    for item in ("7.1.1", "9.9", "", "7.4.1; drop"):
        _tick(dialogue, item)
        assert dialogue.replies == (Notice("expired"),)
    assert dialogue.state.case == before


def test_a_tick_without_a_case_has_expired() -> None:
    _, replies = turn(State(), Ticked("7.4.1", TODAY), desk())
    assert replies == (Notice("expired"),)


def test_a_tick_leaves_the_open_question_open() -> None:
    dialogue = Dialogue()
    dialogue.say("帮我测一下重点培育企业", "材料清单")
    case = dialogue.state.case
    assert case is not None
    _tick(dialogue, checklist_items(desk(), _list_of(dialogue))[0][0])
    assert dialogue.state.case is not None
    assert dialogue.state.case.asking == case.asking
    record = turn_record(desk(), dialogue.state, dialogue.replies, TODAY)
    assert record["kind"] == "answer"


def test_a_tick_on_a_paper_that_is_no_longer_needed_is_kept_but_not_shown() -> None:
    dialogue, _ = _listed()
    dialogue.say("我们是外资公司", "材料清单")
    foreign = {item for item, _, _ in checklist_items(desk(), _list_of(dialogue))}
    home = Dialogue(dialogue.state)
    home.say("我们是内资公司", "材料清单")
    only_foreign = foreign - {item for item, _, _ in checklist_items(desk(), _list_of(home))}
    assert only_foreign
    _tick(dialogue, next(iter(only_foreign)))
    dialogue.say("我们是内资公司", "材料清单")
    assert _list_of(dialogue).ticked == ()
    dialogue.say("我们是外资公司", "材料清单")
    assert set(_list_of(dialogue).ticked) == {next(iter(only_foreign))}


def test_a_new_version_of_the_measure_keeps_the_ticks_of_items_that_it_still_has() -> None:
    dialogue, listed = _listed()
    item = checklist_items(desk(), listed)[0][0]
    _tick(dialogue, item)
    case = dialogue.state.case
    assert case is not None
    old = replace(dialogue.state, version="old", cases=(replace(case, ticked=(item, "7.4.99")),))
    state, _ = turn(old, Ticked(item, TODAY), desk())
    assert state.case is not None
    assert state.case.ticked == ()
    again = Dialogue(old)
    again.say("材料清单")
    assert again.state.case is not None
    assert again.state.case.ticked == (item,)


def test_the_list_for_a_phone_is_a_head_and_a_line_an_item() -> None:
    dialogue, listed = _listed()
    items = checklist_items(desk(), listed)
    _tick(dialogue, items[0][0])
    lines = checklist_text(desk(), _list_of(dialogue)).splitlines()
    head = len(lines) - len(items)
    assert lines[head - 1] == f"已备 1/{len(items)}"
    assert lines[head].startswith("☑ 1. ")
    assert all(line.startswith(f"☐ {number}. ") for number, line in enumerate(lines[head + 1 :], 2))
    for (_, label, _), line in zip(items, lines[head:], strict=True):
        assert label in line
        assert any(f"（{need}，第七条" in line for need in ("必交", "如有", "视情况"))
    assert not leftovers("\n".join(lines))
    assert len("\n".join(lines)) < 1_000


def test_the_documents_show_the_ticks() -> None:
    dialogue, listed = _listed()
    _tick(dialogue, checklist_items(desk(), listed)[0][0])
    again = _list_of(dialogue)
    shown = materials_markdown(sheet_of(desk(), again.verdict, again.case_name, again.ticked))
    assert shown.count("- [x] **1\\.") + shown.count("- [x] **1.") == 1
    assert shown.count("[x]") == 1


def test_a_tick_is_no_consent_to_deleting_everything() -> None:
    dialogue, listed = _listed()
    dialogue.say("删除我的数据")
    _tick(dialogue, checklist_items(desk(), listed)[0][0])
    assert not dialogue.state.confirming


def test_a_record_of_a_tick_holds_as_any_other() -> None:
    dialogue, listed = _listed()
    _tick(dialogue, checklist_items(desk(), listed)[0][0])
    record = turn_record(desk(), dialogue.state, dialogue.replies, TODAY)
    hold(desk(), dialogue.state, record, TODAY)
