"""What 其他都符合 settles: the yes/no facts of a title that the message did not speak of otherwise.

A message and what was read of it in, the remaining facts out. A clause with a word of a fact's topic
(`about`) from which no value was read leaves that fact open; a clause of negative or unfinished cast that
is about nothing known leaves everything open: it is asked, never filled.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from conversations.figures import named
from conversations.numerals import find_figures
from conversations.phrasing import NOTHING, find_stated, phrases
from conversations.titles import find_titles
from knowledge.pack import Pack

_CLAUSE = re.compile(r"[^,，、。;；!！?？\n]+")
_ASKING_END = re.compile(r"[不没]\s*$")
"""能过不, 达标没: the end of a question, no denial."""
BLANK = "\x01"
Spans = Iterable[tuple[int, int]]


def blanket_facts(
    pack: Pack,
    text: str,
    *,
    facts: Mapping[str, object],
    known: Collection[str],
    read: Spans,
    target: str | None,
    used: Collection[str] | None,
) -> dict[str, object] | None:
    """The facts that a blanket settles, or None where none is said.

    `facts`: what the message stated, found at `read`; `known`: what was known before; `used`: what matters.
    """
    unsaid = phrases(pack.statements.unsaid)
    said = [
        (blanket, span)
        for blanket in pack.statements.blankets
        if (span := find_stated(phrases(blanket.phrases), NOTHING, text, wide=False, unsaid=unsaid))
    ]
    if not said:
        return None
    rest = _blank(text, [*read, *_names(pack, text, target, facts), *(span for _, span in said)])
    spoken = _spoken_of(pack, rest)
    if target is None or spoken is None:
        return {}
    return {
        name: value
        for blanket, _ in said
        for name, value in blanket.facts.items()
        if (used is None or name in used) and name not in facts and name not in known and name not in spoken
    }


def _names(pack: Pack, text: str, target: str | None, facts: Mapping[str, object]) -> Spans:
    """Where titles and the names of figures that count stand: these are spoken of for themselves."""
    yield from ((title.start, title.end) for title in find_titles(pack, text))
    for of in ("amount", "count"):
        for name in named(pack, text, of, target, facts):
            if name.measured.fact:
                yield name.start, name.end


def _blank(text: str, spans: Spans) -> str:
    for start, end in spans:
        text = text[:start] + BLANK * (end - start) + text[end:]
    return text


def _spoken_of(pack: Pack, text: str) -> frozenset[str] | None:
    """The facts whose topics stand in the text; None where a clause denies something unknown."""
    spoken: set[str] = set()
    for clause in _CLAUSE.findall(text):
        topics = {fact for fact, words in pack.statements.about.items() if phrases(words).within(clause)}
        spoken |= topics
        if not topics and _is_denied(pack, clause):
            return None
    return frozenset(spoken)


def _is_denied(pack: Pack, clause: str) -> bool:
    """Whether a clause is of negative or unfinished cast, and of nothing read, no figure, no wish."""
    statements = pack.statements
    if BLANK in clause or find_figures(clause) or phrases(statements.wants_verdict).within(clause):
        return False
    clause = _ASKING_END.sub("", clause)
    for word in (*phrases(statements.unsure).words, *phrases(statements.harmless).words):
        clause = clause.replace(word, "")
    return phrases(statements.denials).within(clause)
