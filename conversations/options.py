"""What may be tapped after a turn: data for the buttons of a channel, in the order in which to show them.

Every option works where it stands: tapping it is an answer, a command or a question that the next turn
understands. A channel draws them, and turns down those of older messages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from checker import gaps
from conversations.assess import verdict_of
from conversations.commanding import step_back
from conversations.desk import Desk
from conversations.event import Event, Picked, Said
from conversations.phrase_file import read_phrases
from conversations.reply import (
    Answered,
    Answers,
    Asked,
    Basis,
    ChooseTitle,
    Concluded,
    Greeting,
    Materials,
    NotSaid,
    NotUnderstood,
    Overview,
    Reply,
    Shortfall,
    WhyAsked,
)
from conversations.state import CHOOSING, State

MOST_RELATED = 3
"""Clauses offered where there was no answer."""


@dataclass(frozen=True)
class Option:
    """A choice answers the open question, an aid helps with it, next leads on. It picks `value` of `fact`,
    or says `says` where there is no fact.
    """

    label: str
    kind: Literal["choice", "aid", "next"]
    says: str = ""
    fact: str = ""
    value: bool | str | None = None


def event_of(option: Option, day: dt.date) -> Event:
    """What happens when the option is tapped."""
    if option.fact and option.value is not None:
        return Picked(option.fact, option.value, day)
    return Said(option.says, day)


def options(desk: Desk, state: State, replies: Iterable[Reply], day: dt.date) -> tuple[Option, ...]:
    """What may be tapped after these replies: answers to the open question first, aids last."""
    replies = tuple(replies)
    if state.confirming:
        return (_said("confirm", "choice"), _said("keep", "choice"))
    found = [option for reply in replies for option in _after(desk, state, reply)]
    shown = {WhyAsked: _said("why", "aid"), Answers: _said("answers", "aid")}
    idle = [shown[type(reply)] for reply in replies if type(reply) in shown]
    found = [option for option in found if option not in idle]
    if not any(option.kind != "aid" for option in found):
        found += _onward(desk, state, day)
    ranks = ("choice", "next", "aid")
    once = dict.fromkeys(sorted(found, key=lambda option: ranks.index(option.kind)))
    labels = [option.label for option in once]
    return tuple(option for place, option in enumerate(once) if labels.index(option.label) == place)


def _said(key: str, kind: Literal["choice", "aid", "next"], **words: str) -> Option:
    phrases = read_phrases("options")
    says = phrases.get(f"{key}.say", phrases[key])
    return Option(phrases[key].format(**words), kind, says=says.format(**words))


def _after(desk: Desk, state: State, reply: Reply) -> list[Option]:
    match reply:
        case Asked():
            return _answers_to(desk, state, reply)
        case ChooseTitle():
            return _titles(desk, reply)
        case Concluded(final=True):
            return _after_verdict(desk, reply)
        case Overview():
            return _after_overview(desk, state, reply)
        case Answered():
            return _after_answer(desk, reply)
        case NotSaid(nearby=clauses) | NotUnderstood(related=clauses):
            return _clauses(desk, clauses)
        case Answers():
            return _changes(desk, state, reply)
        case Materials():
            return [_said("verdict", "next"), _said("answers", "next")]
        case Basis() | Shortfall():
            return [_said("verdict", "next"), _said("materials", "next")]
        case Greeting() if state.case is None or state.case.asking is None:
            return [Option(example, "next", says=example) for example in desk.pack.measure.examples]
    return []


def _answers_to(desk: Desk, state: State, reply: Asked) -> list[Option]:
    phrases, case = read_phrases("replies"), state.case
    if reply.partial:
        names = (phrases["choice.usd"], phrases["choice.cny"])
        found = [Option(name, "choice", says=name) for name in names]
    else:
        values = desk.pack.facts[reply.fact].values
        found = [Option(each.label, "choice", fact=reply.fact, value=each.value) for each in values]
        if reply.usual:
            found.insert(0, _said("agree", "choice"))
    found += [_said("unsure", "choice"), _said("why", "aid")]
    if case is not None and case.designation is not None:
        found += [_said("back", "aid")] if step_back(case) else []
        found += [_said("answers", "aid")] if case.facts else []
    return found


def _titles(desk: Desk, reply: ChooseTitle) -> list[Option]:
    if not reply.designations:
        return [_said("restart", "next")]
    names = desk.rulebook.designations
    found = [Option(names[each], "choice", fact=CHOOSING, value=each) for each in reply.designations]
    return [*found, _said("all_titles", "next") if reply.kind else _said("choose_for_me", "choice")]


def _after_verdict(desk: Desk, reply: Concluded) -> list[Option]:
    keys = [
        "basis",
        *(["short"] if gaps(desk.rulebook, reply.verdict) else []),
        "materials",
        "export",
        "answers",
    ]
    keys += [*(["complete"] if reply.more else []), "change_title", "restart"]
    return [_said(key, "next") for key in keys]


def _after_overview(desk: Desk, state: State, reply: Overview) -> list[Option]:
    """Each title that can be had or found out about, to be assessed with what is known."""
    names, phrase = desk.rulebook.designations, read_phrases("options")["assess"]
    wanted = [p.verdict.designation for p in reply.prospects if p.standing != "impossible"]
    found = [Option(phrase.format(title=names[w]), "next", fact=CHOOSING, value=w) for w in wanted]
    judged = state.case is not None and state.case.designation is not None
    return [*(found or [_said("restart", "next")]), *([_said("answers", "aid")] if judged else [])]


def _after_answer(desk: Desk, reply: Answered) -> list[Option]:
    names = desk.rulebook.designations
    found = [_said("about", "next", title=names[each]) for each in reply.about]
    title = names.get(_title_of(desk, reply) or "")
    if title and "begin" in reply.offers:
        found.append(_said("begin_title", "next", title=title))
    if title and "materials" in reply.offers:
        found.append(_said("materials_of", "next", title=title))
    return [*found, _said("wrong", "aid")]


def _title_of(desk: Desk, reply: Answered) -> str | None:
    """The one title that the answer is about: the one asked for, or the only one of the entry."""
    if reply.designation or not reply.entries:
        return reply.designation
    own = desk.library.entries[reply.entries[0]].designations
    return own[0] if len(own) == 1 else None


def _clauses(desk: Desk, clauses: tuple[str, ...]) -> list[Option]:
    labels = [desk.pack.statute.label(clause) for clause in clauses[:MOST_RELATED]]
    return [_said("clause", "next", label=label) for label in labels]


def _changes(desk: Desk, state: State, reply: Answers) -> list[Option]:
    names = [desk.pack.facts[name].name for name in reply.verdict.facts.as_json()]
    asking = state.case is not None and state.case.asking is not None
    onward = _said("resume" if asking else "verdict", "next")
    return [*(_said("change", "next", fact=name) for name in names), onward]


def _onward(desk: Desk, state: State, day: dt.date) -> list[Option]:
    """A way on where the replies offer none: to the verdict of the case in hand, or to an assessment."""
    case = state.case
    if case is not None and verdict_of(desk, case, day) is not None:
        return [_said("verdict", "next")] if case.asking is None else [_said("resume", "next")]
    return [_said("begin", "next")]
