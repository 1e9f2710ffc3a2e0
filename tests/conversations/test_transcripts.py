"""Transcripts: dialogues end to end, through `turn` alone and through a session over the store.

A transcript is a name and turns. Of a turn: `say`, or `restart: true` (the process ends and starts again); of
what comes of it `kind`, `verdict`, `designation`, `asking`, `clauses` (all among the first three, or below),
`facts` ([620000, USD] is an amount, "absent" is not known at all), `choices`, `shows` and `hides` (texts),
`cases`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.exports import Exports
from bot.session import Session
from bot.store import Store
from tests.conversations.dialogue import Dialogue, Record, hold, leftovers
from tests.conversations.understanding import TODAY, desk

FOLDER = Path(__file__).parents[1] / "transcripts"
TRANSCRIPTS: list[Any] = [
    pytest.param(script, id=f"{file.stem}: {script['name']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for script in yaml.safe_load(file.read_text(encoding="utf-8"))
]
WORDS = {"say", "restart", "kind", "verdict", "designation", "asking", "clauses", "facts", "choices", "shows",
         "hides", "cases"}  # fmt: skip


@pytest.mark.parametrize("script", TRANSCRIPTS)
def test_a_transcript_goes_as_written(script: dict[str, Any]) -> None:
    dialogue = Dialogue()
    for number, step in enumerate(script["turns"], 1):
        if step.get("restart"):
            continue
        record = dialogue.say(step["say"])
        _agrees(step, record, len(dialogue.state.cases), f"turn {number}: {step['say']}")


@pytest.mark.parametrize("script", TRANSCRIPTS)
def test_a_transcript_goes_the_same_over_the_store(script: dict[str, Any], tmp_path: Path) -> None:
    opened = _opener(tmp_path)
    session, store = opened()
    alone = Dialogue()
    for step in script["turns"]:
        if step.get("restart"):
            store.close()
            session, store = opened()
            continue
        spoken = session.say(step["say"], TODAY)
        alone.say(step["say"])
        assert session.state == alone.state
        answer = str(spoken.record["answer"])
        assert answer.startswith(str(alone.record["answer"])[:40])  # a session adds where the list was saved
        assert {**spoken.record, "answer": ""} == {**alone.record, "answer": ""}
        hold(desk(), session.state, spoken.record, TODAY)
    store.close()


def _opener(folder: Path) -> Callable[[], tuple[Session, Store]]:
    def opened() -> tuple[Session, Store]:
        store = Store(folder / "fumao.db")
        session = Session(store, desk(), "test", "test:1", Exports(folder / "exports"))
        session.unfinished()
        session.shown()
        return session, store

    return opened


def _agrees(step: dict[str, Any], record: Record, cases: int, where: str) -> None:
    text = record["answer"]
    assert not leftovers(text), where
    for name in ("kind", "verdict", "designation", "asking", "choices"):
        if name in step:
            assert record[name] == step[name], f"{where}: {name}\n{text}"
    for clause in step.get("clauses", []):
        first = record["clauses"][:3]
        assert any(c == clause or c.startswith(clause + ".") for c in first), f"{where}: {first}"
    for name, value in step.get("facts", {}).items():
        found = record["facts"].get(name, "absent")
        assert found == _stated(value), f"{where}: {name} {found}\n{text}"
        assert isinstance(found, bool) == isinstance(value, bool), f"{where}: {name} {found}"
    for part in step.get("shows", []):
        assert part in text, f"{where}: lacks {part}\n{text}"
    for part in step.get("hides", []):
        assert part not in text, f"{where}: has {part}\n{text}"
    assert cases == step.get("cases", cases), where


def _stated(value: object) -> object:
    return {"value": str(value[0]), "currency": value[1]} if isinstance(value, list) else value


def test_the_transcripts_use_only_words_that_are_looked_at() -> None:
    used = {word for param in TRANSCRIPTS for step in param.values[0]["turns"] for word in step}
    assert used <= WORDS
    assert len(TRANSCRIPTS) >= 50
