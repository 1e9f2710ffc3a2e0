"""The bot as a whole: opens everything, runs until it is told to end or cannot go on, ends in order.

Exit codes: 0 ended as asked, 75 another program polls with the same token, 78 the token is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channel_store import ChannelStore
from bot.pseudonym import Pseudonyms
from bot.secret import secret_of
from bot.settings import Settings
from bot.telegram.arrival import Arrival, Reader
from bot.telegram.backoff import wait_after
from bot.telegram.calls import Calls
from bot.telegram.counters import Counters
from bot.telegram.dialogue import respond
from bot.telegram.engine import Engine
from bot.telegram.menu import show_menu, show_officer_menu
from bot.telegram.outcome import Room
from bot.telegram.papers import Papers
from bot.telegram.polling import WANTED, Polling, RawBot, Raws
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import Sender
from bot.telegram.turning import Respond, Turner
from bot.telegram.webhook import web_app, webhook_secret
from conversations import Desk

_LOG = logging.getLogger("fumao")
_REFUSED = "the token is refused, or FUMAO_TELEGRAM_API is no Bot API"
EXIT_FINE, EXIT_CONFLICT, EXIT_CONFIG = 0, 75, 78
_PATIENCE, _PATIENCE_WITH_STORE = 3.0, 0.3
"""Seconds for the sends that are under way when the end is asked for, then for a store in trouble: out within
five. A service manager kills after ten."""
_STALE = 120.0
"""Seconds without an answer of the Bot API after which the health page turns red."""


@dataclass(frozen=True)
class Opened:
    """What the service runs on. Closing the store is the opener's."""

    settings: Settings
    desk: Desk
    store: ChannelStore
    announce: Callable[[str], None] = lambda text: None
    """Is told when the bot is at work: its name."""
    respond: Respond = respond


def until_told() -> asyncio.Event:
    """An event that Ctrl-C and a request to end set."""
    stopping = asyncio.Event()
    if sys.platform != "win32":  # its event loop takes no handlers; Ctrl-C interrupts there
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


async def serve(opened: Opened, stopping: asyncio.Event) -> int:
    """Run the bot until `stopping` is set or it cannot go on; the exit code."""
    gc.freeze()  # the desk stays for good: the collector need not walk through all of it again and again
    async with client_of(opened.settings) as bot:
        try:
            await _until_set(stopping, patiently(bot.get_me))
        except InvalidToken:
            _LOG.error(_REFUSED)
            return EXIT_CONFIG
        if stopping.is_set():
            return EXIT_FINE
        return await _Service(opened, bot).run(stopping)


@asynccontextmanager
async def client_of(settings: Settings) -> AsyncIterator[RawBot]:
    """The client of the Bot API, its connections open."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    requests = AiohttpRequest(), AiohttpRequest(connections=2)
    bot = RawBot(
        token,
        base_url=f"{settings.telegram_api}/bot",
        base_file_url=f"{settings.telegram_api}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )
    for request in requests:
        await request.initialize()
    try:
        yield bot
    finally:
        for request in requests:
            await request.shutdown()


async def patiently(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call until it succeeds: a network may come late. Raises InvalidToken."""
    failures = 0
    while True:
        try:
            await call()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            failures += 1
            _LOG.warning("the Bot API does not answer: %s", type(error).__name__)
            await asyncio.sleep(wait_after(failures))


