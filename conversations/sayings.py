"""Which values of choices a message states, by the phrases of statements.yaml; which title it implies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from conversations.figures import holds
from conversations.phrasing import Phrases, clause_around, find_stated, phrases
from knowledge.pack import Pack
from knowledge.schema import Said


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of the pack found in a message: what it says, and where it stands."""

    said: Said
    start: int
    end: int


@lru_cache(maxsize=8)
def _sayings(pack: Pack) -> tuple[tuple[Said, Phrases], ...]:
    return tuple((said, phrases(said.phrases)) for said in pack.statements.said)


def said_choices(pack: Pack, text: str, target: str | None) -> dict[str, Match]:
    """For each choice fact the phrase that decides it: strong over weak, then longest, then last."""
    best: dict[str, Match] = {}
    for said, words in _sayings(pack):
        if not words.within(text):
            continue
        if said.for_designations and target is not None and target not in said.for_designations:
            continue
        if said.for_designations and target is None and len(said.for_designations) < len(pack.rules):
            continue
        unless, unsaid = phrases(said.unless), unsaid_of(pack, said.fact)
        match = find_stated(words, unless, text, wide=bool(said.unless), unsaid=unsaid)
        if match is None:
            continue
        found = Match(said, *match)
        other = best.get(said.fact)
        if other is None or _rank(pack, text, found) > _rank(pack, text, other):
            best[said.fact] = found
    return best


def _rank(pack: Pack, text: str, match: Match) -> tuple[bool, bool, bool, int, int]:
    """Strong before weak, a particular value before yes and no, what is missing, the longest, the last."""
    particular = isinstance(match.said.value, str)
    missing = is_missing_half(pack, match.said, text, match.start, match.end)
    return (not match.said.weak, particular, missing, match.end - match.start, match.start)


def is_missing_half(pack: Pack, said: Said, text: str, start: int, end: int) -> bool:
    """Whether a match says that one of the things a fact is made of is missing, now and not before."""
    if said.value is not False or said.fact not in pack.statements.halves:
        return False
    return not phrases(pack.statements.before).within(clause_around(text, start, end))


def unsaid_of(pack: Pack, fact: str) -> Phrases:
    """What makes a phrase for this fact no statement; who applies is known from a question too."""
    return phrases(() if fact in pack.statements.kind_facts else pack.statements.unsaid)


def implied_title(pack: Pack, text: str, facts: Mapping[str, object], *, by_words: bool) -> str | None:
    """The title implied by what is said; `by_words`: only by words, where a shared name leaves it open."""
    for implied in pack.statements.implied:
        if by_words and not implied.words:
            continue
        words = not implied.words or phrases(implied.words).within(text)
        if words and (implied.when or implied.words) and holds(implied.when, facts):
            return implied.designation
    return None
