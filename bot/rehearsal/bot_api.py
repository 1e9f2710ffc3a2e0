"""The whole state of a rehearsed Telegram: users, chats, files, updates, what the bot called.

The bot reaches it through `methods`; people and tests through `People` (what they do) and what is
seen here.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from bot.rehearsal.chats import Chat, Json, Kept, Seen
from bot.rehearsal.faults import Faults, Rule
from bot.rehearsal.people import People
from bot.rehearsal.traffic import Traffic
from bot.rehearsal.webhook import Webhook

REHEARSAL_TOKEN = "100000001:rehearsal-token-that-is-no-secret-0"
"""Of the form of a token, and known to everybody: it opens nothing but a rehearsal."""

KEPT_CALLS = 150_000


class Call(NamedTuple):
    """One call of the bot and what came of it; `outcome` is "ok", a description or a fault."""

    number: int
    at: float
    method: str
    chat: int | None
    params: Mapping[str, Any]
    outcome: str


class Toast(NamedTuple):
    """What a person briefly sees after pressing a button."""

    chat: int
    query: str
    text: str
    alert: bool


class BotApi(People):
    """One bot and its world. `latency` (seconds) delays every answer to the bot."""

    def __init__(self, token: str = REHEARSAL_TOKEN, *, latency: float = 0.0) -> None:
        super().__init__(bot_id=int(token.partition(":")[0]))
        self.token = token
        self.latency = latency
        self.faults = Faults()
        self.webhook = Webhook(self.updates)
        self.traffic: Traffic | None = None
        self.log: deque[Call] = deque(maxlen=KEPT_CALLS)
        self.calls = 0
        self.toasts: list[Toast] = []
        self.commands: dict[str, list[Json]] = {}
        self.descriptions: dict[str, str] = {}
        self.version = 0
        self._watchers: list[asyncio.Future[None]] = []

    def script(self, rules: Iterable[Rule | Mapping[str, Any]]) -> None:
        """Replace the faults to come. Raises ValueError for a rule that is none."""
        self.faults = Faults(rules)

    def record(self, method: str, chat: int | None, params: Mapping[str, Any], outcome: str) -> None:
        """Write a call into the log."""
        self.calls += 1
        self.log.append(Call(self.calls, time.time(), method, chat, params, outcome))

    def sent(self, chat: Chat, kept: Kept) -> None:
        """The bot's message has arrived: who waits for it is told."""
        if self.traffic is not None:
            self.traffic.arrived(chat.id, kept.text)
        self.changed()

    def show_toast(self, chat: int, query: str, text: str, *, alert: bool) -> None:
        """Show a person what a pressed button is answered with."""
        self.toasts.append(Toast(chat, query, text, alert))

    def messages(self, chat: int) -> list[Seen]:
        """All messages of a chat as they look now, the oldest first."""
        found = self.chats.get(chat)
        return [kept.seen() for kept in found.messages.values()] if found else []

    def replies(self, chat: int) -> list[Seen]:
        """The bot's messages of a chat."""
        return [seen for seen in self.messages(chat) if seen.by_bot]

    async def wait_for(self, chat: int, count: int = 1, timeout: float = 5.0) -> list[Seen]:
        """The bot's messages of a chat, once it has sent `count` in all. Raises TimeoutError."""
        await self.until(lambda: chat in self.chats and self.chats[chat].sent >= count, timeout)
        return self.replies(chat)

    async def until(self, holds: Callable[[], bool], timeout: float = 5.0) -> None:
        """Return as soon as something holds of this world. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not holds():
                await self.change()

    async def change(self) -> None:
        """Return when anything has changed."""
        watcher = asyncio.get_running_loop().create_future()
        self._watchers.append(watcher)
        await watcher

    def changed(self) -> None:
        """Tell those who watch."""
        self.version += 1
        if self._watchers:
            watchers, self._watchers = self._watchers, []
            for watcher in watchers:
                if not watcher.done():
                    watcher.set_result(None)

    async def close(self) -> None:
        """Stop what runs beside the calls."""
        await self.webhook.remove()
        self.changed()
