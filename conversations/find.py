"""Find what answers a question: bank entries and clauses, or a gap, or nothing (abstention).

A Question in, a Found out, with the way it was found. Likeness to the bank, words of the clause, the
title named and the kind of question are weighed together; what is too little covered is not answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nsmallest

from conversations.cases import case_factors, of_another_case
from conversations.desk import Desk
from conversations.library import Library
from conversations.phrasing import phrases
from conversations.question import Question, only_cites
from conversations.sureness import (
    FOREIGN,
    GAP_FIRM,
    GAP_LIKE,
    LOOSE,
    SURE_ENOUGH,
    TELLING,
    GapHit,
    Ranked,
    confidence,
    nearest_gap,
    of_the_field,
    surely_of_the_field,
)

SAME_TITLE, ONE_OF_ITS_TITLES, OTHER_TITLE, NO_TITLE, UNASKED_TITLE = 1.35, 1.15, 0.5, 0.95, 0.97
ROUTED, TOO_WIDE, SAME_FIGURES = 1.25, 0.7, 1.4
LEAST = 0.5
"""The least score of a further entry shown beside the best."""
BESIDE = 0.82
"""Further entries are shown while they score this share of the best."""
MOST_CLAUSES = 8
RANKED = 9
"""Entries that are looked at: the best, and the eight behind it that may be shown beside it."""
STRAIGHT = 99.0
"""The confidence of what was not found by likeness."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. Exactly one of `entries`/`clauses`, `gap`, or nothing at all."""

    entries: tuple[int, ...] = ()
    clauses: tuple[str, ...] = ()
    gap: str = ""
    firm: bool = False
    """Whether the gap is beyond doubt."""
    related: tuple[str, ...] = ()
    unknown_citation: str = ""
    confidence: float = STRAIGHT
    """How sure it is that the measure answers this; high where it was not a matter of likeness."""
    why: tuple[tuple[str, float, float, float], ...] = ()
    """For --why: phrasing, score, likeness, coverage of the best few."""

    @property
    def searched(self) -> bool:
        """Whether likeness decided, not a number or a title and a kind that lead straight to a clause."""
        return self.confidence < STRAIGHT

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
        if order := _out_of_place(desk, question):
            return Found(gap=order, firm=True)
        return _by_citation(desk, question, cited or question.chapters[:MOST_CLAUSES])
    same = desk.library.nearly_the_same(question.text)
    if same and same[0] == "gap":
        gap = desk.library.gaps[same[1]]
        return Found(gap=gap.id, related=gap.nearby, firm=True)
    if same and of_another_case(desk.library, question.cases, same[1]):
        same = None
    tokens = desk.library.tokens(question.text)
    ranked = ranked_entries(desk, question, tokens)
    gap_hit = nearest_gap(desk, question, tokens)
    told = same[1] if same else _told_by_words(desk, question, gap_hit)
    if told is not None:
        ranked = [(9.0, told, None), *(r for r in ranked if r[1] != told)]
    sure = confidence(ranked[0] if ranked else None, gap_hit, desk.library.known_share(tokens))
    if told is None and not of_the_field(tokens, ranked):
        sure = min(sure, FOREIGN)
    why = _why(ranked)
    likeness = ranked[0][2].likeness if ranked and ranked[0][2] else 0.0
    loose = told is None and gap_hit.by_word and (likeness < LOOSE or gap_hit.by_word >= TELLING)
    if loose or (sure < SURE_ENOUGH and (gap_hit.by_word or gap_hit.likeness >= GAP_LIKE)):
        gap = desk.library.gaps[gap_hit.number]
        firm = bool(gap_hit.by_word) or gap_hit.likeness >= GAP_FIRM
        return Found(gap=gap.id, related=gap.nearby, firm=firm, confidence=sure, why=why)
    if not ranked or (sure < SURE_ENOUGH and not surely_of_the_field(question, tokens, ranked[0][0])):
        return Found(related=_clauses(desk, [r[1] for r in ranked[:2]])[:3], confidence=sure, why=why)
    entries = _with_parts(desk, question, _shown(desk, question, ranked))
    return Found(
        entries=entries,
        clauses=_own_first(desk, question, _clauses(desk, entries))[:MOST_CLAUSES],
        confidence=sure,
        why=why,
    )


def _out_of_place(desk: Desk, question: Question) -> str:
    """The gap outside the field whose own words stand in a question that cites a clause: 把第五条删掉."""
    outside = (gap for gap in desk.library.gaps if gap.outside and gap.words)
    return next((gap.id for gap in outside if phrases(gap.words).within(question.text)), "")


def _told_by_words(desk: Desk, question: Question, gap: GapHit) -> int | None:
    """The entry whose own words stand in the question, the longest first; a gap's longer words go before."""
    named = desk.library.entries_named(question.text)
    found = [(longest, -number) for number, longest in named if not _foreign(desk, question, number)]
    longest, place = max(found, default=(0, 0))
    return -place if longest > gap.by_word else None


def _foreign(desk: Desk, question: Question, number: int) -> bool:
    """Whether an entry is about other titles or another case than the question."""
    own = desk.library.titles[number]
    other_title = bool(question.designations and own and own.isdisjoint(question.designations))
    return other_title or of_another_case(desk.library, question.cases, number)


