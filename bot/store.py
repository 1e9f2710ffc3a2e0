"""Keep what happened in every chat: events in, state, replies out, all or nothing.

Save, then send. An event, the state that it leads to and the replies to it stand or fall together, so that
after kill -9 at any instruction each event has been applied exactly once and each reply is sent at least
once. Four calls carry a turn: `accept`, `claim`, `commit_turn`, `mark_sent`. Chats are told apart by one
text, unique over all channels ("telegram:12"). Order is the order of arrival; no clock is read.

SQLite only ever sees ASCII: text is kept as JSON with its escapes, so that a lone surrogate or a NUL in
what a person wrote comes back as it was.

One file, because the calls keep one promise together.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.ascii_json import dump, key_of, text_of
from bot.database import open_database
from bot.failpoints import reach
from bot.records import Claim, Event, Json, Outgoing, Question
from bot.store_errors import Conflict, StoreBusy, StoreFull, worded


class Store:
    """One SQLite file. Threads may share a Store; processes may share the file.

    Every call may raise StoreError (StoreBusy after `patience` seconds, StoreFull, StoreRefused); it
    then changed nothing. Payloads and states that JSON cannot hold (NaN too) raise TypeError or ValueError.
    """

    def __init__(self, path: Path, *, patience: float = 10.0) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._db = open_database(path, patience=patience)
        if self._rows("select 1 from chores"):
            self.scrub()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was committed stays."""
        with self._lock:
            self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Put several calls into one commit (one fsync). A call that raises undoes only itself.

        Nothing made inside is durable, and nothing of it may be sent, before the block ends.
        """
        with self._lock, worded(self.path):
            if self._db.conn.in_transaction:
                with self._nested():
                    yield
                return
            # Immediate: the lock is waited for here, never in the middle of a turn.
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                if not self._db.conn.in_transaction:  # undone meanwhile, and the block went on regardless
                    raise StoreFull("full", path=self.path)
                self._db.commit()
            except BaseException:
                self._db.rollback()
                raise

    @contextmanager
    def _nested(self) -> Iterator[None]:
        """A savepoint in the open transaction. Not sqlite-utils' own: that asks for randomness each time."""
        self._db.execute("SAVEPOINT nested")
        try:
            yield
        except BaseException:
            if self._db.conn.in_transaction:  # SQLite itself undoes all of it when the disk is full
                self._db.execute("ROLLBACK TO nested")
                self._db.execute("RELEASE nested")
            raise
        self._db.execute("RELEASE nested")

    # A turn ----------------------------------------------------------------------------------

    def accept(self, channel: str, event_id: str, chat: str, payload: Json, *, age: int = 0) -> bool:
        """Keep an event that arrived. False: this channel has delivered it before, nothing is done.

        `age`: the store's own clock (ChannelStore.age), for events that are to expire.
        """
        values = (key_of(channel), key_of(event_id), key_of(chat), dump(payload), age)
        with self.together():
            new = self._db.execute(
                "insert into events (channel, event_id, chat, payload, age) values (?, ?, ?, ?, ?)"
                " on conflict (channel, event_id) do nothing",
                values,
            ).rowcount
        reach("accepted")
        return new == 1

    def claim(self, chat: str) -> Claim | None:
        """The chat's oldest event that is still to do, with its state; None when all is done.

        Nothing is marked: whoever commits first has done the turn, the other gets Conflict.
        """
        rows = self._rows(
            "select seq, channel, event_id, payload, coalesce(chats.version, 0), coalesce(state, '{}')"
            " from events left join chats using (chat)"
            " where chat = ? and events.version is null order by seq limit 1",
            key_of(chat),
        )
        if not rows:
            return None
        seq, channel, event_id, payload, version, state = rows[0]
        reach("claimed")
        return Claim(
            seq, text_of(channel), text_of(event_id), json.loads(payload), version, json.loads(state)
        )

    def commit_turn(
        self, chat: str, event_seq: int, expected_version: int, state: Json, outbox: Sequence[Json]
    ) -> tuple[Outgoing, ...]:
        """Mark the event done, write the state as the next version, put the replies into the outbox.

        A reply may name its "slot", by which it is found again (ChannelStore.slot). Returns the replies
        as they are to be sent. Raises Conflict when the chat is no longer at `expected_version`, or the
        event was done or forgotten meanwhile.
        """
        reach("turned")
        key, version = key_of(chat), expected_version + 1
        dumped, replies = dump(state), [(dump(reply), reply.get("slot")) for reply in outbox]
        with self.together():
            done = self._db.execute(
                "update events set version = ? where seq = ? and chat = ? and version is null",
                (version, event_seq, key),
            ).rowcount
            if not done or not self._move(key, version, dumped):
                raise Conflict(event_seq)
            ids = [self._post(event_seq, key, reply, slot) for reply, slot in replies]
            reach("before_commit")
        reach("committed")
        return tuple(
            Outgoing(number, event_seq, json.loads(reply))
            for number, (reply, _) in zip(ids, replies, strict=True)
        )

    def mark_sent(self, ids: Iterable[int]) -> None:
        """Take replies out of what is still to be sent. Call it once the channel has taken them."""
        reach("sent")
        with self.together():
            self._db.execute(
                "update outbox set sent = 1 where id in (select value from json_each(?))",
                (json.dumps(list(ids)),),
            )
        reach("marked")

    def _move(self, key: str, version: int, state: str) -> bool:
        if version == 1:
            statement = "insert into chats (version, state, chat) values (?, ?, ?) on conflict do nothing"
            return self._db.execute(statement, (version, state, key)).rowcount == 1
        statement = "update chats set version = ?, state = ? where chat = ? and version = ?"
        return self._db.execute(statement, (version, state, key, version - 1)).rowcount == 1

    def _post(self, event_seq: int, key: str, reply: str, slot: object = None) -> int:
        statement = "insert into outbox (event, chat, payload, slot) values (?, ?, ?, ?)"
        number = self._db.execute(statement, (event_seq, key, reply, slot)).lastrowid
        assert number is not None  # an insert that did not raise has a row
        return number

    # Reading ---------------------------------------------------------------------------------

    def waiting(self) -> tuple[str, ...]:
        """The chats with an event to do or a reply to send: where to go on after a restart."""
        rows = self._rows(
            "select chat from events where version is null union select chat from outbox where sent = 0"
        )
        return tuple(text_of(chat) for (chat,) in rows)

    def to_do(self, chat: str) -> int:
        """How many of the chat's events are still to do."""
        [(count,)] = self._rows(
            "select count(*) from events where chat = ? and version is null", key_of(chat)
        )
        return int(count)

    def pending(self, chat: str) -> tuple[Outgoing, ...]:
        """The chat's replies that were not sent yet, in order."""
        return self._replies("chat = ? and sent = 0", key_of(chat))

    def replies(self, channel: str, event_id: str) -> tuple[Outgoing, ...]:
        """What was answered to an event, sent or not: for an event that arrives again."""
        where = "event = (select seq from events where channel = ? and event_id = ?)"
        return self._replies(where, key_of(channel), key_of(event_id))

    def read(self, chat: str) -> tuple[int, dict[str, object]]:
        """Version and state of a chat; (0, {}) for one that is not known."""
        rows = self._rows("select version, state from chats where chat = ?", key_of(chat))
        return (rows[0][0], json.loads(rows[0][1])) if rows else (0, {})

    def events(self, chat: str) -> tuple[Event, ...]:
        """The chat's log in order of arrival: applied to an empty state, it gives the state again."""
        rows = self._rows(
            "select seq, channel, event_id, payload, version from events where chat = ? order by seq",
            key_of(chat),
        )
        return tuple(Event(s, text_of(c), text_of(e), json.loads(p), v) for s, c, e, p, v in rows)

    def export(self, chat: str) -> dict[str, object]:
        """Everything that is kept of a chat, as a dict that JSON can hold."""
        with self.together():  # so that all of it is of one moment
            version, state = self.read(chat)
            return {
                "chat": chat,
                "version": version,
                "state": state,
                "events": [vars(event) for event in self.events(chat)],
                "replies": [vars(reply) for reply in self._replies("chat = ?", key_of(chat))],
                "questions": [vars(question) for question in self._questions("chat = ?", key_of(chat))],
            }

    # Questions -------------------------------------------------------------------------------

    def keep_question(self, chat: str, text: str, context: Json) -> None:
        """Keep a question that was answered badly; the same words from the same chat are kept once."""
        values = (key_of(chat), key_of(text), dump(context))
        with self.together():
            self._db.execute("insert or ignore into questions (chat, text, context) values (?, ?, ?)", values)

    def unanswered(self) -> tuple[Question, ...]:
        """The questions kept that no officer has answered, oldest first."""
        return self._questions("answered = 0")

    # Forgetting ------------------------------------------------------------------------------

    def forget(self, chat: str, *, up_to: int | None = None) -> bool:
        """Erase everything of a chat. True: no bytes of it are left in the files either.

        `up_to`: events that arrived after this one stay; they are still to do. False: the rows are gone for
        good, but the file could not be rewritten yet; `scrub` does it later, and so does the next opening.
        """
        with self.together():
            self._erase_rows(key_of(chat), up_to)
            self._db.execute("insert or ignore into chores (name) values ('scrub')")
        reach("forgotten")
        return self.scrub()

    def _erase_rows(self, key: str, up_to: int | None) -> None:
        for table in ("outbox", "questions", "chats"):
            self._db.table(table).delete_where("chat = ?", [key])
        last = 2**63 - 1 if up_to is None else up_to
        self._db.execute("delete from events where chat = ? and seq <= ?", (key, last))

    def scrub(self) -> bool:
        """Rewrite the file without what was deleted, empty the log; False when it has to wait.

        It waits for another connection that reads or writes, for room on the disk, and for `together`.
        """
        with self._lock:
            if self._db.conn.in_transaction:
                return False
            try:
                with worded(self.path):
                    self._db.execute("VACUUM")
                    blocked = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except (StoreBusy, StoreFull):
                return False
            if not blocked:
                with self.together():
                    self._db.execute("delete from chores where name = 'scrub'")
            return not blocked

    # Rows ------------------------------------------------------------------------------------

    def _replies(self, where: str, *values: str) -> tuple[Outgoing, ...]:
        rows = self._rows(f"select id, event, payload from outbox where {where} order by id", *values)
        return tuple(Outgoing(number, event, json.loads(payload)) for number, event, payload in rows)

    def _questions(self, where: str, *values: str) -> tuple[Question, ...]:
        rows = self._rows(f"select id, chat, text, context from questions where {where} order by id", *values)
        return tuple(Question(i, text_of(c), text_of(t), json.loads(x)) for i, c, t, x in rows)

    def _rows(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        with self._lock, worded(self.path):
            return self._db.execute(statement, values).fetchall()
