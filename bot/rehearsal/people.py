"""The other side of the chat: what people do, each thing an update for the bot."""

from __future__ import annotations

import re
import time
from html import escape
from typing import Any, NamedTuple

from bot.rehearsal.chats import Chat, Json, Kept
from bot.rehearsal.html_text import Entity, utf16_length
from bot.rehearsal.updates import Update, Updates
from conversations.phrase_file import read_phrases

WORDS = read_phrases("rehearsal")
BOT_NAME = "fumao_rehearsal_bot"

_MARKED = re.compile(r"(?<!\S)(?:(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<mention>@\w{5,32}))(?!\w)")


class Query(NamedTuple):
    """A pressed button or a typed inline question that waits for its answer."""

    at: float
    chat: int


class People:
    """Everybody but the bot. Who is not known yet comes into being by acting."""

    def __init__(self, bot_id: int) -> None:
        self.bot: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": WORDS["bot"],
            "username": BOT_NAME,
        }
        self.updates = Updates()
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.queries: dict[str, Query] = {}
        self.inline_answers: dict[str, list[Json]] = {}
        self._ids = 0

    def changed(self) -> None:
        """Something is to be seen that was not there before."""

    def new_id(self) -> int:
        """A number that was not used before, for queries and files."""
        self._ids += 1
        return self._ids

    def user(self, user_id: int, **known: Any) -> Json:
        """A person, made on first sight; `known` replaces what is told of them."""
        user = self.users.setdefault(
            user_id,
            {
                "id": user_id,
                "is_bot": False,
                "first_name": WORDS["user"].format(id=user_id),
                "language_code": "zh-hans",
            },
        )
        user.update(known)
        return user

    def chat(self, chat_id: int, *, group: bool = False) -> Chat:
        """A chat, made on first sight: with one person, or a group."""
        if chat_id not in self.chats:
            wire: Json = {"id": chat_id, "type": "private"}
            if group:
                wire |= {"type": "supergroup", "title": WORDS["group"].format(id=abs(chat_id))}
            else:
                wire["first_name"] = self.user(chat_id)["first_name"]
            self.chats[chat_id] = Chat(wire)
        return self.chats[chat_id]

    def user_says(
        self,
        chat: int,
        text: str,
        *,
        user: int | None = None,
        group: bool = False,
        reply_to: int | None = None,
        edited_message_id: int | None = None,
    ) -> Update:
        """Somebody writes, or writes again what they wrote as `edited_message_id`."""
        place = self.chat(chat, group=group)
        content: Json = {"text": text, **_marked("entities", text)}
        if edited_message_id is not None:
            kept = place.messages[edited_message_id]
            wire = {k: v for k, v in kept.wire.items() if k != "entities"}
            kept.edit({**wire, "edit_date": int(time.time()), **content}, escape(text))
            self.changed()
            return self.updates.push("edited_message", kept.wire)
        return self._happens(place, user, reply_to, content)

    def user_sends_voice(self, chat: int, *, user: int | None = None, seconds: int = 3) -> Update:
        """Somebody speaks instead of writing."""
        voice = {**self._file("voice.ogg", b"OggS"), "duration": seconds, "mime_type": "audio/ogg"}
        return self._happens(self.chat(chat), user, None, {"voice": voice})

    def user_sends_photo(self, chat: int, *, user: int | None = None, caption: str = "") -> Update:
        """Somebody sends a picture."""
        photo = {**self._file("photo.jpg", b"\xff\xd8\xff"), "width": 90, "height": 90}
        return self._happens(self.chat(chat), user, None, {"photo": [photo], **_caption(caption)})

    def user_sends_document(
        self,
        chat: int,
        *,
        user: int | None = None,
        name: str = "table.xlsx",
        content: bytes = b"PK",
        caption: str = "",
    ) -> Update:
        """Somebody sends a file."""
        document = {**self._file(name, content), "file_name": name}
        return self._happens(self.chat(chat), user, None, {"document": document, **_caption(caption)})

    def user_sends_sticker(self, chat: int, *, user: int | None = None) -> Update:
        """Somebody sends a sticker."""
        looks = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        sticker = {**self._file("sticker.webp", b"RIFF"), "type": "regular", "emoji": "👍", **looks}
        return self._happens(self.chat(chat), user, None, {"sticker": sticker})

    def user_sends_location(self, chat: int, *, user: int | None = None) -> Update:
        """Somebody says where they are."""
        return self._happens(
            self.chat(chat), user, None, {"location": {"latitude": 40.84, "longitude": 111.75}}
        )

    def user_presses(
        self, chat: int, message_id: int, button: int | str = 0, *, user: int | None = None
    ) -> Update:
        """Somebody presses a button: its place among the buttons, or any callback data, also a forged one."""
        place = self.chats[chat]
        kept = place.messages.get(message_id)
        data = button if isinstance(button, str) else _buttons(kept)[button]["callback_data"]
        query_id = str(self.new_id())
        self.queries[query_id] = Query(time.time(), chat)
        gone = {"chat": place.wire, "message_id": message_id, "date": 0}
        query = {
            "id": query_id,
            "from": self.user(chat if user is None else user),
            "message": kept.wire if kept else gone,
            "chat_instance": str(chat),
            "data": data,
        }
        return self.updates.push("callback_query", query)

    def user_types_inline(self, text: str, *, user: int = 1, offset: str = "") -> Update:
        """Somebody types @bot and some words in any chat; the answer comes into `inline_answers`."""
        query_id = str(self.new_id())
        self.queries[query_id] = Query(time.time(), user)
        query = {"id": query_id, "from": self.user(user), "query": text, "offset": offset}
        return self.updates.push("inline_query", {**query, "chat_type": "sender"})

    def user_chooses(self, chat: int, query_id: str, result_id: str, *, user: int | None = None) -> Update:
        """Somebody puts one of the inline answers into a chat."""
        answers = self.inline_answers[query_id]
        content = next(each["shown"] for each in answers if each["id"] == result_id)
        return self._happens(self.chat(chat), user, None, {**content, "via_bot": self.bot})

    def user_blocks(self, chat: int, *, blocked: bool = True) -> Update:
        """Somebody blocks the bot, or lets it in again."""
        place = self.chat(chat)
        was, now = ("kicked" if place.blocked else "member"), ("kicked" if blocked else "member")
        place.blocked = blocked
        member: Json = {"chat": place.wire, "from": self.user(chat), "date": int(time.time())}
        for key, status in (("old_chat_member", was), ("new_chat_member", now)):
            member[key] = {
                "user": self.bot,
                "status": status,
                **({"until_date": 0} if status == "kicked" else {}),
            }
        return self.updates.push("my_chat_member", member)

    def push_raw(self, update: Update) -> Update:
        """Queue any update as it is; without a number it gets the next one."""
        if "update_id" not in update:
            update = {"update_id": self.updates.next_id, **update}
            self.updates.next_id += 1
        self.updates.push_raw(update)
        return update

    def keep_file(self, name: str, content: bytes) -> Json:
        """Put a file on the server; the part of a message that speaks of it."""
        return self._file(name, content)

    def _file(self, name: str, content: bytes) -> Json:
        file_id = f"file-{self.new_id()}"
        self.files[file_id] = (name, content)
        return {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_size": len(content)}

    def _happens(self, place: Chat, user: int | None, reply_to: int | None, content: Json) -> Update:
        message: Json = {
            "message_id": place.new_id(),
            "from": self.user(place.id if user is None else user),
            "chat": place.wire,
            "date": int(time.time()),
            **content,
        }
        if reply_to is not None and reply_to in place.messages:
            message["reply_to_message"] = place.messages[reply_to].wire
        words = str(content.get("text", content.get("caption", "")))
        place.keep(message, escape(words), by_bot=False)
        self.changed()
        return self.updates.push("message", message)


def _buttons(kept: Kept | None) -> list[Json]:
    rows = kept.wire.get("reply_markup", {}).get("inline_keyboard", []) if kept else []
    return [button for row in rows for button in row]


def _caption(text: str) -> Json:
    return {"caption": text, **_marked("caption_entities", text)} if text else {}


def _marked(key: str, text: str) -> dict[str, list[Entity]]:
    """Commands and mentions in what a person writes, as Telegram marks them."""
    if "/" not in text and "@" not in text:
        return {}
    entities: list[Entity] = [
        {"type": found.lastgroup, "offset": utf16_length(text[: found.start()]), "length": len(found[0])}
        for found in _MARKED.finditer(text)
    ]
    return {key: entities} if entities else {}
