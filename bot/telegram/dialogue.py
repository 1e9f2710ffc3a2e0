"""One turn on Telegram: a chat and what arrived, in; the chat after it and what to send, out. Pure.

What was said goes to the dialogue's own turn (conversations.turn); here stands only what is Telegram's:
buttons, commands, edited messages, groups, the notice before the first assessment.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.edge import safe_turn
from bot.telegram.arrival import Arrival
from bot.telegram.chat import Chat, Spoken
from bot.telegram.commands import as_command, as_event
from bot.telegram.group import in_group
from bot.telegram.inline import cards_for
from bot.telegram.markup import Piece
from bot.telegram.officers import at_the_desk
from bot.telegram.outcome import Effect, ForgetAll, Keep, Outcome, Room, Send, paper, sends
from bot.telegram.pressing import pressed
from bot.telegram.showing import look_of, pieces_of, say, shown
from conversations import Event, Reply, Said, State
from conversations.options import options
from conversations.reply import (
    Answered,
    Forget,
    Kept,
    Materials,
    MyData,
    NoSuchClause,
    NotSaid,
    NotUnderstood,
    SmallTalk,
)

_LONGEST_KEPT = 500
_ANSWERS = (Answered, NotSaid, NotUnderstood, NoSuchClause)


def respond(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    """The outcome of one arrival. Same arguments, same result, always."""
    if arrival.kind == "inline":
        return cards_for(chat, arrival, room)
    if arrival.group:
        outcome = in_group(chat, arrival, nonce, room)
        return _redone(outcome, f"m{arrival.message}") if arrival.kind == "edited" else outcome
    if arrival.officer and (at_desk := at_the_desk(chat, arrival, nonce, room)) is not None:
        shown_once = tuple({**each, "fleeting": True} for each in at_desk.sends)
        return replace(at_desk, sends=shown_once)
    match arrival.kind:
        case "media":
            piece = Piece(say("media", example=room.desk.pack.measure.examples[0]))
            texts = look_of(chat, nonce).messages([piece])
            return Outcome(chat, sends(texts, reply_to=arrival.message), told="media")
        case "pressed":
            return pressed(chat, arrival, nonce, room, take)
        case "edited":
            return _edited(chat, arrival, nonce, room)
        case _:
            return _said(chat, arrival, nonce, room)


def _said(chat: Chat, arrival: Arrival, nonce: str, room: Room, *, slot: str = "") -> Outcome:
    slot = slot or f"m{arrival.message}"
    if arrival.text.startswith("/"):
        outcome = as_command(chat, arrival, nonce, room)
        if outcome is not None:
            return outcome
    before = chat.talk
    event = as_event(arrival, room)
    outcome = take(chat, event, nonce, room, slot=slot)
    asked = outcome.chat.talk.cases == before.cases
    return replace(
        outcome, chat=replace(outcome.chat, spoken=Spoken(arrival.message, before, asked), pressed="")
    )


def take(chat: Chat, event: Event, nonce: str, room: Room, *, slot: str = "") -> Outcome:
    """The outcome of an event of the dialogue."""
    state, replies = safe_turn(chat.talk, event, room.desk)
    if any(isinstance(reply, Forget) for reply in replies):
        texts = look_of(chat, nonce).messages(pieces_of(room.desk, replies, tapped=True))
        return Outcome(Chat(), sends(texts), (ForgetAll(),), told="forgotten")
    chat, notice = _noticed(replace(chat, talk=state), nonce, room)
    chat = replace(
        chat, step=chat.step + 1, options=options(room.desk, state, replies, event.day), spoken=None
    )
    files = [file for reply in replies for file in _files(reply, state, event.day)]
    told = tuple(reply for reply in replies if not (isinstance(reply, Materials) and reply.export))
    messages = shown(room, chat, told, nonce, slot=slot)
    return Outcome(chat, (*notice, *messages, *files), _kept(replies, event), told=_told(replies))


def _noticed(chat: Chat, nonce: str, room: Room) -> tuple[Chat, tuple[Send, ...]]:
    """The notice on what is kept, before the first assessment."""
    if chat.noticed or chat.talk.case is None:
        return chat, ()
    texts = look_of(chat, nonce).messages([Piece(say("notice", days=room.keep_days))])
    return replace(chat, noticed=True), sends(texts)


def _files(reply: Reply, state: State, day: dt.date) -> list[Send]:
    """The documents that a reply hands over."""
    match reply:
        case MyData():
            return [{"do": "file", "form": "data"}]
        case Materials(export=True) if state.case is not None:
            return [paper(state.case, form, day) for form in ("docx", "html")]
    return []


def _kept(replies: tuple[Reply, ...], event: Event) -> tuple[Effect, ...]:
    """What was answered badly or not at all is kept for the officers."""
    kept: list[Effect] = []
    for reply in replies:
        if isinstance(reply, Kept) and reply.question:
            kept.append(Keep(reply.question, "wrong"))
        elif isinstance(reply, NotUnderstood) and isinstance(event, Said):
            kept.append(Keep(event.text[:_LONGEST_KEPT], "not_understood"))
    return tuple(kept)


def _told(replies: tuple[Reply, ...]) -> str:
    """The outcome in a word."""
    for reply in replies:
        match reply:
            case NotUnderstood() | NoSuchClause():
                return "not_understood"
            case NotSaid():
                return "not_said"
            case Answered():
                return "answered"
            case SmallTalk():
                return "smalltalk"
    return "assessing"


def _edited(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    """An edited message: the last one is taken back and said anew; an older question is answered anew."""
    slot = f"m{arrival.message}"
    spoken = chat.spoken
    if spoken is not None and spoken.message == arrival.message:
        return _redone(_said(replace(chat, talk=spoken.before), arrival, nonce, room), slot)
    if arrival.text.startswith("/"):
        return Outcome(chat, told="edited")
    look = look_of(chat, nonce)
    state, replies = safe_turn(chat.talk, Said(arrival.text, arrival.day), room.desk)
    answers = tuple(reply for reply in replies if isinstance(reply, _ANSWERS))
    if state.cases == chat.talk.cases and answers:
        texts = look.messages(pieces_of(room.desk, answers, tapped=True))
        return _redone(Outcome(chat, sends(texts, slot=slot), told=_told(answers)), slot)
    texts = look.messages([Piece(say("edited.late"))])
    return Outcome(chat, sends(texts, reply_to=arrival.message), told="edited")


def _redone(outcome: Outcome, slot: str) -> Outcome:
    """The same, but what was sent for the message before is edited instead of sent again."""
    redone: list[Send] = []
    number = 0
    for each in outcome.sends:
        if each["do"] == "send" and each.get("slot") == slot:
            redone.append({**each, "do": "redo", "number": number})
            number += 1
        else:
            redone.append(each)
    return replace(outcome, sends=(*redone, {"do": "trim", "slot": slot, "kept": number}))
