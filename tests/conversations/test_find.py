"""Finding: clauses by every form of their number, plain questions answered, far ones left alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from conversations.event import Said
from conversations.find import Found, find
from conversations.inquire import answer_question
from conversations.normalise import normalise
from conversations.question import read_question
from conversations.reply import Answered, NotSaid, NotUnderstood, Reply, SmallTalk
from conversations.state import State
from knowledge.citation import SMALLEST_BARE
from tests.conversations.chinese import ARBITRARY, FLOODS
from tests.conversations.understanding import TODAY, desk

FOUND: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "found.yaml").read_text(encoding="utf-8"))
STATUTE = desk().pack.statute
OWN_ENTRY_FIRST = 0.97
EVERY = 5
"""Every fifth phrasing is asked as a question here; all of them go through the bank in test_search."""


def _find(text: str) -> Found:
    return find(desk(), read_question(desk().pack, normalise(text)))


def _reply(text: str) -> Reply:
    replies = answer_question(State(), normalise(text), Said(text, TODAY), desk())[1]
    return replies[0]


def _forms(clause_id: str, label: str) -> list[str]:
    """The ways in which a clause's number is cited: the label, half width, digits, dots, other words."""
    forms = [label, label.replace("（", "(").replace("）", ")"), f"请问{label}是怎么规定的？"]
    numbers = clause_id.split(".")
    if len(numbers) > 1 or int(numbers[0]) >= SMALLEST_BARE:
        forms.append(label.removeprefix("第"))
    if "段" not in label and len(numbers) <= 3:
        forms.append(f"第{numbers[0]}条" + "".join(f"({n})" for n in numbers[1:2]) + "".join(numbers[2:]))
    if len(numbers) == 3:
        in_words = re.sub(r"第(.+)条（(.+)）(\d+)", r"第\1条第\2款第\3项", label)
        forms += [clause_id, f"按{clause_id}", in_words]
    return forms


@pytest.mark.parametrize("clause_id", list(STATUTE.clauses))
def test_every_clause_is_found_by_every_form_of_its_number(clause_id: str) -> None:
    for form in _forms(clause_id, STATUTE.label(clause_id)):
        found = _find(f"{form}说的是什么" if "？" not in form else form)
        assert found.clauses[:1] == (clause_id,), form


@pytest.mark.parametrize("number", ["第十七条", "第九十九条", "第五条（九）", "按5.9.9", "第五条（四）9"])
def test_a_clause_that_does_not_exist_is_said_to_be_unknown(number: str) -> None:
    found = _find(f"{number}是什么")
    assert found.unknown_citation
    assert not found.answered


@pytest.mark.parametrize("designation", desk().pack.measure.designations, ids=lambda d: d.id)
def test_a_title_alone_is_answered_with_its_own_clauses(designation: Any) -> None:
    for text in (
        designation.name,
        f"{designation.name}？",
        f"什么是{designation.name}",
        f"{designation.name}要交什么材料",
    ):
        reply = _reply(text)
        assert isinstance(reply, Answered), text
        own = (designation.definition, designation.conditions, designation.materials)
        assert reply.clauses[0].startswith(own), text


def test_phrasings_of_the_bank_are_answered_with_their_own_entry() -> None:
    wrong = []
    asked = [(n, ask) for n, entry in enumerate(desk().library.entries) for ask in entry.asks][::EVERY]
    for number, ask in asked:
        found = _find(ask)
        first = desk().library.entries[number].clauses[0]
        if first not in found.clauses:
            wrong.append((ask, first, found.clauses, found.gap))
    assert 1 - len(wrong) / len(asked) >= OWN_ENTRY_FIRST, wrong[:20]


def test_phrasings_of_the_gaps_lead_to_their_own_gap() -> None:
    asked = [(gap.id, ask) for gap in desk().library.gaps for ask in gap.asks][::EVERY]
    right = sum(_find(ask).gap == gap_id for gap_id, ask in asked)
    assert right / len(asked) >= OWN_ENTRY_FIRST


@pytest.mark.parametrize("case", FOUND["answered"], ids=lambda case: case["text"])
def test_a_plain_question_is_answered_by_the_right_clause(case: dict[str, Any]) -> None:
    reply = _reply(case["text"])
    assert isinstance(reply, Answered)
    wanted = tuple(case["clauses"])
    assert any(clause == w or clause.startswith(w + ".") for clause in reply.clauses for w in wanted), (
        reply.clauses
    )


@pytest.mark.parametrize("text", FOUND["far"])
def test_what_is_far_from_the_measure_is_not_answered(text: str) -> None:
    assert isinstance(_reply(text), NotUnderstood | SmallTalk | NotSaid)


@pytest.mark.xfail(reason="one word of ours in a question about something else", strict=True)
@pytest.mark.parametrize("text", FOUND["far_but_answered"])
def test_what_is_far_but_holds_a_word_of_the_measure_is_not_answered_either(text: str) -> None:
    assert isinstance(_reply(text), NotUnderstood | SmallTalk | NotSaid)


@pytest.mark.parametrize("text", FOUND["not_said"])
def test_what_the_measure_does_not_say_is_said_to_be_so(text: str) -> None:
    assert isinstance(_reply(text), NotSaid)


@pytest.mark.parametrize("text", FOUND["small_talk"])
def test_small_talk_is_small_talk(text: str) -> None:
    assert isinstance(_reply(text), SmallTalk)


@settings(deadline=None, max_examples=100)
@given(ARBITRARY)
def test_any_text_is_answered_or_left_alone_and_always_the_same(text: str) -> None:
    found = _find(text)
    assert found == _find(text)
    assert sum((bool(found.clauses), bool(found.gap), bool(found.unknown_citation))) <= 1
    assert set(found.clauses) <= set(STATUTE.clauses)


@pytest.mark.parametrize("flood", FLOODS, ids=range(len(FLOODS)))
def test_a_flood_is_searched_to_its_end(flood: str) -> None:
    _find(flood)
