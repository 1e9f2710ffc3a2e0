"""Whoever is told to wait waits as long as told, and a chat that floods is cut off; nobody else notices."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bot.rehearsal import REHEARSAL_TOKEN, BotApi
from bot.rehearsal.bot_api import Call
from bot.telegram.engine import MOST_WAITING
from tests.bot.echoing import echo, echoes
from tests.bot.stage import Stage, played, stage

ANN, BEN = 11, 12


def _texts(there: Stage, chat: int) -> list[str]:
    return [seen.text for seen in there.api.replies(chat)]


def _sends(there: Stage, chat: int) -> list[Call]:
    return [call for call in there.api.log if call.method == "sendMessage" and call.chat == chat]


async def _hears(there: Stage, chat: int, *texts: str) -> None:
    """Say these, and wait until the last one was answered and all is quiet."""
    for text in texts:
        there.api.user_says(chat, text)
    await there.until(lambda: any(each.endswith(f":{texts[-1]}") for each in _texts(there, chat)))
    await there.quiet()


async def _hears_beside(there: Stage, chat: int, *texts: str) -> None:
    """Say these, one after the answer to the other, while another chat may be kept waiting."""
    for text in texts:
        there.api.user_says(chat, text)
        await there.until(lambda text=text: _texts(there, chat)[-1:] == [f"{texts.index(text) + 1}:{text}"])  # type: ignore[misc]  # bound now


def test_a_chat_told_to_wait_three_seconds_is_left_alone_for_three_seconds(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        there.api.script([{"fault": "429:3", "method": "sendMessage", "chat": ANN}])
        there.api.user_says(ANN, "一")
        await there.until(lambda: len(_sends(there, ANN)) == 1)
        there.api.user_says(ANN, "二")
        await _hears_beside(there, BEN, "甲", "乙")  # what succeeds meanwhile does not end the pause
        assert len(_sends(there, ANN)) == 1
        await there.until(lambda: len(_texts(there, ANN)) == 2)
        refused, first, _ = _sends(there, ANN)
        assert first.at - refused.at >= 3.0
        assert _texts(there, ANN) == echoes("一", "二")

    played(play, tmp_path, answers=echo)


def test_a_pause_outlives_a_restart(tmp_path: Path) -> None:
    async def run() -> None:
        api = BotApi(REHEARSAL_TOKEN)
        api.script([{"fault": "429:2", "method": "sendMessage", "chat": ANN}])
        async with stage(tmp_path, api=api, answers=echo) as there:
            api.user_says(ANN, "一")
            await there.until(lambda: there.store.pauses(time.time()) != {})
            await there.leaves()
        async with stage(tmp_path, api=api, answers=echo) as there:
            await there.until(lambda: len(_texts(there, ANN)) == 1)
            refused, sent = _sends(there, ANN)
            assert sent.at - refused.at >= 2.0

    asyncio.run(run())


def test_three_chats_told_to_wait_make_everybody_wait(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        there.api.script([{"fault": "429:1", "method": "sendMessage", "times": 3}])
        for chat in (1, 2, 3):
            there.api.user_says(chat, "一")
        await there.until(lambda: len(there.store.pauses(time.time())) == 4)
        there.api.user_says(BEN, "甲")
        await there.until(lambda: len(_texts(there, BEN)) == 1)
        refused = max(call.at for call in there.api.log if call.outcome == "429:1")
        assert _sends(there, BEN)[0].at - refused >= 1.0

    played(play, tmp_path, answers=echo)


def test_a_flood_is_cut_off_and_told_and_holds_nobody_up(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        there.api.script([{"fault": "429:1", "method": "sendMessage", "chat": ANN}])
        for number in range(1_000):
            there.api.user_says(ANN, f"{number}")
            if number % 100 == 0:
                there.api.user_says(BEN + number, "甲")
        others = [BEN + number for number in range(0, 1_000, 100)]
        await there.until(lambda: all(_texts(there, chat) == echoes("甲") for chat in others))
        assert there.store.depth()["outbox"] <= MOST_WAITING + 2
        await there.until(lambda: not there.api.updates.waiting)
        await there.quiet()
        heard = [text for text in _texts(there, ANN) if "没有读" not in text]
        assert heard[:3] == ["1:0", "2:1", "3:2"]
        assert len(heard) <= 3 * MOST_WAITING
        await there.says("够了", chat=ANN)
        told = [text for text in _texts(there, ANN) if "没有读" in text]
        counts = [int("".join(each for each in text if each.isdigit())) for text in told]
        assert len(heard) + sum(counts) == 1_000

    played(play, tmp_path, answers=echo)
