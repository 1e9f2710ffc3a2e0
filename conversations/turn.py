"""Advance a dialogue by one event: a pure function. Same state, same event, same desk, same result.

What was asked decides how a message is read: a command, an answer (interview.py), a statement that begins or
changes a case (starting.py, changing.py), or a question (inquire.py), answered while the assessment waits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from conversations.assess import take, verdict_of
from conversations.changing import RENAMED, ask_again_for, change_by_name, new_amount
from conversations.clients import only_names, switched, with_name
from conversations.commanding import carry_out
from conversations.desk import Desk
from conversations.event import Event, Picked, Said, Ticked
from conversations.given import is_question
from conversations.inquire import answer_question, asks_for_materials, small_talk
from conversations.interview import says_who, taken, while_asking
from conversations.normalise import MAX_LENGTH, normalise
from conversations.open_question import open_question
from conversations.phrasing import phrases
from conversations.reply import Concluded, Notice, Reply, Understood
from conversations.starting import (
    Turned,
    assess,
    chosen_title,
    has_figure,
    is_assessment,
    read_message,
    start_assessment,
    stated,
)
from conversations.state import CHOOSING, Case, State, Topic
from conversations.statement import Statement
from conversations.ticking import materials_of, tick


def turn(state: State, event: Event, desk: Desk) -> Turned:
    """The state after the event, and what to reply."""
    state, notices = _on_this_version(state, desk, event.day)
    state = replace(state, turns=state.turns + 1)
    if not isinstance(event, Said):
        state = replace(state, confirming="")  # a tap elsewhere is no consent to deleting everything
    match event:
        case Picked():
            after, replies = _pick(state, event, desk)
        case Ticked():
            after, replies = tick(state, event, desk)
        case Said():
            after, replies = _hear(state, event, desk)
    return after, (*notices, *replies)


def _on_this_version(state: State, desk: Desk, day: dt.date) -> Turned:
    """A dialogue begun on another version of the pack goes on with this one, and says so."""
    if state.version == desk.pack.version:
        return state, ()
    had_cases = any(case.facts for case in state.cases) and state.version
    cases = tuple(_renewed(case, desk, day) for case in state.cases)
    state = replace(state, version=desk.pack.version, cases=cases, topic=Topic())
    return state, ((Notice("new_version"),) if had_cases else ())


def _renewed(case: Case, desk: Desk, day: dt.date) -> Case:
    """A case with what this version still knows of it: facts that its checker takes, titles, questions."""
    known = desk.pack.facts.keys()
    stated = {name: value for name, value in case.facts.items() if name in known}
    kept, _ = take(desk, replace(case, facts={}), stated, day)
    return replace(
        kept,
        designation=case.designation if case.designation in desk.rulebook.designations else None,
        asking=case.asking if case.asking in known or case.asking == CHOOSING else None,
        asked=tuple(name for name in case.asked if name in known),
        taken_so=tuple(name for name in case.taken_so if name in kept.facts),
        ticked=tuple(item for item in case.ticked if item in {m.id for m in desk.rulebook.materials}),
        partial=None,
    )


def _pick(state: State, event: Picked, desk: Desk) -> Turned:
    """A choice picked from a list: refused when it belongs to no question of this case."""
    if event.fact == CHOOSING:
        return start_assessment(state, desk, str(event.value), event.day)
    case, fact = state.case, desk.pack.facts.get(event.fact)
    if case is None or fact is None or event.value not in [c.value for c in fact.values]:
        return state, (Notice("expired"),)
    return taken(state, desk, {event.fact: event.value}, event.day)


def _hear(state: State, event: Said, desk: Desk) -> Turned:
    text = desk.repairer.repair(normalise(event.text)).text
    if not any(character.isalnum() or character in "$¥￥" for character in text):
        return _nothing_said(state, desk, event)
    before: tuple[Reply, ...] = ()
    if len(event.text) > MAX_LENGTH:
        before = (Notice("too_long", (("limit", str(MAX_LENGTH)),)),)
    after, replies = _understand(state, text, event, desk)
    return after, (*before, *replies)


def _nothing_said(state: State, desk: Desk, event: Said) -> Turned:
    """An empty line, punctuation or emoji: nothing changes, the question stands."""
    return state, (Notice("empty"), *open_question(state, desk, event.day))


def _understand(state: State, text: str, event: Said, desk: Desk) -> Turned:
    plain = text.strip("。.!！?？~ ")
    command = desk.command_of.get(plain)
    done = carry_out(state, command, plain, event.day, desk) if command or state.confirming else None
    if done is not None:
        return done
    if (other := switched(state, text)) is not None:
        return _with_other_client(*other, event, desk)
    if state.case is not None and state.case.asking == CHOOSING:
        chosen = chosen_title(state, text, event, desk)
        if chosen is not None:
            return chosen
    statement = read_message(state, text, event.day, desk)
    if state.case is not None and only_names(text) and (named := with_name(state, text)) != state:
        client = named.case.name if named.case else ""
        return named, (Notice("named", (("client", client),)), *open_question(named, desk, event.day))
    after, replies = _told_of(state, text, statement, event, desk)
    return with_name(after, text), replies


def _with_other_client(
    state: State, rest: str, notices: tuple[Reply, ...], event: Said, desk: Desk
) -> Turned:
    """Go on with another client: with what the message says of it, or with where it stands."""
    if rest:
        after, replies = _understand(state, rest, event, desk)
        return after, (*notices, *replies)
    case = state.case
    verdict = verdict_of(desk, case, event.day) if case else None
    if case is not None and case.asking is None and verdict is not None:
        return state, (*notices, Concluded(verdict, case.name, final=True))
    return state, (*notices, *open_question(state, desk, event.day))


def _told_of(state: State, text: str, statement: Statement, event: Said, desk: Desk) -> Turned:
    if state.case is not None and state.case.asking not in (None, CHOOSING):
        return while_asking(state, text, statement, event, desk)
    return _while_idle(state, text, statement, event, desk)


def _while_idle(state: State, text: str, statement: Statement, event: Said, desk: Desk) -> Turned:
    """A message while nothing is asked."""
    talk = small_talk(desk, text)
    if talk is not None and not statement.strong:
        return state, (talk,)
    case = state.case
    another = phrases(desk.commands.another_case).within(text) and case is not None and bool(case.facts)
    if is_assessment(desk, text, statement):
        guided = statement.wants_assessment and not has_figure(statement)
        wanted = bool(stated(statement)) and phrases(desk.commands.which_title).within(text)
        return assess(state, statement, event.day, desk, guided=guided, another=another, everything=wanted)
    if case is not None and case.designation is not None:
        if amount := new_amount(desk, text, statement, case):
            return taken(state, desk, amount, event.day, statement)
        if RENAMED.match(text) and not has_figure(statement) and (name := change_by_name(desk, text, case)):
            return ask_again_for(state, desk, name, event.day)
        changes = phrases(desk.commands.change).within(text)
        tells = statement.strong or (statement.own and says_who(desk, text, statement))
        if tells and (changes or not is_question(desk, text)):
            return taken(state, desk, stated(statement), event.day, statement)
        if change := change_by_name(desk, text, case):
            return ask_again_for(state, desk, change, event.day)
        if statement.slips and not is_question(desk, text):
            return state, (Understood({}, slips=statement.slips),)
        if asks_for_materials(desk, state, text):
            verdict = verdict_of(desk, case, event.day)
            if verdict is not None:
                return state, (materials_of(desk, case, verdict),)
    if case is None and _tells_of_the_applicant(state, text, statement, desk):
        state = _with_who_wished(state, event.day, desk)
        statement = read_message(state, text, event.day, desk)
        return assess(state, statement, event.day, desk, guided=not has_figure(statement))
    return answer_question(state, text, event, desk)


def _with_who_wished(state: State, day: dt.date, desk: Desk) -> State:
    """A case with what the wish said of who applies: 我们文化公司想报重点企业."""
    wish = read_message(state, state.topic.question, day, desk)
    who = {n: v for n, v in stated(wish).items() if n in desk.pack.statements.kind_facts}
    return state.with_case(Case(designation=state.topic.designation, facts=who if wish.own else {}))


def _tells_of_the_applicant(state: State, text: str, statement: Statement, desk: Desk) -> bool:
    """Whether a message goes on with the applicant, after a title was talked about: 去年60万美元, 没失信."""
    if state.topic.designation is None or is_question(desk, text):
        return False
    wished = phrases(desk.pack.statements.wants_verdict).within(state.topic.question)
    who = wished and statement.own and says_who(desk, text, statement)
    return bool(statement.strong) or has_figure(statement) or who
