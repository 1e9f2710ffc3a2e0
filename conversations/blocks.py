"""Cut replies into blocks: plain Chinese text, no markup of any channel. wording.py joins them.

Pure functions of a reply and a desk. Every sentence is the measure's text, the pack's reviewed text, or a
phrase of phrases/replies.yaml; clauses that an answer rests on are shown verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from conversations.block import Block, apart, paragraph, rows
from conversations.case_wording import (
    cases_text,
    clause_blocks,
    concluded_blocks,
    materials_blocks,
    review_text,
)
from conversations.desk import Desk
from conversations.detail_wording import basis_blocks, shortfall_blocks, timeline_blocks
from conversations.error_wording import error_text
from conversations.fact_wording import raw_text
from conversations.overview_wording import overview_blocks
from conversations.phrase_file import read_phrases
from conversations.reply import (
    Answered,
    Answers,
    Asked,
    Basis,
    Cases,
    ChooseTitle,
    Concluded,
    Forget,
    Greeting,
    Kept,
    Materials,
    MyData,
    NoSuchClause,
    Notice,
    NotSaid,
    NotUnderstood,
    Overview,
    Refused,
    Reply,
    Shortfall,
    SmallTalk,
    Timeline,
    Understood,
    WhyAsked,
)
from conversations.slip import Slip

_INTERNAL = re.compile(r"（[a-z][a-z_]+）")
"""Names of facts, which the errors of `fumao check` carry and nobody in a conversation needs."""
MOST_VERBATIM = 8
"""Clauses shown verbatim under one answer."""


def say(key: str, /, **words: object) -> str:
    """A phrase of replies.yaml with its words filled in."""
    return read_phrases("replies")[key].format(**words)


def blocks(desk: Desk, reply: Reply) -> tuple[Block, ...]:
    """The reply, block by block. A channel may fold clauses and leave out choices and offers."""
    match reply:
        case Greeting():
            return _greeting(desk)
        case Answered():
            return _answered(desk, reply)
        case Asked():
            return _asked(desk, reply)
        case WhyAsked():
            return _why(desk, reply.fact)
        case ChooseTitle():
            return _choose(desk, reply)
        case Concluded():
            return concluded_blocks(desk, reply)
        case Overview():
            return overview_blocks(desk.pack, desk.rulebook, reply.prospects, reply.case_name)
        case Basis():
            return basis_blocks(desk, reply)
        case Shortfall():
            return shortfall_blocks(desk, reply)
        case Timeline():
            return timeline_blocks(desk, reply)
        case Materials():
            return materials_blocks(desk, reply.verdict, reply.case_name)
        case _:
            return paragraph([_plain(desk, reply)])


def _plain(desk: Desk, reply: Reply) -> str:
    """The replies that are one block."""
    match reply:
        case NotSaid():
            return _not_said(desk, reply)
        case NotUnderstood():
            return _not_understood(desk, reply)
        case NoSuchClause():
            articles = sum(1 for c in desk.pack.statute.clauses if "." not in c)
            return say("no_such_clause", words=reply.words, articles=articles)
        case SmallTalk():
            return next(talk.says for talk in desk.talks if talk.id == reply.id)
        case Understood():
            return _understood(desk, reply)
        case Refused():
            return _INTERNAL.sub("", error_text(desk.pack, desk.rulebook, reply.error))
        case Answers():
            return review_text(desk, reply.verdict, reply.case_name)
        case Cases():
            return cases_text(desk, reply)
        case Kept():
            about = say("kept.question", question=reply.question) if reply.question else say("kept.nothing")
            return say("kept", question=about, example=_example(desk))
        case MyData():
            return say("my_data")
        case Forget():
            return say("forgotten")
        case Notice():
            return say(reply.id, **{"example": _example(desk), **dict(reply.names)})
    return ""


def _example(desk: Desk) -> str:
    """A question that is surely answered, as an example of how to ask."""
    return desk.pack.measure.examples[0]


def _greeting(desk: Desk) -> tuple[Block, ...]:
    """The first words, with examples to type or tap."""
    examples = [say("greeting.examples"), *(f"  {example}" for example in desk.pack.measure.examples)]
    return (
        *paragraph([say("greeting")]),
        *rows(examples, "offer"),
        *rows([say("greeting.privacy")], "text"),
    )


def _labels(desk: Desk, clauses: Iterable[str]) -> str:
    return say("and").join(desk.pack.statute.label(c) for c in clauses)


def _answered(desk: Desk, reply: Answered) -> tuple[Block, ...]:
    pack = desk.pack
    entries = [desk.library.entries[n] for n in reply.entries]
    parts = list(dict.fromkeys(e.answer for e in entries))
    told = [pack.readings[r].told for e in entries for r in e.readings if r in pack.readings]
    parts += [say("reading.line", text=text) for text in dict.fromkeys(told)]
    verbatim = clause_blocks(desk, reply.clauses[:MOST_VERBATIM])
    tail = []
    if reply.about:
        names = say("and").join(desk.rulebook.designations[d] for d in reply.about)
        tail.append(say("about", titles=names))
    if reply.offers:
        offered = say("offers.joint").join(say(f"offer.{o}") for o in reply.offers)
        tail.append(say("offers", offers=offered))
    return (*paragraph(parts), *apart(verbatim), *apart(rows(tail, "offer")))


def _not_said(desk: Desk, reply: NotSaid) -> str:
    gap = next(g for g in desk.library.gaps if g.id == reply.gap)
    text = say("gap.outside" if gap.outside else "gap", topic=gap.topic, says=gap.says)
    if reply.nearby:
        text += "\n" + say("related", clauses=_labels(desk, reply.nearby))
    return text


def _not_understood(desk: Desk, reply: NotUnderstood) -> str:
    text = say("not_understood", example=_example(desk))
    if reply.related:
        text += "\n" + say("not_understood.related", clauses=_labels(desk, reply.related))
    return text


def facts_text(desk: Desk, facts: Mapping[str, object]) -> str:
    """Facts read back: name and value, figures in the way that shows what was understood."""
    lines = []
    for name, value in facts.items():
        label = desk.pack.facts[name].name
        if value is None:
            lines.append(say("understood.unknown", name=label))
        else:
            lines.append(say("understood.fact", name=label, value=raw_text(desk, name, value)))
    return say("understood.joint").join(lines)


def _understood(desk: Desk, reply: Understood) -> str:
    parts = []
    stated = {n: v for n, v in reply.facts.items() if n not in reply.taken_so}
    if stated:
        parts.append(say("understood", facts=facts_text(desk, stated)))
    defaults = {n: reply.facts[n] for n in reply.taken_so if n in reply.facts}
    if defaults:
        parts.append(say("understood.taken_so", facts=facts_text(desk, defaults)))
    parts += [slip_text(desk, slip) for slip in reply.slips]
    return "\n".join(parts)


def slip_text(desk: Desk, slip: Slip) -> str:
    """What was wrong with an answer, and one good example."""
    fact = desk.pack.facts.get(slip.fact)
    example = fact.example if fact else desk.pack.measure.examples[1]
    words = slip.words if len(slip.words) <= 40 else slip.words[:40] + "…"
    return say(f"slip.{slip.trouble}", words=words, example=example, told=slip.told)


def _asked(desk: Desk, reply: Asked) -> tuple[Block, ...]:
    fact = desk.pack.facts[reply.fact]
    lines = [say("asked.again")] if reply.again else []
    if reply.partial:
        return paragraph([say("asked.partial", value=raw_number(reply.partial))])
    lines += _usual_lines(reply)
    lines.append(say("asked", question=fact.question) + _left(reply))
    if fact.values:
        unsure = say("asked.choice", number=len(fact.values) + 1, label=say("asked.unsure"))
        choices = []
        for number, choice in enumerate(fact.values, 1):
            key = "asked.choice_note" if choice.note else "asked.choice"
            choices.append(say(key, number=number, label=choice.label, note=choice.note))
        return (*paragraph(lines), *rows([*choices, unsure], "choice"))
    told = fact.example in fact.question
    free = say("asked.free_short") if told else say("asked.free", example=fact.example)
    return (*paragraph(lines), *rows([free], "text"))


def _left(reply: Asked) -> str:
    """How many questions can still come at the most; nothing where that is not known."""
    if reply.left < 1:
        return ""
    if reply.beside:
        return say("asked.left_beside", left=reply.left, beside=reply.beside)
    if reply.left == 1:
        return say("asked.last")
    return say("asked.left_usual" if reply.usual else "asked.left", left=reply.left)


def _usual_lines(reply: Asked) -> list[str]:
    """What one 都对 would confirm: spelled out, or a reminder of it."""
    if len(reply.usual) < 2:
        return []
    if reply.listed:
        return [say("asked.usual_short", count=len(reply.usual))]
    told = [say("asked.usual_line", told=told) for told in reply.usual]
    return [say("asked.usual", count=len(reply.usual)), *told, say("asked.usual_end")]


def raw_number(value: str) -> str:
    """Digits in groups: 500,000."""
    whole, _, places = value.partition(".")
    return f"{int(whole):,}" + (f".{places}" if places else "")


def _why(desk: Desk, name: str) -> tuple[Block, ...]:
    fact = desk.pack.facts[name]
    lines = [say("why.where", where=fact.where), say("why.example", example=fact.example)]
    if fact.help:
        lines.append(say("why.help", help=fact.help))
    return (
        *paragraph([say("why", text=fact.why.text, label=desk.pack.statute.label(fact.why.clause))]),
        *clause_blocks(desk, (fact.why.clause,)),
        *rows(lines, "text"),
    )


def _choose(desk: Desk, reply: ChooseTitle) -> tuple[Block, ...]:
    if not reply.designations:
        return paragraph([say("choose.none", example=_example(desk))])
    head = say("choose.fits", kind=reply.kind) if reply.kind else say("choose")
    lines = []
    titles = list(desk.rulebook.designations)
    for designation in desk.pack.measure.designations:
        if designation.id in reply.designations:
            number = titles.index(designation.id) + 1
            clause = desk.pack.statute.label(designation.definition)
            who = designation.applicants
            line = say("choose.line", number=number, name=designation.name, applicants=who, clause=clause)
            lines.append(line)
    tail = [] if reply.kind else [say("choose.help")]
    return (*paragraph([head]), *rows(lines, "choice"), *rows(tail, "offer"))
