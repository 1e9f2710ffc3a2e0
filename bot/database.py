"""Open the store's file so that it can be trusted: checked, durable, migrated, closed to other users.

WAL with synchronous=FULL: a commit that returned survives a power cut. The connection is in SQLite's own
autocommit mode (isolation_level=None), so that sqlite-utils and we begin every transaction ourselves:
sqlite-utils 4 nests its own writes as savepoints in a transaction that is already open.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

from bot.migrations import migrate
from bot.sqlite import Database
from bot.store_errors import StoreRefused, worded

_PAUSE = 0.02
"""Seconds between two attempts at the one lock that SQLite does not wait for."""


def open_database(path: Path, *, patience: float) -> Database:
    """Open or create the file at `path`; wait up to `patience` seconds for others' locks.

    Raises StoreRefused (corrupt, newer schema, not readable or writable), StoreBusy, StoreFull; the
    file is then left as it was.
    """
    _make_private(path)
    with worded(path):
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        try:
            return _prepare(connection, path, patience)
        except BaseException:
            connection.close()
            raise


def _make_private(path: Path) -> None:
    """Create the folder and an empty file that only their owner can read: they hold people's answers."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreRefused("unreachable", path=path, reason=error.strerror) from error
    if not os.access(path.parent, os.W_OK):  # the WAL is written beside the file
        raise StoreRefused("unreachable", path=path, reason=path.parent)


def _prepare(connection: sqlite3.Connection, path: Path, patience: float) -> Database:
    db = Database(connection, execute_plugins=False)
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise StoreRefused("corrupt", path=path)
    _enable_wal(db, patience)
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA foreign_keys=ON")
    db.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten with zeros
    migrate(db, path)
    return db


def _enable_wal(db: Database, patience: float) -> None:
    """Switch to WAL. Of two programs that create the file at once SQLite turns one away without waiting."""
    end = time.monotonic() + patience
    while True:
        try:
            db.enable_wal()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
