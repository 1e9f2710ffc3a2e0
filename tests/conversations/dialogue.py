"""A dialogue in a test: what was said so far, what came of it, and what holds after every turn."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from checker import judge, read_facts
from conversations import Desk, Reply, Said, State, state_from_json, state_to_json, turn, turn_record
from conversations.state import CHOOSING
from tests.conversations.understanding import TODAY, desk

Record = Mapping[str, Any]

KEYS = [
    "kind", "clauses", "answer", "related", "designation", "facts", "verdict", "open_facts", "options",
    "asking", "choices",
]  # fmt: skip
KINDS = {"answer", "assessment", "clarify", "abstain", "smalltalk"}
OVERALLS = {None, "eligible", "needs_review", "undetermined", "not_eligible", "auto_recognised"}
_LEFTOVER = re.compile(r"\{[a-z_]*\}|None|True|False|\bnan\b|[a-z]{3,}_[a-z]{3,}")
"""What a text for people must not hold: an unfilled place, a Python value, the name of a fact."""


class Dialogue:
    """A dialogue through `turn`, its state taken through JSON after every turn."""

    def __init__(self, state: State | None = None, *, of: Desk | None = None, day: dt.date = TODAY) -> None:
        self.desk = of or desk()
        self.day = day
        self.state = state or State()
        self.replies: tuple[Reply, ...] = ()
        self.record: Record = {}

    def say(self, *texts: str) -> Record:
        """The record of the last of these messages; every turn on the way is checked."""
        for text in texts:
            self.state, self.replies = turn(self.state, Said(text, self.day), self.desk)
            self.state = through_json(self.state)
            self.record = turn_record(self.desk, self.state, self.replies, self.day)
            hold(self.desk, self.state, self.record, self.day)
        return self.record

    @property
    def facts(self) -> Mapping[str, object]:
        """What is stated of the case in hand."""
        return self.state.case.facts if self.state.case else {}


def through_json(state: State) -> State:
    """The state as a store gives it back; it must be the same."""
    back = state_from_json(json.loads(json.dumps(state_to_json(state), allow_nan=False)))
    assert back == state
    return back


def said(*texts: str) -> Record:
    """The record of the last of these messages, in a dialogue of their own."""
    return Dialogue().say(*texts)


def hold(desk: Desk, state: State, record: Record, day: dt.date) -> None:
    """What is true of a record after any turn whatever."""
    assert list(record) == KEYS
    assert record["kind"] in KINDS
    assert record["verdict"] in OVERALLS
    assert record["answer"].strip()
    asking = record["asking"]
    assert asking is None or asking == CHOOSING or asking in desk.pack.facts
    assert bool(record["choices"]) == (asking is not None)
    _clauses_hold(desk, record)
    _facts_hold(desk, state, record, day)


def _clauses_hold(desk: Desk, record: Record) -> None:
    clauses, statute = record["clauses"], desk.pack.statute
    assert len(clauses) <= 8
    assert len(set(clauses)) == len(clauses)
    assert {*clauses, *record["related"]} <= set(statute.clauses)
    assert not clauses or record["kind"] in ("answer", "assessment")
    lists = {each.materials for each in desk.pack.measure.designations}
    for clause in clauses:
        whole = statute.full_text(clause) in record["answer"]
        assert whole or (clause in lists and statute.label(clause) in record["answer"]), clause


def _facts_hold(desk: Desk, state: State, record: Record, day: dt.date) -> None:
    for each in state.cases:
        read_facts(desk.rulebook, each.facts, day=day)  # raises where the checker would refuse them
    case = state.case
    if case is None or case.designation is None:
        assert record["verdict"] is None
        return
    verdict = judge(desk.rulebook, case.designation, read_facts(desk.rulebook, case.facts, day=day), day=day)
    assert record["verdict"] == verdict.overall
    assert record["open_facts"] == list(verdict.open_facts)
    again = read_facts(desk.rulebook, record["facts"], day=day)
    assert judge(desk.rulebook, case.designation, again, day=day).overall == verdict.overall


def leftovers(text: str) -> list[str]:
    """What of a text was not meant for people."""
    return _LEFTOVER.findall(text)
