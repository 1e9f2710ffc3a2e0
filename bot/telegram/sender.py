"""Send what is in the outbox: in order within a chat, chats beside one another, until Telegram has it.

The next reply of a chat is sent only when it is on record that the one before was delivered, so a kill at
any instruction repeats at most one reply a chat. Sends that pass (the answer to a press) are tried once and
beside the others.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Protocol

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.edge import at_the_edge
from bot.failpoints import reach
from bot.pseudonym import ForeignName
from bot.records import Outgoing
from bot.store_errors import StoreError
from bot.telegram.backoff import Pauses, wait_after
from bot.telegram.calls import Calls
from bot.telegram.outcome import PASSING, Send

_LOG = logging.getLogger("fumao")
_AT_ONCE = 64
"""Requests under way at the most."""
_NO_NUMBER = 0
"""Of a reply that is on no record; the numbers of the outbox begin with 1."""


class _Breakdown(TelegramError):
    """A send failed by no error of Telegram's."""


class Ledger(Protocol):
    """Where deliveries are put on record; each call returns when it is durable."""

    async def delivered(self, number: int, remote: tuple[int, ...]) -> None:
        """A reply is with Telegram, as these messages."""

    async def given_up(self, numbers: list[int], trouble: str) -> None:
        """These replies will never be sent."""

    async def paused(self, pauses: dict[str, float]) -> None:
        """Nothing is to be sent in these scopes until then, in Unix seconds."""

    async def slot(self, chat: str, slot: str) -> tuple[int, ...]:
        """The messages that were sent for a slot."""


