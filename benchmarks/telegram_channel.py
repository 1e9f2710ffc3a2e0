"""Replies a second over Telegram's client: ours, durable, beside the stock bot, on the same work in one run.

    python -m benchmarks.telegram_channel [--rounds 3] [--lines 25]

A Bot API of our own (bot/rehearsal) runs in a process of its own; each bot in another. Bots take turns, round
after round, and the medians are shown. Order is kept when every chat gets its echoes in the order of its
lines. The mix is six answers within an assessment to four questions, each chat saying its next line when it
was answered: 20 chats at once, and as many more as the latency of the API keeps waiting. Memory is the bot's
largest resident set.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bot.rehearsal import REHEARSAL_TOKEN
from bot.telegram.arrival import Arrival
from bot.telegram.chat import Chat
from bot.telegram.outcome import Outcome, Room, send

MIX: list[dict[str, Any]] = [
    {"text": "帮我测一下重点培育企业", "replies": 3},
    {"text": "一般领域"},
    {"text": "公示要多久"},
    {"text": "去年服务进出口62万美元", "replies": 1},
    {"text": "有"},
    {"text": "材料要盖章吗"},
    {"text": "有"},
    {"text": "几年考评一次"},
    {"text": "没有"},
    {"text": "评上了奖多少钱"},
]
"""Six answers, four questions; how many messages answer each is found out before the measurement."""


def echo(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    """The same work as the stock echo, through everything that makes ours durable."""
    return Outcome(chat, (send(arrival.text),))


# The bots, each run as `python -m benchmarks.telegram_channel --bot NAME URL` --------------------------


def stock(url: str, *, concurrent: bool) -> None:
    """python-telegram-bot as its examples have it."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    builder = (
        Application.builder().token(REHEARSAL_TOKEN).base_url(f"{url}/bot").concurrent_updates(concurrent)
    )
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.run_polling()


def ours(url: str, *, echoing: bool) -> None:
    """Our bot, on a database of its own."""
    from bot.channel_store import ChannelStore
    from bot.opening import open_desk_at
    from bot.settings import Settings
    from bot.telegram.dialogue import respond
    from bot.telegram.service import Opened, serve, until_told

    async def run(data: Path) -> int:
        values = {
            "data": data,
            "telegram_token": REHEARSAL_TOKEN,
            "telegram_api": url,
            "listen": "127.0.0.1:0",
        }
        settings = Settings.model_validate(values)
        with ChannelStore(data / "fumao.db") as store:
            opened = Opened(settings, desk, store, respond=echo if echoing else respond)
            return await serve(opened, until_told())

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "benchmarks.telegram_channel", "--fill", folder], check=True)
        desk = open_desk_at(Path(folder))
        asyncio.run(run(Path(folder)))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True)


def fill(folder: str) -> None:
    """What the first start of an installation works out and keeps, so that it is not measured."""
    from bot.opening import open_desk_at

    open_desk_at(Path(folder))


BOTS = ("stock, in order", "stock, concurrent", "ours, durable echo", "ours, realistic mix")


def run_bot(name: str, url: str) -> None:
    """One of BOTS, until it is told to end."""
    if name.startswith("stock"):
        stock(url, concurrent=name.endswith("concurrent"))
    else:
        ours(url, echoing=name.endswith("echo"))


# The measurement ---------------------------------------------------------------------------------


@contextmanager
def server(latency: int) -> Iterator[str]:
    """The Bot API in a process of its own; its address."""
    command = [sys.executable, "-m", "bot.rehearsal", "--latency", str(latency)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def call(url: str, path: str, **given: object) -> Any:
    """One of the rehearsal's controls."""
    body = json.dumps(given).encode() if given else None
    with urllib.request.urlopen(urllib.request.Request(f"{url}/rehearsal/{path}", body)) as answer:
        return json.load(answer)


def chats_for(name: str, latency: int) -> int:
    """How many chats talk: 40 where they say all at once, enough where each waits for its answers."""
    return 20 + 2 * latency if name.endswith("mix") else 40


def measured(name: str, latency: int, *, chats: int, lines: int) -> dict[str, Any]:
    """One bot under one load."""
    with server(latency) as url:
        command = [sys.executable, "-m", "benchmarks.telegram_channel", "--bot", name, url]
        bot = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        call(url, "say", chat=999_999, text="公示要多久")  # warm: connections, imports, first answer
        call(url, "messages", chat=999_999, count=1, timeout=60)
        if name.endswith("mix"):
            work: dict[str, Any] = {"texts": counted(url), "closed": True, "repeat": max(lines // 10, 1)}
        else:
            work = {"texts": ["{chat}-{n}"], "repeat": lines, "echo": True}
        call(url, "load", chats=chats, **work)
        report = finished(url)
        bot.terminate()
        printed = bot.communicate(timeout=30)[0].split()
    return {**report, "memory": int(printed[-1]) if printed else None}


def counted(url: str) -> list[dict[str, Any]]:
    """The mix, with the number of messages that answer each line, as one chat finds them."""
    found: list[dict[str, Any]] = []
    chat = 888_888
    for number, line in enumerate([*MIX, *MIX]):
        before = len(_replies(url, chat))
        call(url, "say", chat=chat, text=line["text"])
        call(url, "messages", chat=chat, count=before + 1, timeout=20)
        time.sleep(0.15)
        if number >= len(MIX):  # the second time round, as all later rounds are
            found.append({"text": line["text"], "replies": len(_replies(url, chat)) - before})
    return found


def _replies(url: str, chat: int) -> list[Any]:
    return [each for each in call(url, "messages", chat=chat) if each["by_bot"]]


def finished(url: str) -> dict[str, Any]:
    """The report of a load, once it is done or has stood still for ten seconds."""
    last, since = -1, time.monotonic()
    while True:
        report: dict[str, Any] = call(url, "load")
        if report["done"]:
            return report
        if report["turns"] != last:
            last, since = report["turns"], time.monotonic()
        if time.monotonic() - since > 10:
            return report
        time.sleep(0.2)


def row(name: str, latency: int, reports: list[dict[str, Any]]) -> str:
    """One line of the table: medians over the rounds."""
    rate = median(each["replies_per_second"] for each in reports)
    p99 = median(each["p99"] or 0 for each in reports)
    done = all(each["done"] for each in reports)
    order = "" if reports[0]["order_kept"] is None else all(each["order_kept"] for each in reports)
    memory = median(each["memory"] or 0 for each in reports)
    return f"| {name} | {latency} ms | {rate:,.0f} | {p99:,.0f} ms | {order} | {done} | {memory or '–'} |"


def main() -> None:
    """Measure everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lines", type=int, default=25)
    parser.add_argument("--only", default="")
    parser.add_argument("--latencies", type=int, nargs="*", default=[0, 50], metavar="MS")
    parser.add_argument("--bot", nargs=2, metavar=("NAME", "URL"))
    parser.add_argument("--fill")
    given = parser.parse_args()
    if given.bot:
        run_bot(*given.bot)
    elif given.fill:
        fill(given.fill)
    else:
        print("| bot | latency of the API | replies/s | p99 | order kept | all answered | memory, MB |")
        print("|---|---|---|---|---|---|---|")
        for latency in given.latencies:
            reports: dict[str, list[dict[str, Any]]] = {name: [] for name in BOTS if given.only in name}
            for _ in range(given.rounds):
                for name, found in reports.items():
                    found.append(measured(name, latency, chats=chats_for(name, latency), lines=given.lines))
            for name, found in reports.items():
                print(row(name, latency, found), flush=True)


if __name__ == "__main__":
    main()
