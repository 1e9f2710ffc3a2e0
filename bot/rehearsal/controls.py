"""/rehearsal/…: what people do and see, as JSON, for the page and for tests in another process."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import ValidationError

from bot.rehearsal.bot_api import BotApi
from bot.rehearsal.page import download, page_file, view
from bot.rehearsal.traffic import Load, Traffic

Given = dict[str, Any]
Control = Callable[[BotApi, Given], Any]


async def answer(api: BotApi, request: web.BaseRequest) -> web.StreamResponse:
    """Answer a request that is not the bot's: parameters come as JSON or in the address."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return _json({"error": "not from another site"}, 403)
    if (file := page_file(request.path)) is not None:
        return file
    control = CONTROLS.get(request.path.removeprefix("/rehearsal/"))
    if control is None:
        return _json({"error": "not found"}, 404)
    try:
        given: Given = dict(request.query)
        if body := await request.read():
            given |= json.loads(body)
        result = control(api, given)
        result = await result if isinstance(result, Awaitable) else result
        return result if isinstance(result, web.Response) else _json(result)
    except TimeoutError:
        return _json({"error": "timeout"}, 504)
    except (KeyError, IndexError, TypeError, ValueError, ValidationError) as error:
        return _json({"error": f"{type(error).__name__}: {error}"}, 400)


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")


def _say(api: BotApi, given: Given) -> Any:
    return api.user_says(
        int(given["chat"]),
        given["text"],
        user=given.get("user"),
        group=bool(given.get("group")),
        reply_to=given.get("reply_to"),
        edited_message_id=given.get("edited_message_id"),
    )


def _press(api: BotApi, given: Given) -> Any:
    return api.user_presses(
        int(given["chat"]), int(given["message_id"]), given.get("button", 0), user=given.get("user")
    )


def _send(api: BotApi, given: Given) -> Any:
    doing: dict[str, Callable[..., Any]] = {
        "voice": api.user_sends_voice,
        "photo": api.user_sends_photo,
        "document": api.user_sends_document,
        "sticker": api.user_sends_sticker,
        "location": api.user_sends_location,
    }
    return doing[given["kind"]](int(given["chat"]), user=given.get("user"))


def _inline(api: BotApi, given: Given) -> Any:
    return api.user_types_inline(given["query"], user=int(given.get("user", 1)))


async def _inline_answers(api: BotApi, given: Given) -> Any:
    query_id = str(given["query_id"])
    await api.until(lambda: query_id in api.inline_answers, float(given.get("timeout", 5)))
    return api.inline_answers[query_id]


def _choose(api: BotApi, given: Given) -> Any:
    return api.user_chooses(
        int(given["chat"]), str(given["query_id"]), str(given["result_id"]), user=given.get("user")
    )


def _block(api: BotApi, given: Given) -> Any:
    return api.user_blocks(int(given["chat"]), blocked=bool(given.get("blocked", True)))


async def _messages(api: BotApi, given: Given) -> Any:
    chat = int(given["chat"])
    if "count" in given:
        await api.wait_for(chat, int(given["count"]), float(given.get("timeout", 5)))
    return [asdict(seen) for seen in api.messages(chat)]


def _log(api: BotApi, given: Given) -> Any:
    since, method = int(given.get("since", 0)), str(given.get("method", "")).lower()
    return [
        call._asdict()
        for call in list(api.log)
        if call.number > since and method in ("", call.method.lower())
    ]


def _script(api: BotApi, given: Given) -> Any:
    api.script(given["rules"])
    return True


def _settings(api: BotApi, given: Given) -> Any:
    """`latency` in milliseconds, `next_update_id`."""
    if "latency" in given:
        api.latency = float(given["latency"]) / 1000
    if "next_update_id" in given:
        api.updates.next_id = int(given["next_update_id"])
    return True


def _load(api: BotApi, given: Given) -> Any:
    """Begin a load when one is given; else how the load is getting on."""
    if given:
        api.traffic = Traffic(Load.model_validate(given), api.user_says)
        api.traffic.begin()
    return api.traffic.report() if api.traffic else None


CONTROLS: dict[str, Control] = {
    "say": _say,
    "press": _press,
    "send": _send,
    "inline": _inline,
    "inline_answers": _inline_answers,
    "choose": _choose,
    "block": _block,
    "push": lambda api, given: api.push_raw(given),
    "messages": _messages,
    "log": _log,
    "script": _script,
    "settings": _settings,
    "load": _load,
    "view": view,
    "file": download,
}
