"""Understand a question: the titles it names, the kind it is, the clauses it cites.

A message in normal form in, a Question out. What earlier turns left open (那材料呢) is filled in by
`with_context`; a clause number that the measure does not have is kept, so that we can say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from conversations.normalise import normalise
from conversations.phrasing import phrases
from conversations.titles import find_titles
from knowledge.citation import Citation, find_citations
from knowledge.pack import Pack
from knowledge.schema import QuestionKind

_ORDINAL = re.compile(r"(?:第(?P<n>[一二三四1234])|(?P<last>最后一?|末一?))(?:种|类|个|样)")
_CHAPTER = re.compile(r"第\s?(?P<n>[一二三四五六七八九十]|\d{1,2})\s?章")
_HOW_MANY = re.compile(r"(?:要|得|需要|有|各)*(?:几|多少)(?:家|个)(?=$|[,，、;；?？。!！才])")
_BARE = 8
"""So many characters hold no more than a number of titles (33家重点企业)."""
_FOLLOW = re.compile(r"^(?:那么|那|还有|然后|再问|另外)|呢$|^(?:它|这个|该|上面|刚才)")


@dataclass(frozen=True, slots=True)
class Question:
    """What a message asks. `designations` in the order named; `kinds` as found, the most telling first."""

    text: str
    designations: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    chapters: tuple[str, ...] = ()
    """The articles of a chapter asked for (第三章)."""
    cases: frozenset[str] = frozenset()
    """The cases named (行政区, 文化), in the name of a title too."""
    follows: bool = False
    """Whether it reads as a follow-up (那…呢) that leaves something to the earlier turn."""
    carried: tuple[str, ...] = ()
    """What was filled in from earlier turns, for --why."""


@lru_cache(maxsize=8)
def _cues(pack: Pack) -> tuple[tuple[QuestionKind, tuple[str, ...]], ...]:
    return tuple((kind, tuple(normalise(cue) for cue in kind.cues)) for kind in pack.words.kinds)


def _kinds(pack: Pack, text: str) -> tuple[str, ...]:
    found = []
    for kind, cues in _cues(pack):
        longest = max((len(cue) for cue in cues if cue in text), default=0)
        if longest:
            found.append((-longest, kind.id))
    return tuple(name for _, name in sorted(found, key=lambda item: item[0]))


def _cases(pack: Pack, text: str) -> frozenset[str]:
    aspects = pack.words.aspects
    named = ((case, words) for aspect in aspects for case, words in aspect.cases.items())
    return frozenset(case for case, words in named if phrases(words).within(text))


def _ordinal(pack: Pack, text: str) -> str | None:
    """第二种, 最后一种: the title at that place in the measure's own order."""
    match = _ORDINAL.search(text)
    titles = pack.measure.designations
    if not match:
        return None
    if match["last"]:
        return titles[-1].id
    number = "一二三四".find(match["n"]) if not match["n"].isdigit() else int(match["n"]) - 1
    return titles[number].id if number < len(titles) else None


def _plain_steps(text: str) -> str:
    """五、(一)、2 in the form 五 (一) 2, at the same length."""
    return text.replace("、(", " (").replace(")、", ") ")


def _chapters(pack: Pack, text: str) -> tuple[str, ...]:
    match = _CHAPTER.search(text)
    if not match:
        return ()
    number = match["n"] if not match["n"].isdigit() else "〇一二三四五六七八九十"[int(match["n"]) % 11]
    wanted = f"第{number}章"
    clauses = pack.statute.clauses.values()
    return tuple(c.id for c in clauses if c.parent is None and c.heading and c.heading[0].startswith(wanted))


def read_question(pack: Pack, text: str) -> Question:
    """Read a message in normal form."""
    mentions = find_titles(pack, text)
    named = [m.designation for m in mentions if not m.counted]
    others = [m.designation for m in mentions if not m.counted and not _HOW_MANY.match(text[m.end :])]
    named = others or named  # 基地要几个，创新城市才够
    if not named and len(text) <= _BARE:  # of 30家重点企业是哪一条 the answer counts them, and is of another
        named = [m.designation for m in mentions]
    return Question(
        text=text,
        designations=tuple(dict.fromkeys(named)),
        kinds=_kinds(pack, text),
        citations=tuple(find_citations(_plain_steps(text), pack.statute)),
        chapters=_chapters(pack, text),
        cases=_cases(pack, text),
        follows=bool(_FOLLOW.search(text.rstrip("?。!"))) or len(text) <= 7,
    )


def with_context(
    pack: Pack,
    question: Question,
    *,
    designation: str | None,
    kind: str | None,
    listed: bool,
) -> Question:
    """Fill in what a follow-up leaves out: the title, the kind, 第二种 of what was just listed."""
    carried = []
    if not question.designations and listed and (ordinal := _ordinal(pack, question.text)):
        question = replace(question, designations=(ordinal,))
        carried.append(ordinal)
    short = question.follows and not question.citations
    if short and not question.designations and designation:
        question = replace(question, designations=(designation,))
        carried.append(designation)
    if short and question.designations and not question.kinds and kind:
        question = replace(question, kinds=(kind,))
        carried.append(kind)
    return replace(question, carried=tuple(carried))


def only_names_a_title(pack: Pack, question: Question) -> bool:
    """Whether nothing is left beside the title's name and words without meaning (那基地呢)."""
    text = question.text
    for mention in reversed(find_titles(pack, text)):
        text = text[: mention.start] + text[mention.end :]
    stop = phrases(tuple(pack.words.stop))
    for word in sorted(stop.words, key=len, reverse=True):
        text = text.replace(word, "")
    text = _ORDINAL.sub("", text)
    return (
        len(
            re.sub(r"[^\u4e00-\u9fffa-z0-9]|那么|那|呢|另外|还有|以|名义|企业|申报|报|换成|如果|换", "", text)
        )
        <= 1
    )


def only_cites(pack: Pack, question: Question) -> bool:
    """Whether nothing is left beside the numbers and words that ask for the text (第十二条原文)."""
    left = question.text
    for citation in question.citations:
        left = left.replace(citation.written, "")
    cues = (cue for kind in pack.words.kinds if kind.id == "basis" for cue in kind.cues)
    for word in sorted((*cues, *pack.words.stop), key=len, reverse=True):
        left = left.replace(word, "")
    return not question.chapters and not re.search(r"[\u4e00-\u9fffa-z]", left)
