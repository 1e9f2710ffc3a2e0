"""The database locked or full under a bot at work: nothing is confirmed, health is red, it recovers."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.bot.echoing import echo, echoes
from tests.bot.stage import Stage, free_port, played

ANN, BEN = 11, 12


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.backoff._FIRST", 0.01)
    monkeypatch.setattr("bot.telegram.engine._BREATH", 0.02)


def _texts(there: Stage, chat: int) -> list[str]:
    return [seen.text for seen in there.api.replies(chat)]


async def _health(there: Stage) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{there.settings.listen}/healthz") as answer,
    ):
        return answer.status, (await answer.json())["store_trouble"]


async def _is_red(there: Stage, trouble: str) -> None:
    """Wait for the health page to say so."""
    async with asyncio.timeout(10):
        while (found := await _health(there)) != (503, trouble):
            assert found[1] in ("", trouble)


@contextmanager
def _locked(there: Stage) -> Iterator[None]:
    other = sqlite3.connect(there.store.path, isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


@contextmanager
def _full(there: Stage) -> Iterator[None]:
    with there.store._lock:
        pages = there.store._db.execute("pragma page_count").fetchone()[0]
        there.store._db.execute(f"pragma max_page_count = {pages}")
    yield
    with there.store._lock:
        there.store._db.execute("pragma max_page_count = 1000000")


@pytest.mark.parametrize(("trouble", "name"), [(_locked, "StoreBusy"), (_full, "StoreFull")])
def test_what_cannot_be_kept_is_not_confirmed_and_is_answered_later(
    tmp_path: Path, trouble: type, name: str
) -> None:
    long = "长" * 4_000

    async def play(there: Stage) -> None:
        there.api.user_says(ANN, "一")
        await there.until(lambda: _texts(there, ANN) == echoes("一"))
        await there.until(lambda: not there.api.updates.waiting)
        with trouble(there):
            for _ in range(20):
                there.api.user_says(ANN, long)
            there.api.user_says(BEN, "甲")
            await _is_red(there, name)
            assert len(there.api.updates.waiting) == 21
            assert _texts(there, ANN) == echoes("一")
        await there.until(lambda: len(_texts(there, ANN)) == 21)
        await there.until(lambda: _texts(there, BEN) == echoes("甲"))
        await there.until(lambda: not there.api.updates.waiting)
        assert [text.partition(":")[0] for text in _texts(there, ANN)] == [str(n) for n in range(1, 22)]
        assert await _health(there) == (200, "")

    played(play, tmp_path, answers=echo, patience=0.05, listen=f"127.0.0.1:{free_port()}")


def test_what_was_delivered_while_the_store_was_locked_is_put_on_record_afterwards(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        there.api.script([{"fault": "slow:300", "method": "sendMessage"}])
        there.api.user_says(ANN, "一")
        await there.until(lambda: there.store.depth()["outbox"] == 1)
        with _locked(there):
            await there.until(lambda: _texts(there, ANN) == echoes("一"))
            await _is_red(there, "StoreBusy")
            assert there.store.depth()["outbox"] == 1
        await there.quiet()
        there.api.user_says(ANN, "二")
        await there.until(lambda: _texts(there, ANN) == echoes("一", "二"))

    played(play, tmp_path, answers=echo, patience=0.05, listen=f"127.0.0.1:{free_port()}")


def test_the_end_does_not_wait_for_a_store_that_stays_locked(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        there.api.user_says(BEN, "甲")
        await there.until(lambda: _texts(there, BEN) == echoes("甲"))
        with _locked(there):
            there.api.user_says(ANN, "一")
            await _is_red(there, "StoreBusy")
            there.stopping.set()
            await there.until(there.ended.done, 5.0)
        assert len(there.api.updates.waiting) == 1

    played(play, tmp_path, answers=echo, patience=0.05, listen=f"127.0.0.1:{free_port()}")
