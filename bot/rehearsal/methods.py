"""The methods of the Bot API by name. Names are known in any case, as the real server knows them."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.rehearsal import sending
from bot.rehearsal.chats import Json
from bot.rehearsal.params import (
    LONGEST_TEXT,
    Params,
    flag_of,
    keyboard_of,
    number_of,
    structure_of,
    text_of,
    words_of,
)
from bot.rehearsal.refusal import WEBHOOK_IS_SET, Refused, bad_request
from bot.rehearsal.updates import MOST_AT_ONCE

if TYPE_CHECKING:
    from bot.rehearsal.bot_api import BotApi

Method = Callable[["BotApi", Params], Any]

QUERY_SECONDS = 15.0
"""So long a pressed button waits for its answer."""

LARGEST_DOWNLOAD = 20 * 1024 * 1024
_OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
_LONGEST_POLL = 50.0
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MOST_RESULTS, _LONGEST_RESULT_ID, _LONGEST_TOAST = 50, 64, 200


async def call(api: BotApi, name: str, params: Params) -> Any:
    """The result of a method. Raises Refused, also for a method that there is not."""
    method = METHODS.get(name.lower())
    if method is None:
        raise Refused(404, "Not Found")
    result = method(api, params)
    return await result if isinstance(result, Awaitable) else result


def get_me(api: BotApi, params: Params) -> Json:
    """getMe"""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
    }
    return {**api.bot, **abilities}


async def get_updates(api: BotApi, params: Params) -> list[Json]:
    """getUpdates"""
    if api.webhook.url:
        raise Refused(*WEBHOOK_IS_SET)
    api.updates.allow(structure_of(params, "allowed_updates", "allowed updates"))
    seconds = min(max(float(number_of(params, "timeout")), 0.0), _LONGEST_POLL)
    limit = number_of(params, "limit", MOST_AT_ONCE)
    return await api.updates.poll(number_of(params, "offset"), limit, seconds)


async def set_webhook(api: BotApi, params: Params) -> bool:
    """setWebhook; unlike the real one also to an address without TLS, for it is on this machine."""
    url, secret = text_of(params, "url"), text_of(params, "secret_token")
    if not url:
        return await delete_webhook(api, params)
    if not re.match(r"https?://[^/\s]+", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _drop_pending(api, params)
    api.updates.allow(structure_of(params, "allowed_updates", "allowed updates"))
    await api.webhook.set(url, secret)
    return True


async def delete_webhook(api: BotApi, params: Params) -> bool:
    """deleteWebhook"""
    await api.webhook.remove()
    _drop_pending(api, params)
    return True


def get_webhook_info(api: BotApi, params: Params) -> Json:
    """getWebhookInfo"""
    allowed = sorted(api.updates.allowed or ())
    return {**api.webhook.info(), **({"allowed_updates": allowed} if allowed else {})}


def answer_callback_query(api: BotApi, params: Params) -> bool:
    """answerCallbackQuery"""
    query_id, text = text_of(params, "callback_query_id"), text_of(params, "text")
    if len(text) > _LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    query = _take_query(api, query_id)
    if text:
        api.show_toast(query.chat, query_id, text, alert=flag_of(params, "show_alert"))
    api.changed()
    return True


def answer_inline_query(api: BotApi, params: Params) -> bool:
    """answerInlineQuery"""
    results = structure_of(params, "results", "inline query results") or []
    if len(results) > _MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    seen = set()
    for result in results:
        result_id = str(result.get("id", ""))
        if not 1 <= len(result_id.encode()) <= _LONGEST_RESULT_ID:
            raise bad_request("RESULT_ID_INVALID")
        if result_id in seen:
            raise bad_request("RESULT_ID_DUPLICATE")
        seen.add(result_id)
    answers = [{**result, "shown": _shown(result)} for result in results]
    query_id = text_of(params, "inline_query_id")
    _take_query(api, query_id)
    api.inline_answers[query_id] = answers
    api.changed()
    return True


def set_my_commands(api: BotApi, params: Params) -> bool:
    """setMyCommands"""
    commands = structure_of(params, "commands", "list of bot commands") or []
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not _COMMAND.fullmatch(each.get("command", "").removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(each.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    api.commands[_scope(api, params)] = commands
    api.changed()
    return True


def get_my_commands(api: BotApi, params: Params) -> list[Json]:
    """getMyCommands"""
    return api.commands.get(_scope(api, params), [])


def delete_my_commands(api: BotApi, params: Params) -> bool:
    """deleteMyCommands"""
    api.commands.pop(_scope(api, params), None)
    api.changed()
    return True


def get_chat(api: BotApi, params: Params) -> Json:
    """getChat"""
    place = sending.find_chat(api, params)
    return {**place.wire, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}


def get_file(api: BotApi, params: Params) -> Json:
    """getFile"""
    file_id = text_of(params, "file_id")
    if file_id not in api.files:
        raise bad_request("invalid file_id")
    _, content = api.files[file_id]
    if len(content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    told = {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_size": len(content)}
    return {**told, "file_path": f"documents/{file_id}"}


_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def _described(key: str, longest: int) -> Method:
    """setMyDescription and its like."""

    def describe(api: BotApi, params: Params) -> bool:
        text = text_of(params, key)
        if len(text) > longest:
            raise bad_request(f"{key} is too long".replace("_", " "))
        api.descriptions[key] = text
        return True

    return describe


def _drop_pending(api: BotApi, params: Params) -> None:
    if flag_of(params, "drop_pending_updates"):
        api.updates.waiting.clear()


def _take_query(api: BotApi, query_id: str) -> Any:
    """A query waits for one answer and not for long."""
    query = api.queries.pop(query_id, None)
    if query is None or time.time() - query.at > QUERY_SECONDS:
        raise bad_request(_OLD_QUERY)
    return query


def _shown(result: Json) -> Json:
    """The message that an inline answer becomes when somebody chooses it."""
    content = result.get("input_message_content") or {}
    words = words_of(
        {**content, "text": content.get("message_text")}, "text", LONGEST_TEXT, "MESSAGE_TOO_LONG"
    )
    if not words["text"]:
        raise bad_request("message text is empty")
    return {**words, **keyboard_of(result)}


def _scope(api: BotApi, params: Params) -> str:
    """A key for the chats and the language that a list of commands is for."""
    scope = structure_of(params, "scope", "BotCommandScope") or {"type": "default"}
    if "chat_id" in scope:
        sending.find_chat(api, scope)
    where = ":".join(str(scope[key]) for key in ("type", "chat_id", "user_id") if key in scope)
    return f"{where}/{text_of(params, 'language_code')}"


METHODS: dict[str, Method] = {
    "getme": get_me,
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "sendmessage": sending.send_message,
    "senddocument": sending.send_document,
    "editmessagetext": sending.edit_message_text,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "deletemessage": sending.delete_message,
    "sendchataction": sending.send_chat_action,
    "answercallbackquery": answer_callback_query,
    "answerinlinequery": answer_inline_query,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmydescription": _described("description", 512),
    "setmyshortdescription": _described("short_description", 120),
    "getchat": get_chat,
    "getfile": get_file,
}
