"""How the bot ends: clearly where it cannot go on, within seconds and without loss when it is told to."""

from __future__ import annotations

import asyncio
import resource
import shutil
import signal
import time
from itertools import groupby
from pathlib import Path

import pytest

from bot.opening import open_desk_at
from bot.rehearsal import REHEARSAL_TOKEN, BotApi, serve
from bot.telegram.service import EXIT_CONFIG, EXIT_CONFLICT, EXIT_FINE
from tests.bot.bot_process import ECHO, begin_bot
from tests.bot.echoing import echo, echoes
from tests.bot.stage import stage

ANN, BEN = 11, 12
CROWD = range(100, 140)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which only the cache of tokens is filled, so that starts are quick."""
    folder = tmp_path_factory.mktemp("cache")
    open_desk_at(folder)
    return folder


def _texts(api: BotApi, chat: int) -> list[str]:
    return [seen.text for seen in api.replies(chat)]


def _once(texts: list[str]) -> list[str]:
    """Without what was sent again after a death in the middle of sending it."""
    return [text for text, _ in groupby(texts)]


def _calls(api: BotApi, *methods: str) -> int:
    return sum(call.method in methods for call in api.log)


# It cannot go on --------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["100000001:another-token-that-is-of-the-form-of-one", "1:short"])
def test_a_wrong_token_is_the_end_and_not_a_loop(
    tmp_path: Path, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with stage(tmp_path, telegram_token=token) as there:
            assert await asyncio.wait_for(there.ended, 5) == EXIT_CONFIG
        assert len([each for each in caplog.records if "refused" in each.getMessage()]) == 1
        assert token not in caplog.text

    asyncio.run(run())


@pytest.mark.parametrize("method", ["sendMessage", "getUpdates"])
def test_a_token_that_is_withdrawn_is_the_end_too(tmp_path: Path, method: str) -> None:
    async def run() -> None:
        async with stage(tmp_path, answers=echo) as there:
            there.api.user_says(ANN, "一")
            await there.until(lambda: _texts(there.api, ANN) == echoes("一"))
            there.api.script([{"fault": "401", "method": method, "times": None}])
            there.api.user_says(ANN, "二")
            assert await asyncio.wait_for(there.ended, 5) == EXIT_CONFIG
            assert _calls(there.api, method) <= 6

    asyncio.run(run())


@pytest.mark.parametrize("busy", [False, True])
def test_of_two_programs_that_poll_exactly_one_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, busy: bool, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.telegram.polling._CONFLICT_PATIENCE", 0.1)

    async def run() -> None:
        api = BotApi(REHEARSAL_TOKEN)
        async with (
            stage(tmp_path / "one", api=api, answers=echo) as one,
            stage(tmp_path / "two", api=api, answers=echo) as two,
        ):
            async with asyncio.timeout(10):
                while not (one.ended.done() or two.ended.done()):
                    if busy:
                        api.user_says(ANN, "一")
                    await asyncio.sleep(0.005)
            gone, left = (one, two) if one.ended.done() else (two, one)
            assert gone.ended.result() == EXIT_CONFLICT
            api.user_says(BEN, "甲")
            await left.until(lambda: _texts(api, BEN) == echoes("甲"))
            await asyncio.sleep(0.3)
            assert not left.ended.done()
        assert any("another program polls" in record.getMessage() for record in caplog.records)

    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    asyncio.run(run())


# It is told to end ------------------------------------------------------------------------------


def test_told_to_end_under_load_it_is_out_within_five_seconds_and_nothing_is_lost_or_doubled(
    tmp_path: Path, cache: Path
) -> None:
    texts = [str(number) for number in range(15)]

    async def run() -> None:
        folder, api = Path(shutil.copytree(cache, tmp_path / "data")), BotApi(REHEARSAL_TOKEN, latency=0.01)
        for text in texts:
            for chat in CROWD:
                api.user_says(chat, text)
        async with serve(api) as url:
            process = await begin_bot(folder, url, ECHO)
            await api.until(lambda: _calls(api, "sendMessage") > 100, 30)
            process.send_signal(signal.SIGTERM)
            begun = time.monotonic()
            _, errors = await asyncio.wait_for(process.communicate(), 20)
            assert time.monotonic() - begun < 5
            assert process.returncode == EXIT_FINE, errors.decode()
        assert _calls(api, "sendMessage") < len(texts) * len(CROWD)
        await _rest_is_answered(folder, api, texts)

    asyncio.run(run())


async def _rest_is_answered(folder: Path, api: BotApi, texts: list[str]) -> None:
    async with stage(folder, api=api, answers=echo) as there:
        await there.until(lambda: all(len(_texts(api, chat)) >= len(texts) for chat in CROWD), 30)
        await there.quiet()
        for chat in CROWD:
            assert _texts(api, chat) == echoes(*texts)


def test_told_to_end_while_the_server_hangs_it_is_out_within_five_seconds(tmp_path: Path) -> None:
    async def run() -> None:
        async with stage(tmp_path, answers=echo) as there:
            there.api.script([{"fault": "hang:60", "method": "sendMessage", "times": None}])
            for chat in (ANN, BEN):
                there.api.user_says(chat, "一")
            await there.until(lambda: there.store.depth()["outbox"] == 2)
            begun = time.monotonic()
            there.stopping.set()
            assert await asyncio.wait_for(there.ended, 10) == EXIT_FINE
            assert time.monotonic() - begun < 5
            assert there.store.depth()["outbox"] == 2

    asyncio.run(run())


@pytest.mark.parametrize("trouble", ["getMe", "getUpdates"])
def test_told_to_end_before_the_server_ever_answered_it_ends(tmp_path: Path, trouble: str) -> None:
    async def run() -> None:
        api = BotApi(REHEARSAL_TOKEN)
        api.script([{"fault": "hang:60", "method": trouble, "times": None}])
        async with stage(tmp_path, api=api, answers=echo) as there:
            await asyncio.sleep(0.05)
            there.stopping.set()
            assert await asyncio.wait_for(there.ended, 5) == EXIT_FINE

    asyncio.run(run())


# Little to live on ------------------------------------------------------------------------------


def _few_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))


def test_with_few_file_descriptors_it_is_slower_and_loses_nothing(tmp_path: Path, cache: Path) -> None:
    texts = [str(number) for number in range(5)]

    async def run() -> None:
        folder, api = Path(shutil.copytree(cache, tmp_path / "data")), BotApi(REHEARSAL_TOKEN, latency=0.05)
        for text in texts:
            for chat in CROWD:
                api.user_says(chat, text)
        async with serve(api) as url:
            process = await begin_bot(folder, url, ECHO, before=_few_files)
            await api.until(lambda: all(len(_texts(api, chat)) == len(texts) for chat in CROWD), 30)
            process.send_signal(signal.SIGTERM)
            _, errors = await asyncio.wait_for(process.communicate(), 20)
            assert process.returncode == EXIT_FINE, errors.decode()
        await _rest_is_answered(folder, api, texts)

    asyncio.run(run())


def test_with_no_memory_left_it_may_die_and_the_next_start_has_everything(
    tmp_path: Path, cache: Path
) -> None:
    long = ["长" * 4_000 + str(number) for number in range(10)]

    async def run() -> None:
        folder, api = Path(shutil.copytree(cache, tmp_path / "data")), BotApi(REHEARSAL_TOKEN)
        async with serve(api) as url:
            process = await begin_bot(folder, url, ECHO)
            api.user_says(ANN, "一")
            await api.until(lambda: _texts(api, ANN) == echoes("一"), 30)
            _leave_no_memory(process.pid)
            for text in long:
                for chat in CROWD:
                    api.user_says(chat, text)
            await asyncio.wait({asyncio.ensure_future(process.wait())}, timeout=3)
            if process.returncode is None:
                process.kill()
            await process.communicate()
        async with stage(folder, api=api, answers=echo) as there:
            await there.until(lambda: not api.updates.waiting, 30)
            await there.quiet()
            assert there.store._rows("pragma integrity_check") == [("ok",)]
            for chat in CROWD:
                said = [event.payload["text"] for event in there.store.events(there.name(chat))]
                assert said == long

    asyncio.run(run())


def _leave_no_memory(process: int) -> None:
    """Its address space may not grow any further."""
    size = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if "VmSize" in line)
    limit = (int(size.split()[1]) + 256) * 1024
    resource.prlimit(process, resource.RLIMIT_AS, (limit, limit))
