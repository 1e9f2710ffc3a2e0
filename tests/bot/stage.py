"""A stage for tests: our bot against the rehearsal's Bot API, through the real client, in one event loop."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.channel_store import ChannelStore
from bot.pseudonym import Pseudonyms
from bot.rehearsal import REHEARSAL_TOKEN, BotApi, serve
from bot.rehearsal.chats import Seen
from bot.settings import Settings
from bot.telegram.dialogue import respond
from bot.telegram.service import Opened
from bot.telegram.service import serve as serve_bot
from bot.telegram.turning import Respond
from conversations import Desk, open_desk
from knowledge.pack import DEFAULT_PACK, load_pack

DAY = dt.date(2026, 11, 23)
SECRET = "a-secret-for-tests"
OFFICER = 7001
PERSON = 42


@cache
def desk() -> Desk:
    """The desk of the pack that comes with the program."""
    return open_desk(load_pack(DEFAULT_PACK))


@dataclass(frozen=True)
class Stage:
    """The bot at work. `api`: Telegram as the test plays it; `store`: what the bot keeps."""

    api: BotApi
    store: ChannelStore
    settings: Settings
    stopping: asyncio.Event
    ended: asyncio.Task[int]

    def name(self, chat: int) -> str:
        """The chat's name in the store."""
        return Pseudonyms(SECRET.encode()).name(chat)

    async def says(self, text: str, *, chat: int = PERSON, replies: int = 1, **more: object) -> list[Seen]:
        """Somebody writes; the bot's messages that came of it, at least so many."""
        before = len(self.api.replies(chat))
        self.api.user_says(chat, text, **more)  # type: ignore[arg-type]  # what user_says takes
        return await self.new(before, chat=chat, replies=replies)

    async def presses(
        self, label: str, *, chat: int = PERSON, replies: int = 1, message: Seen | None = None
    ) -> list[Seen]:
        """Somebody presses the newest button with this label; the new messages."""
        found = message or next(
            seen for seen in reversed(self.api.replies(chat)) if any(label in text for text in seen.buttons)
        )
        place = next(number for number, text in enumerate(found.buttons) if label in text)
        before, answered = len(self.api.replies(chat)), self._answered_presses()
        self.api.user_presses(chat, found.id, place)
        await self.until(lambda: self._answered_presses() > answered)
        return await self.new(before, chat=chat, replies=replies)

    def _answered_presses(self) -> int:
        return sum(call.method.lower() == "answercallbackquery" for call in self.api.log)

    async def new(self, before: int, *, chat: int = PERSON, replies: int = 1) -> list[Seen]:
        """The messages after the first `before`, once there are so many and nothing more is to be sent."""
        await self.until(lambda: len(self.api.replies(chat)) >= before + replies)
        await self.quiet()
        return self.api.replies(chat)[before:]

    async def quiet(self) -> None:
        """Until the bot has nothing left to do."""
        async with asyncio.timeout(10):
            while any(self.store.depth()[what] for what in ("events", "outbox")):
                await asyncio.sleep(0.01)

    async def until(self, holds: Callable[[], bool], timeout: float = 10.0) -> None:
        """Until something holds; the bot's end is an end of waiting too."""
        async with asyncio.timeout(timeout):
            while not holds():
                if self.ended.done():
                    raise AssertionError(f"the bot ended: {self.ended}")
                await asyncio.sleep(0.01)

    async def leaves(self) -> int:
        """The bot is told to end; its exit code."""
        self.stopping.set()
        return await asyncio.wait_for(self.ended, 10)


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


def settings_for(data: Path, url: str, **more: object) -> Settings:
    """Settings of a bot on the stage."""
    values: dict[str, object] = {
        "data": data, "telegram_token": REHEARSAL_TOKEN, "telegram_api": url,
        "officers": frozenset({OFFICER}), "secret": SECRET, "fixed_day": DAY,
        "listen": "127.0.0.1:0", **more,
    }  # fmt: skip
    return Settings.model_validate(values)


@asynccontextmanager
async def stage(
    data: Path,
    *,
    api: BotApi | None = None,
    answers: Respond = respond,
    patience: float = 10.0,
    **more: object,
) -> AsyncIterator[Stage]:
    """The bot at work on a data folder; it ends with the block. `patience`: the store's, in seconds."""
    api = api or BotApi(REHEARSAL_TOKEN)
    async with serve(api) as url:
        settings = settings_for(data, url, **more)
        with ChannelStore(data / "fumao.db", patience=patience) as store:
            stopping = asyncio.Event()
            opened = Opened(settings, desk(), store, respond=answers)
            ended = asyncio.create_task(serve_bot(opened, stopping))
            try:
                yield Stage(api, store, settings, stopping, ended)
            finally:
                stopping.set()
                await asyncio.wait([ended], timeout=10)


def played(play: Callable[[Stage], Awaitable[None]], data: Path, **more: object) -> None:
    """Run a play on a stage of its own."""

    async def run() -> None:
        async with stage(data, **more) as there:  # type: ignore[arg-type]  # what stage takes
            await play(there)

    asyncio.run(run())