async def _until_set(stopping: asyncio.Event, call: Coroutine[Any, Any, None]) -> None:
    """Do it, or leave it when the end is asked for first."""
    work, ended = asyncio.ensure_future(call), asyncio.ensure_future(stopping.wait())
    await asyncio.wait({work, ended}, return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    if stopping.is_set():
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    else:
        await work


class _Service:
    """The parts, joined."""

    def __init__(self, opened: Opened, bot: RawBot) -> None:
        settings = self._settings = opened.settings
        self._opened = opened
        self._bot = bot
        self._secret = secret_of(settings)
        pseudonyms = Pseudonyms(self._secret)
        username = bot.bot.username or ""
        self._reader = Reader(pseudonyms, settings.officers, bot.bot.id, username)
        self._counters = Counters()
        turner = Turner(
            opened.store,
            Room(opened.desk, username, settings.keep_days),
            pseudonyms,
            opened.respond,
        )
        self._engine = Engine(turner, self._counters)
        self._papers = Papers(opened.desk, opened.store)
        self._sender = Sender(
            Calls(bot, self._papers.build), self._engine, pseudonyms.chat_id,
            delivered=lambda chat: self._counters.count("replies"),
        )  # fmt: skip
        self._officers: dict[str, asyncio.Task[None]] = {}
        self._chat_id = pseudonyms.chat_id
        self._engine.hand = self._sender.queue
        self._engine.unsent = self._sender.unsent
        self._engine.say_goodbye = self._sender.say_off_the_record

    async def run(self, stopping: asyncio.Event) -> int:
        """Work until the end is asked for, or a part cannot go on."""
        await self._engine.begin(self._sender.take_pauses)
        web = self._web_server()
        parts = {
            "engine": asyncio.create_task(self._engine.run()),
            "web": asyncio.create_task(web.serve()),
            "updates": asyncio.create_task(self._updates()),
            "menu": asyncio.create_task(show_menu(self._bot, self._settings.officers)),
        }
        ended = asyncio.ensure_future(stopping.wait())
        watched: set[asyncio.Future[Any]] = {
            ended,
            parts["engine"],
            parts["updates"],
            parts["web"],
            self._sender.fatal,
        }
        self._opened.announce(self._bot.bot.username or "")
        _LOG.info("at work as @%s", self._bot.bot.username)
        await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
        try:
            return self._code(parts)
        finally:
            await self._end(parts, web)
            ended.cancel()

    def _code(self, parts: dict[str, asyncio.Task[None]]) -> int:
        """Why it ends, as the exit code; a fault of the program is raised."""
        if self._sender.fatal.done():
            _LOG.error(_REFUSED)
            return EXIT_CONFIG
        for part in parts.values():
            if part.done() and not part.cancelled() and (error := part.exception()) is not None:
                if isinstance(error, Conflict):
                    return EXIT_CONFLICT
                if isinstance(error, InvalidToken):
                    _LOG.error(_REFUSED)
                    return EXIT_CONFIG
                raise error
        return EXIT_FINE

    async def _end(self, parts: dict[str, asyncio.Task[None]], web: uvicorn.Server) -> None:
        """No more updates; what is under way is finished and put on record; then the rest."""
        for name in ("updates", "menu"):
            parts[name].cancel()
        for task in self._officers.values():
            task.cancel()
        await asyncio.gather(
            parts["updates"], parts["menu"], *self._officers.values(), return_exceptions=True
        )
        web.should_exit = True
        dead = parts["engine"].done()  # then nothing can be put on record any more
        await self._sender.stop(0 if dead else _PATIENCE)
        self._engine.stop()
        await asyncio.wait({parts["engine"]}, timeout=_PATIENCE_WITH_STORE)
        parts["engine"].cancel()
        await asyncio.gather(parts["engine"], parts["web"], return_exceptions=True)
        _LOG.info("ended")

    async def _updates(self) -> None:
        if url := self._settings.telegram_webhook:
            secret = webhook_secret(self._secret)
            await patiently(
                lambda: self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(WANTED))
            )
            await asyncio.Event().wait()  # the web server takes them
        else:
            await patiently(self._bot.delete_webhook)
            await Polling(self._bot, self._receive, self._counters.polled).run()

    async def _receive(self, raws: Raws) -> None:
        day = self._settings.today()
        arrivals: list[Arrival] = []
        for raw in raws:
            try:
                arrival = self._reader.read(raw, day)
            except ValueError as error:
                _LOG.error("update %s cannot be read: %s", raw.get("update_id"), error)
                self._counters.count("unreadable")
                continue
            if arrival is not None:
                arrivals.append(arrival)
                self._see(arrival)
        await self._engine.receive(arrivals)
        self._counters.polled()

    def _see(self, arrival: Arrival) -> None:
        """An officer who writes for the first time can be shown a menu only now."""
        if arrival.officer and arrival.chat not in self._officers:
            showing = show_officer_menu(self._bot, self._chat_id(arrival.chat))
            self._officers[arrival.chat] = asyncio.create_task(showing)

    def _web_server(self) -> uvicorn.Server:
        host, _, port = self._settings.listen.rpartition(":")
        app = web_app(
            self._health,
            address=self._settings.telegram_webhook or "",
            secret=webhook_secret(self._secret),
            receive=self._receive if self._settings.telegram_webhook else None,
        )
        config = uvicorn.Config(
            app, host=host.strip("[]"), port=int(port), log_config=None, access_log=False, lifespan="off",
            timeout_graceful_shutdown=1,
        )  # fmt: skip
        return _Quiet(config)

    def _health(self) -> dict[str, object]:
        report = self._counters.report()
        since = report["seconds_since_poll"]
        polls = not self._settings.telegram_webhook
        stale = polls and (not isinstance(since, float) or since > _STALE)
        fine = not report["store_trouble"] and not stale
        return {"ok": fine, "in_hand": self._sender.depth, **report, **self._engine.depth}


class _Quiet(uvicorn.Server):
    """A server that leaves signals to us."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]  # as uvicorn has it
        """Nothing is captured."""
        yield
