"""Faults by script: every way in which a call can go wrong, seen by the real client."""

from __future__ import annotations

import asyncio
import time

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.rehearsal import BotApi, Rule
from tests.bot.rehearsing import ANN, rehearsed

in_seconds = pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
"""The client warns of a change to come whenever it is told to wait."""


@in_seconds
@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("429:3", RetryAfter, "Retry in (?:3 seconds|0:00:03)"),
        ("500", TelegramError, "Internal Server Error"),
        ("502", NetworkError, "Bad Gateway"),
        ("400:message is too strange", BadRequest, "Message is too strange"),
        ("401", InvalidToken, "Unauthorized"),
        ("403", Forbidden, "bot was blocked by the user"),
        ("404", InvalidToken, "Not Found"),
        ("409", Conflict, "terminated by other getUpdates"),
    ],
)
def test_a_refusal_by_script_changes_nothing(fault: str, error: type[TelegramError], words: str) -> None:
    @rehearsed
    async def play(api: BotApi, bot: Bot) -> None:
        api.script([Rule(method="sendMessage", fault=fault)])
        with pytest.raises(error, match=words):
            await bot.send_message(ANN, "x")
        assert api.replies(ANN) == []
        await bot.send_message(ANN, "y")
        assert [(call.method, call.outcome) for call in api.log][-2:] == [
            ("sendMessage", fault),
            ("sendMessage", "ok"),
        ]

    play()


@in_seconds
@rehearsed
async def test_429_says_how_long_to_wait(api: BotApi, bot: Bot) -> None:
    api.script([{"fault": "429:7", "method": "sendMessage"}])
    with pytest.raises(RetryAfter) as told:
        await bot.send_message(ANN, "x")
    assert told.value._retry_after.total_seconds() == 7


@rehearsed
async def test_a_connection_dropped_before_loses_the_message_and_one_dropped_after_only_the_answer(
    api: BotApi, bot: Bot
) -> None:
    api.script(
        [Rule(method="sendMessage", fault="drop_before"), Rule(method="sendMessage", fault="drop_after")]
    )
    with pytest.raises(NetworkError):
        await bot.send_message(ANN, "前")
    assert api.replies(ANN) == []
    api.script([Rule(method="sendMessage", fault="drop_after")])
    with pytest.raises(NetworkError):
        await bot.send_message(ANN, "后")
    assert [seen.text for seen in api.replies(ANN)] == ["后"]


@rehearsed
async def test_half_an_answer_is_no_answer_but_the_message_is_there(api: BotApi, bot: Bot) -> None:
    api.script([Rule(method="sendMessage", fault="garbage")])
    with pytest.raises(TelegramError):
        await bot.send_message(ANN, "x")
    assert len(api.replies(ANN)) == 1


@rehearsed
async def test_a_call_that_hangs_times_out_while_others_go_on(api: BotApi, bot: Bot) -> None:
    api.user_says(12, "/start")
    api.script([Rule(method="sendMessage", chat=ANN, fault="hang:1")])
    hanging = asyncio.create_task(bot.send_message(ANN, "x", read_timeout=0.5))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(bot.send_message(12, "y"), 1)
    with pytest.raises(TimedOut):
        await hanging
    await asyncio.sleep(0.8)
    assert api.replies(ANN) == []


@rehearsed
async def test_slow_answers_and_latency_only_take_time(api: BotApi, bot: Bot) -> None:
    api.script([Rule(method="sendMessage", fault="slow:200")])
    begun = time.perf_counter()
    await bot.send_message(ANN, "x")
    assert time.perf_counter() - begun >= 0.2
    api.latency = 0.15
    begun = time.perf_counter()
    await bot.send_message(ANN, "y")
    assert time.perf_counter() - begun >= 0.15


@rehearsed
async def test_rules_choose_by_method_chat_and_count(api: BotApi, bot: Bot) -> None:
    api.user_says(12, "/start")
    api.script([Rule(method="sendMessage", chat=12, after=1, times=2, fault="500")])
    went = []
    for chat in (ANN, 12, 12, 12, 12, ANN):
        try:
            await bot.send_message(chat, "x")
            went.append(True)
        except TelegramError:
            went.append(False)
    assert went == [True, True, False, False, True, True]
    api.script([Rule(times=None, fault="500")])
    for _ in range(3):
        with pytest.raises(TelegramError):
            await bot.get_me()
    api.script([])
    await bot.get_me()


def test_a_fault_that_there_is_not_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="no such fault"):
        Rule(fault="earthquake")
