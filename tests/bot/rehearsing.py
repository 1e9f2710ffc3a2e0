"""Tests through the real python-telegram-bot, over HTTP, against a rehearsed Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.error import TelegramError

from bot.rehearsal import REHEARSAL_TOKEN, BotApi, serve

ANN = 11
"""A person, and the private chat with her."""


@asynccontextmanager
async def client(url: str, token: str = REHEARSAL_TOKEN) -> AsyncIterator[Bot]:
    """A bot at a rehearsed Telegram, ready but not introduced (getMe)."""
    bot = Bot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")
    requests = bot.request, bot._request[0]
    for each in requests:
        await each.initialize()
    try:
        yield bot
    finally:
        for each in requests:
            await each.shutdown()


def rehearsed(test: Callable[[BotApi, Bot], Awaitable[None]]) -> Callable[[], None]:
    """A test of a bot and its world, where Ann has already said hello."""

    async def play() -> None:
        api = BotApi()
        async with serve(api) as url, client(url) as bot:
            api.user_says(ANN, "/start")
            await bot.get_updates(offset=-1)
            await test(api, bot)

    def run() -> None:
        asyncio.run(asyncio.wait_for(play(), 30))

    run.__doc__ = test.__doc__
    return run


async def refused(call: Awaitable[object]) -> str:
    """What a call is refused with."""
    try:
        await call
    except TelegramError as error:
        return error.message
    return ""
