"""Updates that Telegram posts: only its own are let in, each is kept before it is answered 200."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.rehearsal import REHEARSAL_TOKEN, BotApi
from bot.rehearsal.webhook import SECRET_HEADER
from bot.telegram.webhook import LARGEST_BODY, webhook_secret
from tests.bot.echoing import echo, echoes
from tests.bot.stage import SECRET, Stage, free_port, played, stage

ANN, BEN = 11, 12
OURS = {SECRET_HEADER: webhook_secret(SECRET.encode())}
JSON = {"Content-Type": "application/json"}


def _called() -> dict[str, Any]:
    """Settings of a bot that is called instead of asking."""
    port = free_port()
    return {"listen": f"127.0.0.1:{port}", "telegram_webhook": f"http://127.0.0.1:{port}/hook"}


def _played(play: Callable[[Stage], Awaitable[None]], data: Path, **more: object) -> None:

    async def begun(there: Stage) -> None:
        await there.until(lambda: there.api.webhook.url != "")
        await play(there)

    played(begun, data, answers=echo, **_called(), **more)


def _texts(there: Stage, chat: int) -> list[str]:
    return [seen.text for seen in there.api.replies(chat)]


def _message(number: int, chat: int, text: str) -> dict[str, Any]:
    where = {"id": chat, "type": "private"}
    message = {"message_id": number, "date": 0, "chat": where, "from": {"id": chat}, "text": text}
    return {"update_id": number, "message": message}


async def _post(there: Stage, *, path: str = "", **given: Any) -> int:
    url = f"{there.settings.telegram_webhook}{path}"
    async with aiohttp.ClientSession() as session, session.post(url, **given) as answer:
        return answer.status


def test_updates_that_are_posted_are_answered_and_confirmed(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        for text in ("一", "二", "三"):
            there.api.user_says(ANN, text)
        there.api.user_says(BEN, "甲")
        await there.until(lambda: _texts(there, ANN) == echoes("一", "二", "三"))
        await there.until(lambda: _texts(there, BEN) == echoes("甲"))
        await there.until(lambda: not there.api.updates.waiting)
        assert there.api.webhook.error is None
        assert not [call for call in there.api.log if call.method == "getUpdates"]

    _played(play, tmp_path)


def test_updates_of_one_chat_are_applied_in_the_order_in_which_they_arrive(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        there.api.chat(ANN)
        for number, text in ((12, "后"), (10, "先"), (11, "中"), (10, "先")):
            assert await _post(there, json=_message(number, ANN, text), headers=OURS) == 200
        await there.until(lambda: _texts(there, ANN) == echoes("后", "先", "中"))
        assert [event.event_id for event in there.store.events(there.name(ANN))] == ["12", "10", "11"]

    _played(play, tmp_path)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"json": {}}, 403),
        ({"json": {}, "headers": {SECRET_HEADER: "guessed"}}, 403),
        ({"json": {}, "headers": {SECRET_HEADER: OURS[SECRET_HEADER][:-1]}}, 403),
        ({"data": BytesIO(b"x" * 10_000_000), "headers": JSON}, 403),
        ({"data": b"{}", "headers": {**OURS, "Content-Type": "text/plain"}}, 415),
        ({"data": b"a=b", "headers": {**OURS, "Content-Type": "application/x-www-form-urlencoded"}}, 415),
        ({"data": b"{}", "headers": OURS, "skip_auto_headers": ["Content-Type"]}, 415),
        ({"data": BytesIO(b"{" * 10_000_000), "headers": {**OURS, **JSON}}, 413),
        ({"data": b"{", "headers": {**OURS, **JSON}}, 400),
        ({"data": b"[" * 100_000, "headers": {**OURS, **JSON}}, 400),
        ({"data": b"[]", "headers": {**OURS, **JSON}}, 400),
        ({"data": b"\xff\xfe", "headers": {**OURS, **JSON}}, 400),
        ({"path": "/other", "json": {}, "headers": OURS}, 404),
        ({"path": "/../hook/x", "json": {}, "headers": OURS}, 404),
    ],
)
def test_whoever_else_calls_is_turned_away_and_leaves_nothing(
    tmp_path: Path, given: dict[str, Any], status: int
) -> None:
    async def play(there: Stage) -> None:
        if given.get("json") == {}:
            given["json"] = _message(1, ANN, "一")
        try:
            found = await _post(there, **given)
        except aiohttp.ClientError:  # turned away before all of a large body was read
            found = status
        assert found == status
        assert there.store.depth()["events"] == 0
        assert there.store._rows("select count(*) from events") == [(0,)]

    _played(play, tmp_path)


def test_a_body_too_long_that_does_not_say_so_is_not_read_to_its_end(tmp_path: Path) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 100 * LARGEST_BODY:
            sent += 65_536
            yield b" " * 65_536

    async def play(there: Stage) -> None:
        try:
            found = await _post(there, data=endless(), headers={**OURS, **JSON})
        except aiohttp.ClientError:
            found = 413
        assert found == 413
        assert sent < 50 * LARGEST_BODY

    _played(play, tmp_path)


def test_an_update_of_a_broken_shape_is_passed_over_for_good(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        shapes: list[dict[str, Any]] = [{"update_id": 5, "message": 7}, {"message": {}}, {"update_id": "x"}]
        for broken in shapes:
            assert await _post(there, json=broken, headers=OURS) == 200
        there.api.user_says(ANN, "一")
        await there.until(lambda: _texts(there, ANN) == echoes("一"))

    _played(play, tmp_path)


def test_what_cannot_be_kept_is_answered_503_and_taken_when_it_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.engine._BREATH", 0.02)

    async def play(there: Stage) -> None:
        other = sqlite3.connect(there.store.path, isolation_level=None)
        other.execute("begin immediate")
        update = there.api.user_says(ANN, "一")
        assert await _post(there, json=_message(999, BEN, "甲"), headers=OURS) == 503
        await there.until(lambda: there.api.webhook.error is not None)
        assert list(there.api.updates.waiting) == [update]
        other.execute("rollback")
        other.close()
        await there.until(lambda: _texts(there, ANN) == echoes("一"))
        await there.until(lambda: not there.api.updates.waiting)

    _played(play, tmp_path, patience=0.05)


def test_what_is_posted_during_the_end_is_kept_or_comes_again(tmp_path: Path) -> None:
    async def run() -> None:
        api = BotApi(REHEARSAL_TOKEN)
        address = _called()
        texts = [str(number) for number in range(40)]
        async with stage(tmp_path, api=api, answers=echo, **address) as there:
            await there.until(lambda: api.webhook.url != "")
            for text in texts:
                api.user_says(ANN, text)
            await there.until(lambda: _texts(there, ANN) != [])
            assert await there.leaves() == 0
        async with stage(tmp_path, api=api, answers=echo, **address) as there:
            await there.until(lambda: len(_texts(there, ANN)) >= len(texts))
            assert _texts(there, ANN) == echoes(*texts)

    asyncio.run(run())
