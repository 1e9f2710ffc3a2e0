"""Inline mode (@bot words): clause cards that whoever types may drop into any chat."""

from __future__ import annotations

from bot.edge import safe_turn
from bot.telegram.arrival import Arrival
from bot.telegram.chat import Chat
from bot.telegram.markup import MOST_UNITS, Piece, messages
from bot.telegram.outcome import Outcome, Room
from bot.telegram.showing import say
from conversations import Desk, Said, State
from conversations.block import joined
from conversations.blocks import blocks
from conversations.reply import Answered

MOST_CARDS = 10


def cards_for(chat: Chat, arrival: Arrival, room: Room) -> Outcome:
    """The answer to an inline query: the direct answer first, then the clauses that it rests on."""
    desk = room.desk
    words = arrival.text.strip()
    replies = safe_turn(State(), Said(words, arrival.day), desk)[1] if words else ()
    answer = next((reply for reply in replies if isinstance(reply, Answered)), None)
    if answer is not None:
        clauses = tuple(dict.fromkeys((*answer.clauses, *answer.related)))
    else:
        clauses = tuple(each.conditions for each in desk.pack.measure.designations) if not words else ()
    cards = [clause_card(desk, clause) for clause in clauses[:MOST_CARDS]]
    if answer is not None and (direct := _answer_card(desk, answer)):
        cards.insert(0, direct)
    if not cards:
        says = messages([Piece(say("inline.none_says", words=words[:60]))])[0]
        cards = [{"id": "none", "title": say("inline.none"), "about": words[:60], "text": says}]
    told = "answered" if clauses else "not_understood"
    return Outcome(chat, ({"do": "cards", "query": arrival.query, "cards": cards},), told=told)


def clause_card(desk: Desk, clause: str) -> dict[str, str]:
    """One clause: its label, how it begins, and the message that is sent when it is picked."""
    label, text = desk.pack.statute.label(clause), desk.pack.statute.full_text(clause)
    source = say("inline.source", title=desk.pack.measure.title)
    room_left = MOST_UNITS - len(label) - len(source) - 8
    pieces = [Piece(label, "b"), Piece(text[:room_left], "quote", "\n"), Piece(source, above="\n")]
    return {
        "id": f"c{clause}",
        "title": label,
        "about": text.replace("\n", " ")[:120],
        "text": messages(pieces)[0],
    }


def _answer_card(desk: Desk, answer: Answered) -> dict[str, str] | None:
    said = joined(block for block in blocks(desk, answer) if block.kind == "text")
    if not said:
        return None
    labels = [desk.pack.statute.label(clause) for clause in answer.clauses[:3]]
    source = say("inline.source", title=desk.pack.measure.title)
    return {
        "id": "answer",
        "title": say("inline.answer"),
        "about": said[:120],
        "text": messages([Piece(said), Piece("、".join(labels)), Piece(source, above="\n")])[0],
    }