class Sender:
    """The outbox at work. Made and used within one event loop."""

    def __init__(
        self, calls: Calls, ledger: Ledger, chat_id: Callable[[str], int],
        *, delivered: Callable[[str], None] = lambda chat: None,
    ) -> None:  # fmt: skip
        """`chat_id`: the chat behind a pseudonym. `delivered` is told after each reply that arrived."""
        self._calls = calls
        self._ledger = ledger
        self._chat_id = chat_id
        self._pauses = Pauses()
        self._delivered = delivered
        self._queues: dict[str, deque[Outgoing]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._stopping = asyncio.Event()
        self.fatal: asyncio.Future[TelegramError] = asyncio.get_running_loop().create_future()
        """Set when nothing can be sent any more: the token is refused."""

    @property
    def depth(self) -> int:
        """Replies in hand that were not delivered yet."""
        return sum(len(queue) for queue in self._queues.values())

    def unsent(self, chat: str) -> int:
        """Replies of a chat in hand that were not delivered yet."""
        return len(self._queues.get(chat, ()))

    def take_pauses(self, kept: Mapping[str, float]) -> None:
        """The pauses of an earlier process (scope → Unix seconds) still hold."""
        ahead = _unix_ahead()
        self._pauses = Pauses({scope: until - ahead for scope, until in kept.items()})

    def queue(self, chat: str, replies: Iterable[Outgoing]) -> None:
        """Send these after whatever is still to be sent in the chat."""
        for reply in replies:
            if reply.payload["do"] in PASSING:
                self._start(self._pass(chat, reply.payload, reply.id))
            elif chat in self._queues:
                self._queues[chat].append(reply)
            else:
                self._queues[chat] = deque([reply])
                self._start(self._work_off(chat))

    def say_off_the_record(self, chat: str, send: Send) -> None:
        """Send what the outbox does not hold, such as the last words after everything was erased."""
        self.queue(chat, (Outgoing(_NO_NUMBER, 0, dict(send)),))

    async def stop(self, patience: float) -> None:
        """Begin nothing new; wait so many seconds for what is under way."""
        self._stopping.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _start(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]  # a coroutine of ours
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, chat: str) -> None:
        """Send the chat's queue, one after the other, then forget the queue."""
        queue = self._queues[chat]
        failures = 0
        while queue and not self._stopping.is_set():
            wait = max(self._pauses.wait(chat, time.monotonic()), wait_after(failures) if failures else 0.0)
            if wait:
                await self._rest(wait)
                if self._stopping.is_set() or self._pauses.wait(chat, time.monotonic()):
                    continue
            if await self._deliver(chat, queue):
                failures = 0
            else:
                failures += 1
        del self._queues[chat]

    async def _rest(self, seconds: float) -> None:
        """Wait, but not longer than until the end."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _deliver(self, chat: str, queue: deque[Outgoing]) -> bool:
        """Send the first of the queue. True when the queue moved on; False: to be tried again."""
        reply = queue[0]
        try:
            remote = await self._carry_out(chat, reply.payload)
        except RetryAfter as error:
            await self._pause(chat, error)
            return True  # the pause decides when, not the failures
        except (Forbidden, ForeignName) as error:
            await self._close(chat, queue, type(error).__name__)
            return True
        except BadRequest as error:
            if "chat not found" in error.message.lower():
                await self._close(chat, queue, "chat not found")
                return True
            trouble = _without_quotes(error.message)
            _LOG.error("reply %d refused: %s", reply.id, trouble)
            await self._ledger.given_up([reply.id], trouble)
        except _Breakdown:  # it would break down again, or it arrived and only the answer is strange
            await self._ledger.given_up([reply.id], "breakdown")
        except InvalidToken as error:
            if not self.fatal.done():
                self.fatal.set_result(error)
            return False
        except (TelegramError, StoreError) as error:
            _LOG.warning("sending failed: %s", type(error).__name__)
            return False
        else:
            reach("delivered")
            await self._ledger.delivered(reply.id, remote)
            self._delivered(chat)
        queue.popleft()
        return True

    async def _carry_out(self, chat: str, send: Send) -> tuple[int, ...]:
        """Make the calls. Raises what calls raise, or _Breakdown: no chat is stuck for a fault of ours."""
        with at_the_edge("a send failed", but=(TelegramError, StoreError, ForeignName)):
            return await self._call(chat, send)
        raise _Breakdown("a fault of the program")

    async def _call(self, chat: str, send: Send) -> tuple[int, ...]:
        async def slot(name: str) -> tuple[int, ...]:
            return await self._ledger.slot(chat, name)

        chat_id = self._chat_id(chat)
        async with self._slots:
            try:
                return await self._calls.carry_out(chat, chat_id, send, slot)
            except ChatMigrated as error:  # a group became a supergroup
                return await self._calls.carry_out(chat, error.new_chat_id, send, slot)

    async def _pause(self, chat: str, error: RetryAfter) -> None:
        asked = error.retry_after
        seconds = asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
        _LOG.warning("asked to pause for %d s", seconds)
        asked_for = self._pauses.asked(chat, seconds, time.monotonic())
        ahead = _unix_ahead()
        await self._ledger.paused({scope: until + ahead for scope, until in asked_for.items()})

    async def _close(self, chat: str, queue: deque[Outgoing], trouble: str) -> None:
        """Nobody can be reached there (blocked, deleted): what waits is given up."""
        numbers = [each.id for each in queue]
        await self._ledger.given_up(numbers, trouble)
        for _ in numbers:
            queue.popleft()

    async def _pass(self, chat: str, send: Send, number: int) -> None:
        """One try, whatever comes of it; at the end of the program none, it stays for the next start."""
        if self._stopping.is_set():
            return
        if not self._pauses.wait(chat, time.monotonic()):
            try:
                await self._carry_out(chat, send)
            except RetryAfter as error:
                await self._pause(chat, error)
            except (TelegramError, ForeignName) as error:
                _LOG.info("passed over: %s", type(error).__name__)
        await self._ledger.delivered(number, ())


def _unix_ahead() -> float:
    """What the machine's clock is ahead of ours by: it may be set at any time, and ours may not."""
    return time.time() - time.monotonic()


def _without_quotes(words: str) -> str:
    """Telegram's reason, short, up to the first quotation: it might quote what a person wrote."""
    return re.split("[\"'`“]", words, maxsplit=1)[0][:100]
