"""Advance a dialogue by one event: a pure function. Same state, same event, same desk, same result.

What was asked decides how a message is read: a command, an answer, facts for another question, a change of
an earlier answer, or a question in the middle, which is answered while the assessment waits.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import replace

from conversations.answering import (
    Given,
    is_bare_answer,
    is_question,
    picked_number,
    presumption_as_raw,
    read_answer,
)
from conversations.assess import ask, go_on, take, verdict_of
from conversations.commanding import carry_out
from conversations.desk import Desk
from conversations.event import Event, Picked, Said
from conversations.inquire import answer_question, asks_for_a_kind, asks_for_materials, small_talk
from conversations.normalise import MAX_LENGTH, normalise
from conversations.phrasing import phrases
from conversations.reply import Asked, ChooseTitle, Materials, Notice, Reply, Understood
from conversations.slip import Slip
from conversations.state import CHOOSING, Case, State, Topic
from conversations.statement import Statement, read_statement

Turned = tuple[State, tuple[Reply, ...]]

_RENAMED = re.compile(r"我?[要想]*(?:修改|更正|改一下|改下|改)(?!成|为|回)[^成为,，。]+$")
"""改…: names what is to be changed and gives no value, though the name may read like one (改按时填报)."""


def turn(state: State, event: Event, desk: Desk) -> Turned:
    """The state after the event, and what to reply."""
    state, notices = _on_this_version(state, desk, event.day)
    state = replace(state, turns=state.turns + 1)
    if isinstance(event, Picked):
        after, replies = _pick(state, event, desk)
    else:
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
        partial=None,
    )


def _pick(state: State, event: Picked, desk: Desk) -> Turned:
    """A choice picked from a list: refused when it belongs to no question of this case."""
    if event.fact == CHOOSING:
        return start_assessment(state, desk, str(event.value), event.day)
    case, fact = state.case, desk.pack.facts.get(event.fact)
    if case is None or fact is None or event.value not in [c.value for c in fact.values]:
        return state, (Notice("expired"),)
    return _taken(state, desk, {event.fact: event.value}, event.day)


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
    return state, (Notice("empty"), *_asked_again(state, desk, event.day))


def _asked_again(state: State, desk: Desk, day: dt.date) -> tuple[Reply, ...]:
    case = state.case
    if case is None or case.asking is None:
        return ()
    if case.asking == CHOOSING:
        return (ChooseTitle(tuple(desk.rulebook.designations)),)
    verdict = verdict_of(desk, case, day)
    return (ask(case, verdict, case.asking, again=True) if verdict else Asked(case.asking, 0, again=True),)


def _understand(state: State, text: str, event: Said, desk: Desk) -> Turned:
    plain = text.strip("。.!！?？~ ")
    command = desk.command_of.get(plain)
    done = carry_out(state, command, plain, event.day, desk) if command or state.confirming else None
    if done is not None:
        return done
    if state.case is not None and state.case.asking == CHOOSING:
        chosen = _chosen_title(state, text, event, desk)
        if chosen is not None:
            return chosen
    statement = _read(state, text, event.day, desk)
    if state.case is not None and state.case.asking not in (None, CHOOSING):
        return _while_asking(state, text, statement, event, desk)
    return _while_idle(state, text, statement, event, desk)


def _read(state: State, text: str, day: dt.date, desk: Desk, *, fresh: bool = False) -> Statement:
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


def _chosen_title(state: State, text: str, event: Said, desk: Desk) -> Turned | None:
    """An answer to 您想申报哪一类: by number, by name, or by what the applicant is."""
    titles = list(desk.rulebook.designations)
    number = picked_number(text)
    if number is not None and 1 <= number <= len(titles):
        return start_assessment(state, desk, titles[number - 1], event.day)
    statement = _read(state, text, event.day, desk)
    if statement.named and statement.designation and not is_question(desk, text):
        return _assess(state, statement, event.day, desk, guided=True)
    if statement.facts and not is_question(desk, text):
        kind = desk.pack.statements.kind_facts[0]
        if kind in statement.facts and not statement.strong:
            return carry_out(
                state.with_case(replace(_case(state), facts={kind: statement.facts[kind]})), "choose_for_me",
                text, event.day, desk,
            )  # fmt: skip
        if statement.designation:
            return _assess(state, statement, event.day, desk, guided=True)
    return None


def _case(state: State) -> Case:
    return state.case or Case()


def start_assessment(state: State, desk: Desk, designation: str, day: dt.date) -> Turned:
    """Begin (or go on with) the guided assessment of the case in hand for a designation."""
    if designation not in desk.rulebook.designations:
        return state, (Notice("expired"),)
    case = replace(
        _case(state), designation=designation, guided=True, helped=False, asking=None, agreed=False
    )
    state, replies = go_on(desk, state.with_case(case), day)
    name = desk.rulebook.designations[designation]
    return state, (Notice("begun", (("designation", name),)), *replies)


def _while_asking(state: State, text: str, statement: Statement, event: Said, desk: Desk) -> Turned:
    """A message while a question is open."""
    case = _case(state)
    if _RENAMED.match(text) and not _has_figure(statement) and (name := _change_by_name(desk, text, case)):
        return _ask_again_for(state, desk, name, event.day)
    if phrases(desk.commands.another_case).within(text) and (statement.strong or statement.own):
        return _assess(state, statement, event.day, desk, another=True)
    switched = statement.named and statement.designation not in (None, case.designation)
    if switched and (statement.wants_assessment or (statement.wants_verdict and statement.strong)):
        return _assess(state, statement, event.day, desk, guided=statement.wants_assessment)
    given = None if switched else _given(state, text, statement, event, desk)
    if given is not None and given.known:
        others = {} if given.plain else _other_facts(desk, case.asking or "", statement)
        return _taken(state, desk, {**others, str(case.asking): given.value}, event.day, statement, others)
    if given is not None:
        state = state.with_case(replace(case, partial=given.partial))
        case = _case(state)
        slips = (given.slip,) if given.slip else ()
        return state, (Understood({}, slips=slips), *_asked_again(state, desk, event.day))
    if (statement.strong or _says_who(desk, text, statement)) and (
        not is_question(desk, text) or statement.wants_verdict
    ):
        return _taken(state, desk, _stated(statement), event.day, statement, _stated(statement))
    if change := _change_by_name(desk, text, case):
        return _ask_again_for(state, desk, change, event.day)
    if statement.slips and not is_question(desk, text):
        return state, (Understood({}, slips=statement.slips), *_asked_again(state, desk, event.day))
    bare = is_bare_answer(desk, text)
    after, replies = (state, ()) if bare else answer_question(state, text, event, desk)
    if bare or (not is_question(desk, text) and _nothing_found(replies)):
        replies = (Understood({}, slips=(Slip(str(case.asking), "not_understood", text[:40]),)),)
        after = state
    return after, (*replies, *_asked_again(after, desk, event.day))


def _says_who(desk: Desk, text: str, statement: Statement) -> bool:
    """Whether a message says who applies and asks nothing: 分公司, 我们是文化类的."""
    short = len(text) <= 6 or (statement.own and len(text) <= 16)
    return short and bool(_stated(statement)) and not asks_for_a_kind(desk, text)


def _given(state: State, text: str, statement: Statement, event: Said, desk: Desk) -> Given | None:
    case = _case(state)
    verdict = verdict_of(desk, case, event.day)
    presumed = presumption_as_raw(verdict.assumed, str(case.asking)) if verdict else None
    return read_answer(
        desk, str(case.asking), text, statement, today=event.day, partial=case.partial, presumed=presumed
    )  # fmt: skip


def _other_facts(desk: Desk, asked: str, statement: Statement) -> dict[str, object]:
    """What else a message said beside the answer; a lone figure is the answer and nothing else."""
    figure = desk.pack.facts[asked].type in ("amount", "count", "rate", "year", "date")
    facts = _stated(statement)
    facts.pop(asked, None)
    own = [n for n in facts if desk.pack.facts[n].type == desk.pack.facts[asked].type]
    if figure and asked not in statement.facts:
        facts = {n: v for n, v in facts.items() if n not in own}
    return facts


def _stated(statement: Statement) -> dict[str, object]:
    """The facts said outright, without those only taken by default."""
    return {n: v for n, v in statement.facts.items() if n not in statement.taken_so}


def _taken(
    state: State,
    desk: Desk,
    facts: dict[str, object],
    day: dt.date,
    statement: Statement | None = None,
    echo: dict[str, object] | None = None,
) -> Turned:
    """Facts into the case in hand, then the next question or the verdict."""
    before = replace(_case(state), partial=None)
    case, refused = take(desk, before, facts, day)
    if refused and case.facts == before.facts:
        return state, (*refused, *_asked_again(state, desk, day))
    if case.helped and case.designation is None:
        return _choose(state.with_case(replace(case, asking=CHOOSING)), day, desk)
    concluded = case.asking is None
    state, replies = go_on(desk, state.with_case(case), day)
    said: tuple[Reply, ...] = ()
    facts = _kept(case, facts)
    echo = facts if _needs_echo(desk, facts) else _kept(case, echo or {})
    slips = tuple(s for s in statement.slips if s.trouble != "nameless") if statement else ()
    if echo or slips or concluded:
        said = (Understood(echo or ({} if slips else facts), slips=slips),)
    if refused:
        said = (*said, *refused)
    return state, (*said, *replies)


def _choose(state: State, day: dt.date, desk: Desk) -> Turned:
    """Which title, once it is known who applies; where that stays unknown, all of them."""
    chosen = carry_out(state, "choose_for_me", "", day, desk)
    return chosen or (state, (ChooseTitle(tuple(desk.rulebook.designations)),))


def _kept(case: Case, facts: dict[str, object]) -> dict[str, object]:
    """Those of the facts that the case took; a refused one is not said to be noted."""
    return {n: v for n, v in facts.items() if n in case.facts and case.facts[n] == v}


def _needs_echo(desk: Desk, facts: dict[str, object]) -> bool:
    """Figures and dates are read back; yes and no need not be."""
    return any(value is not None and desk.pack.facts[n].type != "choice" for n, value in facts.items())


def _change_by_name(desk: Desk, text: str, case: Case) -> str | None:
    """改金额, 修改专人那项: the fact whose name stands in the message."""
    words = phrases(desk.commands.change)
    if not words.within(text) or is_question(desk, text):
        return None
    rest = text
    for word in sorted(words.words, key=len, reverse=True):
        rest = rest.replace(word, "")
    used = desk.facts_used(case.designation) if case.designation else desk.pack.facts.keys()
    return _by_sort(desk, rest, case) or fact_named(desk, rest, used)


def _by_sort(desk: Desk, text: str, case: Case) -> str | None:
    """改金额, 改家数: the amount (or count) of this case, the one asked last where there are several."""
    for sort, words in desk.commands.sorts.items():
        if any(word in text for word in words) and len(text) <= 8:
            own = [n for n in (*case.facts, *case.asked) if desk.pack.facts[n].type == sort]
            return own[-1] if own else None
    return None


def fact_named(desk: Desk, text: str, used: Collection[str]) -> str | None:
    """Of the facts `used`, the one that a few words name best: its name, or what people call it; or None."""
    rest = text.strip("。.!！,， 一下那个项的答案吧")
    if len(rest) < 2:
        return None
    best: tuple[float, str] | None = None
    for name in (n for n in desk.pack.facts if n in used):
        called = normalise(desk.pack.facts[name].name)
        pairs = {rest[i : i + 2] for i in range(len(rest) - 1)}
        asked = normalise(desk.pack.facts[name].question)
        share = (
            sum((pair in called) or 0.8 * (pair in asked) for pair in pairs) / len(pairs) if pairs else 0.0
        )
        score = share + (0.5 if rest in called else 0.0) - len(called) / 400
        if share >= 0.5 and (best is None or score > best[0]):
            best = (score, name)
    if best:
        return best[1]
    for measured in desk.pack.statements.measured:
        if measured.fact in used and any(normalise(n) == rest for n in measured.names):
            return measured.fact
    return None


def _ask_again_for(state: State, desk: Desk, name: str, day: dt.date) -> Turned:
    case = _case(state)
    verdict = verdict_of(desk, case, day)
    if verdict is None:
        return state, (Notice("nothing_to_change"),)
    case = replace(case, asking=name, asked=(*(a for a in case.asked if a != name), name), partial=None)
    fact = desk.pack.facts[name].name
    return state.with_case(case), (Notice("changing", (("fact", fact),)), Asked(name, 0))


def _nothing_found(replies: tuple[Reply, ...]) -> bool:
    from conversations.reply import NotUnderstood

    return any(isinstance(reply, NotUnderstood) for reply in replies)


def _while_idle(state: State, text: str, statement: Statement, event: Said, desk: Desk) -> Turned:
    """A message while nothing is asked."""
    talk = small_talk(desk, text)
    if talk is not None and not statement.strong:
        return state, (talk,)
    case = state.case
    another = phrases(desk.commands.another_case).within(text) and case is not None and bool(case.facts)
    if _is_assessment(desk, text, statement):
        guided = statement.wants_assessment and not _has_figure(statement)
        return _assess(state, statement, event.day, desk, guided=guided, another=another)
    if case is not None and case.designation is not None:
        if (
            _RENAMED.match(text)
            and not _has_figure(statement)
            and (name := _change_by_name(desk, text, case))
        ):
            return _ask_again_for(state, desk, name, event.day)
        changes = phrases(desk.commands.change).within(text)
        tells = statement.strong or (statement.own and _says_who(desk, text, statement))
        if tells and (changes or not is_question(desk, text)):
            return _taken(state, desk, _stated(statement), event.day, statement)
        if change := _change_by_name(desk, text, case):
            return _ask_again_for(state, desk, change, event.day)
        if statement.slips and not is_question(desk, text):
            return state, (Understood({}, slips=statement.slips),)
        if asks_for_materials(desk, state, text):
            verdict = verdict_of(desk, case, event.day)
            if verdict is not None:
                return state, (Materials(verdict, case.name),)
    return answer_question(state, text, event, desk)


def _has_figure(statement: Statement) -> bool:
    taken = any(isinstance(v, (dict, int)) and not isinstance(v, bool) for v in _stated(statement).values())
    return taken or any(slip.trouble not in ("dropped",) for slip in statement.slips)


_ABOUT_A_RULE = (
    "哪一条", "哪条", "第几条", "是谁的", "给谁的", "谁的门槛", "申请啥", "申请什么", "报啥的", "对应", "说的是", "指的是",
    "指什么", "哪一类的", "哪个称号", "是什么意思", "怎么答复", "我怎么答", "怎么回复",
)  # fmt: skip


def _is_assessment(desk: Desk, text: str, statement: Statement) -> bool:
    """Whether a message states facts about an applicant and wants a verdict (or asks to be assessed)."""
    if any(words in text for words in _ABOUT_A_RULE):
        return False
    if statement.wants_assessment:
        return True
    if not statement.strong and not _has_figure(statement):
        return False
    if statement.blanket and statement.strong:
        return True
    if statement.wants_verdict:
        firm = _has_figure(statement) or len(statement.strong) >= 2 or None in statement.facts.values()
        return firm or (statement.own and bool(statement.strong))
    if len(statement.strong) >= 4 and _has_figure(statement):
        return True
    many = len(statement.strong) >= 3 or (_has_figure(statement) and statement.named and statement.own)
    return many and not is_question(desk, text)


def _assess(
    state: State,
    statement: Statement,
    day: dt.date,
    desk: Desk,
    *,
    guided: bool = False,
    another: bool = False,
) -> Turned:
    """Take a statement into a case (another one where it speaks of another applicant) and go on."""
    before = state.case
    if another:
        state = state.with_new_case(Case())
    case = _case(state)
    designation = statement.designation or case.designation
    if designation is None:
        state = state.with_case(replace(case, asking=CHOOSING, guided=True).with_facts(_stated(statement)))
        return state, (ChooseTitle(tuple(desk.rulebook.designations)),)
    switched = before is not None and before.designation not in (None, designation) and not another
    case = replace(case, designation=designation, guided=guided, asking=None, partial=None, agreed=False)
    facts = _stated(statement) if guided else dict(statement.facts)
    case, refused = take(desk, case, facts, day)
    taken_so = () if guided else tuple(n for n in statement.taken_so if n in case.facts)
    case = replace(case, taken_so=tuple(dict.fromkeys((*case.taken_so, *taken_so))))
    state, replies = go_on(desk, state.with_case(case), day, shown=not guided)
    said: list[Reply] = []
    if another:
        said.append(Notice("another_case", (("number", str(len(state.cases))),)))
    if guided or switched:
        said.append(Notice("begun", (("designation", desk.rulebook.designations[designation]),)))
    facts = _kept(case, facts)
    if facts or statement.slips:
        said.append(Understood(facts, taken_so, statement.slips))
    return state, (*said, *refused, *replies)
