"""Cases within one title (行政区, 文化): what they count for when entries of the bank are ranked.

The words that name a case and the cases of an entry are data of the pack; an entry for another case than
the one asked about is no answer.
"""

from __future__ import annotations

from functools import lru_cache

from conversations.library import Library

SAME_CASES, OTHER_CASE, UNASKED_CASE = (1.0, 1.15, 1.6), 0.4, 0.75
"""By how many cases are the same; for an entry of another case; for each that nobody named."""


@lru_cache(maxsize=64)
def case_factors(library: Library, asked: frozenset[str]) -> tuple[float, ...]:
    """By the number of each entry what its cases count for where `asked` are named."""
    aspects = [(frozenset(a.cases), a.unnamed) for a in library.pack.words.aspects]

    def factor(own: frozenset[str]) -> float:
        product, same = 1.0, 0
        for cases, unnamed in aspects:
            mine, theirs = own & cases, asked & cases
            if mine and theirs and mine.isdisjoint(theirs):
                return OTHER_CASE
            same += bool(mine and theirs)
            if mine and not theirs and unnamed not in mine:
                product *= UNASKED_CASE
        return product * SAME_CASES[min(same, len(SAME_CASES) - 1)]

    return tuple(factor(frozenset(entry.cases)) for entry in library.entries)


def of_another_case(library: Library, asked: frozenset[str], number: int) -> bool:
    """Whether an entry is for another case than those named."""
    return case_factors(library, asked)[number] == OTHER_CASE
