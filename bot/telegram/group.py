"""In a group: a question gets its answer, nothing is remembered, and nobody is assessed before the others."""

from __future__ import annotations

from bot.edge import safe_turn
from bot.telegram.arrival import Arrival
from bot.telegram.chat import Chat
from bot.telegram.commands import GROUP_MENU, MENU, OFFICER_MENU, as_event, parted
from bot.telegram.markup import Piece, Rows, button, messages
from bot.telegram.outcome import Effect, Keep, Outcome, Room, sends, toast
from bot.telegram.showing import pieces_of, say
from conversations import State
from conversations.reply import (
    Answered,
    Greeting,
    NoSuchClause,
    NotSaid,
    NotUnderstood,
    SmallTalk,
    Timeline,
)

_ASSESSES = ("check", "start", "timeline")
_FIT_FOR_ALL = (Answered, NotSaid, NotUnderstood, NoSuchClause, SmallTalk, Timeline)


def in_group(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    """The outcome of a group's message that addresses the bot."""
    if arrival.kind == "pressed":
        return Outcome(chat, (toast(arrival.query, say("toast.foreign")),), told="forged")
    slot = f"m{arrival.message}"
    if arrival.kind == "media":
        texts = messages([Piece(say("media.group"))])
        return Outcome(chat, sends(texts, slot=slot, reply_to=arrival.message), told="media")
    command, rest = parted(arrival.text) if arrival.text.startswith("/") else ("", arrival.text)
    if not rest.strip() and command in ("", "ask", "clause", "start", "help"):
        example = room.desk.pack.measure.examples[0]
        texts = messages([Piece(say("group.usage", username=room.username, example=example))])
        rows = _private(room, "group.open", "")
        return Outcome(chat, sends(texts, rows, slot=slot, reply_to=arrival.message), told="command")
    if command in (*MENU, *OFFICER_MENU) and command not in (*GROUP_MENU, *_ASSESSES):
        texts = messages([Piece(say("group.elsewhere"))])
        rows = _private(room, "group.open", "")
        return Outcome(chat, sends(texts, rows, slot=slot, reply_to=arrival.message), told="command")
    state, replies = safe_turn(State(), as_event(arrival, room), room.desk)
    told = tuple(reply for reply in replies if isinstance(reply, _FIT_FOR_ALL))
    if not told or state.case is not None or any(isinstance(reply, Greeting) for reply in replies):
        designation = state.case.designation if state.case else None
        rows = _private(room, "group.private", f"check_{designation}" if designation else "start")
        texts = messages([Piece(say("group.assess"))])
        return Outcome(chat, sends(texts, rows, slot=slot, reply_to=arrival.message), told="assessing")
    texts = messages(pieces_of(room.desk, told, tapped=True))
    kept: tuple[Effect, ...] = ()
    if isinstance(told[0], NotUnderstood):
        kept = (Keep(arrival.text[:500], "not_understood"),)
    word = "answered" if isinstance(told[0], Answered) else "not_understood" if kept else "not_said"
    return Outcome(chat, sends(texts, slot=slot, reply_to=arrival.message), kept, told=word)


def _private(room: Room, label: str, start: str) -> Rows:
    """A button that leads into the private chat."""
    link = f"https://t.me/{room.username}" + (f"?start={start}" if start else "")
    return [[button(say(label), url=link)]]
