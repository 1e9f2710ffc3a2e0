"""`fumao telegram` is killed with SIGKILL at each named instruction, and what it left is gone on with.

Going on is done in this process, over the same folder and the same rehearsed Telegram: starting is slow.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
from itertools import groupby
from pathlib import Path

import pytest
from sqlite_utils import Database
from typer.testing import CliRunner

from bot.cli import app
from bot.migrations import SCHEMA
from bot.opening import open_desk_at
from bot.rehearsal import REHEARSAL_TOKEN, BotApi, serve
from bot.store import Store
from tests.bot.bot_process import begin_bot
from tests.bot.echoing import echo, echoes
from tests.bot.stage import Stage, stage

ANN, BEN = 11, 12
SCRIPT = [
    (ANN, "帮我测一下重点培育企业"),
    (BEN, "考评多久一次"),
    (ANN, "一般领域"),
    (BEN, "帮我测一下特色服务出口基地"),
    (ANN, "去年服务进出口62万美元"),
    (BEN, "园区"),
    (ANN, "公示要多久"),
    (BEN, "材料清单"),
]
POINTS = [
    *("accepted:5", "claimed", "turned:4", "before_commit:4", "committed:4"),
    *("kept", "delivered", "delivered:4", "marked:2"),
]
BEFORE_ANY_SEND = {"accepted:5", "claimed", "kept"}
Told = dict[int, list[str]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which only the cache of tokens is filled, so that starts are quick."""
    folder = tmp_path_factory.mktemp("cache")
    open_desk_at(folder)
    return folder


def _rehearsal() -> BotApi:
    """A Telegram in which everything of the script was said before the bot comes."""
    api = BotApi(REHEARSAL_TOKEN)
    for chat, text in SCRIPT:
        api.user_says(chat, text)
    return api


async def _finished(folder: Path, api: BotApi) -> tuple[Told, dict[int, object]]:
    """What everybody was told and where the chats stand, once the bot has nothing left to do."""
    async with stage(folder, api=api) as there:
        await there.until(lambda: not api.updates.waiting)
        await there.quiet()
        told = {chat: [seen.text for seen in api.replies(chat)] for chat in (ANN, BEN)}
        return told, {chat: there.store.read(there.name(chat)) for chat in (ANN, BEN)}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Told, dict[int, object]]:
    """A run that nobody killed."""
    return asyncio.run(_finished(tmp_path_factory.mktemp("undisturbed"), _rehearsal()))


@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_nothing_is_lost_and_at_most_one_reply_a_chat_comes_twice(
    tmp_path: Path, cache: Path, undisturbed: tuple[Told, dict[int, object]], point: str
) -> None:
    async def run() -> tuple[Told, dict[int, object]]:
        folder, api = Path(shutil.copytree(cache, tmp_path / "data")), _rehearsal()
        async with serve(api) as url:
            process = await begin_bot(folder, url, failpoint=point)
            _, errors = await asyncio.wait_for(process.communicate(), 30)
            assert process.returncode == -signal.SIGKILL, errors.decode()
        return await _finished(folder, api)

    told, states = asyncio.run(run())
    assert states == undisturbed[1]
    for chat, texts in told.items():
        assert [text for text, _ in groupby(texts)] == undisturbed[0][chat]
        assert len(texts) - len(undisturbed[0][chat]) <= (0 if point in BEFORE_ANY_SEND else 1)
    if point == "delivered":
        assert sum(map(len, told.values())) > sum(map(len, undisturbed[0].values()))


def test_an_update_that_came_before_the_kill_and_comes_again_is_answered_once(tmp_path: Path) -> None:
    async def run() -> None:
        api = BotApi(REHEARSAL_TOKEN)
        first = api.user_says(ANN, "一")
        async with stage(tmp_path, api=api, answers=echo) as there:
            await _told(there, echoes("一"))
        api.push_raw(first)
        api.user_says(ANN, "二")
        async with stage(tmp_path, api=api, answers=echo) as there:
            await _told(there, echoes("一", "二"))

    asyncio.run(run())


async def _told(there: Stage, texts: list[str]) -> None:
    await there.until(lambda: len(there.api.replies(ANN)) == len(texts))
    await there.quiet()
    assert [seen.text for seen in there.api.replies(ANN)] == texts


# The schema -------------------------------------------------------------------------------------


def _of_the_release_before(path: Path) -> str:
    """A database as the first release left it, with an open event; its schema."""
    old = Database(path)
    SCHEMA.apply(old, stop_before="delivery_over_a_network")
    values = "('telegram', '5', 'telegram:1', '{\"text\":\"\\u4e00\"}')"
    old.execute(f"insert into events (channel, event_id, chat, payload) values {values}")
    old.execute(
        "insert into events (channel, event_id, chat, payload, version) values ('web', '1', 'me', '{}', 1)"
    )
    schema = old.schema
    old.close()
    return schema


def test_killed_inside_the_migration_the_file_is_of_the_old_schema_and_then_of_the_new(
    tmp_path: Path, cache: Path
) -> None:
    folder = Path(shutil.copytree(cache, tmp_path / "data"))
    before = _of_the_release_before(folder / "fumao.db")

    async def run() -> None:
        api = BotApi(REHEARSAL_TOKEN)
        async with serve(api) as url:
            process = await begin_bot(folder, url, failpoint="migrating")
            await asyncio.wait_for(process.communicate(), 30)
            assert process.returncode == -signal.SIGKILL
        survivor = Database(folder / "fumao.db")
        assert survivor.schema == before
        survivor.close()
        async with stage(folder, api=api, answers=echo) as there:
            api.user_says(ANN, "一")
            await _told(there, echoes("一"))
            assert [event.event_id for event in there.store.events("me")] == ["1"]

    asyncio.run(run())


def test_a_database_of_a_newer_program_is_refused_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path / "fumao.db") as store:
        store._db.table("_sqlite_migrations").insert(
            {"migration_set": "fumao", "name": "from_next_year", "applied_at": "2027"}
        )
    monkeypatch.setenv("FUMAO_DATA", str(tmp_path))
    monkeypatch.setenv("FUMAO_TELEGRAM_TOKEN", REHEARSAL_TOKEN)
    monkeypatch.setenv("FUMAO_TELEGRAM_API", "http://127.0.0.1:9")
    refused = CliRunner().invoke(app, ["telegram"])
    assert refused.exit_code == 78
    assert "请升级本程序" in refused.output
