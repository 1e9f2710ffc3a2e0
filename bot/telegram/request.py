"""The HTTP underneath python-telegram-bot's client, on aiohttp.

The default one, on httpx, costs more than the rest of a turn: benchmarks/telegram_channel.py measures both.
Whatever the Bot API answers is read strictly, and what it says is never logged: it holds what people wrote.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import JSONDict, ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

READ_TIMEOUT, CONNECT_TIMEOUT, WRITE_TIMEOUT = 15.0, 5.0, 10.0
"""Seconds. One request that hangs must not hold a chat for long; the others go on meanwhile."""


class AiohttpRequest(BaseRequest):
    """A pool of connections to the Bot API. `connections`: at most so many at once."""

    def __init__(self, connections: int = 256) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._proxies = getproxies()
        self._proxy_of: dict[str, str | None] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer where a method does not say otherwise."""
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut or NetworkError, without the address, which has the token."""
        if self._session is None:
            raise NetworkError("the connection pool is not open")
        read = _or(read_timeout, READ_TIMEOUT)
        timeout = aiohttp.ClientTimeout(
            total=None if read is None else 2 * read + WRITE_TIMEOUT,  # an answer that comes in drops
            sock_read=read,
            sock_connect=_or(connect_timeout, CONNECT_TIMEOUT),
        )
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                timeout=timeout,
                allow_redirects=False,
                proxy=self._proxy(url),
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    def _proxy(self, url: str) -> str | None:
        """The proxy that the environment names for this address. Looked up once; aiohttp would each time."""
        place = urlsplit(url)
        host = place.netloc
        if host not in self._proxy_of:
            bypassed = proxy_bypass(place.hostname or "")
            self._proxy_of[host] = None if bypassed else self._proxies.get(place.scheme)
        return self._proxy_of[host]

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """The Bot API's answer. Raises TelegramError for what is none, without a word of it."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("the answer is no JSON") from None
        if not isinstance(answer, dict) or not ("result" in answer or "description" in answer):
            raise TelegramError("the answer has no result")
        return answer


def _or(given: ODVInput[float], usual: float) -> float | None:
    return usual if isinstance(given, DefaultValue) else given


def _body(data: RequestData | None) -> aiohttp.FormData | aiohttp.BytesPayload | None:
    """JSON, and a form only where there are files: a form spells a Chinese character with nine."""
    if data is None:
        return None
    if not data.contains_files:
        body = json.dumps(data.parameters, ensure_ascii=False).encode("utf-8", "replace")
        return aiohttp.BytesPayload(body, content_type="application/json")
    # Unquoted, or a Chinese file name arrives as %E6…
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for name, (file_name, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form
