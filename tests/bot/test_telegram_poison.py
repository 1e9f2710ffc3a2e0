"""One bad update, one deadly event, one clock that jumps: each costs itself and nothing else."""

from __future__ import annotations

import asyncio
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from bot.channel_store import MOST_TRIES, ChannelStore
from bot.rehearsal import REHEARSAL_TOKEN, BotApi
from bot.telegram.arrival import Arrival
from bot.telegram.chat import Chat
from bot.telegram.outcome import Outcome, Room
from tests.bot.echoing import echo, echoes
from tests.bot.stage import Stage, played, stage

ANN, BEN = 11, 12


def _texts(api: BotApi, chat: int) -> list[str]:
    return [seen.text for seen in api.replies(chat)]


def _once(texts: list[str]) -> list[str]:
    """Without what was sent again after a death in the middle of sending it."""
    return [text for text, _ in groupby(texts)]


WHERE = {"id": ANN, "type": "private"}
BROKEN: list[dict[str, Any]] = [
    {"message": None},
    {"message": {"chat": WHERE}},
    {"message": {"chat": {"id": "11", "type": "private"}, "message_id": 1, "text": "x"}},
    {"message": {"chat": {"id": 2**70, "type": "private"}, "message_id": 1, "text": "x"}},
    {"message": {"chat": WHERE, "message_id": None, "text": "x"}},
    {"message": {"chat": {**WHERE, "type": ["private"]}, "message_id": 1.5, "text": "x"}},
    {"message": {"chat": WHERE, "message_id": 1, "text": "x", "from": []}},
    {"message": {"chat": WHERE, "message_id": 1, "text": "x", "reply_to_message": "y"}},
    {"edited_message": []},
    {"callback_query": {"id": "1", "data": "x", "message": {}}},
    {"callback_query": {"id": "1", "from": {}, "message": {"chat": WHERE, "message_id": 1}, "data": {}}},
    {"inline_query": {"from": {"id": True}, "query": "x", "id": "1"}},
    {"inline_query": {}},
    {"poll": {"nobody": "asked for it"}},
    {},
]


def test_updates_of_broken_shapes_are_passed_over_and_the_rest_is_answered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def play(there: Stage) -> None:
        for broken in BROKEN:
            there.api.push_raw(dict(broken))
        there.api.user_says(BEN, "甲")
        await there.until(lambda: _texts(there.api, BEN) == echoes("甲"))
        await there.until(lambda: not there.api.updates.waiting)
        assert sum("cannot be read" in record.getMessage() for record in caplog.records) >= 10

    played(play, tmp_path, answers=echo)


class Deadly(BaseException):
    """Ends the program, as a kill would."""


def _deadly(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    if arrival.text == "毒":
        raise Deadly
    return echo(chat, arrival, nonce, room)


def test_an_event_that_ends_the_program_each_time_is_parked_and_the_rest_flows(tmp_path: Path) -> None:
    api = BotApi(REHEARSAL_TOKEN)

    async def start() -> bool:
        """One life of the program; whether it lived until all was done."""
        async with stage(tmp_path, api=api, answers=_deadly) as there:
            async with asyncio.timeout(10):
                while not there.ended.done():
                    depth = there.store.depth()
                    if not (depth["events"] or depth["outbox"] or api.updates.waiting) and depth["parked"]:
                        return True
                    await asyncio.sleep(0.01)
            with pytest.raises(Deadly):
                there.ended.result()
        return False

    for chat, text in ((ANN, "一"), (BEN, "甲"), (ANN, "毒"), (ANN, "二"), (BEN, "乙")):
        api.user_says(chat, text)
    lives = 0
    while not asyncio.run(start()):
        lives += 1
    assert lives == MOST_TRIES + 1
    assert _once(_texts(api, ANN)) == echoes("一", "二")
    assert _once(_texts(api, BEN)) == echoes("甲", "乙")
    with ChannelStore(tmp_path / "fumao.db") as store:
        assert store.depth() == {"events": 0, "parked": 1, "outbox": 0, "given_up": 0}


# The clock --------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [365 * 86_400, -3_600])
def test_a_clock_that_jumps_erases_nothing_and_changes_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    monkeypatch.setattr("bot.telegram.engine._CHORES_EVERY", 0.01)

    async def run() -> None:
        api = BotApi(REHEARSAL_TOKEN)
        async with stage(tmp_path, api=api, answers=echo, keep_days=2) as there:
            api.user_says(ANN, "一")
            await there.until(lambda: _texts(api, ANN) == echoes("一"))
            await there.quiet()
            await there.leaves()
            there.store._db.execute(
                "update clock set seen = seen - ?", (jump,)
            )  # as if the machine's had jumped
        async with stage(tmp_path, api=api, answers=echo, keep_days=2) as there:
            for text in ("二", "三"):
                api.user_says(ANN, text)
            await there.until(lambda: _texts(api, ANN) == echoes("一", "二", "三"))
            await asyncio.sleep(0.05)  # some rounds of the chores
            said = [event.payload["text"] for event in there.store.events(there.name(ANN))]
            assert said == ["一", "二", "三"]

    asyncio.run(run())
