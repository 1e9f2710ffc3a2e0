"""`fumao telegram`: the bot against Telegram, or with --rehearse against a Bot API of our own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from bot.channel_store import ChannelStore
from bot.opening import open_desk_at
from bot.settings import Settings
from bot.telegram.service import Opened, serve, until_told
from conversations.phrase_file import read_phrases

Tell = Callable[[str], None]
_PATIENCE = 1.5
"""Seconds to wait for another program's lock. The engine tries again for ever, and must be able to end."""


def run_bot(settings: Settings, pack: Path | None, *, rehearse: bool, tell: Tell) -> int:
    """Run until the end is asked for; the exit code. Raises SettingsError, KnowledgeError, StoreError."""
    return asyncio.run(_rehearse(settings, pack, tell) if rehearse else _run(settings, pack, tell))


async def _run(settings: Settings, pack: Path | None, tell: Tell) -> int:
    say = read_phrases("cli")
    return await _serve(settings, pack, lambda username: tell(say["bot_ready"].format(username=username)))


async def _rehearse(settings: Settings, pack: Path | None, tell: Tell) -> int:
    """The same bot; what it keeps lies in a folder of its own."""
    from bot.rehearsal import REHEARSAL_TOKEN, BotApi
    from bot.rehearsal import serve as serve_rehearsal

    say = read_phrases("cli")
    async with serve_rehearsal(BotApi(REHEARSAL_TOKEN)) as url:
        stage = settings.model_copy(
            update={
                "data": settings.data / "rehearsal",
                "telegram_api": url,
                "telegram_token": SecretStr(REHEARSAL_TOKEN),
                "telegram_webhook": None,
            }
        )
        return await _serve(stage, pack, lambda _: tell(say["rehearsal_ready"].format(url=url)))


async def _serve(settings: Settings, pack: Path | None, announce: Callable[[str], None]) -> int:
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    desk = open_desk_at(settings.data, pack)
    with ChannelStore(settings.data / "fumao.db", patience=_PATIENCE) as store:
        return await serve(Opened(settings, desk, store, announce), until_told())
