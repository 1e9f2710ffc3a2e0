"""Carry one case forward: take facts, judge, ask what is still open or conclude.

Pure functions over a state and a desk. Which question comes next follows from the verdict: first the
open facts, then, where the person is being guided, the usual circumstances that could still change it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from checker import FactError, Facts, Verdict, judge, most_left, read_facts
from conversations.deciding import deciding_clauses
from conversations.desk import Desk
from conversations.reply import Asked, Concluded, Refused, Reply
from conversations.state import Case, State


def facts_of(desk: Desk, case: Case, day: dt.date) -> Facts:
    """The case's facts as the checker reads them."""
    return read_facts(desk.rulebook, case.facts, day=day)


def verdict_of(desk: Desk, case: Case, day: dt.date) -> Verdict | None:
    """The verdict now; None while no title is chosen."""
    if case.designation is None:
        return None
    return judge(desk.rulebook, case.designation, facts_of(desk, case, day), day=day)


def take(desk: Desk, case: Case, new: Mapping[str, object], day: dt.date) -> tuple[Case, tuple[Refused, ...]]:
    """The case with these facts, but for those that contradict what is known or cannot be.

    Facts derived from a changed one are dropped with it, so that a change is never held against them.
    """
    case = _with_year_open(desk, case, new)
    trial = case.with_facts(new)
    if _error(desk, trial, day) is None:
        return trial, ()
    refused = []
    for name, value in new.items():
        trial = _without_consequences(desk, case, name).with_facts({name: value})
        error = _error(desk, trial, day)
        if error is None:
            case = trial
        else:
            refused.append(Refused(error))
    return case, tuple(refused)


def _with_year_open(desk: Desk, case: Case, new: Mapping[str, object]) -> Case:
    """A new amount without a year is not held against the year of the old one."""
    year = desk.rulebook.year_of_figures
    amounts = any(desk.pack.facts[name].type == "amount" for name in new)
    return case.without(year.fact) if year and amounts and year.fact not in new else case


def _without_consequences(desk: Desk, case: Case, name: str) -> Case:
    """The case without stated facts that merely followed from the old value of `name`."""
    if name not in case.facts:
        return case
    follow = [d.fact for d in desk.rulebook.derivations if d.source == name]
    return case.without(*follow)


def _error(desk: Desk, case: Case, day: dt.date) -> FactError | None:
    try:
        facts_of(desk, case, day)
    except FactError as error:
        return error
    return None


def next_fact(case: Case, verdict: Verdict) -> str | None:
    """The fact to ask next, or None when there is nothing (more) to ask."""
    for name in verdict.open_facts:
        if name not in case.facts:
            return name
    if case.guided:  # what others judge first, so that 都对 to the usual circumstances ends the questions
        judged = [name for name in verdict.could_change if name not in verdict.assumed]
        presumed = [] if case.agreed else [name for name in verdict.could_change if name in verdict.assumed]
        for name in (*judged, *presumed):
            if name not in case.facts:
                return name
    if case.complete:
        for name in verdict.unanswered:
            if name not in case.facts:
                return name
    return None


def usual_facts(case: Case, verdict: Verdict, name: str) -> tuple[str, ...]:
    """The presumptions that one 都对 would confirm while `name`, one of them, is asked."""
    if case.agreed or name not in verdict.assumed or name not in verdict.could_change:
        return ()
    return tuple(n for n in verdict.could_change if n in verdict.assumed and n not in case.facts)


def facts_left(desk: Desk, case: Case, verdict: Verdict) -> tuple[frozenset[str], frozenset[str]]:
    """The facts that may still be asked, and those asked only of someone for whom the usual does not hold."""
    more = {"judged": case.guided, "whole": case.complete}
    left = most_left(desk.rulebook, verdict, usual=False, **more) - case.facts.keys()
    if case.agreed or not case.guided:
        return left, frozenset()
    return left, most_left(desk.rulebook, verdict, usual=True, **more) - case.facts.keys() - left


def ask(
    desk: Desk, case: Case, verdict: Verdict, name: str, *, again: bool = False, in_full: bool = False
) -> Asked:
    """The reply that asks a fact of this case. `in_full`: what 都对 would confirm is listed in any case."""
    names = usual_facts(case, verdict, name)
    told = tuple(verdict.ruleset.presumptions[n].told for n in names)
    spelled_out = (again or set(names) <= set(case.spelled_out)) and not in_full
    partial = case.partial.value if case.partial and case.partial.fact == name else ""
    left, beside = facts_left(desk, case, verdict)
    if name in verdict.assumed:
        left, beside = left | beside, frozenset()
    return Asked(
        name, len(left | {name}), len(beside - {name}), told, listed=spelled_out, again=again, partial=partial
    )


def go_on(desk: Desk, state: State, day: dt.date, *, shown: bool = False) -> tuple[State, tuple[Reply, ...]]:
    """Ask the next question of the case in hand, or conclude. `shown`: the verdict is wanted in any case."""
    case = state.case
    if case is None:
        return state, ()
    verdict = verdict_of(desk, case, day)
    if verdict is None:
        return state, ()
    name = next_fact(case, verdict)
    replies: list[Reply] = []
    clauses = state.topic.clauses
    if name is None or shown:
        more = bool(set(verdict.unanswered) - set(case.facts)) and not case.complete
        early = name is None and bool(verdict.unanswered)
        replies.append(
            Concluded(verdict, case.name, final=name is None, settled_early=early, more=more and name is None)
        )
    if name is not None:
        asked = case.asked if case.asked and case.asked[-1] == name else (*case.asked, name)
        question = ask(desk, case, verdict, name)
        replies.append(question)
        spelled_out = (*case.spelled_out, *usual_facts(case, verdict, name))
        case = replace(case, asking=name, asked=asked, spelled_out=spelled_out)
    else:
        case = replace(case, asking=None)
    if name is None or shown:
        clauses = deciding_clauses(verdict)
    topic = replace(state.topic, designation=case.designation, listed=False, clauses=clauses)
    return replace(state.with_case(case), topic=topic), tuple(replies)
