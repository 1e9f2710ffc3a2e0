"""Begin an assessment: tell a statement from a question, choose the title, take what was said into a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from conversations.assess import go_on, take
from conversations.commanding import carry_out
from conversations.desk import Desk
from conversations.event import Said
from conversations.given import is_question, picked_number
from conversations.phrasing import phrases
from conversations.reply import ChooseTitle, Notice, Reply, Understood
from conversations.state import CHOOSING, Case, State
from conversations.statement import Statement, read_statement

Turned = tuple[State, tuple[Reply, ...]]


def read_message(state: State, text: str, day: dt.date, desk: Desk, *, fresh: bool = False) -> Statement:
    """The statement of a message, in the light of the case in hand unless it speaks of another client."""
    case = state.case
    another = fresh or phrases(desk.commands.another_case).within(text)
    known = {} if another or case is None else case.facts
    talked_of = (case.designation if case else None) or state.topic.designation
    return read_statement(
        desk.pack,
        text,
        today=day,
        known=known,
        designation=None if another and not _same_wish(text) else talked_of,
        uses=desk.uses,
    )


def _same_wish(text: str) -> bool:
    return "也" in text


def chosen_title(state: State, text: str, event: Said, desk: Desk) -> Turned | None:
    """An answer to 您想申报哪一类: by number, by name, or by what the applicant is."""
    titles = list(desk.rulebook.designations)
    number = picked_number(text)
    if number is not None and 1 <= number <= len(titles):
        return start_assessment(state, desk, titles[number - 1], event.day)
    statement = read_message(state, text, event.day, desk)
    if statement.named and statement.designation and not is_question(desk, text):
        return assess(state, statement, event.day, desk, guided=True)
    if statement.facts and not is_question(desk, text):
        kind = next(iter(desk.pack.statements.kind_facts), "")
        if kind in statement.facts and not statement.strong:
            known = replace(case_of(state), facts={kind: statement.facts[kind]})
            return carry_out(state.with_case(known), "choose_for_me", text, event.day, desk)
        if statement.designation:
            return assess(state, statement, event.day, desk, guided=True)
    return None


def case_of(state: State) -> Case:
    """The case in hand, or an empty one."""
    return state.case or Case()


def start_assessment(state: State, desk: Desk, designation: str, day: dt.date) -> Turned:
    """Begin (or go on with) the guided assessment of the case in hand for a designation."""
    if designation not in desk.rulebook.designations:
        return state, (Notice("expired"),)
    case = replace(
        case_of(state), designation=designation, guided=True, helped=False, asking=None, agreed=False
    )
    state, replies = go_on(desk, state.with_case(case), day)
    name = desk.rulebook.designations[designation]
    return state, (Notice("begun", (("designation", name),)), *replies)


def stated(statement: Statement) -> dict[str, object]:
    """The facts said outright, without those only taken by default."""
    return {n: v for n, v in statement.facts.items() if n not in statement.taken_so}


def has_figure(statement: Statement) -> bool:
    """Whether a statement holds an amount or a count, or one that could not be taken."""
    taken = any(isinstance(v, (dict, int)) and not isinstance(v, bool) for v in stated(statement).values())
    return taken or any(slip.trouble not in ("dropped", "added") for slip in statement.slips)


def is_assessment(desk: Desk, text: str, statement: Statement) -> bool:
    """Whether a message states facts about an applicant and wants a verdict (or asks to be assessed)."""
    if any(words in text for words in desk.commands.about_a_rule):
        return False
    if statement.wants_assessment:
        return True
    if not statement.strong and not has_figure(statement):
        return False
    if statement.blanket and statement.strong:
        return True
    if statement.wants_verdict:
        firm = has_figure(statement) or len(statement.strong) >= 2 or None in statement.facts.values()
        return firm or (statement.own and bool(statement.strong))
    if len(statement.strong) >= 4 and has_figure(statement):
        return True
    many = len(statement.strong) >= 3 or (has_figure(statement) and statement.named and statement.own)
    return many and not is_question(desk, text)


def assess(
    state: State,
    statement: Statement,
    day: dt.date,
    desk: Desk,
    *,
    guided: bool = False,
    another: bool = False,
    everything: bool = False,
) -> Turned:
    """Take a statement into a case (another one where it speaks of another applicant) and go on.

    `everything`: where no title is named, all of them are looked at.
    """
    before = state.case
    if another:
        state = state.with_new_case(Case())
    case = case_of(state)
    designation = statement.designation or case.designation
    if designation is None:
        state = state.with_case(replace(case, asking=CHOOSING, guided=True).with_facts(stated(statement)))
        if everything and (surveyed := carry_out(state, "all_titles", "", day, desk)):
            return surveyed[0], (Understood(stated(statement), slips=statement.slips), *surveyed[1])
        return state, (ChooseTitle(statement.among or tuple(desk.rulebook.designations)),)
    switched = before is not None and before.designation not in (None, designation) and not another
    case = replace(case, designation=designation, guided=guided, asking=None, partial=None, agreed=False)
    facts = stated(statement) if guided else dict(statement.facts)
    case, refused = take(desk, case, facts, day)
    taken_so = () if guided else tuple(n for n in statement.taken_so if n in case.facts)
    case = replace(case, taken_so=tuple(dict.fromkeys((*case.taken_so, *taken_so))))
    state, replies = go_on(desk, state.with_case(case), day, shown=not guided)
    said: list[Reply] = []
    if another:
        said.append(Notice("another_case", (("number", str(len(state.cases))),)))
    if guided or switched:
        said.append(Notice("begun", (("designation", desk.rulebook.designations[designation]),)))
    facts = kept(case, facts)
    if facts or statement.slips:
        said.append(Understood(facts, taken_so, statement.slips))
    return state, (*said, *refused, *replies)


def kept(case: Case, facts: dict[str, object]) -> dict[str, object]:
    """Those of the facts that the case took; a refused one is not said to be noted."""
    return {n: v for n, v in facts.items() if n in case.facts and case.facts[n] == v}
