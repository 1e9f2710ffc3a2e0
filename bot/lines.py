"""`fumao ask --jsonl` and `fumao chat --jsonl`: a line in, a line out, in order; a bad line stops nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.edge import safe_turn
from conversations import Desk, Said, State, turn_record
from conversations.phrase_file import read_phrases

if TYPE_CHECKING:
    from bot.exports import Exports
    from bot.store import Store

_ASK_EXAMPLE = '{"id": "1", "q": "认定程序是怎样的"}'
_CHAT_EXAMPLE = '{"chat": "a", "say": "认定程序是怎样的"}'
_ASK_FORM = (
    "id",
    "kind",
    "clauses",
    "answer",
    "related",
    "designation",
    "facts",
    "verdict",
    "open_facts",
    "options",
)


def answer_lines(desk: Desk, lines: Iterable[str], day: dt.date) -> Iterator[str]:
    """Each line {"id", "q"} is a conversation of its own."""
    for line in lines:
        if not line.strip():
            continue
        read, problem = _read(line, "q", _ASK_EXAMPLE)
        if problem:
            yield _dump({"id": read.get("id"), "error": problem})
            continue
        state, replies = safe_turn(State(), Said(str(read["q"]), day), desk)
        record = {"id": read.get("id"), **turn_record(desk, state, replies, day)}
        yield _dump({name: record[name] for name in _ASK_FORM})


def chat_lines(
    desk: Desk, store: Store, lines: Iterable[str], day: dt.date, exports: Exports
) -> Iterator[str]:
    """Each line {"chat", "say"} goes on with the conversation of that name, which is kept in the store."""
    from bot.session import Session
    from bot.store_errors import StoreError

    for line in lines:
        if not line.strip():
            continue
        read, problem = _read(line, "say", _CHAT_EXAMPLE)
        chat = read.get("chat")
        if not problem and (not isinstance(chat, (str, int)) or isinstance(chat, bool)):
            problem = _problem("chat", _CHAT_EXAMPLE)
        if problem:
            yield _dump({"chat": chat, "error": problem})
            continue
        session = Session(store, desk, "lines", f"lines:{chat}", exports)
        try:
            session.unfinished()
            spoken = session.say(str(read["say"]), day)
        except StoreError as error:
            yield _dump({"chat": chat, "error": str(error)})
            continue
        yield _dump({"chat": chat, **spoken.record})
        with suppress(StoreError):  # then it is marked with the next one
            session.shown()


def _read(line: str, field: str, example: str) -> tuple[Mapping[str, object], str]:
    """The object of a line, and what is wrong with it ("" where nothing is)."""
    try:
        read = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return {}, _problem("JSON", example)
    if not isinstance(read, dict):
        return {}, _problem("JSON", example)
    if not isinstance(read.get(field), str):
        return read, _problem(field, example)
    return read, ""


def _no_number(name: str) -> object:
    raise ValueError(name)  # NaN and Infinity are no JSON, and an echoed id would carry them out again


def _problem(what: str, example: str) -> str:
    return read_phrases("replies")["jsonl.bad_line"].format(problem=what, example=example)


def _dump(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
