"""What only the Bot API can tell: is it there, does it take the token, how does it deliver, what time is it.

Asked with python-telegram-bot itself, so that what works here works in the bot; only the clock is asked
without it, since it hides the answer's Date.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import warnings
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from telegram import Bot, User, WebhookInfo
from telegram.error import Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot.doctor import BROKEN, DOUBTFUL, FINE, Line, line
from bot.settings import Settings

PATIENCE = 5.0
"""Seconds for one answer."""
WRONG_CLOCK = 60
"""Seconds from which on a clock is called wrong."""
NO_BOT_API = (KeyError, TypeError, ValueError, AttributeError)
"""What python-telegram-bot raises over JSON that is no answer of a Bot API."""


def network_lines(settings: Settings) -> list[Line]:
    """Everything that takes a network; at most some 15 seconds."""
    logging.disable()  # the lines say it all; python-telegram-bot would add tracebacks
    try:
        with warnings.catch_warnings(action="ignore", category=PTBDeprecationWarning):
            return asyncio.run(_ask(settings))
    finally:
        logging.disable(logging.NOTSET)


async def _ask(settings: Settings) -> list[Line]:
    host = urlsplit(settings.telegram_api).hostname
    try:
        status, date = await _knock(settings.telegram_api)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return [_unreachable(error, host)]
    if status >= 500:
        return [line(BROKEN, "api_trouble", host=host, reason=status)]
    lines = [line(FINE, "api", host=host), clock_line(date, dt.datetime.now(dt.UTC))]
    if settings.telegram_token is None:
        return lines
    try:
        me, webhook = await _introduce(settings, settings.telegram_token.get_secret_value())
    except (TelegramError, *NO_BOT_API) as error:
        return [*lines, _refused(error, host)]
    return [*lines, line(FINE, "token_taken", name=me.username), *webhook_lines(webhook, settings)]


async def _knock(address: str) -> tuple[int, str | None]:
    """Status and Date of whatever answers there. Proxies of the environment count, as for the client."""
    patience = aiohttp.ClientTimeout(total=PATIENCE)
    async with (
        aiohttp.ClientSession(timeout=patience, trust_env=True) as session,
        session.get(f"{address}/", allow_redirects=False) as answer,
    ):
        return answer.status, answer.headers.get("Date")


def _unreachable(error: Exception, host: str | None) -> Line:
    match error:
        case TimeoutError():
            return line(BROKEN, "api_silent", host=host, seconds=int(PATIENCE))
        case aiohttp.ClientSSLError():
            return line(BROKEN, "api_certificate", host=host)
        case aiohttp.ClientConnectorError() | aiohttp.ClientProxyConnectionError():
            return line(BROKEN, "api_unreachable", host=host, reason=error.strerror or type(error).__name__)
    return line(BROKEN, "api_garbage", host=host)


async def _introduce(settings: Settings, token: str) -> tuple[User, WebhookInfo]:
    request = HTTPXRequest(connect_timeout=PATIENCE, read_timeout=PATIENCE, write_timeout=PATIENCE)
    async with request:
        bot = Bot(token, base_url=f"{settings.telegram_api}/bot", request=request)
        return await bot.get_me(), await bot.get_webhook_info()


def _refused(error: Exception, host: str | None) -> Line:
    # An error status whose body is no JSON has the failed parse as its cause.
    unread = isinstance(error.__cause__, TelegramError)
    match error:
        case InvalidToken() | Forbidden() if not unread:
            return line(BROKEN, "token_wrong")
        case RetryAfter():
            return line(DOUBTFUL, "api_busy", host=host)
        case NetworkError() if unread or error.__cause__ is None:
            return line(BROKEN, "api_trouble", host=host, reason=error.message.partition(".")[0])
        case NetworkError():
            return line(BROKEN, "api_cut", host=host)
    return line(BROKEN, "api_garbage", host=host)


def webhook_lines(info: WebhookInfo, settings: Settings) -> Iterator[Line]:
    """Whether Telegram delivers in the way that the settings say, and what went wrong of late."""
    there = info.url.rstrip("/")
    host = urlsplit(there).hostname  # the rest of an address may be what keeps strangers out
    match bool(there), settings.telegram_webhook:
        case False, None:
            yield line(FINE, "polling", count=info.pending_update_count)
        case True, None:
            yield line(DOUBTFUL, "webhook_unwanted", host=host)
        case False, str():
            yield line(DOUBTFUL, "webhook_missing")
        case _ if there != settings.telegram_webhook:
            yield line(DOUBTFUL, "webhook_elsewhere", host=host)
        case _:
            yield line(FINE, "webhook", host=host, count=info.pending_update_count)
    if there and info.last_error_message:
        yield line(DOUBTFUL, "webhook_error", reason=info.last_error_message, when=_china(info))


def _china(info: WebhookInfo) -> str:
    when = info.last_error_date
    return f"{when.astimezone(dt.timezone(dt.timedelta(hours=8))):%Y-%m-%d %H:%M}" if when else "?"


def clock_line(date: str | None, now: dt.datetime) -> Line:
    """Our clock against the answer's Date. A second of it and the way of the answer do not matter here."""
    try:
        theirs = parsedate_to_datetime(date or "")
        seconds = round((now - theirs).total_seconds())
    except (ValueError, TypeError):  # no date, or one without a time zone
        return line(DOUBTFUL, "clock_unknown")
    if abs(seconds) <= WRONG_CLOCK:
        return line(FINE, "clock", seconds=abs(seconds))
    return line(DOUBTFUL, "clock_fast" if seconds > 0 else "clock_slow", seconds=abs(seconds))
