"""Answer a question within a dialogue: small talk, context of earlier turns, the search, the new topic."""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz import fuzz, process

from conversations.answering import is_bare_answer
from conversations.cases import case_factors
from conversations.desk import Desk
from conversations.event import Said
from conversations.find import Found, find, routes
from conversations.follow_up import asked_again
from conversations.phrasing import phrases
from conversations.question import Question, only_names_a_title, read_question, with_context
from conversations.reply import Answered, NoSuchClause, Notice, NotSaid, NotUnderstood, Reply, SmallTalk
from conversations.state import State, Topic

_ALIKE = 84
"""rapidfuzz ratio (0 to 100) from which a message counts as a way of making small talk."""
_TALK_AT_MOST = 20
"""A message this long is small talk where each of its parts is."""
_TALK_PARTS = re.compile(r"[\s,，。.!！?？~、]+|(?<=哈)(?=[^哈])|(?<=嘿)(?=[^嘿])")
_RATHER, _DOUBTFUL = 70, 2.5
"""A message this like small talk is taken for it where the answer is less sure than _DOUBTFUL."""


def small_talk(desk: Desk, text: str, *, least: float = _ALIKE) -> SmallTalk | None:
    """The small talk that a message is, or None. `least`: the ratio that counts as alike."""
    plain = re.sub(r"[\s。.!！?？~,，]+$", "", text)
    if len(plain) <= _TALK_AT_MOST and (parts := _TALK_PARTS.split(plain))[1:]:
        known = []
        for part in filter(None, parts):
            if (talk := _one_talk(desk, part, _ALIKE)) is None:
                break
            known += [talk] if talk.id != "laughter" else []
        else:
            if known:
                return known[0]
    return _one_talk(desk, plain, least)


def _one_talk(desk: Desk, plain: str, least: float) -> SmallTalk | None:
    """The small talk that a message of one part is."""
    if plain in desk.talk_of:
        return SmallTalk(desk.talk_of[plain])
    best = process.extractOne(plain, desk.talk_ways.keys(), scorer=fuzz.ratio, score_cutoff=least)
    if best:
        return SmallTalk(desk.talk_ways[best[0]])
    if re.fullmatch(r"(?:哈|呵|嘿|嘻|呃|额|嗯|哦|啊|噢|6|h|a){2,}", plain):
        return SmallTalk("laughter") if any(t.id == "laughter" for t in desk.talks) else None
    return None


def answer_question(state: State, text: str, event: Said, desk: Desk) -> tuple[State, tuple[Reply, ...]]:
    """Find an answer in the light of what was talked about before."""
    talk = small_talk(desk, text)
    if talk is not None:
        return state, (talk,)
    if is_bare_answer(desk, text):
        return state, (Notice("nothing_asked"),)
    topic = state.topic
    whole = read_question(desk.pack, text)
    if again := asked_again(desk.pack, whole, topic):
        text, whole = again, read_question(desk.pack, again)
    question = with_context(
        desk.pack,
        whole,
        designation=topic.designation,
        kind=topic.kind,
        listed=topic.listed,
    )
    if _asks_for_basis(question, text) and topic.clauses:
        return state, (Answered((), topic.clauses, designation=topic.designation),)
    found = _found(desk, question, text)
    if question.carried and found.searched and (alone := find(desk, whole)).firm:
        found = alone  # what the measure does not say is asked for by itself, whatever was talked about
    rather = small_talk(desk, text, least=_RATHER) if found.confidence < _DOUBTFUL else None
    if rather is not None:
        return state, (rather,)
    if found.unknown_citation:
        return state, (NoSuchClause(found.unknown_citation),)
    if found.gap:
        return replace(state, topic=replace(topic, question=text)), (NotSaid(found.gap, found.related),)
    if not found.answered:
        return replace(state, topic=replace(topic, question=text)), (NotUnderstood(found.related),)
    reply = _answered(desk, question, found)
    if state.case is not None and state.case.designation is not None:
        reply = replace(reply, offers=())
    listed = topic.listed or phrases(desk.commands.listing).within(text)
    designation = question.designations[0] if len(question.designations) == 1 else topic.designation
    kind = _kind_of(desk, question, found)
    after = Topic(designation, kind, listed, text, found.clauses)
    return replace(state, topic=after), (reply,)


