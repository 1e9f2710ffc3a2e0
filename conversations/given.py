"""What an answer gave: a value, a slip, or part of an amount; and the plain words that many answers are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from conversations.desk import Desk
from conversations.normalise import normalise
from conversations.slip import Slip
from conversations.state import Partial

_PICK = re.compile(r"^(?:第|选|选择|我选)?\s*(?P<n>\d|[一二三四五六七八九])\s*(?:个|项|种|类)?[.。、)]?$")


@dataclass(frozen=True, slots=True)
class Given:
    """What an answer gave: a raw value (None: 不清楚), a slip, or part of an amount. One of the three."""

    value: object = None
    known: bool = False
    slip: Slip | None = None
    partial: Partial | None = None
    plain: bool = False
    """A mere yes or no: whatever else the words may resemble is not taken from it."""


UNKNOWN = Given(known=True)


def is_unsure(desk: Desk, text: str) -> bool:
    """Whether a message says no more than 不清楚."""
    plain = re.sub(r"[,，。.!！~\s]|这个|这项|我们|我|也|真的|啊|呀|呢|吧|目前|暂时|现在|了|还", "", text)
    unsure = _core_of(desk.commands.unsure)
    return plain in unsure or (len(plain) <= 10 and any(len(w) > 2 and w in plain for w in unsure))


@lru_cache(maxsize=8)
def _core_of(unsure: tuple[str, ...]) -> frozenset[str]:
    return frozenset(re.sub(r"了|还|目前|暂", "", normalise(word)) for word in unsure)


def is_question(desk: Desk, text: str) -> bool:
    """Whether a message asks something."""
    if text.strip("。.!！,，~ ") in (*desk.commands.yes, *desk.commands.no):
        return False
    for word in desk.commands.not_questions:
        text = text.replace(word, "")
    return any(mark in text for mark in desk.commands.question_marks)


def picked_number(text: str) -> int | None:
    """1, 第二个, 选3: the number picked, from 1."""
    match = _PICK.match(text.strip())
    if not match:
        return None
    return int(match["n"]) if match["n"].isdigit() else "一二三四五六七八九".index(match["n"]) + 1
