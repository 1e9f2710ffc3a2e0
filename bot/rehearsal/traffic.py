"""Many people at once, for benchmarks: lines said all at once (open loop) or one after its reply (closed).

A line may hold {chat} and {n}. With `echo`, the bot repeats what is said, and the reply to a line is the
message that holds it: so order and duplicates are seen. Otherwise a line is answered by `replies` messages.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import quantiles
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Line(BaseModel):
    """What is said, and how many messages answer it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    replies: int = Field(default=1, ge=1)


class Load(BaseModel):
    """`chats` people, from number `first` on, say the `texts` one after another, `repeat` times."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chats: int = Field(ge=1)
    texts: tuple[Line | str, ...] = Field(min_length=1)
    repeat: int = 1
    first: int = 1
    closed: bool = False
    echo: bool = False

    def lines(self) -> list[Line]:
        """Everything that one person says."""
        once = [Line(text=each) if isinstance(each, str) else each for each in self.texts]
        return once * self.repeat


class _Person:
    """One chat on its way through its lines."""

    __slots__ = ("answered", "pending", "said", "said_at", "seen")

    def __init__(self, replies: int) -> None:
        self.said = 0
        self.answered = 0
        self.pending = replies
        self.said_at: list[float] = []
        self.seen: set[str] = set()


class Traffic:
    """A load under way: who said what when, how long the replies took."""

    def __init__(self, load: Load, say: Callable[[int, str], object]) -> None:
        self.load = load
        self._lines = load.lines()
        self._say = say
        self._people = {load.first + i: _Person(self._lines[0].replies) for i in range(load.chats)}
        self._seconds: list[float] = []
        self._out_of_order = self._duplicates = self._messages = 0
        self._begun = self._ended = time.perf_counter()

    def begin(self) -> None:
        """Say the first line of everybody, or all lines, everybody in turn."""
        self._begun = time.perf_counter()
        for _ in range(1 if self.load.closed else len(self._lines)):
            for chat in self._people:
                self._next(chat)

    def arrived(self, chat: int, text: str) -> None:
        """A message of the bot has come into a chat."""
        person = self._people.get(chat)
        if person is None:
            return
        self._ended = time.perf_counter()
        self._messages += 1
        if self.load.echo and not self._is_next(person, chat, text):
            return
        if person.answered == person.said:
            return
        person.pending -= 1
        if person.pending:
            return
        self._seconds.append(self._ended - person.said_at[person.answered])
        person.answered += 1
        if person.answered < len(self._lines):
            person.pending = self._lines[person.answered].replies
            if self.load.closed:
                self._next(chat)

    def report(self) -> dict[str, Any]:
        """What was measured so far; times in milliseconds, None where there is nothing to tell."""
        turns, seconds = len(self._seconds), max(self._ended - self._begun, 1e-9)
        expected = len(self._people) * len(self._lines)
        marks = [1000 * s for s in quantiles(self._seconds, n=100)] if turns > 1 else [None] * 99
        return {
            "done": turns == expected,
            "expected": expected,
            "turns": turns,
            "messages": self._messages,
            "seconds": seconds,
            "replies_per_second": turns / seconds,
            "p50": marks[49],
            "p95": marks[94],
            "p99": marks[98],
            "order_kept": self._out_of_order == 0 if self.load.echo else None,
            "out_of_order": self._out_of_order if self.load.echo else None,
            "duplicates": self._duplicates if self.load.echo else None,
        }

    def _next(self, chat: int) -> None:
        person = self._people[chat]
        line = self._line(chat, person.said)
        person.said += 1
        person.said_at.append(time.perf_counter())
        self._say(chat, line)

    def _line(self, chat: int, index: int) -> str:
        text = self._lines[index % len(self._lines)].text
        return text.replace("{chat}", str(chat)).replace("{n}", str(index)) if "{" in text else text

    def _is_next(self, person: _Person, chat: int, text: str) -> bool:
        """Whether an echo is that of the line whose turn it is; counts what it is otherwise."""
        if text in person.seen:
            self._duplicates += 1
            return False
        person.seen.add(text)
        if self._line(chat, person.answered) not in text:
            self._out_of_order += 1
        return True
