"""Ask the same questions of two versions of a pack: which are answered otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conversations.desk import Desk
from conversations.event import Said
from conversations.record import turn_record
from conversations.state import State
from conversations.turn import turn

ANSWERS = ("answer", "abstain")
"""The kinds of a message that was a question; all else is part of an assessment, or talk."""


@dataclass(frozen=True)
class AnswerChange:
    """A question whose answer changes: its kind and clauses before and now, its words in any case."""

    question: str
    was: tuple[str, tuple[str, ...]]
    now: tuple[str, tuple[str, ...]]


def compare_answers(
    old: Desk, new: Desk, questions: Iterable[str], *, day: dt.date
) -> Iterator[AnswerChange | None]:
    """For each question what changes, or None; messages that were no question are passed over."""
    for question in questions:
        before, after = _answered(old, question, day), _answered(new, question, day)
        if before[0] in ANSWERS:
            same = before == after
            yield None if same else AnswerChange(question, before[:2], after[:2])


def _answered(desk: Desk, question: str, day: dt.date) -> tuple[str, tuple[str, ...], str]:
    state, replies = turn(State(), Said(question, day), desk)
    record = turn_record(desk, state, replies, day)
    clauses = record["clauses"]
    return (
        str(record["kind"]),
        tuple(str(c) for c in clauses) if isinstance(clauses, list) else (),
        str(record["answer"]),
    )
