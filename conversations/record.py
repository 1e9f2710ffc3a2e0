"""The machine-readable form of a turn: the lines of `fumao ask --jsonl` and `fumao chat --jsonl`."""

from __future__ import annotations

import datetime as dt

from checker import Verdict, as_json
from conversations.assess import verdict_of
from conversations.deciding import deciding_clauses
from conversations.desk import Desk
from conversations.phrase_file import read_phrases
from conversations.reply import (
    Answered,
    Answers,
    Asked,
    Basis,
    ChooseTitle,
    Concluded,
    Greeting,
    Kept,
    Materials,
    MyData,
    NoSuchClause,
    NotSaid,
    NotUnderstood,
    Overview,
    Refused,
    Reply,
    Shortfall,
    SmallTalk,
    Timeline,
    Understood,
)
from conversations.state import CHOOSING, State
from conversations.wording import word_replies


def turn_record(
    desk: Desk, state: State, replies: tuple[Reply, ...], day: dt.date, *, answer: str | None = None
) -> dict[str, object]:
    """What a turn said, as JSON: kind, clauses, answer, facts and verdict of the case, what is asked.

    `answer`: the text shown, where the replies were put into words already.
    """
    case = state.case
    verdict = verdict_of(desk, case, day) if case else None
    asking = case.asking if case else None
    return {
        "kind": _kind(replies),
        "clauses": list(_clauses(desk, replies, verdict)),
        "answer": word_replies(desk, replies) if answer is None else answer,
        "related": list(_related(replies)),
        "designation": _designation(state, replies),
        "facts": _facts(verdict, state),
        "verdict": verdict.overall if verdict else None,
        "open_facts": list(verdict.open_facts) if verdict else [],
        "options": _options(desk, replies),
        "asking": asking,
        "choices": choices_of(desk, asking, replies),
    }


def _kind(replies: tuple[Reply, ...]) -> str:
    """The kind of the first reply that has one; a question in the middle goes before what is asked again."""
    for reply in replies:
        match reply:
            case Answered() | Materials() | Timeline():
                return "answer"
            case NotSaid() | NotUnderstood() | NoSuchClause():
                return "abstain"
            case SmallTalk() | Greeting() | Kept() | MyData():
                return "smalltalk"
            case Concluded() | Overview() | Basis() | Shortfall() | Answers():
                return "assessment"
            case Understood(facts=facts) if facts:
                return "assessment"
    if any(isinstance(reply, Asked) and not reply.again for reply in replies):
        return "assessment"
    if any(isinstance(reply, (Asked, ChooseTitle, Understood, Refused)) for reply in replies):
        return "clarify"
    return "smalltalk"


def _clauses(desk: Desk, replies: tuple[Reply, ...], verdict: Verdict | None) -> tuple[str, ...]:
    for reply in replies:
        match reply:
            case Answered():
                return reply.clauses
            case NotSaid() | NotUnderstood() | NoSuchClause():
                return ()
            case Concluded() | Basis():
                return deciding_clauses(reply.verdict)
            case Materials():
                designation = next(
                    d for d in desk.pack.measure.designations if d.id == reply.verdict.designation
                )
                return (designation.materials,)
    return ()


def _related(replies: tuple[Reply, ...]) -> tuple[str, ...]:
    for reply in replies:
        match reply:
            case NotSaid():
                return reply.nearby
            case Answered() | NotUnderstood():
                return reply.related
    return ()


def _designation(state: State, replies: tuple[Reply, ...]) -> str | None:
    for reply in replies:
        if isinstance(reply, Answered):
            return reply.designation
    return state.case.designation if state.case else None


def _facts(verdict: Verdict | None, state: State) -> dict[str, object]:
    if verdict is None:
        return dict(state.case.facts) if state.case else {}
    used = verdict.ruleset.facts
    derived = {name: as_json(value) for name, value in verdict.facts.derived.items() if name in used}
    return {**derived, **verdict.facts.as_json()}


def _options(desk: Desk, replies: tuple[Reply, ...]) -> list[str]:
    for reply in replies:
        if isinstance(reply, Answered):
            return list(reply.about)
        if isinstance(reply, Overview):
            return [p.verdict.designation for p in reply.prospects if p.standing != "impossible"]
        if isinstance(reply, ChooseTitle):
            return list(reply.designations)
    return []


def choices_of(desk: Desk, asking: str | None, replies: tuple[Reply, ...]) -> list[str]:
    """What the buttons would be: the labels of the values, 不清楚, and 都对 or a currency where they fit."""
    say = read_phrases("replies")
    asked = next((r for r in replies if isinstance(r, Asked)), None)
    if asking is None:
        return []
    if asking == CHOOSING:
        return list(desk.rulebook.designations.values())
    if asked and asked.partial:
        return [say["choice.usd"], say["choice.cny"]]
    labels = [choice.label for choice in desk.pack.facts[asking].values]
    usual = [say["asked.agree"]] if asked and asked.usual else []
    return [*labels, say["asked.unsure"], *usual]
