"""Which values of choices a message states, by the phrases of statements.yaml; which title it implies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from conversations.figures import holds
from conversations.phrasing import Phrases, clause_around, find_stated, phrases
from knowledge.pack import Pack
from knowledge.schema import Said

_GOT = (True, "approved")
_TURN = re.compile(
    r"^[,，。;；\s]*(?:但是|但|不过|可惜|可是|可|结果|后来|最后|最终|只是|却|都|也|就|又|一直|目前|现在|今年|去年)*"
)


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
        match = stated_span(pack, said, text)
        if match is None:
            continue
        found = Match(said, *match)
        other = best.get(said.fact)
        if other is None or _rank(pack, text, found) > _rank(pack, text, other):
            best[said.fact] = found
    return best


def stated_span(pack: Pack, said: Said, text: str) -> tuple[int, int] | None:
    """Where a value is stated: not asked, wished or denied, nor only hoped for or lost again."""
    attained = [a for a in pack.statements.attained if said.fact in a.facts and said.value in _GOT]
    unless = phrases((*said.unless, *(word for a in attained for word in a.unless)))
    words, unsaid = phrases(said.phrases), unsaid_of(pack, said.fact)
    span = find_stated(words, unless, text, wide=bool(unless.words), unsaid=unsaid)
    if span is None or not any(a.undone for a in attained):
        return span
    following = _TURN.sub("", text[span[1] + len(clause_around(text[span[1] :], 0, 0)) :])
    undone = phrases(tuple(word for a in attained for word in a.undone)).words
    return None if following.startswith(undone) else span


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
