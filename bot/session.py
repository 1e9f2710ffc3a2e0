"""One chat, turn by turn, over the store: save, then send.

An event is accepted, the turn made, and its state and replies committed together; only then are replies
shown. What a killed process left open is done at the next start, so that nothing said is lost.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.edge import safe_turn
from bot.exports import Exports
from bot.failpoints import reach
from bot.store import Store
from conversations import (
    Desk,
    Event,
    Picked,
    Reply,
    Said,
    State,
    Ticked,
    state_from_json,
    state_to_json,
    turn_record,
    word,
)
from conversations.reply import Forget, Kept, Materials, MyData, NotUnderstood


@dataclass(frozen=True)
class Spoken:
    """The outcome of a turn: the text to show, the record for programs, the choices that may be picked."""

    text: str
    record: Mapping[str, object]
    forgotten: bool = False
    """Whether everything of the chat was deleted: the channel deletes what it keeps itself."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The labels to choose from, in order."""
        found = self.record.get("choices")
        return tuple(str(c) for c in found) if isinstance(found, list) else ()


class Session:
    """One chat of one channel. Not for use by several threads at once."""

    def __init__(self, store: Store, desk: Desk, channel: str, chat: str, exports: Exports) -> None:
        """`chat` is unique over all channels, such as "terminal:me"."""
        self._store = store
        self._desk = desk
        self._channel = channel
        self.chat = chat
        self._exports = exports

    @property
    def state(self) -> State:
        """Where the dialogue stands."""
        return state_from_json(self._store.read(self.chat)[1])

    def unfinished(self) -> tuple[Spoken, ...]:
        """Do what an earlier process left undone: accepted events, and replies not yet shown."""
        forgotten = [spoken for spoken in iter(self._next_turn, None) if spoken.forgotten]
        waiting = self._store.pending(self.chat)
        return (*forgotten, *(self._spoken(o.payload) for o in waiting))

    def say(self, text: str, day: dt.date) -> Spoken:
        """What to show for something typed on `day`. Raises StoreError when it could not be kept."""
        return self._hear({"said": text, "day": day.isoformat()})

    def pick(self, fact: str, value: bool | str, day: dt.date) -> Spoken:
        """What to show for a choice picked from a list."""
        return self._hear({"fact": fact, "value": value, "day": day.isoformat()})

    def shown(self) -> None:
        """Say that the replies have been shown; until then the next start shows them again."""
        self._store.mark_sent(reply.id for reply in self._store.pending(self.chat))

    def _hear(self, payload: Mapping[str, object]) -> Spoken:
        self._store.accept(self._channel, uuid.uuid4().hex, self.chat, payload)
        spoken = self._next_turn()
        while (later := self._next_turn()) is not None:
            spoken = later
        if spoken is None:
            waiting = self._store.pending(self.chat)
            return self._spoken(waiting[-1].payload)
        return spoken

    def _next_turn(self) -> Spoken | None:
        """Make one turn of the oldest event not yet done and commit it; None when there is none."""
        claim = self._store.claim(self.chat)
        if claim is None:
            return None
        event = _event(claim.payload)
        state, replies = safe_turn(state_from_json(claim.state), event, self._desk)
        reach("turned")
        said = self._spoken_of(state, replies, event)
        if any(isinstance(reply, Forget) for reply in replies):
            self._exports.forget(self.chat)  # first: after a kill in between, the event is still there
            self._store.forget(self.chat)
            return replace(said, forgotten=True)
        self._keep_questions(event, replies)
        payload = {"text": said.text, "record": dict(said.record)}
        self._store.commit_turn(self.chat, claim.event_seq, claim.version, state_to_json(state), [payload])
        return said

    def _spoken_of(self, state: State, replies: tuple[Reply, ...], event: Event) -> Spoken:
        texts = []
        for reply in replies:
            texts.append(word(self._desk, reply))
            if isinstance(reply, Materials):
                texts.append(self._exports.save(self._desk, self.chat, reply))
            elif isinstance(reply, MyData):
                texts.append(self._exports.save_data(self.chat, self._store.export(self.chat)))
        text = "\n\n".join(t for t in texts if t)
        return Spoken(text, turn_record(self._desk, state, replies, event.day, answer=text))

    def _keep_questions(self, event: Event, replies: tuple[Reply, ...]) -> None:
        """Keep for the officers what was answered badly or not at all."""
        for reply in replies:
            if isinstance(reply, Kept) and reply.question:
                self._store.keep_question(self.chat, reply.question, {"why": "wrong"})
            elif isinstance(reply, NotUnderstood) and isinstance(event, Said):
                self._store.keep_question(self.chat, event.text[:500], {"why": "not_understood"})

    def _spoken(self, payload: Mapping[str, object]) -> Spoken:
        record = payload.get("record")
        return Spoken(str(payload.get("text", "")), record if isinstance(record, Mapping) else {})


def _event(payload: Mapping[str, object]) -> Event:
    day = dt.date.fromisoformat(str(payload["day"]))
    if "said" in payload:
        return Said(str(payload["said"]), day)
    if "tick" in payload:
        return Ticked(str(payload["tick"]), day)
    value = payload["value"]
    return Picked(str(payload["fact"]), value if isinstance(value, bool) else str(value), day)
