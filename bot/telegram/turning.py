"""One turn of a chat over the store: the oldest event, the outcome, and everything that comes of it.

Called within a commit (Store.together), by one thread. An outcome that fails is the program's fault: the
chat stays as it was, the person is told, the event is done.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.channel_store import ChannelStore
from bot.edge import attempt
from bot.pseudonym import Pseudonyms
from bot.records import Claim, Outgoing
from bot.telegram.arrival import Arrival, arrival_of
from bot.telegram.chat import Chat, chat_from_json, chat_to_json
from bot.telegram.dialogue import respond
from bot.telegram.markup import Piece
from bot.telegram.outcome import ForgetAll, Keep, Outcome, Propose, Relay, Resolve, Room, Send, sends
from bot.telegram.showing import look_of, say

Respond = Callable[[Chat, Arrival, str, Room], Outcome]
_LOG = logging.getLogger("fumao")


@dataclass(frozen=True)
class Turned:
    """A turn that was made. `milliseconds`: what it took; `goodbye`: sent off the record, all is erased."""

    chat: str
    kind: str
    told: str
    milliseconds: float
    replies: tuple[Outgoing, ...] = ()
    elsewhere: tuple[tuple[str, Outgoing], ...] = ()
    flooded: int = 0
    forgotten: bool = False
    goodbye: tuple[Send, ...] = ()


class Turner:
    """Makes turns."""

    def __init__(
        self, store: ChannelStore, room: Room, pseudonyms: Pseudonyms, respond: Respond = respond
    ) -> None:
        """`respond`: what makes an outcome of an arrival; a pure function."""
        self.store = store
        self.keep_days = room.keep_days
        self._pseudonyms = pseudonyms
        self._room = room
        self._respond = respond

    def turn(self, chat: str, *, flooded: int = 0) -> Turned | None:
        """Make the chat's next turn; None when nothing is to do. `flooded`: messages that were not read."""
        claim = self.store.claim(chat)
        if claim is None:
            return None
        begin = time.perf_counter()
        arrival = attempt(lambda: arrival_of(chat, claim.payload))
        # None: kept by a program of another version
        outcome = self._trouble(claim) if arrival is None else self._outcome(arrival, claim)
        if flooded:
            words = look_of(outcome.chat, "").messages([Piece(say("flood", count=flooded))])
            outcome = replace(outcome, sends=(*outcome.sends, *sends(words)))
        turned = self._commit(chat, claim, outcome)
        spent = (time.perf_counter() - begin) * 1000
        kind = arrival.kind if arrival is not None else "unknown"
        _LOG.info("turn %s %s %s %.1f ms", chat[9:17], kind, outcome.told, spent)
        return replace(turned, kind=kind, milliseconds=spent, flooded=flooded)

    def _outcome(self, arrival: Arrival, claim: Claim) -> Outcome:
        nonce = self._pseudonyms.nonce(arrival.chat)

        def call() -> Outcome:
            room = self._room
            if arrival.officer:
                room = replace(room, inbox=self.store.unanswered(), candidates=self.store.candidates())
            return self._respond(chat_from_json(claim.state), arrival, nonce, room)

        return attempt(call) or self._trouble(claim)

    def _trouble(self, claim: Claim) -> Outcome:
        """An apology, and the chat as it was."""
        kept = attempt(lambda: chat_from_json(claim.state)) or Chat()
        return Outcome(kept, sends(look_of(kept, "").messages([Piece(say("trouble"))])), told="trouble")

    def _commit(self, chat: str, claim: Claim, outcome: Outcome) -> Turned:
        turned = Turned(chat, "", outcome.told, 0.0)
        if any(isinstance(effect, ForgetAll) for effect in outcome.effects):
            self.store.forget(chat, up_to=claim.event_seq)
            return replace(turned, forgotten=True, goodbye=outcome.sends)
        replies = self.store.commit_turn(
            chat, claim.event_seq, claim.version, chat_to_json(outcome.chat), outcome.sends
        )
        elsewhere: list[tuple[str, Outgoing]] = []
        for effect in outcome.effects:
            match effect:
                case Keep(question, why):
                    self.store.keep_question(chat, question, {"why": why})
                case Resolve(questions):
                    self.store.mark_answered(questions)
                case Propose(question, clauses, answer):
                    self.store.keep_candidate(question, clauses, answer, chat)
                case Relay(asker, send):
                    elsewhere.append((asker, self.store.post(asker, claim.event_seq, send)))
        return replace(turned, replies=replies, elsewhere=tuple(elsewhere))
