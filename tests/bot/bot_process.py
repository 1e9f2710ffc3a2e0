"""The bot as a process of its own, so that it can be killed: `fumao telegram`, or the same with the toy turn.

`python -m tests.bot.bot_process` reads the same environment as `fumao telegram` and answers with `echo`.
With --lives it loads everything, and for each line at stdin forks a bot like `fumao telegram`: it prints the
number of the process, then how that ended.
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
from bot.settings import Settings, load_settings
from bot.telegram.dialogue import respond
from bot.telegram.service import Opened, serve, until_told
from bot.telegram.turning import Respond
from conversations import Desk
from tests.bot.echoing import echo
from tests.bot.stage import DAY, OFFICER, SECRET

ROOT = Path(__file__).parents[2]
FUMAO = ("-c", "from bot.cli import main; main()", "telegram")
ECHO = ("-m", "tests.bot.bot_process")
LIVES = (*ECHO, "--lives")


def environment(data: Path, url: str) -> dict[str, str]:
    """The settings of a bot on the stage, for a process."""
    return {
        **os.environ,
        "FUMAO_DATA": str(data),
        "FUMAO_TELEGRAM_TOKEN": REHEARSAL_TOKEN,
        "FUMAO_TELEGRAM_API": url,
        "FUMAO_SECRET": SECRET,
        "FUMAO_OFFICERS": str(OFFICER),
        "FUMAO_TODAY": DAY.isoformat(),
        "FUMAO_LISTEN": "127.0.0.1:0",
        "PYTHONUTF8": "1",
    }


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
    environ = {**environment(data, url), "FUMAO_FAILPOINT": failpoint, "FUMAO_TELEGRAM_TOKEN": token}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *what,
        cwd=ROOT,
        env=environ,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=before,
    )


async def _run(settings: Settings, desk: Desk, answers: Respond) -> int:
    with ChannelStore(settings.data / "fumao.db", patience=1.5) as store:
        return await serve(Opened(settings, desk, store, respond=answers), until_told())


def _live_again_and_again(settings: Settings, desk: Desk) -> None:
    for _ in sys.stdin:
        process = os.fork()
        if not process:
            code = 1
            try:
                code = asyncio.run(_run(settings, desk, respond))
            finally:
                os._exit(code)
        print(process, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


if __name__ == "__main__":
    from bot.logs import set_up_logging

    set_up_logging()
    given = load_settings()
    opened = open_desk_at(given.data)
    if "--lives" in sys.argv:
        _live_again_and_again(given, opened)
    else:
        sys.exit(asyncio.run(_run(given, opened, echo)))
