"""The methods that put messages into chats, change them and take them away."""

from __future__ import annotations

import time
from html import escape
from typing import TYPE_CHECKING, Any

from bot.rehearsal.chats import Chat, Json, Kept
from bot.rehearsal.params import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    Params,
    flag_of,
    keyboard_of,
    number_of,
    structure_of,
    text_of,
    words_of,
)
from bot.rehearsal.refusal import BLOCKED, Refused, bad_request

if TYPE_CHECKING:
    from bot.rehearsal.bot_api import BotApi

LARGEST_FILE = 50 * 1024 * 1024
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_ACTIONS = {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"}
_ACTIONS |= {"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"}


def send_message(api: BotApi, params: Params) -> Json:
    """sendMessage"""
    place = open_place(api, params)
    words = words_of(params, "text", LONGEST_TEXT, "message is too long")
    if not words["text"]:
        raise bad_request("message text is empty")
    return _send(api, place, params, words, _source(params, "text"))


def send_document(api: BotApi, params: Params) -> Json:
    """sendDocument"""
    place = open_place(api, params)
    words = words_of(params, "caption", LONGEST_CAPTION, "message caption is too long")
    if not words["caption"]:
        words = {}
    content = {"document": _document(api, params), **words}
    return _send(api, place, params, content, _source(params, "caption"))


def edit_message_text(api: BotApi, params: Params) -> Json:
    """editMessageText"""
    place, kept = _to_edit(api, params)
    if "text" not in kept.wire:
        raise bad_request("there is no text in the message to edit")
    words = words_of(params, "text", LONGEST_TEXT, "message is too long")
    if not words["text"]:
        raise bad_request("message text is empty")
    return _edit(api, place, kept, {**words, **keyboard_of(params)}, _source(params, "text"))


def edit_message_reply_markup(api: BotApi, params: Params) -> Json:
    """editMessageReplyMarkup"""
    place, kept = _to_edit(api, params)
    same: Json = {key: kept.wire[key] for key in ("text", "entities") if key in kept.wire}
    return _edit(api, place, kept, {**same, **keyboard_of(params)}, kept.html)


def delete_message(api: BotApi, params: Params) -> bool:
    """deleteMessage"""
    place = find_chat(api, params)
    message_id = number_of(params, "message_id")
    if message_id not in place.messages:
        raise bad_request("message to delete not found")
    del place.messages[message_id]
    api.changed()
    return True


def send_chat_action(api: BotApi, params: Params) -> bool:
    """sendChatAction"""
    place = open_place(api, params)
    action = text_of(params, "action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    place.acting = (time.time(), action)
    api.changed()
    return True


def find_chat(api: BotApi, params: Params) -> Chat:
    """The chat that a call is about. Raises Refused."""
    if not text_of(params, "chat_id"):
        raise bad_request("chat_id is empty")
    place = api.chats.get(number_of(params, "chat_id"))
    if place is None:
        raise bad_request("chat not found")
    return place


def open_place(api: BotApi, params: Params) -> Chat:
    """The chat that a call is about, where the bot may write. Raises Refused."""
    place = find_chat(api, params)
    if place.blocked:
        raise Refused(*BLOCKED)
    return place


def _send(api: BotApi, place: Chat, params: Params, content: Json, html: str) -> Json:
    message: Json = {
        "message_id": 0,
        "from": api.bot,
        "chat": place.wire,
        "date": int(time.time()),
        **_reply(place, params),
        **content,
        **keyboard_of(params),
    }
    message["message_id"] = place.new_id()
    api.sent(place, place.keep(message, html, by_bot=True))
    return message


def _reply(place: Chat, params: Params) -> Json:
    if "reply_parameters" not in params and "reply_to_message_id" not in params:
        return {}
    reply = structure_of(params, "reply_parameters", "reply parameters") or {}
    message_id = number_of(reply, "message_id") or number_of(params, "reply_to_message_id")
    if message_id in place.messages:
        wire = place.messages[message_id].wire
        return {"reply_to_message": {k: v for k, v in wire.items() if k != "reply_to_message"}}
    if flag_of(reply, "allow_sending_without_reply") or flag_of(params, "allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _to_edit(api: BotApi, params: Params) -> tuple[Chat, Kept]:
    place = find_chat(api, params)
    message_id = number_of(params, "message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    kept = place.messages.get(message_id)
    if kept is None:
        raise bad_request("message to edit not found")
    if not kept.by_bot:
        raise bad_request("message can't be edited")
    return place, kept


def _edit(api: BotApi, place: Chat, kept: Kept, content: Json, html: str) -> Json:
    changing = ("text", "entities", "reply_markup")
    if all(kept.wire.get(key) == content.get(key) for key in changing):
        raise bad_request(_NOT_MODIFIED)
    if place.blocked:
        raise Refused(*BLOCKED)
    stays = {key: value for key, value in kept.wire.items() if key not in changing}
    if any(content.get(key) != kept.wire.get(key) for key in ("text", "entities")):
        stays["edit_date"] = int(time.time())
    kept.edit({**stays, **content}, html)
    api.changed()
    return kept.wire


def _source(params: Params, name: str) -> str:
    """The text as HTML: as the bot wrote it, or plain text escaped."""
    text = text_of(params, name)
    return text if text_of(params, "parse_mode").lower() == "html" else escape(text)


def _document(api: BotApi, params: Params) -> Json:
    given: Any = params.get("document")
    if isinstance(given, str) and given.startswith("attach://"):
        given = params.get(given.removeprefix("attach://"))
    if isinstance(given, tuple):
        name, content = given
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > LARGEST_FILE:
            raise Refused(413, "Request Entity Too Large")
        return {"file_name": name, **api.keep_file(name, content)}
    if not given:
        raise bad_request("there is no document in the request")
    if given not in api.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    name, content = api.files[given]
    return {
        "file_name": name,
        "file_id": given,
        "file_unique_id": f"unique-{given}",
        "file_size": len(content),
    }