def routes(desk: Desk, question: Question) -> tuple[str, ...]:
    """The clauses that the kinds of this question point to, for its titles."""
    found: list[str] = []
    kinds = {kind.id: kind for kind in desk.pack.words.kinds}
    for kind in (kinds[name] for name in question.kinds[:2]):
        for designation in question.designations or ("all",):
            found += kind.clauses.get(designation, kind.clauses.get("all", ()))
    return tuple(dict.fromkeys(found))


def ranked_entries(desk: Desk, question: Question, tokens: Sequence[str]) -> list[Ranked]:
    """The bank entries that fit a question best, RANKED at most, by score."""
    library = desk.library
    fits = library.fits(tokens)
    holding = library.holding([token for token in library.tokens(question.text) if token.startswith("#")])
    asked = frozenset(question.designations)
    factors = zip(
        fits.totals,
        _title_factors(library, asked),
        [SAME_FIGURES if number in holding else 1.0 for number in range(len(fits.totals))],
        _route_factors(library, bool(asked), routes(desk, question)),
        case_factors(library, question.cases),
        strict=True,
    )
    scored = [
        (-total * title * figures * route * case, number)
        for number, (total, title, figures, route, case) in enumerate(factors)
        if total
    ]
    return [(-score, number, library.hit(fits, number)) for score, number in nsmallest(RANKED, scored)]


@lru_cache(maxsize=64)
def _title_factors(library: Library, asked: frozenset[str]) -> tuple[float, ...]:
    """By the number of each entry what its titles count for where `asked` are named."""

    def factor(own: frozenset[str]) -> float:
        if not asked:
            return UNASKED_TITLE if len(own) == 1 else 1.0
        if not own:
            return NO_TITLE
        if own.isdisjoint(asked):
            return OTHER_TITLE
        return SAME_TITLE if len(own) == 1 or len(asked) > 1 else ONE_OF_ITS_TITLES

    return tuple(factor(own) for own in library.titles)


@lru_cache(maxsize=256)
def _route_factors(library: Library, narrow: bool, routed: tuple[str, ...]) -> tuple[float, ...]:
    """By the number of each entry what the kind of question counts for; `narrow`: a title is named."""

    def factor(first: str) -> float:
        if first in routed:
            return ROUTED
        return TOO_WIDE if narrow and any(r.startswith(first + ".") for r in routed) else 1.0

    return tuple(factor(entry.clauses[0]) for entry in library.entries)


def _shown(desk: Desk, question: Question, ranked: list[Ranked]) -> tuple[int, ...]:
    """The best entry, and those close to it that speak of another clause and not of another title."""
    best = ranked[0][0] if ranked[0][2] is not None else ranked[0][0] / 4
    entries = [ranked[0][1]]
    seen = set(desk.library.entries[ranked[0][1]].clauses)
    for score, number, _ in ranked[1:8]:
        own = desk.library.entries[number]
        if len(entries) == 3 or score < BESIDE * min(best, 2.4) or score < LEAST:
            break
        if set(own.clauses) & seen or _foreign(desk, question, number):
            continue
        if len(seen) + len(own.clauses) > MOST_CLAUSES:
            continue
        entries.append(number)
        seen |= set(own.clauses)
    return tuple(entries)


_JOINTS = re.compile(r"[,，、;；。?？!！\n]|以及|还有|然后|另外|又|和(?=[^\u4e00-\u9fff]|什么|怎|谁|哪|多)")
PART_SCORE, PART_LIKE, PART_LENGTH = 0.8, 0.36, 3
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
        for score, number, hit in ranked_entries(desk, asked, tokens)[:1]:
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


def _own_first(desk: Desk, question: Question, clauses: tuple[str, ...]) -> tuple[str, ...]:
    """The clauses of the titles asked about before common ones, those of other titles last."""
    if not question.designations:
        return clauses

    def place(clause: str) -> int:
        for title in desk.pack.measure.designations:
            for root in (title.definition, title.conditions, title.materials):
                if clause == root or clause.startswith(root + "."):
                    return 0 if title.id in question.designations else 2
        return 1

    foreign_first = place(clauses[0]) == 2
    return tuple(sorted(clauses, key=place)) if foreign_first else clauses


def _by_citation(desk: Desk, question: Question, cited: tuple[str, ...]) -> Found:
    """The clauses asked for by number, with the entry about each; alone where no more is asked."""
    if only_cites(desk.pack, question):
        return Found(clauses=cited)
    tokens = desk.library.tokens(question.text)
    totals = desk.library.fits(tokens).totals
    entries = []
    for clause in cited:
        about = [n for n, e in enumerate(desk.library.entries) if e.clauses[0] == clause]
        if about:
            entries.append(max(about, key=lambda n: (totals[n], -n)))
    return Found(entries=tuple(entries), clauses=cited)


def _why(ranked: list[Ranked]) -> tuple[tuple[str, float, float, float], ...]:
    return tuple((hit.phrasing, score, hit.likeness, hit.coverage) for score, _, hit in ranked[:5] if hit)
