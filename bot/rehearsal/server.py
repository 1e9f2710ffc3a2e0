"""The HTTP side: calls of the bot at /bot<token>/<method>, files at /file/bot<token>/…, the rest for people.

aiohttp's low-level server, because it is a peer in benchmarks: measured on one core it answers three to four
times as many requests as an ASGI server on h11, and it can drop a connection without an answer.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from bot.rehearsal import controls
from bot.rehearsal.bot_api import BotApi
from bot.rehearsal.faults import refusal
from bot.rehearsal.methods import call
from bot.rehearsal.params import number_of, read_form
from bot.rehearsal.refusal import NOT_FOUND, UNAUTHORIZED, Refused, bad_request

_TOKEN = re.compile(r"\d{1,16}:[A-Za-z0-9_-]{30,}")
_LARGEST_BODY = 60 * 1024 * 1024
_BAD_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n"


@asynccontextmanager
async def serve(api: BotApi, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve `api` in this event loop; yields the URL, to which a client appends /bot and /file/bot."""
    server = web.Server(Door(api), access_log=None)
    listening = await asyncio.get_running_loop().create_server(server, host, port)
    try:
        yield f"http://{host}:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()
        await api.close()
        await server.shutdown(timeout=0.1)


class Door:
    """Where every request comes in."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path, _, query = request.raw_path.partition("?")
        if path.startswith("/bot"):
            return await self._bot(request, path, query)
        if path.startswith("/file/bot"):
            return self._file(path)
        return await controls.answer(self.api, request)

    async def _bot(self, request: web.BaseRequest, path: str, query: str) -> web.StreamResponse:
        api = self.api
        token, _, method = path.removeprefix("/bot").partition("/")
        token = unquote(token)
        if token != api.token:
            return _reply(_refusal_of(token).answer())
        try:
            params = await read_params(request, query)
        except Refused as refused:
            return _reply(refused.answer())
        chat = number_of(params, "chat_id") if "chat_id" in params else None
        fault = api.faults.next(method, chat) if api.faults.rules else None
        if fault is None:
            return _reply(await self._outcome(method, chat, params))
        return await self._spoilt(request, fault, method, chat, params)

    async def _outcome(self, method: str, chat: int | None, params: dict[str, Any]) -> dict[str, Any]:
        """The body that answers a call, once it has taken effect and the latency is over."""
        api = self.api
        try:
            body = {"ok": True, "result": await call(api, method, params)}
            outcome = "ok"
        except Refused as refused:
            body, outcome = refused.answer(), refused.description
        api.record(method, chat, params, outcome)
        if api.latency:
            await asyncio.sleep(api.latency)
        return body

    async def _spoilt(
        self, request: web.BaseRequest, fault: str, method: str, chat: int | None, params: dict[str, Any]
    ) -> web.StreamResponse:
        api = self.api
        kind, _, rest = fault.partition(":")
        refused = refusal(fault)
        if refused is not None or kind in ("502", "drop_before"):
            api.record(method, chat, params, fault)
            if api.latency:
                await asyncio.sleep(api.latency)
        if refused is not None:
            return _reply(refused.answer())
        if kind == "502":
            return web.Response(status=502, body=_BAD_GATEWAY, content_type="text/html")
        if kind in ("hang", "slow"):
            await asyncio.sleep(float(rest) / (1000 if kind == "slow" else 1))
        if request.transport is None or request.transport.is_closing():
            return web.Response()
        if kind != "drop_before":
            body = await self._outcome(method, chat, params)
        if kind.startswith("drop") and request.transport is not None:
            request.transport.abort()
            return web.Response()
        if kind == "garbage":
            whole = json.dumps(body).encode()
            return web.Response(body=whole[: len(whole) // 2], content_type="application/json")
        return _reply(body)

    def _file(self, path: str) -> web.StreamResponse:
        token, _, file_path = path.removeprefix("/file/bot").partition("/")
        if unquote(token) != self.api.token:
            return _reply(_refusal_of(unquote(token)).answer())
        found = self.api.files.get(file_path.removeprefix("documents/"))
        if found is None:
            return _reply(Refused(*NOT_FOUND).answer())
        return web.Response(body=found[1], content_type="application/octet-stream")


def _refusal_of(token: str) -> Refused:
    """A token of no proper form is no address; one that is nobody's is refused."""
    return Refused(*(UNAUTHORIZED if _TOKEN.fullmatch(token) else NOT_FOUND))


def _reply(body: dict[str, Any]) -> web.Response:
    code = body.get("error_code", HTTPStatus.OK)
    return web.Response(status=code, body=json.dumps(body).encode(), content_type="application/json")


async def read_params(request: web.BaseRequest, query: str) -> dict[str, Any]:
    """What a call was given, in its address and its body; files are (name, content). Raises Refused."""
    params: dict[str, Any] = read_form(query.encode()) if query else {}
    if not request.body_exists:
        return params
    kind = request.content_type
    if kind == "multipart/form-data":
        return params | await _read_parts(request)
    body = await request.content.read()
    if kind == "application/json":
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            given = None
        if not isinstance(given, dict):
            raise bad_request("can't parse JSON object")
        return params | given
    return params | read_form(body)


async def _read_parts(request: web.BaseRequest) -> dict[str, Any]:
    params: dict[str, Any] = {}
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read())
        size += len(content)
        if size > _LARGEST_BODY:
            raise Refused(413, "Request Entity Too Large")
        if part.filename is not None:
            params[part.name or ""] = (part.filename, content)
        else:
            params[part.name or ""] = content.decode("utf-8", "surrogateescape")
    return params
