"""python -m bot.rehearsal: the rehearsal as a process of its own, until it is ended."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from bot.rehearsal import REHEARSAL_TOKEN, BotApi, serve


async def _run(port: int, latency: float, token: str) -> None:
    ended = asyncio.Event()
    if sys.platform != "win32":
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, ended.set)
    async with serve(BotApi(token, latency=latency / 1000), port=port) as url:
        print(url, flush=True)
        await ended.wait()


def main() -> None:
    """Read the options and serve."""
    options = argparse.ArgumentParser(prog="python -m bot.rehearsal", description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--latency", type=float, default=0.0, metavar="MS")
    options.add_argument("--token", default=REHEARSAL_TOKEN)
    given = options.parse_args()
    asyncio.run(_run(given.port, given.latency, given.token))


if __name__ == "__main__":
    main()
