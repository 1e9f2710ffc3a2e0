"""The bot as a process of its own, so that it can be killed: `fumao telegram`, or the same with the toy turn.

python -m tests.bot.bot_process     reads the same environment as `fumao telegram`, answers with `echo`
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bot.channel_store import ChannelStore
from bot.opening import open_desk_at
from bot.rehearsal import REHEARSAL_TOKEN
from bot.settings import load_settings
from bot.telegram.service import Opened, serve, until_told
from tests.bot.echoing import echo
from tests.bot.stage import DAY, OFFICER, SECRET

ROOT = Path(__file__).parents[2]
FUMAO = ("-c", "from bot.cli import main; main()", "telegram")
ECHO = ("-m", "tests.bot.bot_process")


async def begin_bot(
    data: Path,
    url: str,
    what: tuple[str, ...] = FUMAO,
    *,
    failpoint: str = "",
    token: str = REHEARSAL_TOKEN,
    before: Callable[[], None] | None = None,
) -> asyncio.subprocess.Process:
    """Start it. `before`: called in the new process, to limit it. What it logs is at its `stderr`."""
    environ = {
        **os.environ,
        "FUMAO_DATA": str(data),
        "FUMAO_TELEGRAM_TOKEN": token,
        "FUMAO_TELEGRAM_API": url,
        "FUMAO_SECRET": SECRET,
        "FUMAO_OFFICERS": str(OFFICER),
        "FUMAO_TODAY": DAY.isoformat(),
        "FUMAO_LISTEN": "127.0.0.1:0",
        "FUMAO_FAILPOINT": failpoint,
        "PYTHONUTF8": "1",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *what,
        cwd=ROOT,
        env=environ,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=before,
    )


async def _run() -> int:
    settings = load_settings()
    with ChannelStore(settings.data / "fumao.db", patience=1.5) as store:
        desk = open_desk_at(settings.data)
        return await serve(Opened(settings, desk, store, respond=echo), until_told())


if __name__ == "__main__":
    from bot.logs import set_up_logging

    set_up_logging()
    sys.exit(asyncio.run(_run()))
