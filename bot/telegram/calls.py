"""Carry out one send through python-telegram-bot's client. Raises telegram.error.TelegramError.

What Telegram calls an error and is none for us (a message that is as it should be, a press that was answered
too late) counts as done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputFile,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest

from bot.telegram.markup import plain
from bot.telegram.outcome import Send
from bot.telegram.polling import RawBot

Slot = Callable[[str], Awaitable[tuple[int, ...]]]
"""The ids of the messages that were sent for a slot."""
Paper = Callable[[str, Send], tuple[str, bytes, str]]
"""A document for a chat: file name, content, caption."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_FINE = ("message is not modified", "query is too old", "query id is invalid", "message to delete not found",
         "message can't be deleted")  # fmt: skip
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class Calls:
    """The calls of one bot."""

    def __init__(self, bot: RawBot, paper: Paper) -> None:
        self._bot = bot
        self._paper = paper

    async def carry_out(self, chat: str, chat_id: int, send: Send, slot: Slot) -> tuple[int, ...]:
        """Do it; the ids of the messages that exist now. Markup that cannot be read goes as plain text."""
        try:
            return await self._carry_out(chat, chat_id, send, slot)
        except BadRequest as error:
            words = error.message.lower()
            if any(fine in words for fine in _FINE):
                return ()
            if "can't parse entities" in words:
                bare = {**send, "text": plain(str(send["text"])), "bare": True}
                return await self._carry_out(chat, chat_id, bare, slot)
            raise

    async def _carry_out(self, chat: str, chat_id: int, send: Send, slot: Slot) -> tuple[int, ...]:
        match send["do"]:
            case "send":
                return await self._send(chat_id, send)
            case "edit":
                return await self._edit(chat_id, int(str(send["message"])), send)
            case "redo":
                sent = await slot(str(send["slot"]))
                number = int(str(send["number"]))
                if number < len(sent):
                    return await self._edit(chat_id, sent[number], send, known=True)
                return await self._send(chat_id, send)
            case "trim":
                for message in (await slot(str(send["slot"])))[int(str(send["kept"])) :]:
                    await self._delete(chat_id, message)
            case "rows":
                await self._bot.edit_message_reply_markup(
                    chat_id, int(str(send["message"])), reply_markup=_keyboard(send)
                )
            case "toast":
                await self._bot.answer_callback_query(str(send["query"]), text=str(send["text"]) or None)
            case "cards":
                await self._bot.answer_inline_query(str(send["query"]), _cards(send), cache_time=60)
            case "file":
                return await self._file(chat, chat_id, send)
        return ()

    async def _send(self, chat_id: int, send: Send) -> tuple[int, ...]:
        data: dict[str, Any] = {"chat_id": chat_id, "text": send["text"], "link_preview_options": _NO_PREVIEW}
        if not send.get("bare"):
            data["parse_mode"] = ParseMode.HTML
        if send.get("prompt"):
            data["reply_markup"] = {"force_reply": True}
        elif send.get("rows"):
            data["reply_markup"] = {"inline_keyboard": _plain_rows(send)}
        if send.get("reply_to"):
            data["reply_parameters"] = {
                "message_id": send["reply_to"],
                "allow_sending_without_reply": True,
            }
        return (await self._bot.raw_send(data),)

    async def _edit(self, chat_id: int, message: int, send: Send, *, known: bool = False) -> tuple[int, ...]:
        """Edit a message; one that is gone is sent anew. `known`: its id is on record already."""
        try:
            await self._bot.edit_message_text(
                str(send["text"]),
                chat_id,
                message,
                parse_mode=None if send.get("bare") else ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=_keyboard(send),
            )
        except BadRequest as error:
            if not any(gone in error.message.lower() for gone in _GONE):
                raise
            return await self._send(chat_id, send)
        return () if known else (message,)

    async def _delete(self, chat_id: int, message: int) -> None:
        """Delete a message; one that is gone must not keep the others from going."""
        try:
            await self._bot.delete_message(chat_id, message)
        except BadRequest as error:
            if not any(fine in error.message.lower() for fine in _FINE):
                raise

    async def _file(self, chat: str, chat_id: int, send: Send) -> tuple[int, ...]:
        await self._bot.send_chat_action(chat_id, ChatAction.UPLOAD_DOCUMENT)
        name, content, caption = await asyncio.to_thread(self._paper, chat, send)
        sent = await self._bot.send_document(chat_id, InputFile(content, filename=name), caption=caption)
        return (sent.message_id,)


def _keyboard(send: Send) -> InlineKeyboardMarkup | None:
    rows: Any = send.get("rows")
    if rows is None:
        return None
    return InlineKeyboardMarkup([[_button(each) for each in row] for row in rows])


def _plain_rows(send: Send) -> list[list[dict[str, str]]]:
    """The keyboard as the Bot API has it."""
    rows: Any = send["rows"]
    return [[_plain_button(each) for each in row] for row in rows]


def _plain_button(each: dict[str, str]) -> dict[str, str]:
    if "url" in each:
        return {"text": each["text"], "url": each["url"]}
    return {"text": each["text"], "callback_data": each["data"]}


def _button(each: dict[str, str]) -> InlineKeyboardButton:
    if "url" in each:
        return InlineKeyboardButton(each["text"], url=each["url"])
    return InlineKeyboardButton(each["text"], callback_data=each["data"])


def _cards(send: Send) -> Sequence[InlineQueryResultArticle]:
    cards: Any = send["cards"]
    return [
        InlineQueryResultArticle(
            card["id"],
            card["title"],
            InputTextMessageContent(card["text"], ParseMode.HTML, link_preview_options=_NO_PREVIEW),
            description=card["about"],
        )
        for card in cards
    ]
