"""What can go wrong with the store, each with the words that the person at the machine needs.

    StoreError
    ├── Conflict          the chat moved on (or was forgotten) while a turn was being computed
    ├── StoreBusy         another program held the lock for longer than our patience
    ├── StoreFull         no room left; nothing of this call was kept
    └── StoreRefused      the file must not be used: see `problem`

The words stand in conversations/phrases/store.yaml, keyed by `problem`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conversations.phrase_file import read_phrases


class StoreError(Exception):
    """The store could not do what was asked; nothing of the call was kept. `problem` is the phrase's key."""

    def __init__(self, problem: str, **detail: object) -> None:
        self.problem = problem
        super().__init__(read_phrases("store")[problem].format(**detail))


class Conflict(StoreError):
    """A turn was computed from a state that is no longer the chat's: claim again and redo it."""

    def __init__(self, event_seq: int) -> None:
        super().__init__("conflict", event=event_seq)


class StoreBusy(StoreError):
    """Locked by another connection for longer than the store waits: try again later."""


class StoreFull(StoreError):
    """The disk is full (or the file may not grow): earlier work stands, this call was undone."""


class StoreRefused(StoreError):
    """Corrupt, of a newer schema, unreadable or unwritable: a person has to act first."""


@contextmanager
def worded(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file at `path` into ours. Programming errors pass through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The low byte is the primary code; the rest says where it happened. Errors of the sqlite3
        # module itself carry no code.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        match code:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise StoreBusy("busy") from error
            case sqlite3.SQLITE_FULL:
                raise StoreFull("full", path=path) from error
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                raise StoreRefused("corrupt", path=path) from error
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
                raise StoreRefused("unreachable", path=path, reason=error) from error
            case sqlite3.SQLITE_IOERR:
                raise StoreRefused("io", path=path, reason=error) from error
        raise
