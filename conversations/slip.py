"""A person's slip: something said that cannot be taken as it stands. No exception; a thing to ask about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Trouble = Literal[
    "no_currency",
    "other_currency",
    "vague",
    "negative",
    "not_whole",
    "no_such_date",
    "dropped",
    "added",
    "nameless",
    "which",
    "not_understood",
    "too_long",
    "empty",
]


@dataclass(frozen=True, slots=True)
class Slip:
    """What was wrong with `words`; `fact` is what they were for, or "". `told`: the pack's words on it.

    "added" is no trouble: it tells how the parts of an amount were put together.
    """

    fact: str
    trouble: Trouble
    words: str
    told: str = ""
