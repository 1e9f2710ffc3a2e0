"""The store for a channel that sends over a network: what it needs beside the four calls of a turn.

Where replies went (to edit them later), rows given up, pauses that outlive a restart, events parked because
the program died over them, and the expiry of what people wrote.

The age of an event is counted on a clock of the store's own, in seconds. It follows the machine's clock, but
by one day at the most between two looks at it, and never backwards: a machine that wakes up a year ahead
must not erase everything at once. Order never rests on a clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from bot.ascii_json import dump, key_of, text_of
from bot.failpoints import reach
from bot.records import Candidate, Json, Outgoing, Question
from bot.store import Store

DAY = 24 * 60 * 60
MOST_TRIES = 5
"""Times that an event is taken up again after the program died with it open, before it is parked."""
_PARKED = -1
_GIVEN_UP = 2
_LESS = "payload = iif(json_extract(payload, '$.fleeting'), '{}', payload)"
"""Words of another person, shown to an officer, are not kept once they were."""


class ChannelStore(Store):
    """A Store with a memory of delivery. Every call may raise StoreError, as in Store."""

    # Delivery --------------------------------------------------------------------------------

    def mark_delivered(self, delivered: Mapping[int, Sequence[int]]) -> None:
        """Reply → the channel's message ids: taken out of what is to be sent, found again by slot.

        What is `fleeting` in it (another person's words, shown to an officer) is not kept any longer.
        """
        with self.together():
            for number, remote in delivered.items():
                self._db.execute(
                    f"update outbox set sent = 1, remote = ?, {_LESS} where id = ?",
                    (json.dumps(list(remote)), number),
                )
            reach("marked")

    def give_up(self, ids: Iterable[int], trouble: str) -> None:
        """Replies that will never be sent, and why."""
        with self.together():
            for number in ids:
                self._db.execute(
                    f"update outbox set sent = ?, trouble = ?, {_LESS} where id = ?",
                    (_GIVEN_UP, key_of(trouble), number),
                )

    def slot(self, chat: str, slot: str) -> tuple[int, ...]:
        """The channel's ids of the messages that were sent for a slot, in order; () where none were."""
        rows = self._rows(
            "select remote from outbox where chat = ? and slot = ? and remote is not null order by id",
            key_of(chat),
            slot,
        )
        return tuple(number for (remote,) in rows for number in json.loads(remote))

    def post(self, chat: str, event_seq: int, payload: Json) -> Outgoing:
        """A reply to another chat than the event's own, such as an officer's answer."""
        with self.together():
            number = self._post(event_seq, key_of(chat), dump(payload), payload.get("slot"))
        return Outgoing(number, event_seq, dict(payload))

    # Pauses ----------------------------------------------------------------------------------

    def pause(self, scope: str, until: float) -> None:
        """Nothing is to be sent in this scope (a chat, or "*") before `until`, in Unix seconds."""
        with self.together():
            self._db.execute(
                "insert into pauses (scope, until) values (?, ?)"
                " on conflict (scope) do update set until = max(until, excluded.until)",
                (key_of(scope), until),
            )

    def pauses(self, now: float) -> dict[str, float]:
        """The pauses that are still on; the others are forgotten."""
        with self.together():
            self._db.execute("delete from pauses where until <= ?", (now,))
            rows = self._rows("select scope, until from pauses")
        return {text_of(scope): until for scope, until in rows}

    # Events that the program died over -------------------------------------------------------

    # Any event that is open at a start may be what the program died over, and most are not: only the oldest
    # of a chat can be. The first time it is merely noted. The next time it is tried alone, and the try is on
    # record before: so an event is parked only when the program died in the middle of its turn, each time.

    def park_deadly(self) -> tuple[int, ...]:
        """Park the events that were tried often enough; which those are."""
        parked = tuple(seq for seq, _, tries in self._oldest_open() if tries >= MOST_TRIES)
        with self.together():
            for seq in parked:
                self._db.execute("update events set version = ? where seq = ?", (_PARKED, seq))
        return parked

    def suspects(self) -> tuple[tuple[int, str], ...]:
        """The events (number, chat) that are open once more after a death, to be tried one at a time."""
        return tuple((seq, chat) for seq, chat, tries in self._oldest_open() if tries)

    def count_try(self, seq: int) -> None:
        """Put on record that a suspect is about to be tried."""
        with self.together():
            self._db.execute("update events set tries = tries + 1 where seq = ?", (seq,))

    def note_open(self) -> None:
        """Note the oldest open event of each chat, in case the program dies over it."""
        with self.together():
            for seq, _, tries in self._oldest_open():
                if not tries:
                    self.count_try(seq)

    def _oldest_open(self) -> list[tuple[int, str, int]]:
        rows = self._rows(
            "select min(seq), chat, tries from events"
            " where version is null and channel = 'telegram' group by chat order by 1"
        )
        return [(seq, text_of(chat), tries) for seq, chat, tries in rows]

    # Age and expiry --------------------------------------------------------------------------

    def age(self, now: float) -> int:
        """The store's own clock, moved on to `now` (Unix seconds), by a day at the most. At least 1."""
        with self.together():
            rows = self._rows("select age, seen from clock")
            age, seen = rows[0] if rows else (1, now)
            age += int(min(max(now - seen, 0), DAY))
            self._db.execute(
                "insert into clock (name, age, seen) values ('age', ?, ?)"
                " on conflict (name) do update set age = excluded.age, seen = excluded.seen",
                (age, now),
            )
        return int(age)

    def expire(self, older_than: int) -> int:
        """Erase events done (with their replies) that arrived before this age, and chats that have none left.

        Returns how many events went. Events without an age (of a terminal) stay.
        """
        with self.together():
            gone = self._db.execute(
                "delete from events where age > 0 and age < ? and version is not null", (older_than,)
            ).rowcount
            if gone:
                kept = "(select chat from events)"
                self._db.execute(f"delete from chats where chat not in {kept}")
                self._db.execute(f"delete from questions where chat not in {kept}")
        return gone

    # Forgetting ------------------------------------------------------------------------------

    def _erase_rows(self, key: str, up_to: int | None) -> None:
        """Candidates for the question bank in this chat's words too."""
        asked = "(select text from questions where chat = ?)"
        self._db.execute(f"delete from candidates where question in {asked}", (key,))
        super()._erase_rows(key, up_to)

    # Officers --------------------------------------------------------------------------------

    def question(self, number: int) -> Question | None:
        """A question kept for the officers, answered or not."""
        found = self._questions("id = cast(? as integer)", str(number))
        return found[0] if found else None

    def mark_answered(self, ids: Iterable[int]) -> None:
        """These questions have had an officer's answer."""
        with self.together():
            for number in ids:
                self._db.execute("update questions set answered = 1 where id = ?", (number,))

    def keep_candidate(self, question: str, clauses: Sequence[str], answer: str, officer: str) -> None:
        """Keep an officer's answer as a candidate for the question bank, until a person reviews it."""
        with self.together():
            self._db.execute(
                "insert into candidates (question, clauses, answer, officer) values (?, ?, ?, ?)",
                (key_of(question), json.dumps(list(clauses)), key_of(answer), key_of(officer)),
            )

    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates for the question bank, oldest first."""
        rows = self._rows("select id, question, clauses, answer, officer from candidates order by id")
        return tuple(
            Candidate(
                number, text_of(question), tuple(json.loads(clauses)), text_of(answer), text_of(officer)
            )
            for number, question, clauses, answer, officer in rows
        )

    # The state of delivery -------------------------------------------------------------------

    def depth(self) -> dict[str, int]:
        """How much there is to do: events waiting, replies waiting, replies given up, events parked."""
        [(events,)] = self._rows("select count(*) from events where version is null")
        [(parked,)] = self._rows(f"select count(*) from events where version = {_PARKED}")
        [(replies,)] = self._rows("select count(*) from outbox where sent = 0")
        [(given_up,)] = self._rows(f"select count(*) from outbox where sent = {_GIVEN_UP}")
        return {"events": events, "parked": parked, "outbox": replies, "given_up": given_up}
