"""Slash commands: most stand for something that could be said, and the rest are the channel's own.

The menu lists them with their meaning (`MENU`); deep links (/start check_…, /start clause_5_4_4) come in here
too, as the argument of /start.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.telegram.arrival import Arrival
from bot.telegram.chat import Chat
from bot.telegram.markup import Piece
from bot.telegram.outcome import Outcome, Room, sends
from bot.telegram.showing import look_of, say
from conversations import Event, Picked, Said
from conversations.state import CHOOSING

MENU = ("start", "ask", "check", "materials", "clause", "timeline", "language", "mydata", "forget", "help")
GROUP_MENU = ("ask", "clause", "help")
OFFICER_MENU = ("inbox", "find", "candidates")
_SAID = {"start": "start", "help": "help", "check": "begin", "materials": "materials", "forget": "forget",
         "timeline": "timeline", "mydata": "my_data"}  # fmt: skip
"""Slash command → the dialogue's own command (commands.yaml)."""


def parted(text: str) -> tuple[str, str]:
    """A slash command and what follows it: ("clause", "5.4.4")."""
    found = re.match(r"/(\w+)(?:@\w+)?\s*(.*)", text, re.DOTALL)
    return (found[1].lower(), found[2].strip()) if found else ("", text)


def as_event(arrival: Arrival, room: Room) -> Event:
    """What a message means to the dialogue, a slash command included."""
    if not arrival.text.startswith("/"):
        return Said(arrival.text, arrival.day)
    command, rest = parted(arrival.text)
    desk = room.desk
    if command == "start" and rest:
        return _linked(rest, arrival, room)
    if command == "check" and rest:
        return Said(desk.commands.commands["begin"][0] + rest, arrival.day)
    if command == "clause" and rest.isdecimal():
        rest = say("clause.number", number=rest)
    if command in ("ask", "clause") and rest:
        return Said(rest, arrival.day)
    named = desk.commands.commands.get(_SAID.get(command, ""))
    return Said(named[0] if named else arrival.text, arrival.day)


def _linked(payload: str, arrival: Arrival, room: Room) -> Event:
    """What a deep link stands for; one that we never made is a plain start."""
    kind, _, rest = payload.partition("_")
    if kind == "check" and rest in room.desk.rulebook.designations:
        return Picked(CHOOSING, rest, arrival.day)
    clause = rest.replace("_", ".")
    if kind == "clause" and clause in room.desk.pack.statute.clauses:
        return Said(room.desk.pack.statute.label(clause), arrival.day)
    return Said(room.desk.commands.commands["start"][0], arrival.day)


def as_command(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome | None:
    """The channel's own commands; None where the dialogue answers (`as_event`)."""
    command, rest = parted(arrival.text)
    example = room.desk.pack.measure.examples[0]
    if command == "language":
        return _language(chat, rest, nonce)
    if command in ("ask", "clause") and not rest:
        return _told(chat, nonce, say(f"{command}.usage", example=example))
    if command not in MENU:
        return _told(chat, nonce, say("unknown_command", example=example))
    return None


def _told(chat: Chat, nonce: str, text: str) -> Outcome:
    return Outcome(chat, sends(look_of(chat, nonce).messages([Piece(text)])), told="command")


def _language(chat: Chat, wanted: str, nonce: str) -> Outcome:
    """/language: asks; /language traditional (the button says it) sets."""
    if wanted in ("simplified", "traditional"):
        chat = replace(chat, traditional=wanted == "traditional")
        return _told(chat, nonce, say(f"language.now_{wanted}"))
    look = look_of(chat, nonce)
    row = [
        look.button(say(f"language.{name}"), "say", f"/language {name}")
        for name in ("simplified", "traditional")
    ]
    return Outcome(chat, sends(look.messages([Piece(say("language.ask"))]), [row]), told="command")
