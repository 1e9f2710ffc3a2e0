"""Look at the store's file without touching it: the bot may be running, or belong to another user.

`Store` would migrate what it opens; whoever only wants to know whether all is well must not.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.migrations import SCHEMA, refuse_newer
from bot.sqlite import Database
from bot.store_errors import StoreRefused, worded


@dataclass(frozen=True)
class Inspection:
    """What the file says. `telegram_chat`: the name of some chat of that channel."""

    current: bool
    """Whether the schema is this program's; an older one is migrated when the store is opened."""
    events_to_do: int = 0
    replies_to_send: int = 0
    telegram_chat: str | None = None


def inspect_store(path: Path) -> Inspection:
    """Check the file, count what waits. Raises StoreError (corrupt, newer schema, not readable)."""
    with worded(path), closing(look_into(path)) as connection:
        db = Database(connection, execute_plugins=False)
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StoreRefused("corrupt", path=path)
        refuse_newer(db, path)
        if SCHEMA.pending(db):
            return Inspection(current=False)
        return Inspection(
            True,
            db.execute("select count(*) from events where version is null").fetchone()[0],
            db.execute("select count(*) from outbox where sent = 0").fetchone()[0],
            _first(db, "select chat from events where chat like 'telegram:%' limit 1"),
        )


def look_into(path: Path) -> sqlite3.Connection:
    """A connection that only reads: without a log nobody has the file open, and then it gets none either."""
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    return sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True)


def _first(db: Database, statement: str) -> str | None:
    row = db.execute(statement).fetchone()
    return None if row is None else str(row[0])
