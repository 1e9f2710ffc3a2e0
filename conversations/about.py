"""Whether a few words are about the fact that was asked, or about another: 有专人 is no yes to 有没有预算.

The fact asked and a message in, a judgement out. Words are compared by pairs of characters with the names,
questions and labels of all facts; a pair that many of them share tells little.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from conversations.desk import Desk
from conversations.normalise import normalise
from knowledge.pack import Pack

_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
_BRACKETS = re.compile(r"\([^()]*\)")
_CLAUSE_ENDS = re.compile(r"[,，。;；!！?？\n ]")
TELLING = 6
"""A pair of characters that more facts than this share is of no fact in particular."""
OFTEN = 4
"""A pair that stands in so many of the ways of saying a fact is of that fact."""


def first_words(desk: Desk, text: str) -> str:
    """What is left of the first clause beside yes, no and words without meaning: 有的, 都有了 → ""."""
    left = _CLAUSE_ENDS.split(text.strip(" ,，。.!！~"))[0]
    left = next((left[len(word) :] for word in desk.commands.subjects if left.startswith(word)), left)
    return _little_words(desk.commands.little_words).sub("", left)


@lru_cache(maxsize=4)
def _little_words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def is_about(desk: Desk, name: str, words: str, *, others: bool) -> bool:
    """Whether words take up the fact asked, and no other fact more.

    Where they state `others`, it takes more than these, or its own name. What also says who applies
    (园区) is of that rather than of what is asked.
    """
    scores = {fact: _score(desk.pack, fact, words) for fact in desk.pack.facts}
    own = scores.pop(name)
    who = max((scores.get(fact, 0.0) for fact in desk.pack.statements.kind_facts), default=0.0)
    most = max(scores.values(), default=0.0)
    named = bool(_chinese_pairs(words) & _chinese_pairs(normalise(desk.pack.facts[name].name)))
    return own > who and (own > most or (own == most and (named or not others)))


def _score(pack: Pack, name: str, words: str) -> float:
    own, shared = _pairs_of(pack)
    said = {words[i : i + 2] for i in range(len(words) - 1)}
    return sum(1 / shared[pair] for pair in said & own[name] if shared[pair] <= TELLING)


@lru_cache(maxsize=4)
def _pairs_of(pack: Pack) -> tuple[dict[str, frozenset[str]], Counter[str]]:
    """The pairs of characters of each fact, and in how many facts each stands."""
    own = {name: _pairs(pack, name) for name in pack.facts}
    return own, Counter(pair for pairs in own.values() for pair in pairs)


def _pairs(pack: Pack, name: str) -> frozenset[str]:
    """Of its name, question and labels, but for what stands in brackets; and what often says it (印发)."""
    fact = pack.facts[name]
    asked = _BRACKETS.sub(
        "", normalise("|".join((fact.name, fact.question, *(c.label for c in fact.values))))
    )
    said = [p for each in pack.statements.said if each.fact == name and not each.weak for p in each.phrases]
    often = Counter(pair for phrase in said for pair in _chinese_pairs(phrase))
    return frozenset({*_chinese_pairs(asked), *(pair for pair, times in often.items() if times >= OFTEN)})


def _chinese_pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1) if _CHINESE.fullmatch(text[i : i + 2])}
