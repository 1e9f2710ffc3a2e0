"""Carry out a command: a whole message with a fixed meaning (上一步, 查看答案, 删除我的数据)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from checker import Verdict, judge, overview, read_facts
from conversations.assess import ask, go_on, verdict_of
from conversations.desk import Desk
from conversations.open_question import open_question
from conversations.reply import (
    Answers,
    Asked,
    Basis,
    Cases,
    ChooseTitle,
    Concluded,
    Forget,
    Greeting,
    Kept,
    MyData,
    Notice,
    Overview,
    Reply,
    Shortfall,
    Timeline,
    WhyAsked,
)
from conversations.state import CHOOSING, Case, State
from conversations.ticking import materials_of

Turned = tuple[State, tuple[Reply, ...]]


def carry_out(state: State, command: str | None, text: str, day: dt.date, desk: Desk) -> Turned | None:
    """The state and replies after a command; None where the message is no command here."""
    if state.confirming:
        return _confirm(state, command, day, desk)
    if command is None or command not in _COMMANDS:
        return None
    return _COMMANDS[command](state, day, desk)


def _confirm(state: State, command: str | None, day: dt.date, desk: Desk) -> Turned | None:
    """The one confirmation before everything is deleted; any other message keeps the data and goes on."""
    kept = replace(state, confirming="")
    if command == "confirm" or command == "forget":
        return State(), (Forget(),)
    return kept, (Notice("not_forgotten"), *open_question(kept, desk, day))


def _help(state: State, day: dt.date, desk: Desk) -> Turned:
    return state, (Greeting(), *open_question(state, desk, day))


def _restart(state: State, day: dt.date, desk: Desk) -> Turned:
    """An empty case in place of the one in hand; other cases stay."""
    case = Case(name=state.case.name if state.case else "", asking=CHOOSING, guided=True)
    return state.with_case(case), (Notice("restarted"), ChooseTitle(tuple(desk.rulebook.designations)))


def _resume(state: State, day: dt.date, desk: Desk) -> Turned:
    if state.case is None or state.case.designation is None:
        return _begin(state, day, desk)
    return go_on(desk, state, day)


def _complete(state: State, day: dt.date, desk: Desk) -> Turned:
    if state.case is None or state.case.designation is None:
        return _begin(state, day, desk)
    return go_on(desk, state.with_case(replace(state.case, complete=True)), day)


def _forget(state: State, day: dt.date, desk: Desk) -> Turned:
    return replace(state, confirming="forget"), (Notice("confirm_forget"),)


def step_back(case: Case) -> tuple[str, ...]:
    """The questions asked before the one in hand, the latest last; () where there is no step back."""
    return case.asked[:-1] if case.asked and case.asking == case.asked[-1] else case.asked


def _back(state: State, day: dt.date, desk: Desk) -> Turned:
    """Ask the question before again; its answer stays until another is given."""
    case = state.case
    asked = step_back(case) if case else ()
    if case is None or not asked:
        return state, (Notice("no_step_back"), *open_question(state, desk, day))
    case = replace(case, asking=asked[-1], asked=asked, partial=None)
    verdict = verdict_of(desk, case, day)
    if verdict is None:
        return state, (Notice("no_step_back"),)
    return state.with_case(case), (ask(desk, case, verdict, asked[-1], again=True),)


def _why(state: State, day: dt.date, desk: Desk) -> Turned | None:
    case = state.case
    if case is None and not state.topic.question:
        return state, (Notice("no_case"),)
    if case is None or case.asking in (None, CHOOSING):
        return None
    return state, (WhyAsked(str(case.asking)), *open_question(state, desk, day))


def _answers(state: State, day: dt.date, desk: Desk) -> Turned:
    case = state.case
    verdict = verdict_of(desk, case, day) if case else None
    if case is None or verdict is None:
        return state, (Notice("no_case"),)
    return state, (Answers(verdict, case.name), *open_question(state, desk, day))


def _materials(state: State, day: dt.date, desk: Desk) -> Turned | None:
    case = state.case
    verdict = verdict_of(desk, case, day) if case else None
    if case is None or verdict is None:
        return None
    return state, (materials_of(desk, case, verdict), *open_question(state, desk, day))


def _export(state: State, day: dt.date, desk: Desk) -> Turned | None:
    case = state.case
    verdict = verdict_of(desk, case, day) if case else None
    if case is None or verdict is None:
        return None
    given = replace(materials_of(desk, case, verdict), export=True)
    return state, (given, *open_question(state, desk, day))


def _verdict(state: State, day: dt.date, desk: Desk) -> Turned:
    case = state.case
    verdict = verdict_of(desk, case, day) if case else None
    if case is None or verdict is None:
        return state, (Notice("no_case"),)
    final = case.asking is None
    return state, (Concluded(verdict, case.name, final=final), *open_question(state, desk, day))


def _basis(state: State, day: dt.date, desk: Desk) -> Turned:
    verdict, name = _judged(state, day, desk)
    replies = (Basis(verdict, name),) if verdict else (Notice("no_case"),)
    return state, (*replies, *(open_question(state, desk, day) if verdict else ()))


def _short(state: State, day: dt.date, desk: Desk) -> Turned:
    verdict, name = _judged(state, day, desk)
    replies = (Shortfall(verdict, name),) if verdict else (Notice("no_case"),)
    return state, (*replies, *(open_question(state, desk, day) if verdict else ()))


def _timeline(state: State, day: dt.date, desk: Desk) -> Turned:
    verdict, _ = _judged(state, day, desk)
    designation = verdict.designation if verdict else state.topic.designation
    return state, (Timeline(designation, verdict), *open_question(state, desk, day))


def _my_data(state: State, day: dt.date, desk: Desk) -> Turned:
    return state, (MyData(), *open_question(state, desk, day))


def _judged(state: State, day: dt.date, desk: Desk) -> tuple[Verdict | None, str]:
    """The verdict of the case in hand, and its name."""
    return (verdict_of(desk, state.case, day), state.case.name) if state.case else (None, "")


def _begin(state: State, day: dt.date, desk: Desk) -> Turned:
    """Begin a guided assessment: of the title talked about, or ask which."""
    designation = state.case.designation if state.case else state.topic.designation
    case = replace(state.case or Case(), guided=True, asking=None)
    if designation is None:
        state = state.with_case(replace(case, asking=CHOOSING))
        return state, (ChooseTitle(tuple(desk.rulebook.designations)),)
    state, replies = go_on(desk, state.with_case(replace(case, designation=designation)), day)
    return state, (Notice("begun", (("designation", desk.rulebook.designations[designation]),)), *replies)


def _change_title(state: State, day: dt.date, desk: Desk) -> Turned:
    case = replace(state.case or Case(), asking=CHOOSING, guided=True)
    return state.with_case(case), (ChooseTitle(tuple(desk.rulebook.designations)),)


def _choose_for_me(state: State, day: dt.date, desk: Desk) -> Turned | None:
    """Help to choose: by the kind of applicant, the titles that it may apply for at all."""
    case = state.case or Case(asking=CHOOSING, guided=True)
    if case.asking != CHOOSING:
        return None
    kind = _kind_fact(desk)
    if kind is None:
        return state.with_case(case), (ChooseTitle(tuple(desk.rulebook.designations)),)
    if kind not in case.facts:
        asking = replace(case, asking=kind, asked=(*case.asked, kind), helped=True, designation=None)
        return state.with_case(asking), (Asked(kind, 0),)
    state = state.with_case(case)
    if case.facts[kind] is None:
        return state, (ChooseTitle(tuple(desk.rulebook.designations)),)
    facts = read_facts(desk.rulebook, {kind: case.facts[kind]}, day=day)
    fits = [
        name
        for name in desk.rulebook.designations
        if judge(desk.rulebook, name, facts, day=day).overall != "not_eligible"
    ]
    label = next((c.label for c in desk.pack.facts[kind].values if c.value == case.facts[kind]), "")
    return state, (ChooseTitle(tuple(fits), label),)


def _kind_fact(desk: Desk) -> str | None:
    """The fact that says who applies, None in a measure where it does not matter."""
    return next(iter(desk.pack.statements.kind_facts), None)


def survey(state: State, day: dt.date, desk: Desk) -> Turned:
    """All titles at once for what is known of the case in hand; who applies is asked first."""
    case = state.case or Case(asking=CHOOSING, guided=True)
    kind = _kind_fact(desk)
    if not case.facts and kind is not None:
        asking = replace(case, asking=kind, asked=(*case.asked, kind), helped=True, surveyed=True)
        return state.with_case(replace(asking, designation=None)), (Asked(kind, 0),)
    found = overview(desk.rulebook, read_facts(desk.rulebook, case.facts, day=day), day=day)
    reply = Overview(found, case.name)
    case = replace(case, surveyed=False, helped=False)
    if case.designation is None:  # then a number or a name picks one of them
        return state.with_case(replace(case, asking=CHOOSING, guided=True)), (reply,)
    return state.with_case(case), (reply, *open_question(state, desk, day))


def _agree(state: State, day: dt.date, desk: Desk) -> Turned | None:
    """都对: all usual circumstances that are still open hold."""
    case = state.case
    verdict = verdict_of(desk, case, day) if case else None
    if case is None or verdict is None or case.asking is None or case.asking not in verdict.assumed:
        return None
    return go_on(desk, state.with_case(replace(case, agreed=True, asking=None)), day)


def _wrong(state: State, day: dt.date, desk: Desk) -> Turned:
    """答得不对: keep the last question for the officers."""
    return state, (Kept(state.topic.question), *open_question(state, desk, day))


def _cases(state: State, day: dt.date, desk: Desk) -> Turned:
    rows = []
    for case in state.cases:
        verdict = verdict_of(desk, case, day)
        title = desk.rulebook.designations.get(case.designation or "", "")
        rows.append((case.name, title, verdict.overall if verdict else ""))
    return state, (Cases(tuple(rows), state.active), *open_question(state, desk, day))


def _new_case(state: State, day: dt.date, desk: Desk) -> Turned:
    state = state.with_new_case(Case(asking=CHOOSING, guided=True))
    notice = Notice("another_case", (("number", str(len(state.cases))),))
    return state, (notice, ChooseTitle(tuple(desk.rulebook.designations)))


_COMMANDS: dict[str, Callable[[State, dt.date, Desk], Turned | None]] = {
    "help": _help,
    "start": _help,
    "restart": _restart,
    "resume": _resume,
    "complete": _complete,
    "forget": _forget,
    "back": _back,
    "why": _why,
    "answers": _answers,
    "materials": _materials,
    "export": _export,
    "verdict": _verdict,
    "basis": _basis,
    "short": _short,
    "timeline": _timeline,
    "my_data": _my_data,
    "begin": _begin,
    "change_title": _change_title,
    "choose_for_me": _choose_for_me,
    "all_titles": survey,
    "agree": _agree,
    "wrong": _wrong,
    "cases": _cases,
    "new_case": _new_case,
}
