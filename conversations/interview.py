"""A message while a question is open: an answer, other facts, a change, another applicant, or a question.

Whatever it is, nothing said is lost, and the open question is put again until it is answered.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from conversations.answering import is_bare_answer, presumption_as_raw, read_answer
from conversations.assess import go_on, take, verdict_of
from conversations.changing import RENAMED, ask_again_for, change_by_name, new_amount
from conversations.commanding import carry_out
from conversations.desk import Desk
from conversations.event import Said
from conversations.given import Given, is_question
from conversations.inquire import answer_question, asks_for_a_kind
from conversations.numerals import find_figures
from conversations.open_question import open_question
from conversations.phrasing import phrases
from conversations.reply import ChooseTitle, NotUnderstood, Reply, Understood
from conversations.slip import Slip
from conversations.starting import Turned, assess, case_of, has_figure, kept, read_message, stated
from conversations.state import CHOOSING, State
from conversations.statement import Statement
from knowledge.citation import find_citations


def while_asking(state: State, text: str, statement: Statement, event: Said, desk: Desk) -> Turned:
    """A message while a question is open."""
    case = case_of(state)
    if case.loose:
        state = state.with_case(replace(case, loose=""))
        named = read_message(state, f"{text} {case.loose}", event.day, desk)
        if not has_figure(statement) and has_figure(named) and not any(s.fact == "" for s in named.slips):
            text, statement = f"{text} {case.loose}", named
        case = case_of(state)
    if RENAMED.match(text) and not has_figure(statement) and (name := change_by_name(desk, text, case)):
        return ask_again_for(state, desk, name, event.day)
    if phrases(desk.commands.another_case).within(text) and (statement.strong or statement.own):
        return assess(state, statement, event.day, desk, another=True)
    switched = statement.named and statement.designation not in (None, case.designation)
    if switched and (statement.wants_assessment or (statement.wants_verdict and statement.strong)):
        return assess(state, statement, event.day, desk, guided=statement.wants_assessment)
    if amount := new_amount(desk, text, statement, case):
        return taken(state, desk, amount, event.day, statement)
    given = None if switched else _given(state, text, statement, event, desk)
    if given is not None and given.known:
        others = {} if given.plain else _other_facts(desk, case.asking or "", statement)
        return taken(state, desk, {**others, str(case.asking): given.value}, event.day, statement, others)
    if given is not None:
        state = state.with_case(replace(case, partial=given.partial))
        case = case_of(state)
        slips = (given.slip,) if given.slip and not given.partial else ()
        return state, (Understood({}, slips=slips), *open_question(state, desk, event.day))
    if (statement.strong or says_who(desk, text, statement)) and (
        not is_question(desk, text) or statement.wants_verdict
    ):
        return taken(state, desk, stated(statement), event.day, statement, stated(statement))
    if change := change_by_name(desk, text, case):
        return ask_again_for(state, desk, change, event.day)
    if statement.slips and not is_question(desk, text):
        loose = next((s.words for s in statement.slips if s.trouble == "nameless"), "")
        state = state.with_case(replace(case, loose=loose))
        return state, (Understood({}, slips=statement.slips), *open_question(state, desk, event.day))
    bare = is_bare_answer(desk, text)
    after, replies = (state, ()) if bare else answer_question(state, text, event, desk)
    if bare or (not is_question(desk, text) and _nothing_found(replies)):
        replies = (Understood({}, slips=(Slip(str(case.asking), "not_understood", text[:40]),)),)
        after = state
    return after, (*replies, *open_question(after, desk, event.day))


def says_who(desk: Desk, text: str, statement: Statement) -> bool:
    """Whether a message says who applies and asks nothing: 分公司, 我们是文化类的."""
    short = len(text) <= 6 or (statement.own and len(text) <= 16)
    return short and bool(stated(statement)) and not asks_for_a_kind(desk, text)


def _given(state: State, text: str, statement: Statement, event: Said, desk: Desk) -> Given | None:
    case = case_of(state)
    if _only_cites(desk, str(case.asking), text):
        return None
    verdict = verdict_of(desk, case, event.day)
    presumed = presumption_as_raw(verdict.assumed, str(case.asking)) if verdict else None
    return read_answer(
        desk, str(case.asking), text, statement, today=event.day, partial=case.partial, presumed=presumed
    )  # fmt: skip


def _only_cites(desk: Desk, asked: str, text: str) -> bool:
    """Whether a figure is asked and all figures of the message number a clause (第五条（四）4 说的是什么)."""
    if desk.pack.facts[asked].type not in ("amount", "count", "rate"):
        return False
    rest, cited = text, [c for c in find_citations(text, desk.pack.statute) if c.id and "条" in c.written]
    for citation in cited:
        rest = rest.replace(citation.written, "")
    return bool(cited) and not find_figures(rest)


def _other_facts(desk: Desk, asked: str, statement: Statement) -> dict[str, object]:
    """What else a message said beside the answer; a lone figure is the answer and nothing else."""
    figure = desk.pack.facts[asked].type in ("amount", "count", "rate", "year", "date")
    facts = stated(statement)
    facts.pop(asked, None)
    own = [n for n in facts if desk.pack.facts[n].type == desk.pack.facts[asked].type]
    if figure and asked not in statement.facts:
        facts = {n: v for n, v in facts.items() if n not in own}
    return facts


def taken(
    state: State,
    desk: Desk,
    facts: dict[str, object],
    day: dt.date,
    statement: Statement | None = None,
    echo: dict[str, object] | None = None,
) -> Turned:
    """Facts into the case in hand, then the next question or the verdict."""
    before = replace(case_of(state), partial=None)
    case, refused = take(desk, before, facts, day)
    if refused and case.facts == before.facts:
        return state, (*refused, *open_question(state, desk, day))
    if case.helped and case.designation is None:
        return _choose(state.with_case(replace(case, asking=CHOOSING)), day, desk)
    concluded = case.asking is None
    state, replies = go_on(desk, state.with_case(case), day)
    said: tuple[Reply, ...] = ()
    facts = kept(case, facts)
    echo = facts if _needs_echo(desk, facts) else kept(case, echo or {})
    slips = tuple(s for s in statement.slips if s.trouble != "nameless") if statement else ()
    if echo or slips or concluded:
        said = (Understood(echo or ({} if slips else facts), slips=slips),)
    if refused:
        said = (*said, *refused)
    return state, (*said, *replies)


def _choose(state: State, day: dt.date, desk: Desk) -> Turned:
    """Which title, once it is known who applies; where that stays unknown, all of them."""
    wanted = "all_titles" if state.case and state.case.surveyed else "choose_for_me"
    chosen = carry_out(state, wanted, "", day, desk)
    return chosen or (state, (ChooseTitle(tuple(desk.rulebook.designations)),))


def _needs_echo(desk: Desk, facts: dict[str, object]) -> bool:
    """Figures and dates are read back; yes and no need not be."""
    return any(value is not None and desk.pack.facts[n].type != "choice" for n, value in facts.items())


def _nothing_found(replies: tuple[Reply, ...]) -> bool:
    return any(isinstance(reply, NotUnderstood) for reply in replies)
