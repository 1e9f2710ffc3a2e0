"""Chats and their messages as the server keeps them: each message in the form of the Bot API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

KEPT_MESSAGES = 1_000
"""So many of a chat are remembered; a benchmark would fill the memory otherwise."""


@dataclass(frozen=True)
class Seen:
    """A message as the person in the chat sees it now."""

    id: int
    by_bot: bool
    text: str
    html: str
    entities: Sequence[Json]
    keyboard: Sequence[Sequence[Json]]
    edits: Sequence[str]
    document: str | None
    wire: Json

    @property
    def buttons(self) -> list[str]:
        """What stands on the buttons, row after row."""
        return [button["text"] for row in self.keyboard for button in row]


class Kept:
    """A message as it is kept: `wire` is replaced when the message is edited."""

    __slots__ = ("by_bot", "edits", "html", "wire")

    def __init__(self, wire: Json, html: str, *, by_bot: bool) -> None:
        self.wire = wire
        self.html = html
        self.by_bot = by_bot
        self.edits: list[str] = []

    @property
    def text(self) -> str:
        """The text, or the words under a file."""
        return str(self.wire.get("text", self.wire.get("caption", "")))

    def edit(self, wire: Json, html: str) -> None:
        """Put another form in place of this one; a change of the words is remembered."""
        before = self.text
        self.wire, self.html = wire, html
        if self.text != before:
            self.edits.append(before)

    def seen(self) -> Seen:
        """As the person sees it."""
        wire = self.wire
        return Seen(
            wire["message_id"],
            self.by_bot,
            self.text,
            self.html,
            wire.get("entities") or wire.get("caption_entities", ()),
            wire.get("reply_markup", {}).get("inline_keyboard", ()),
            tuple(self.edits),
            wire.get("document", {}).get("file_name"),
            wire,
        )


class Chat:
    """One chat; `sent` counts what the bot ever sent here."""

    def __init__(self, wire: Json) -> None:
        self.wire = wire
        self.id: int = wire["id"]
        self.messages: dict[int, Kept] = {}
        self.last_id = 0
        self.sent = 0
        self.blocked = False
        self.acting: tuple[float, str] = (0.0, "")

    @property
    def private(self) -> bool:
        """Whether only one person and the bot are here."""
        return bool(self.wire["type"] == "private")

    def new_id(self) -> int:
        """The number of the next message."""
        self.last_id += 1
        return self.last_id

    def keep(self, wire: Json, html: str, *, by_bot: bool) -> Kept:
        """Remember a message."""
        kept = Kept(wire, html, by_bot=by_bot)
        self.messages[wire["message_id"]] = kept
        self.sent += by_bot
        if len(self.messages) > KEPT_MESSAGES:
            del self.messages[next(iter(self.messages))]
        return kept
