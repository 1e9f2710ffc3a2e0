"""Kill the bot at random under load, again and again, and count what was lost, doubled or out of order.

    python -m tests.fault_report [--kills 200] [--chats 30] [--seed 1]

The bot runs in a process of its own (forked each time from one that has loaded everything, so that lives hold
little but work) against a rehearsed Telegram in this one, where people write and press buttons all the time.
SIGKILL comes at a random moment: one time in five while the bot starts, else within half a second of a reply.
At the end the bot is left alone until it has nothing to do. Then

- every message and press must be in the store's log, in its order, done and not parked;
- the state of every chat must be what the log gives when it is replayed through `respond`;
- every reply of the outbox must have arrived, in its order; what arrived again is counted, chat by chat and
  kill by kill.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.channel_store import ChannelStore
from bot.pseudonym import Pseudonyms
from bot.records import Event
from bot.rehearsal import REHEARSAL_TOKEN, BotApi, serve
from bot.rehearsal.people import BOT_NAME
from bot.telegram.arrival import arrival_of
from bot.telegram.chat import Chat, chat_to_json
from bot.telegram.dialogue import respond
from bot.telegram.outcome import Room
from tests.bot.bot_process import LIVES, ROOT, environment
from tests.bot.stage import SECRET, desk

LINES = (
    "帮我测一下重点培育企业", "一般领域", "公示要多久", "去年服务进出口62万美元", "有", "材料要盖章吗",
    "没有", "几年考评一次", "材料清单", "评上了奖多少钱", "查看答案", "重新开始", "测一下特色服务出口基地",
    "园区", "造假会怎么样", "不清楚", "今天天气怎么样", "/clause 5.4.4", "/timeline", "谢谢",
)  # fmt: skip
PRESSES = 0.25
"""Share of what people do that is a press on the newest keyboard."""
A_SECOND = 0.4
"""What one person does in a second: little, so that a bot that keeps dying is not flooded."""
EARLY, LATEST = 0.2, 0.5
"""Share of the kills that come during the start; seconds after a reply within which the others come."""


@dataclass
class Found:
    """What a run found, in the making."""

    kills: int = 0
    said: int = 0
    pressed: int = 0
    replies: int = 0
    lost: int = 0
    parked: int = 0
    states_wrong: int = 0
    out_of_order: int = 0
    undelivered: int = 0
    seconds: float = 0.0
    sound: bool = True
    doubled: Counter[tuple[int, int]] = field(default_factory=Counter)
    """Life of the program and chat → replies that came again."""

    @property
    def kept_its_promises(self) -> bool:
        """Nothing lost or wrong, and at most one reply a chat and kill came twice."""
        wrong = self.lost + self.parked + self.states_wrong + self.out_of_order + self.undelivered
        return self.sound and not wrong and max(self.doubled.values(), default=0) <= 1

    def lines(self) -> list[str]:
        """For people."""
        worst, after = max(self.doubled.values(), default=0), len({life for life, _ in self.doubled})
        return [
            f"{self.kills} kills in {self.seconds:.0f} s",
            f"{self.said} messages and {self.pressed} presses, {self.replies} replies",
            f"lost {self.lost}, parked {self.parked}, replies that never arrived {self.undelivered}",
            f"states that a replay does not give {self.states_wrong}, out of order {self.out_of_order}",
            f"came twice {self.doubled.total()}, after {after} of the kills, at most {worst} a chat and kill",
            f"database {'sound' if self.sound else 'BROKEN'}",
        ]


def replay(name: str, events: tuple[Event, ...], room: Room, nonce: str) -> dict[str, object]:
    """The state of a chat from its log alone."""
    chat = Chat()
    for event in events:
        chat = respond(chat, arrival_of(name, event.payload), nonce, room).chat
    return chat_to_json(chat)


class Run:
    """A run in the making: the people, the kills, the reckoning."""

    def __init__(self, data: Path, *, kills: int, chats: int, seed: int) -> None:
        self.found = Found()
        self._data = data
        self._kills = kills
        self._people = range(1_001, 1_001 + chats)
        self._chance = random.Random(seed)
        self._api = BotApi(REHEARSAL_TOKEN)
        self._done: dict[int, list[str]] = {chat: [] for chat in self._people}

    async def play(self) -> Found:
        """Everything."""
        begun = time.monotonic()
        async with serve(self._api) as url, _lives(self._data, url) as self._bot:
            people = [asyncio.create_task(self._talk(chat)) for chat in self._people]
            for _ in range(self._kills):
                await self._live_and_die()
            for each in people:
                each.cancel()
            await asyncio.gather(*people, return_exceptions=True)
            await self._finish()
        self.found.seconds = time.monotonic() - begun
        self._reckon()
        return self.found

    async def _talk(self, chat: int) -> None:
        """One person, without end."""
        turn = self._chance.randrange(len(LINES))
        while True:
            await asyncio.sleep(self._chance.uniform(0, 2 / A_SECOND))
            message = next((seen for seen in reversed(self._api.replies(chat)) if seen.buttons), None)
            if message is not None and self._chance.random() < PRESSES:
                place = self._chance.randrange(len(message.buttons))
                self._api.user_presses(chat, message.id, place)
                buttons = [button for row in message.keyboard for button in row]
                self._done[chat].append(buttons[place]["callback_data"])
                self.found.pressed += 1
                continue
            text = LINES[turn % len(LINES)]
            turn += 1
            self._api.user_says(chat, text)
            self._done[chat].append(text)
            self.found.said += 1

    async def _live_and_die(self) -> None:
        """One life of the program."""
        process = await self._begin()
        if self._chance.random() < EARLY:
            await asyncio.sleep(self._chance.uniform(0, LATEST))
        else:
            before = self._sent()
            await self._api.until(lambda: self._sent() > before, 60)
            await asyncio.sleep(self._chance.uniform(0, LATEST))
        os.kill(process, signal.SIGKILL)
        assert await self._told() == -signal.SIGKILL, "the bot ended of itself"
        self.found.kills += 1

    async def _begin(self) -> int:
        """A new life; its process."""
        assert self._bot.stdin is not None
        self._bot.stdin.write(b"\n")
        return await self._told()

    async def _told(self) -> int:
        assert self._bot.stdout is not None
        return int(await self._bot.stdout.readline())

    def _sent(self) -> int:
        return sum(chat.sent for chat in self._api.chats.values())

    async def _finish(self) -> None:
        """A last life, until nothing is left to do."""
        process = await self._begin()
        await self._api.until(lambda: not self._api.updates.waiting, 120)
        seen = -1
        while seen != self._sent():
            seen = self._sent()
            await asyncio.sleep(2)
        os.kill(process, signal.SIGTERM)
        assert await self._told() == 0

    def _reckon(self) -> None:
        pseudonyms = Pseudonyms(SECRET.encode())
        room = Room(desk(), BOT_NAME, 180)
        with ChannelStore(self._data / "fumao.db") as store:
            self.found.sound = store._rows("pragma integrity_check") == [("ok",)]
            for chat in self._people:
                name = pseudonyms.name(chat)
                events = store.events(name)
                self._reckon_events(chat, events)
                version, state = store.read(name)
                same = state == replay(name, events, room, pseudonyms.nonce(name))
                self.found.states_wrong += not (same and version == len(events))
                rows = store._rows("select payload, sent from outbox where chat = ? order by id", name)
                self._reckon_replies(chat, rows)

    def _reckon_events(self, chat: int, events: tuple[Event, ...]) -> None:
        self.found.parked += sum(event.version == -1 for event in events)
        done = [str(event.payload["text"]) for event in events if event.version is not None]
        if done != self._done[chat]:
            self.found.lost += max(len(self._done[chat]) - len(done), 1)

    def _reckon_replies(self, chat: int, rows: list[tuple[Any, ...]]) -> None:
        """Walk what arrived along what was to be sent."""
        self.found.undelivered += sum(sent != 1 for _, sent in rows)
        payloads = [json.loads(payload) for payload, _ in rows]
        wanted = [str(each["text"]) for each in payloads if each["do"] == "send"]
        place = life = 0
        for call in self._api.log:
            life += call.method == "getMe"  # what was under way at a kill is in the log before the next life
            if call.chat != chat or call.method != "sendMessage":
                continue
            text = str(call.params["text"])
            if place < len(wanted) and text == wanted[place]:
                place += 1
            elif place and text == wanted[place - 1]:
                self.found.doubled[life, chat] += 1
            else:
                self.found.out_of_order += 1
        self.found.replies += len(wanted)
        self.found.undelivered += len(wanted) - place


@asynccontextmanager
async def _lives(data: Path, url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """What begins the bot anew at each line it is sent."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *LIVES,
        cwd=ROOT,
        env=environment(data, url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


def run(*, kills: int, chats: int, seed: int) -> Found:
    """A run on a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(Run(Path(folder), kills=kills, chats=chats, seed=seed).play())


def main() -> None:
    """Run and tell; the exit code says whether all promises were kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.fault_report", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--chats", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = run(kills=given.kills, chats=given.chats, seed=given.seed)
    print("\n".join(found.lines()))
    raise SystemExit(0 if found.kept_its_promises else 1)


if __name__ == "__main__":
    main()
