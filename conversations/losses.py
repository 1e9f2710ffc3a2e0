"""Which title a message says to have lost (被撤销), and when: the one named nearest, else the one in talk.

A national title, an honour or a licence lost is another matter, and no title of this measure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from conversations.dates import DateMention
from conversations.phrasing import Phrases, find_stated, phrases
from conversations.titles import Mention, find_titles
from knowledge.pack import Pack

_CLAUSE_ENDS = re.compile(r"[,，。;；!！?？\n]")


@dataclass(frozen=True, slots=True)
class Loss:
    """A title lost, with its date where one is said."""

    title: str
    date: DateMention | None


def find_loss(pack: Pack, text: str, dates: tuple[DateMention, ...], target: str | None) -> Loss | None:
    """The title lost, or None. `target`: the one talked about."""
    past = pack.statements.past_title
    span = find_stated(phrases(past.phrases), phrases(past.unless), text, wide=True) if past else None
    if past is None or span is None:
        return None
    titles = [t for t in find_titles(pack, text) if not t.counted and not t.shared]
    near = min(titles, key=lambda t: _from_the_loss(pack, text, t, span), default=None)
    if (near and near.national) or _of_something_else(text, span, titles, phrases(past.unless)):
        return None
    lost = near.designation if near else target
    when = [d for d in dates if not (d.relative and len(d.value) > 4) and d.start - span[1] < 12]
    date = min(when, key=lambda d: _apart(text, d, span), default=None)
    if lost is None or (date is None and not titles and not phrases(pack.statements.own).within(text)):
        return None
    return Loss(lost, date)


def _of_something_else(text: str, span: tuple[int, int], titles: list[Mention], unless: Phrases) -> bool:
    """Whether the clause before a loss says that it was no title: 有个荣誉,后来被取消了."""
    clauses = text[: span[0]].split(",")
    begin = span[0] - len(",".join(clauses[-2:]))
    named_here = any(begin <= title.start < span[1] for title in titles)
    return len(clauses) > 1 and not named_here and unless.within(clauses[-2])


def _apart(text: str, date: DateMention, span: tuple[int, int]) -> tuple[bool, int]:
    """How far a date is from the words of a loss; one of another clause is further than any of the same."""
    between = text[min(date.end, span[1]) : max(date.start, span[0])]
    return bool(_CLAUSE_ENDS.search(between)), len(between)


def _from_the_loss(pack: Pack, text: str, title: Mention, span: tuple[int, int]) -> tuple[bool, bool, int]:
    """How unlikely a title is the one lost: in another clause, behind a word of applying, far away."""
    between = text[min(title.end, span[1]) : max(title.start, span[0])]
    wished = phrases(pack.statements.applies).within(text[max(0, title.start - 3) : title.start])
    return bool(_CLAUSE_ENDS.search(between)), wished, len(between)
