"""Put replies into words: plain Chinese text, no markup of any channel.

Pure functions of a reply and a desk. Every sentence is the measure's text, the pack's reviewed text, or a
phrase of phrases/replies.yaml; clauses that an answer rests on are shown verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from conversations.case_wording import (
    cases_text,
    concluded_text,
    materials_text,
    review_text,
    verbatim_lines,
)
from conversations.desk import Desk
from conversations.error_wording import error_text
from conversations.fact_wording import raw_text
from conversations.phrase_file import read_phrases
from conversations.reply import (
    Answered,
    Answers,
    Asked,
    Cases,
    ChooseTitle,
    Concluded,
    Forget,
    Greeting,
    Kept,
    Materials,
    NoSuchClause,
    Notice,
    NotSaid,
    NotUnderstood,
    Refused,
    Reply,
    SmallTalk,
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


def word_replies(desk: Desk, replies: Iterable[Reply]) -> str:
    """All replies of a turn as one text, an empty line between them."""
    return "\n\n".join(text for reply in replies if (text := word(desk, reply)))


def word(desk: Desk, reply: Reply) -> str:
    """One reply in words."""
    match reply:
        case Greeting():
            return greeting(desk)
        case Answered():
            return _answered(desk, reply)
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
        case Asked():
            return _asked(desk, reply)
        case WhyAsked():
            return _why(desk, reply.fact)
        case ChooseTitle():
            return _choose(desk, reply)
        case Concluded():
            return concluded_text(desk, reply)
        case Answers():
            return review_text(desk, reply.verdict, reply.case_name)
        case Materials():
            return materials_text(desk, reply.verdict, reply.case_name)
        case Cases():
            return cases_text(desk, reply)
        case Kept():
            about = say("kept.question", question=reply.question) if reply.question else say("kept.nothing")
            return say("kept", question=about, example=_example(desk))
        case Forget():
            return say("forgotten")
        case Notice():
            return say(reply.id, **{"example": _example(desk), **dict(reply.names)})


def _example(desk: Desk) -> str:
    """A question that is surely answered, as an example of how to ask."""
    return desk.pack.measure.examples[0]


def greeting(desk: Desk) -> str:
    """The first words, with four examples to type."""
    examples = [f"  {example}" for example in desk.pack.measure.examples]
    return "\n".join(
        [
            say("greeting"),
            say("greeting.examples"),
            *examples,
            say("greeting.privacy"),
        ]
    )


def _labels(desk: Desk, clauses: Iterable[str]) -> str:
    return say("and").join(desk.pack.statute.label(c) for c in clauses)


def _answered(desk: Desk, reply: Answered) -> str:
    pack = desk.pack
    entries = [desk.library.entries[n] for n in reply.entries]
    parts = list(dict.fromkeys(e.answer for e in entries))
    told = [pack.readings[r].told for e in entries for r in e.readings if r in pack.readings]
    parts += [say("reading.line", text=text) for text in dict.fromkeys(told)]
    verbatim = verbatim_lines(desk, reply.clauses[:MOST_VERBATIM])
    tail = []
    if reply.about:
        names = say("and").join(desk.rulebook.designations[d] for d in reply.about)
        tail.append(say("about", titles=names))
    if reply.offers:
        offered = say("offers.joint").join(say(f"offer.{o}") for o in reply.offers)
        tail.append(say("offers", offers=offered))
    blocks = ["\n".join(parts), "\n".join(verbatim), "\n".join(tail)]
    return "\n\n".join(block for block in blocks if block)


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


def _asked(desk: Desk, reply: Asked) -> str:
    fact = desk.pack.facts[reply.fact]
    lines = [say("asked.again")] if reply.again else []
    if reply.partial:
        return "\n".join([*lines, say("asked.partial", value=raw_number(reply.partial))])
    if reply.usual and reply.listed and len(reply.usual) > 1:
        lines.append(say("asked.usual_short", count=len(reply.usual)))
    elif len(reply.usual) > 1:
        lines.append(say("asked.usual", count=len(reply.usual)))
        lines += [say("asked.usual_line", told=told) for told in reply.usual]
        lines.append(say("asked.usual_end"))
    place = say("asked.number", number=reply.number) if reply.number > 1 and not reply.again else ""
    lines.append(say("asked", question=fact.question) + place)
    for number, choice in enumerate(fact.values, 1):
        key = "asked.choice_note" if choice.note else "asked.choice"
        lines.append(say(key, number=number, label=choice.label, note=choice.note))
    if fact.values:
        lines.append(say("asked.choice", number=len(fact.values) + 1, label=say("asked.unsure")))
    else:
        told = fact.example in fact.question
        lines.append(say("asked.free_short") if told else say("asked.free", example=fact.example))
    return "\n".join(lines)


def raw_number(value: str) -> str:
    """Digits in groups: 500,000."""
    whole, _, places = value.partition(".")
    return f"{int(whole):,}" + (f".{places}" if places else "")


def _why(desk: Desk, name: str) -> str:
    fact = desk.pack.facts[name]
    lines = [
        say("why", text=fact.why.text, label=desk.pack.statute.label(fact.why.clause)),
        *verbatim_lines(desk, (fact.why.clause,)),
        say("why.where", where=fact.where),
        say("why.example", example=fact.example),
    ]
    if fact.help:
        lines.append(say("why.help", help=fact.help))
    return "\n".join(lines)


def _choose(desk: Desk, reply: ChooseTitle) -> str:
    if not reply.designations:
        return say("choose.none", example=_example(desk))
    head = say("choose.fits", kind=reply.kind) if reply.kind else say("choose")
    lines = [head]
    titles = list(desk.rulebook.designations)
    for designation in desk.pack.measure.designations:
        if designation.id in reply.designations:
            number = titles.index(designation.id) + 1
            clause = desk.pack.statute.label(designation.definition)
            who = designation.applicants
            line = say("choose.line", number=number, name=designation.name, applicants=who, clause=clause)
            lines.append(line)
    if not reply.kind:
        lines.append(say("choose.help"))
    return "\n".join(lines)
