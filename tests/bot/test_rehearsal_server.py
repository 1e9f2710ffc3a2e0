"""The rehearsal as a process of its own: steered as JSON over HTTP, and under load."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from telegram import Bot

from bot.rehearsal import REHEARSAL_TOKEN, BotApi, serve
from bot.rehearsal.traffic import Load, Traffic
from tests.bot.rehearsing import ANN, client


class Remote:
    """A rehearsal somewhere else."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session

    async def __call__(self, control: str, **given: Any) -> Any:
        """Do something there, or look."""
        async with self.session.post(f"{self.url}/rehearsal/{control}", json=given) as answer:
            return await answer.json()


@asynccontextmanager
async def remote(url: str) -> AsyncIterator[Remote]:
    """The controls at a URL."""
    async with aiohttp.ClientSession() as session:
        yield Remote(url, session)


def test_a_process_says_its_address_first_and_ends_when_told() -> None:
    async def main(url: str) -> None:
        async with remote(url) as there, client(url) as bot:
            said = await there("say", chat=ANN, text="/start")
            assert (await bot.get_updates())[0].update_id == said["update_id"]
            await bot.send_message(ANN, "您好")
            _, reply = await there("messages", chat=ANN, count=1)
            assert (reply["text"], reply["by_bot"]) == ("您好", True)

    process = subprocess.Popen([sys.executable, "-m", "bot.rehearsal"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        asyncio.run(main(process.stdout.readline().strip()))
        process.terminate()
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.communicate()


def test_everything_that_people_do_can_be_done_over_http() -> None:
    async def main() -> None:
        async with serve(BotApi()) as url, remote(url) as there, client(url) as bot:
            said = await there("say", chat=ANN, text="一")
            await there("say", chat=ANN, text="二", edited_message_id=said["message"]["message_id"])
            await there("say", chat=-5, text="三", user=ANN, group=True)
            for kind in ("voice", "photo", "document", "sticker", "location"):
                assert kind in (await there("send", chat=ANN, kind=kind))["message"]
            keyboard = {"inline_keyboard": [[{"text": "甲", "callback_data": "a"}]]}
            sent = await bot.send_message(ANN, "选", api_kwargs={"reply_markup": keyboard})
            pressed = await there("press", chat=ANN, message_id=sent.message_id, button=0)
            assert pressed["callback_query"]["data"] == "a"
            assert (await there("block", chat=ANN))["my_chat_member"]["chat"]["id"] == ANN
            await there("push", poison=True)
            assert len(await bot.get_updates()) == 11
            query_id = (await there("inline", query="条件"))["inline_query"]["id"]
            card = {
                "type": "article",
                "id": "1",
                "title": "x",
                "input_message_content": {"message_text": "卡"},
            }
            await bot.answer_inline_query(query_id, [], api_kwargs={"results": [card]})
            assert (await there("inline_answers", query_id=query_id))[0]["title"] == "x"
            assert (await there("choose", chat=-5, query_id=query_id, result_id="1"))["message"][
                "text"
            ] == "卡"
            assert [call["method"] for call in await there("log", method="sendMessage")] == ["sendMessage"]

    asyncio.run(main())


def test_faults_and_latency_can_be_set_over_http_and_nonsense_is_told() -> None:
    async def main() -> None:
        api = BotApi()
        async with serve(api) as url, remote(url) as there:
            assert await there("script", rules=[{"method": "sendMessage", "fault": "500", "times": 5}])
            assert api.faults.next("sendMessage", 1) == "500"
            assert "no such fault" in (await there("script", rules=[{"fault": "flood"}]))["error"]
            await there("settings", latency=50, next_update_id=9)
            assert (api.latency, api.updates.next_id) == (0.05, 9)
            assert "KeyError" in (await there("say", text="没有对话"))["error"]
            assert (await there("messages", chat=1, count=1, timeout=0.05)) == {"error": "timeout"}
            assert (await there("nothing")) == {"error": "not found"}

    asyncio.run(main())


async def _echo(bot: Bot, turns: int) -> None:
    """A bot that repeats what it hears."""
    offset = 0
    while turns:
        for update in await bot.get_updates(offset=offset, timeout=5):
            offset = update.update_id + 1
            turns -= 1
            if update.message is not None:
                await bot.send_message(update.message.chat_id, update.message.text or "")
    await bot.get_updates(offset=offset)


def test_a_closed_load_says_the_next_line_when_the_last_was_answered() -> None:
    async def main() -> None:
        api = BotApi()
        async with serve(api) as url, remote(url) as there, client(url) as bot:
            load = {"chats": 3, "texts": ["第{n}句，{chat}"], "repeat": 4, "closed": True, "echo": True}
            begun = await there("load", **load)
            assert (begun["expected"], begun["turns"], len(api.updates.waiting)) == (12, 0, 3)
            await _echo(bot, 12)
            report = await there("load")
        assert report["done"]
        assert report["order_kept"]
        assert (report["turns"], report["duplicates"]) == (12, 0)
        assert 0 < report["p50"] <= report["p95"] <= report["p99"]
        assert [seen.text for seen in api.replies(2)] == [f"第{n}句，2" for n in range(4)]

    asyncio.run(main())


def test_an_open_load_says_everything_at_once() -> None:
    async def main() -> None:
        api = BotApi()
        async with serve(api) as url, remote(url) as there, client(url) as bot:
            await there("load", chats=2, texts=["甲{n}", "乙{n}"], repeat=2, echo=True)
            assert [each["message"]["text"] for each in api.updates.waiting][:3] == ["甲0", "甲0", "乙1"]
            await _echo(bot, 8)
            assert (await there("load"))["done"]

    asyncio.run(main())


def test_a_load_counts_what_comes_twice_or_out_of_order() -> None:
    said: list[str] = []
    traffic = Traffic(
        Load(chats=1, texts=("句{n}。",), repeat=3, echo=True), lambda _, text: said.append(text)
    )
    traffic.begin()
    for text in ("句0。", "句0。", "句2。", "句1。"):
        traffic.arrived(1, text)
    report = traffic.report()
    assert said == ["句0。", "句1。", "句2。"]
    assert (report["done"], report["duplicates"], report["out_of_order"]) == (True, 1, 2)


def test_a_line_may_be_answered_by_several_messages() -> None:
    said: list[str] = []
    load = Load.model_validate({"chats": 1, "texts": [{"text": "a", "replies": 2}, "b"], "closed": True})
    traffic = Traffic(load, lambda _, text: said.append(text))
    traffic.begin()
    traffic.arrived(1, "x")
    assert said == ["a"]
    traffic.arrived(1, "y")
    assert said == ["a", "b"]
    traffic.arrived(1, "z")
    assert traffic.report()["done"]
    assert traffic.report()["order_kept"] is None


def test_a_file_needs_the_token() -> None:
    async def main() -> None:
        api = BotApi()
        name = api.keep_file("x.txt", b"x")["file_id"]
        async with serve(api) as url, aiohttp.ClientSession() as session:
            for token, status in ((REHEARSAL_TOKEN, 200), ("1:" + "x" * 35, 401)):
                async with session.get(f"{url}/file/bot{token}/documents/{name}") as answer:
                    assert answer.status == status
            async with session.get(f"{url}/file/bot{REHEARSAL_TOKEN}/documents/..%2f..%2fx") as answer:
                assert answer.status == 404

    asyncio.run(main())


def test_a_server_that_is_closed_lets_go_of_its_port_at_once() -> None:
    async def main() -> None:
        api = BotApi()
        async with serve(api) as url, client(url) as bot:
            waiting = asyncio.create_task(bot.get_updates(timeout=30))
            await asyncio.sleep(0.1)
            begun = time.perf_counter()
        assert time.perf_counter() - begun < 2
        await asyncio.gather(waiting, return_exceptions=True)
        async with serve(api, port=int(url.rpartition(":")[2])) as again:
            assert again == url

    asyncio.run(main())


def test_a_call_may_come_as_a_form_as_json_or_in_the_address() -> None:
    async def main() -> None:
        api = BotApi()
        api.user_says(ANN, "/start")
        async with serve(api) as url, aiohttp.ClientSession() as session:
            method = f"{url}/bot{REHEARSAL_TOKEN}/sendMessage"
            markup = {"inline_keyboard": [[{"text": "甲 & 乙", "callback_data": "a=b&c"}]]}
            text = "一+二 & 三=100%"
            as_text = {"chat_id": str(ANN), "text": text, "reply_markup": json.dumps(markup)}
            for request in (
                session.post(method, data=as_text),
                session.post(method, json={"chat_id": ANN, "text": text, "reply_markup": markup}),
                session.get(method, params=as_text),
            ):
                async with request as answer:
                    assert (await answer.json())["ok"]
            seen = api.replies(ANN)
            assert [(each.text, each.buttons, each.keyboard[0][0]["callback_data"]) for each in seen] == 3 * [
                (text, ["甲 & 乙"], "a=b&c")
            ]

    asyncio.run(main())


def test_what_is_no_utf8_or_no_json_is_refused() -> None:
    async def main() -> None:
        api = BotApi()
        api.user_says(ANN, "/start")
        async with serve(api) as url, aiohttp.ClientSession() as session:
            method = f"{url}/bot{REHEARSAL_TOKEN}/sendMessage"
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            for request, reason in (
                (
                    session.post(method, data=f"chat_id={ANN}&text=%FF", headers=form),
                    "strings must be encoded in UTF-8",
                ),
                (
                    session.post(method, json={"chat_id": ANN, "text": "\ud800"}),
                    "strings must be encoded in UTF-8",
                ),
                (
                    session.post(method, data="{", headers={"Content-Type": "application/json"}),
                    "can't parse JSON object",
                ),
                (
                    session.post(method, data={"chat_id": str(ANN), "text": "x", "reply_markup": "{"}),
                    "can't parse reply keyboard markup JSON object",
                ),
                (session.post(method, data={"text": "x"}), "chat_id is empty"),
            ):
                async with request as answer:
                    assert answer.status == 400
                    assert (await answer.json())["description"] == f"Bad Request: {reason}"

    asyncio.run(main())


def test_a_bot_introduces_itself() -> None:
    async def main() -> None:
        async with serve(BotApi()) as url, Bot(REHEARSAL_TOKEN, base_url=f"{url}/bot") as bot:
            assert bot.username == "fumao_rehearsal_bot"
            assert bot.bot.supports_inline_queries

    asyncio.run(main())
