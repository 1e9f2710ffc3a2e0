"""What a turn on Telegram reads and what comes of it, as data: sends for the outbox, effects on the store.

A send is a JSON dict with "do": what the sender is to call. Nothing here knows a network.

    send     text (HTML), rows (buttons), slot, reply_to, prompt (wait for a written reply)
    edit     message, text, rows            edit a message of ours
    redo     slot, number, text, rows       edit the number-th message sent for a slot, or send it
    trim     slot, kept                     delete the messages sent for a slot after so many
    rows     message, rows                  change only the buttons
    file     form, name, and what the document is made of
    toast    query, text                    answer a press
    cards    query, cards                   answer an inline query

`fleeting`: it shows other people's words, which are not to be kept once it is delivered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.records import Candidate, Question
from bot.telegram.chat import Chat
from bot.telegram.markup import Rows
from conversations import Desk
from conversations.state import Case

Send = Mapping[str, object]
PASSING = frozenset({"toast", "cards", "rows"})
"""Sends that are worth nothing when they come late, and are dropped instead of tried again."""


@dataclass(frozen=True)
class Room:
    """What a turn may read beside the chat and the event.

    `username`: the bot's, for links. `keep_days`: how long raw messages are kept. `inbox`: the questions not
    answered well, `candidates`: answers that may enter the bank; both for an officer's turn only.
    """

    desk: Desk
    username: str
    keep_days: int
    inbox: tuple[Question, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Keep:
    """Keep a question that was answered badly, for the officers. `why`: "wrong" or "not_understood"."""

    question: str
    why: str


@dataclass(frozen=True)
class ForgetAll:
    """Erase everything of this chat."""


@dataclass(frozen=True)
class Resolve:
    """These questions have an officer's answer now."""

    questions: tuple[int, ...]


@dataclass(frozen=True)
class Propose:
    """Keep an officer's answer as a candidate for the question bank."""

    question: str
    clauses: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Relay:
    """A send to another chat."""

    chat: str
    send: Send


Effect = Keep | ForgetAll | Resolve | Propose | Relay


@dataclass(frozen=True)
class Outcome:
    """The chat after a turn, what to send in it, and what else is to happen, all in one commit.

    `told`: the outcome in a word, for the log and the counters.
    """

    chat: Chat
    sends: tuple[Send, ...] = ()
    effects: tuple[Effect, ...] = field(default=())
    told: str = "answered"


def send(
    text: str, rows: Rows | None = None, *, slot: str = "", reply_to: int = 0, prompt: bool = False
) -> Send:
    """A message. `slot`: what it answers; `reply_to`: shown under that message; `prompt`: wants a reply."""
    found: dict[str, object] = {"do": "send", "text": text}
    given = {"rows": rows, "slot": slot, "reply_to": reply_to, "prompt": prompt}
    return found | {name: value for name, value in given.items() if value}


def sends(
    texts: Sequence[str], rows: Rows | None = None, *, slot: str = "", reply_to: int = 0
) -> tuple[Send, ...]:
    """Several messages, the buttons under the last one."""
    last = len(texts) - 1
    return tuple(
        send(text, rows if number == last else None, slot=slot, reply_to=reply_to if number == 0 else 0)
        for number, text in enumerate(texts)
    )


def edit(message: int, text: str, rows: Rows | None = None) -> Send:
    """A message of ours with new content."""
    return {"do": "edit", "message": message, "text": text, "rows": rows or []}


def new_rows(message: int, rows: Rows) -> Send:
    """A message of ours with other buttons, or none."""
    return {"do": "rows", "message": message, "rows": rows}


def paper(case: Case, form: str, day: dt.date) -> Send:
    """The case's list of materials as a document: "docx", or "html" for printing."""
    return {
        "do": "file", "form": form, "designation": case.designation, "facts": dict(case.facts),
        "name": case.name, "ticked": list(case.ticked), "day": day.isoformat(),
    }  # fmt: skip


def toast(query: str, text: str = "") -> Send:
    """The answer to a press: a few words over the chat, or none."""
    return {"do": "toast", "query": query, "text": text}
