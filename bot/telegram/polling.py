"""Ask the Bot API for updates, and confirm them only when they are kept.

The offset that confirms a batch is sent with the very next request and then dropped, so that it is never held
against later updates: after an idle week Telegram may number on from anywhere. A batch that could not be kept
is not confirmed and comes again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.store_errors import StoreError
from bot.telegram.backoff import wait_after

_LOG = logging.getLogger("fumao")
WANTED = ("message", "edited_message", "callback_query", "inline_query")
_LONG_POLL = 30
_CONFLICT_PATIENCE = 3.0
"""Seconds before asking again after a conflict: the poll of a process just ended may still hang there."""
_CONFLICTS_COUNT_FOR = 10 * _CONFLICT_PATIENCE
"""Two conflicts within so many seconds are too many, even if updates came in between: two programs that poll
by turns each get some. They throw each other out by turns too, so exactly one is the first with two."""

Raws = Sequence[dict[str, Any]]
Receive = Callable[[Raws], Awaitable[None]]


class RawBot(Bot):
    """The client, which also hands out updates as they came: one that is broken must not hide the rest."""

    async def raw_updates(self, offset: int | None, timeout: int) -> Raws:
        """The updates that are waiting, as dicts. `offset` confirms all before it; None confirms nothing."""
        data = {"offset": offset, "timeout": timeout, "allowed_updates": list(WANTED)}
        found = await self._post("getUpdates", data, read_timeout=timeout + 10)
        updates = [each for each in found if _is_numbered(each)] if isinstance(found, list) else []
        if found != [] and not updates:
            raise TelegramError("the answer holds no updates")  # nothing to confirm: do not ask again at once
        return updates

    async def raw_send(self, data: dict[str, Any]) -> int:
        """sendMessage of plain values; the id of the message. The client would take the message that comes
        back apart into objects, which costs more than sending it."""
        sent = await self._post("sendMessage", data)
        if not isinstance(sent, dict) or not isinstance(sent.get("message_id"), int):
            raise TelegramError("the answer holds no message")
        return int(sent["message_id"])


class Polling:
    """Polls until it is cancelled or cannot go on."""

    def __init__(self, bot: RawBot, receive: Receive, answered: Callable[[], None] = lambda: None) -> None:
        """`receive` keeps a batch or raises StoreError. `answered` is told of each answer of the Bot API."""
        self._bot = bot
        self._receive = receive
        self._answered = answered
        self._clashed: float | None = None

    async def run(self) -> None:
        """Raises InvalidToken, or Conflict when another program keeps polling with the same token."""
        offset: int | None = None
        failures = 0
        while True:
            try:
                updates = await self._bot.raw_updates(offset, _LONG_POLL)
                self._answered()
                offset = None
                if updates:
                    await self._receive(updates)
                    offset = max(each["update_id"] for each in updates) + 1
                failures = 0
            except InvalidToken:
                raise
            except Conflict:
                await self._clash()
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except (TelegramError, KeyError) as error:
                failures += 1
                _LOG.warning("polling failed: %s", type(error).__name__)
                await asyncio.sleep(wait_after(failures))
            except StoreError as error:
                failures += 1
                _LOG.error("updates not kept, so not confirmed: %s", type(error).__name__)
                await asyncio.sleep(wait_after(failures))

    async def _clash(self) -> None:
        before, self._clashed = self._clashed, time.monotonic()
        _LOG.error("another program polls with the same token")
        if before is not None and self._clashed - before < _CONFLICTS_COUNT_FOR:
            raise Conflict("another program polls with the same token")
        await asyncio.sleep(_CONFLICT_PATIENCE)


def _is_numbered(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)


def _seconds(error: RetryAfter) -> float:
    asked = error.retry_after
    return float(asked) if isinstance(asked, int) else asked.total_seconds()
