"""The tables of the store, as the ordered steps that make them.

All steps that a file lacks are taken in one transaction together with their records, so that a file is of
the old schema or of the new one, never between. A step that has been released is never changed. Every
text column holds ASCII only: plain keys and JSON with its escapes (see bot/store.py).
"""

from __future__ import annotations

from pathlib import Path

from bot.failpoints import reach
from bot.sqlite import Database, Migrations
from bot.store_errors import StoreRefused

SCHEMA = Migrations("fumao")


@SCHEMA()
def events_chats_outbox(db: Database) -> None:
    """The log of what came in, where each chat stands, and what goes out."""
    # AUTOINCREMENT: a number is never used twice, so a turn begun before a chat was forgotten can
    # never be committed onto a later event.
    db.execute(
        """create table events (
            seq integer primary key autoincrement,
            channel text not null, event_id text not null, chat text not null, payload text not null,
            version integer, -- of the chat's state once this event was applied; null = still to do
            unique (channel, event_id)
        ) strict"""
    )
    db.execute("create index events_of_chat on events (chat, seq)")
    db.execute("create index events_to_do on events (chat, seq) where version is null")
    db.execute(
        "create table chats (chat text primary key, version integer not null, state text not null) strict"
    )
    db.execute(
        """create table outbox (
            id integer primary key autoincrement,
            event integer not null references events (seq) on delete cascade,
            chat text not null, payload text not null, sent integer not null default 0
        ) strict"""
    )
    db.execute("create index outbox_of_event on outbox (event)")
    db.execute("create index outbox_of_chat on outbox (chat, id)")
    db.execute("create index outbox_to_send on outbox (chat, id) where sent = 0")
    reach("migrating")


@SCHEMA()
def questions_and_chores(db: Database) -> None:
    """Questions that were answered badly, and chores that must be finished even after a crash."""
    db.execute(
        """create table questions (
            id integer primary key autoincrement,
            chat text not null, text text not null, context text not null,
            unique (chat, text)
        ) strict"""
    )
    db.execute("create table chores (name text primary key) strict")
    reach("migrating")


@SCHEMA()
def delivery_over_a_network(db: Database) -> None:
    """What a channel needs that sends over a network: where replies went, pauses, ages, parked events."""
    # age: of the store's own clock (see bot/channel_store.py) at arrival, in seconds; 0 = never expires.
    db.execute("alter table events add column age integer not null default 0")
    # version -1: parked, it was there each time the program died
    db.execute("alter table events add column tries integer not null default 0")
    # slot: what the reply answers, for finding it again; remote: the channel's ids of it, as JSON
    db.execute("alter table outbox add column slot text")
    db.execute("alter table outbox add column remote text")
    db.execute("alter table outbox add column trouble text")  # sent = 2: given up, and why
    db.execute("create index outbox_of_slot on outbox (chat, slot) where slot is not null")
    db.execute("create table pauses (scope text primary key, until real not null) strict")
    db.execute("create table clock (name text primary key, age integer not null, seen real not null) strict")
    db.execute("alter table questions add column answered integer not null default 0")
    db.execute(
        """create table candidates (
            id integer primary key autoincrement,
            question text not null, clauses text not null, answer text not null, officer text not null
        ) strict"""
    )
    reach("migrating")


_STEPS = {
    events_chats_outbox.__name__,
    questions_and_chores.__name__,
    delivery_over_a_network.__name__,
}


def migrate(db: Database, path: Path) -> None:
    """Bring an open database up to this program's schema; raises StoreRefused when it is newer."""
    refuse_newer(db, path)
    if not SCHEMA.pending(db):
        return
    db.execute("BEGIN IMMEDIATE")  # two programs that start at once: the second finds nothing left to do
    try:
        refuse_newer(db, path)
        SCHEMA.apply(db)
    except BaseException:
        db.rollback()
        raise
    db.commit()


def refuse_newer(db: Database, path: Path) -> None:
    """Raise StoreRefused when a newer program has changed the file; writes nothing."""
    unknown = sorted({step.name for step in SCHEMA.applied(db)} - _STEPS)
    if unknown:
        raise StoreRefused("newer", path=path, names="、".join(unknown))
