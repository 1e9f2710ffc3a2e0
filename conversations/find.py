"""Find what answers a question: bank entries and clauses, or a gap, or nothing (abstention).

A Question in, a Found out, with the way it was found. Likeness to the bank, words of the clause, the
title named and the kind of question are weighed together; what is too little covered is not answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from conversations.desk import Desk
from conversations.library import Hit
from conversations.phrasing import phrases
from conversations.question import Question

SAME_TITLE, ONE_OF_ITS_TITLES, OTHER_TITLE, NO_TITLE, UNASKED_TITLE = 1.35, 1.15, 0.5, 0.95, 0.97
ROUTED, TOO_WIDE = 1.25, 0.7
ENOUGH = 0.48
"""The least score of an entry that is shown as an answer."""
FAMILIAR, LIKE, SURE = 0.3, 0.35, 0.75
"""Where less than FAMILIAR of the question's words are known, the entry must be LIKE it or score SURE."""
BESIDE = 0.82
"""Further entries are shown while they score this share of the best."""
MOST_CLAUSES = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. Exactly one of `entries`/`clauses`, `gap`, or nothing at all."""

    entries: tuple[int, ...] = ()
    clauses: tuple[str, ...] = ()
    gap: str = ""
    related: tuple[str, ...] = ()
    unknown_citation: str = ""
    score: float = 9.0
    """Of the best entry or gap; high where it was not a matter of likeness."""
    why: tuple[tuple[str, float, float, float], ...] = ()
    """For --why: phrasing, score, likeness, coverage of the best few."""

    @property
    def answered(self) -> bool:
        """Whether there is something to show as an answer."""
        return bool(self.clauses)


def find(desk: Desk, question: Question) -> Found:
    """Search everything for a question; abstains where nothing fits."""
    cited = tuple(dict.fromkeys(c.id for c in question.citations if c.id))
    missing = next((c.written for c in question.citations if not c.id), "")
    if missing and not cited:
        return Found(unknown_citation=missing)
    if cited or question.chapters:
        return _by_citation(desk, question, cited or question.chapters[:MOST_CLAUSES])
    same = desk.library.nearly_the_same(question.text)
    if same and same[0] == "gap":
        gap = desk.library.gaps[same[1]]
        return Found(gap=gap.id, related=gap.nearby)
    tokens = desk.library.tokens(question.text)
    ranked = _rank(desk, question, desk.library.entry_hits(tokens))
    if same and not _foreign(desk, question, same[1]):
        ranked = [(9.0, same[1], None), *(r for r in ranked if r[1] != same[1])]
    gap_hit = _best_gap(desk, question, tokens)
    best = ranked[0][0] if ranked else 0.0
    if gap_hit and gap_hit[0] > best:
        gap = desk.library.gaps[gap_hit[1]]
        return Found(gap=gap.id, related=gap.nearby, score=gap_hit[0], why=_why(ranked))
    if not ranked or not _good_enough(ranked[0], desk.library.known_share(tokens)):
        return Found(related=_clauses(desk, [r[1] for r in ranked[:2]])[:3], score=best, why=_why(ranked))
    entries = _with_parts(desk, question, _shown(desk, question, ranked))
    return Found(
        entries=entries, clauses=_clauses(desk, entries)[:MOST_CLAUSES], score=best, why=_why(ranked)
    )


_Ranked = tuple[float, int, Hit | None]


def _foreign(desk: Desk, question: Question, number: int) -> bool:
    """Whether an entry is about other titles than the question."""
    own = set(desk.library.entries[number].designations)
    return bool(question.designations and own and not own & set(question.designations))


def routes(desk: Desk, question: Question) -> tuple[str, ...]:
    """The clauses that the kinds of this question point to, for its titles."""
    found: list[str] = []
    for kind in desk.pack.words.kinds:
        if kind.id in question.kinds[:2]:
            for designation in question.designations or ("all",):
                found += kind.clauses.get(designation, kind.clauses.get("all", ()))
    return tuple(dict.fromkeys(found))


def _rank(desk: Desk, question: Question, hits: dict[int, Hit]) -> list[_Ranked]:
    routed = routes(desk, question)
    asked = set(question.designations)
    ranked: list[_Ranked] = []
    for number, hit in hits.items():
        entry = desk.library.entries[number]
        own, first, score = set(entry.designations), entry.clauses[0], hit.score
        if asked and own & asked:
            score *= SAME_TITLE if len(own) == 1 or len(asked) > 1 else ONE_OF_ITS_TITLES
        elif asked and own:
            score *= OTHER_TITLE
        elif asked:
            score *= NO_TITLE
        elif len(own) == 1:
            score *= UNASKED_TITLE
        if first in routed:
            score *= ROUTED
        elif asked and any(r.startswith(first + ".") for r in routed):
            score *= TOO_WIDE
        ranked.append((score, number, hit))
    return sorted(ranked, key=lambda item: (-item[0], item[1]))


def _best_gap(desk: Desk, question: Question, tokens: Iterable[str]) -> tuple[float, int] | None:
    hits = desk.library.gap_hits(list(tokens))
    scored = [(hit.score * 1.3, number) for number, hit in hits.items()]
    for number, gap in enumerate(desk.library.gaps):
        if gap.words and phrases(gap.words).within(question.text):
            score = hits[number].score * 1.3 if number in hits else 0.0
            scored.append((score + 0.7, number))
    return max(scored, default=None)


def _good_enough(best: _Ranked, known_share: float) -> bool:
    score, _, hit = best
    if hit is None:
        return True
    return score >= ENOUGH and (known_share >= FAMILIAR or hit.likeness >= LIKE or score >= SURE)


def _shown(desk: Desk, question: Question, ranked: list[_Ranked]) -> tuple[int, ...]:
    """The best entry, and those close to it that speak of another clause and not of another title."""
    best = ranked[0][0] if ranked[0][2] is not None else ranked[0][0] / 4
    entries = [ranked[0][1]]
    seen = set(desk.library.entries[ranked[0][1]].clauses)
    for score, number, _ in ranked[1:8]:
        own = desk.library.entries[number]
        if len(entries) == 3 or score < BESIDE * min(best, 1.6) or score < ENOUGH:
            break
        if set(own.clauses) & seen or _foreign(desk, question, number):
            continue
        if len(seen) + len(own.clauses) > MOST_CLAUSES:
            continue
        entries.append(number)
        seen |= set(own.clauses)
    return tuple(entries)


_JOINTS = re.compile(r"[,，、;；。?？!！\n]|以及|还有|然后|另外|又|和(?=[^\u4e00-\u9fff]|什么|怎|谁|哪|多)")
PART_SCORE, PART_LIKE, PART_LENGTH = 0.8, 0.36, 4
"""A part of a question adds an answer of its own from this score, likeness and number of characters."""


def _with_parts(desk: Desk, question: Question, entries: tuple[int, ...]) -> tuple[int, ...]:
    """Questions of several parts (多久一次、考什么): what each part asks, added behind the main answer."""
    parts = [part for part in _JOINTS.split(question.text) if part and len(part) >= PART_LENGTH]
    if len(parts) < 2:
        return entries
    found = list(entries)
    for part in parts[:4]:
        tokens = desk.library.tokens(part)
        asked = replace(question, text=part, kinds=())
        for score, number, hit in _rank(desk, asked, desk.library.entry_hits(tokens))[:1]:
            good = hit is not None and score >= PART_SCORE and hit.likeness >= PART_LIKE
            clauses = set(_clauses(desk, found))
            new = set(desk.library.entries[number].clauses) - clauses
            if (
                good
                and new
                and len(clauses) + len(new) <= MOST_CLAUSES
                and not _foreign(desk, question, number)
            ):
                found.append(number)
    return tuple(found)


def _clauses(desk: Desk, entries: Iterable[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for n in entries for c in desk.library.entries[n].clauses))


def _by_citation(desk: Desk, question: Question, cited: tuple[str, ...]) -> Found:
    """The clauses asked for by number, with the bank entry that is about each."""
    tokens = desk.library.tokens(question.text)
    hits = desk.library.entry_hits(tokens)
    entries = []
    for clause in cited:
        about = [n for n, e in enumerate(desk.library.entries) if e.clauses[0] == clause]
        if about:
            entries.append(max(about, key=lambda n: (hits[n].score if n in hits else 0.0, -n)))
    return Found(entries=tuple(entries), clauses=cited)


def _why(ranked: list[_Ranked]) -> tuple[tuple[str, float, float, float], ...]:
    return tuple((hit.phrasing, score, hit.likeness, hit.coverage) for score, _, hit in ranked[:5] if hit)