def _asks_for_basis(question: Question, text: str) -> bool:
    return question.follows and "basis" in question.kinds and not question.citations and len(text) <= 10


def _found(desk: Desk, question: Question, text: str) -> Found:
    """The search; or straight to the clause where only the title and the kind of question are left."""
    cues = [cue for kind in desk.pack.words.kinds if kind.id in question.kinds[:1] for cue in kind.cues]
    wish = text
    removed = phrases((*desk.pack.statements.wants_verdict, *cues)).words
    for word in sorted(removed, key=len, reverse=True):
        wish = wish.replace(word, "")
    bare = only_names_a_title(desk.pack, replace(question, text=wish))
    unsaid = bare and not question.kinds and desk.library.gaps_named(question.text)  # 示范城市给不给补贴
    if bare and (question.designations or question.kinds) and not unsaid:
        whole = replace(question, kinds=question.kinds or ("conditions",))
        text = question.text if question.kinds else ""  # 重点企业能报吗: its conditions, and nothing special
        entry = _entry_about(desk, replace(whole, text=text), routes(desk, whole))
        if entry is not None:
            return Found(entries=(entry,), clauses=desk.library.entries[entry].clauses)
    return find(desk, question)


def _entry_about(desk: Desk, question: Question, routed: tuple[str, ...]) -> int | None:
    """The entry about the first routed clause that fits the question best, none about another title."""
    totals = desk.library.fits(desk.library.tokens(question.text)).totals
    asked = set(question.designations)
    cases = case_factors(desk.library, question.cases)
    for clause in routed:
        found = [
            (totals[number] * cases[number], -number)
            for number, entry in enumerate(desk.library.entries)
            if (entry.clauses[0] == clause or (entry.cases and _below(entry.clauses[0], clause)))
            and cases[number] >= 1.0
            and (not entry.designations or not asked or asked & set(entry.designations))
        ]
        if found:
            return -max(found)[1]
    return None


def _below(clause: str, above: str) -> bool:
    return clause.startswith(above + ".")


def _kind_of(desk: Desk, question: Question, found: Found) -> str | None:
    if question.kinds:
        return question.kinds[0]
    for kind in desk.pack.words.kinds:
        if any(found.clauses[0] in clauses for clauses in kind.clauses.values()):
            return kind.id
    return None


def _answered(desk: Desk, question: Question, found: Found) -> Answered:
    entries = desk.library.entries
    about: tuple[str, ...] = ()
    if not question.designations and len(found.clauses) > 1:
        own = [d for n in found.entries for d in entries[n].designations]
        about = tuple(dict.fromkeys(own)) if len(set(own)) > 1 else ()
    offers = []
    titles = question.designations or entries[found.entries[0]].designations if found.entries else ()
    if len(titles) == 1:
        offers.append("begin")
        if "materials" not in question.kinds:
            offers.append("materials")
    return Answered(
        found.entries,
        found.clauses,
        related=found.related,
        designation=question.designations[0] if len(question.designations) == 1 else None,
        about=about,
        offers=tuple(offers),
    )


def asks_for_a_kind(desk: Desk, text: str) -> bool:
    """Whether a short message names a kind of question (园区材料, 企业条件) rather than who somebody is."""
    return bool(read_question(desk.pack, text).kinds)


def asks_for_materials(desk: Desk, state: State, text: str) -> bool:
    """Whether a short message wants the materials of the case in hand (那材料呢, 要带什么材料)."""
    question = read_question(desk.pack, text)
    other = question.designations and state.case and state.case.designation not in question.designations
    wants = question.kinds[:1] == ("materials",) and not question.citations
    return wants and not other and len(text) <= 14
