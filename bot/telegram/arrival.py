"""What is kept of an update: the few fields that a turn needs, and nothing that names a person.

A raw update (a dict, as the Bot API sends it) becomes an Arrival, or nothing where it is not for us. Read
field by field, so that an update of a form that nobody foresaw costs that update and nothing else. The chat
is known by its pseudonym only; whether the writer is an officer is decided here, where the id is still known.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.pseudonym import Pseudonyms

Raw = Mapping[str, object]
Kind = Literal["said", "edited", "pressed", "media", "inline"]
MEDIA = ("voice", "audio", "photo", "document", "video", "video_note", "sticker", "location", "contact")
LONGEST = 16_384
"""Characters of a message that are kept; Telegram itself allows 4,096."""


@dataclass(frozen=True)
class Arrival:
    """One thing that happened in a chat.

    `update`: the update's id; `chat`: its pseudonym; `day`: the day of the conversation in China. `message`:
    id of the message written, edited or carrying the button. `text`: what was written, typed inline, or the
    data of the button. `query`: the id by which a press or an inline query is answered.
    """

    kind: Kind
    update: int
    chat: str
    day: dt.date
    message: int = 0
    text: str = ""
    query: str = ""
    group: bool = False
    officer: bool = False
    answers: int = 0
    """Id of the message of ours that this one replies to (Telegram's reply), or 0."""

    def payload(self) -> dict[str, object]:
        """The arrival as JSON for the store, without what the store keeps in columns of its own."""
        fields: dict[str, object] = {"kind": self.kind, "day": self.day.isoformat()}
        for name in ("message", "text", "query", "group", "officer", "answers"):
            if value := getattr(self, name):
                fields[name] = value
        return fields


def arrival_of(chat: str, payload: Raw) -> Arrival:
    """The arrival that the store gave back."""
    rest = {name: value for name, value in payload.items() if name != "day"}
    day = dt.date.fromisoformat(str(payload["day"]))
    return Arrival(update=0, chat=chat, day=day, **rest)  # type: ignore[arg-type]  # what payload() wrote


@dataclass(frozen=True)
class Reader:
    """Reads updates. `bot_id`, `username`: of the bot itself, by which a group addresses it."""

    pseudonyms: Pseudonyms
    officers: frozenset[int]
    bot_id: int
    username: str

    def read(self, raw: Raw, day: dt.date) -> Arrival | None:
        """The arrival; None for an update that is not for us. Raises ValueError where it cannot be read."""
        try:
            return self._read(raw, day)
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(type(error).__name__) from None

    def _read(self, raw: Raw, day: dt.date) -> Arrival | None:
        update = _whole(raw["update_id"])
        for field in ("message", "edited_message"):
            if field in raw:
                return self._message(update, _dict(raw[field]), day, edited=field == "edited_message")
        if "callback_query" in raw:
            return self._press(update, _dict(raw["callback_query"]), day)
        if "inline_query" in raw:
            query = _dict(raw["inline_query"])
            chat = self.pseudonyms.name(_whole(_dict(query["from"])["id"]))
            words = str(query["query"])[:LONGEST]
            return Arrival("inline", update, chat, day, text=words, query=str(query["id"]))
        return None

    def _message(self, update: int, message: Raw, day: dt.date, *, edited: bool) -> Arrival | None:
        where = _dict(message["chat"])
        group = where["type"] in ("group", "supergroup")
        if where["type"] == "channel":
            return None
        text = str(message.get("text") or message.get("caption") or "")[:LONGEST]
        answered = message.get("reply_to_message")
        answers = self._ours(_dict(answered)) if answered is not None else 0
        if group:
            addressed = self._addressed(text)
            if addressed is None and not answers:
                return None
            text = addressed if addressed is not None else text
        attached = any(name in message for name in MEDIA)
        if not attached and "text" not in message:
            return None  # somebody joined, a message was pinned
        kind: Kind = "edited" if edited else "media" if attached else "said"
        writer = _whole(_dict(message["from"])["id"]) if "from" in message else 0
        return Arrival(
            kind, update, self.pseudonyms.name(_whole(where["id"])), day,
            message=_whole(message["message_id"]), text=text, group=group,
            officer=not group and writer in self.officers, answers=answers,
        )  # fmt: skip

    def _press(self, update: int, query: Raw, day: dt.date) -> Arrival | None:
        if "message" not in query or "data" not in query:
            return None  # a button under an inline card: we send none
        message = _dict(query["message"])
        where = _dict(message["chat"])
        return Arrival(
            "pressed", update, self.pseudonyms.name(_whole(where["id"])), day,
            message=_whole(message["message_id"]), text=str(query["data"])[:LONGEST], query=str(query["id"]),
            group=where["type"] in ("group", "supergroup"),
            officer=where["type"] == "private" and _whole(_dict(query["from"])["id"]) in self.officers,
        )  # fmt: skip

    def _ours(self, message: Raw) -> int:
        writer = message.get("from")
        ours = writer is not None and _dict(writer).get("id") == self.bot_id
        return _whole(message["message_id"]) if ours else 0

    def _addressed(self, text: str) -> str | None:
        """A group's message without @name; None where it does not address the bot."""
        name = re.escape(self.username)
        if re.match(rf"/\w+@{name}\b", text, re.IGNORECASE):
            return re.sub(rf"@{name}\b", "", text, count=1, flags=re.IGNORECASE)
        if re.search(rf"@{name}\b", text, re.IGNORECASE):
            return re.sub(rf"\s*@{name}\b\s*", " ", text, flags=re.IGNORECASE).strip()
        return None


def _dict(value: object) -> Raw:
    if not isinstance(value, dict):
        raise TypeError("no object")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    return value
