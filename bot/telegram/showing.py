"""Replies as messages with buttons: clauses folded, choices as buttons, the list of materials to tick."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.telegram.chat import Chat
from bot.telegram.markup import Piece, Rows, button, in_rows, messages, press_data
from bot.telegram.outcome import Room, Send, sends
from conversations import Desk, Reply, State
from conversations.block import Block, outcome_first, rows
from conversations.blocks import blocks
from conversations.checklist import checklist_items, checklist_text
from conversations.normalise import traditional
from conversations.options import Option
from conversations.phrase_file import read_phrases
from conversations.reply import Asked, Concluded, Greeting, Materials, Understood

_FOLDED = ("assumed", "answers", "always")
"""Parts of a verdict that are folded like clauses: good to have, and long."""
_LONG_ASIDE, _LONG_NEXT = 60, 160
"""Characters from which what was noted, and what comes next, is folded in a verdict."""
LONGEST_SAYING = 46
"""Bytes that a button may hold of a message to say, beside `v1:<nonce>:say:`."""


def say(key: str, /, **words: object) -> str:
    """A phrase of telegram.yaml with its words filled in."""
    return read_phrases("telegram")[key].format(**words)


@dataclass(frozen=True)
class Look:
    """How a chat is shown: the nonce of its buttons, and whether in traditional characters."""

    nonce: str
    traditional: bool = False

    def words(self, text: str) -> str:
        """The text in the characters that the chat reads."""
        return traditional(text) if self.traditional else text

    def messages(self, pieces: Iterable[Piece]) -> tuple[str, ...]:
        """The pieces as messages."""
        return messages(replace(piece, text=self.words(piece.text)) for piece in pieces)

    def button(self, label: str, kind: str | int, rest: str | int) -> dict[str, str]:
        """A button of this chat."""
        return button(self.words(label), data=press_data(self.nonce, kind, rest))


def look_of(chat: Chat, nonce: str) -> Look:
    """How this chat is shown."""
    return Look(nonce, chat.traditional)


def pieces_of(desk: Desk, replies: Iterable[Reply], *, tapped: bool) -> tuple[Piece, ...]:
    """The replies as pieces. `tapped`: there are buttons, so numbered choices and hints are left out."""
    replies = tuple(replies)
    concluded = any(isinstance(reply, Concluded) for reply in replies)
    found: list[Piece] = []
    for reply in replies:
        shown = _fitted(desk, reply, tapped=tapped)
        aside = concluded and isinstance(reply, Understood)
        for number, block in enumerate(shown):
            long = (aside and len(block.text) > _LONG_ASIDE) or (
                block.part == "next" and len(block.text) > _LONG_NEXT
            )
            found.append(_piece(block, first=number == 0, folded=long))
    return tuple(found)


def _fitted(desk: Desk, reply: Reply, *, tapped: bool) -> list[Block]:
    """The blocks of a reply as they fit this channel."""
    shown = outcome_first(blocks(desk, reply))
    match reply:
        case Greeting():  # its last line says where data is kept, which is elsewhere here
            shown = (*shown[:-1], replace(shown[-1], text=say("greeting.privacy")))
        case Asked(partial="") if tapped:
            hint = read_phrases("replies")["asked.free_short"]
            shown = (*(block for block in shown if block.text != hint), *_notes(desk, reply.fact))
    return [block for block in shown if not (tapped and block.kind in ("choice", "offer"))]


def _notes(desk: Desk, fact: str) -> tuple[Block, ...]:
    """What the labels of the buttons leave unsaid."""
    noted = [each for each in desk.pack.facts[fact].values if each.note]
    return rows((say("choice.note", label=each.label, note=each.note) for each in noted), "text")


def _piece(block: Block, *, first: bool, folded: bool) -> Piece:
    folded = folded or block.kind == "clause" or block.part in _FOLDED
    tag = "quote" if folded else "b" if block.part == "overall" else ""
    text = block.text if folded else block.text.lstrip(" ")
    return Piece(text, tag, "\n\n" if first else block.above)


def keyboard(look: Look, chat: Chat, state: State) -> Rows:
    """The buttons of the chat's current step: choices one below the other, then aids, then what is next."""
    keys: Rows = []
    for kind, width in (("choice", 2), ("aid", 3), ("next", 2)):
        buttons = [
            _option_button(look, chat, number, option, state)
            for number, option in enumerate(chat.options)
            if option.kind == kind
        ]
        keys += in_rows(buttons, width)
    return keys


def _option_button(look: Look, chat: Chat, number: int, option: Option, state: State) -> dict[str, str]:
    """A step's own option is known by its number; what may be said at any time carries its words."""
    lasting = option.kind == "next" and 0 < len(option.says.encode()) <= LONGEST_SAYING
    chosen = option.fact and state.case is not None and state.case.facts.get(option.fact) == option.value
    label = say("chosen", label=option.label) if chosen and option.value is not None else option.label
    return look.button(label, *(("say", option.says) if lasting else (chat.step, number)))


def shown(
    room: Room, chat: Chat, replies: tuple[Reply, ...], nonce: str, *, slot: str = ""
) -> tuple[Send, ...]:
    """The messages for these replies, the buttons of the chat's step under the last one."""
    look = look_of(chat, nonce)
    rows = keyboard(look, chat, chat.talk)
    materials = next((reply for reply in replies if isinstance(reply, Materials)), None)
    if materials is None:
        pieces = pieces_of(room.desk, replies, tapped=bool(rows))
        return sends(look.messages(pieces), rows, slot=slot)
    others = tuple(reply for reply in replies if reply is not materials)
    list_text, list_rows = checklist(room.desk, chat, materials, look)
    after = sends(look.messages(pieces_of(room.desk, others, tapped=bool(rows))), rows, slot=slot)
    if not after:  # nothing is open: what is next stands under the list itself
        list_rows = [*list_rows, *rows]
    return (*sends(list_text, list_rows, slot=slot), *after)


def checklist(desk: Desk, chat: Chat, reply: Materials, look: Look) -> tuple[tuple[str, ...], Rows]:
    """The list of materials to tick: its text, and a button an item, then the documents."""
    number = chat.talk.active or 0
    ticks = [
        look.button(say("ticked" if done else "unticked", label=place), "tick", f"{number}.{item}")
        for place, (item, _, done) in enumerate(checklist_items(desk, reply), 1)
    ]
    papers = [look.button(say(f"file.{form}"), "file", f"{number}.{form}") for form in ("docx", "html")]
    keys = [*in_rows(ticks, 5), [*papers, look.button(say("full"), "full", number)]]
    return look.messages([Piece(checklist_text(desk, reply))]), keys
