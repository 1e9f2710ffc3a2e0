"""What a message only supposes (如果明年做到60万……): left blank, so that nothing of it becomes a fact.

Text in normal form in, text of the same length out; a blank is no punctuation mark, so that clauses and
sentences keep their ends.
"""

from __future__ import annotations

import re

from conversations.phrasing import phrases
from knowledge.pack import Pack
from knowledge.schema import Supposing

_CLAUSE = re.compile(r"[^,，。;；!！?？\n]+")
_ENDS = re.compile(r"[。;；!！?？\n]")
_FIGURE = re.compile(r"[\d一二三四五六七八九十百千万亿]")
BLANK = "\x00"


def without_suppositions(pack: Pack, text: str) -> str:
    """The text with what is only supposed left blank."""
    rules = pack.statements.supposing
    if rules is None or not phrases((*rules.words, *rules.closing)).within(text):
        return text
    told, supposed, place = list(text), False, 0
    for clause in _CLAUSE.finditer(text):
        if _ENDS.search(text, place, clause.start()):
            supposed = False
        place = clause.end()
        begins = _supposed_from(rules, clause.group())
        if begins is not None:
            supposed = True
        elif supposed and _resumes(rules, clause.group()):
            supposed = False
        elif supposed:
            begins = 0
        if begins is not None:
            start = clause.start() + begins
            told[start:place] = BLANK * (place - start)
    return "".join(told)


def _supposed_from(rules: Supposing, clause: str) -> int | None:
    """Where a supposition begins in a clause, or None."""
    inside = [match.span() for match in phrases(rules.inside).find(clause)]
    starts = [
        match.start()
        for match in phrases(rules.words).find(clause)
        if not any(start <= match.start() and match.end() <= end for start, end in inside)
    ]
    closed = any(clause.endswith(word) for word in phrases(rules.closing).words)
    return 0 if closed else min(starts, default=None)


def _resumes(rules: Supposing, clause: str) -> bool:
    """Whether a clause goes back to what is so: 我们去年只有40万."""
    return bool(_FIGURE.search(clause)) and clause.startswith(phrases(rules.resuming).words)
