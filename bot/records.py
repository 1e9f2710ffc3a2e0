"""What the store hands out: plain frozen records, read once and then detached from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Json = Mapping[str, object]
"""A dict that JSON can hold, with text for keys."""


@dataclass(frozen=True)
class Claim:
    """The oldest event of a chat that is still to do, and the state to apply it to."""

    event_seq: int
    channel: str
    event_id: str
    payload: dict[str, object]
    version: int
    state: dict[str, object]


@dataclass(frozen=True)
class Event:
    """An event of the log.

    `version`: of the chat's state once it was applied; None = still to do, -1 = parked.
    """

    seq: int
    channel: str
    event_id: str
    payload: dict[str, object]
    version: int | None


@dataclass(frozen=True)
class Outgoing:
    """A reply in the outbox, with the event that it answers."""

    id: int
    event_seq: int
    payload: dict[str, object]


@dataclass(frozen=True)
class Question:
    """A question that was answered badly, kept for the officers."""

    id: int
    chat: str
    text: str
    context: dict[str, object]


@dataclass(frozen=True)
class Candidate:
    """An officer's answer that may enter the question bank once it was reviewed. `officer`: a pseudonym."""

    id: int
    question: str
    clauses: tuple[str, ...]
    answer: str
    officer: str
