"""The page that Telegram calls when we do not poll, and the health page. Checked first, kept, then answered.

Nothing is answered 200 before the update is in the store. Telegram sends the updates of one chat one after
the other, but not always in order; they are applied in the order in which they arrive here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.store_errors import StoreError
from bot.telegram.polling import Receive

_LOG = logging.getLogger("fumao")
LARGEST_BODY = 1 << 20
"""Bytes. Telegram's updates are a few thousand."""
_SECRET_HEADER = "x-telegram-bot-api-secret-token"

Health = Callable[[], dict[str, object]]


def webhook_secret(secret: bytes) -> str:
    """The words by which Telegram shows that a call is its own, made of the installation's secret."""
    return hmac.new(secret, b"webhook", hashlib.sha256).hexdigest()


def web_app(
    health: Health, *, address: str = "", secret: str = "", receive: Receive | None = None
) -> Starlette:
    """The pages: /healthz, and with `receive` the path of `address` for Telegram."""

    async def healthz(request: Request) -> Response:
        report = health()
        return JSONResponse(report, status_code=200 if report["ok"] else 503)

    async def telegram(request: Request) -> Response:
        assert receive is not None  # the route exists only then
        return await _take(request, secret, receive)

    routes = [Route("/healthz", healthz)]
    if receive is not None:
        routes.append(Route(urlsplit(address).path or "/", telegram, methods=["POST"]))
    return Starlette(routes=routes)


async def _take(request: Request, secret: str, receive: Receive) -> Response:
    given = request.headers.get(_SECRET_HEADER, "")
    if not hmac.compare_digest(given.encode(), secret.encode()):
        return Response(status_code=403)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return Response(status_code=415)
    body = await _read(request)
    if body is None:
        return Response(status_code=413)
    update = _update(body)
    if update is None:
        return Response(status_code=400)
    try:
        await receive([update])
    except StoreError as error:
        _LOG.error("update not kept, so not confirmed: %s", type(error).__name__)
        return Response(status_code=503)
    return Response(status_code=200)


async def _read(request: Request) -> bytes | None:
    """The body; None where it is too long, without reading on."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > LARGEST_BODY:
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            return None
    return body


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) else None
