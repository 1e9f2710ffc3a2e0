"""How people say it → what must be understood: one YAML file of sentences for each kind of thing.

A wrong favourable fact is the worst error, so `never` names what must not be taken from a sentence.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from conversations.answering import read_answer
from conversations.normalise import normalise
from conversations.statement import Statement, read_statement
from tests.conversations.understanding import TODAY, desk

FOLDER = Path(__file__).parents[1] / "sentences"
FILES = sorted(FOLDER.glob("*.yaml"))
SENTENCES: list[Any] = [
    pytest.param(case, id=f"{file.stem}: {case['text'][:40]}")
    for file in FILES
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


def _read(case: dict[str, Any]) -> Statement:
    """The statement; `of`: the designation talked about before."""
    return read_statement(
        desk().pack, normalise(case["text"]), today=TODAY, designation=case.get("of"), uses=desk().uses
    )


def _stated(value: object) -> object:
    """[620000, USD] stands for an amount; dates may be written plainly."""
    if isinstance(value, list):
        return {"value": str(value[0]), "currency": value[1]}
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("case", SENTENCES)
def test_a_sentence_is_read_as_it_was_meant(case: dict[str, Any]) -> None:
    statement = _read(case)
    wanted = {name: _stated(value) for name, value in case.get("facts", {}).items()}
    assert {name: statement.facts.get(name, "(absent)") for name in wanted} == wanted
    for name, value in case.get("never", {}).items():
        taken = statement.facts.get(name)
        assert taken is None if value == "any" else taken != value or type(taken) is not type(value), name
    if "designation" in case:
        assert statement.designation == case["designation"]
    troubles = {slip.fact: slip.trouble for slip in statement.slips}
    assert {name: troubles.get(name) for name in case.get("slips", {})} == case.get("slips", {})


ASKED = [param for param in SENTENCES if str(param.id).startswith(("asked", "negated"))]


@pytest.mark.parametrize("case", ASKED)
def test_nor_is_it_taken_for_an_answer_while_that_is_asked(case: dict[str, Any]) -> None:
    statement = _read(case)
    for name, value in case.get("never", {}).items():
        presumed = None if value == "any" else value
        given = read_answer(desk(), name, normalise(case["text"]), statement, today=TODAY, presumed=presumed)
        if given is not None and given.known and given.value is not None:
            assert value != "any", name
            assert given.value != value, name


def test_the_sentences_name_only_facts_of_the_pack() -> None:
    named = {
        name
        for param in SENTENCES
        for key in ("facts", "never", "slips")
        for name in param.values[0].get(key, {})
    }
    assert named <= set(desk().pack.facts)


def test_there_are_enough_sentences_and_enough_of_them_say_no() -> None:
    assert len(SENTENCES) >= 300
    assert sum("never" in param.values[0] for param in SENTENCES) >= 120
