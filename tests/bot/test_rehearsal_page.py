"""The page of the rehearsal: whole, offline, and with all its words in phrases/rehearsal.yaml."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import aiohttp
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, InputFile

import bot.rehearsal
from bot.rehearsal import BotApi, serve
from bot.rehearsal.page import view
from bot.rehearsal.people import WORDS
from tests.bot.rehearsing import ANN, rehearsed

FOLDER = Path(bot.rehearsal.__file__).parent
FILES = {name: (FOLDER / name).read_text(encoding="utf-8") for name in ("page.html", "page.css", "page.js")}
IN_CODE = {"bot", "user", "group"}


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing_but_its_own() -> None:
    async def main() -> None:
        async with serve(BotApi()) as url, aiohttp.ClientSession() as session:
            for path, kind in (
                ("/", "text/html"),
                ("/page.css", "text/css"),
                ("/page.js", "text/javascript"),
            ):
                async with session.get(url + path) as answer:
                    assert (answer.status, answer.content_type) == (200, kind)
                    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
                    text = await answer.text()
                    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|@import|url\(""", text)
            async with session.get(url + "/../pyproject.toml") as answer:
                assert answer.status == 404

    asyncio.run(main())


def test_every_word_of_the_page_is_a_phrase_and_every_phrase_is_used() -> None:
    html, script = FILES["page.html"], FILES["page.js"]
    used = set(re.findall(r'data-(?:word|label)="(\w+)"', html))
    used |= {name for call in re.findall(r"\bsay\(([^;]*)", script) for name in re.findall(r'"(\w+)"', call)}
    kinds = re.search(r"const ICONS = \{(.*?)\}", script)
    assert kinds is not None
    used |= set(re.findall(r"(\w+):", kinds[1]))
    assert used & WORDS.keys() | IN_CODE == WORDS.keys()
    assert set(re.findall(r'data-(?:word|label)="(\w+)"', html)) <= WORDS.keys()
    for text in FILES.values():
        assert not re.search(r"[\u4e00-\u9fff]", text)


def test_nothing_that_is_written_is_read_as_html() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", FILES["page.js"])


@rehearsed
async def test_a_view_holds_all_that_is_to_be_seen_of_a_chat(api: BotApi, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("ask", "问")])
    await bot.send_message(ANN, "<b>您好</b>", parse_mode="HTML")
    await bot.send_document(ANN, InputFile(b"x", "清单.docx"))
    api.user_says(-7, "大家好", user=ANN, group=True)
    shown = await view(api, {"chat": ANN})
    assert [each["name"] for each in shown["chats"]] == [f"用户{ANN}", "群7"]
    assert [each["command"] for each in shown["chat"]["commands"]] == ["ask"]
    start, hello, document = shown["chat"]["messages"]
    assert (start["by_bot"], hello["by_bot"], hello["text"]) == (False, True, "您好")
    assert hello["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert document["document"]["file_name"] == "清单.docx"
    assert (await view(api, {"chat": 404}))["chat"] is None


@rehearsed
async def test_the_menu_shows_the_narrowest_list_of_commands(api: BotApi, bot: Bot) -> None:
    async def menu(chat: int) -> list[str]:
        return [each["command"] for each in (await view(api, {"chat": chat}))["chat"]["commands"]]

    api.user_says(12, "/start")
    api.user_says(-7, "x", user=ANN, group=True)
    await bot.set_my_commands([BotCommand("help", "帮助")])
    await bot.set_my_commands([BotCommand("check", "自测")], scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("inbox", "待答")], scope=BotCommandScopeChat(ANN))
    assert [await menu(ANN), await menu(12), await menu(-7)] == [["inbox"], ["check"], ["help"]]


@rehearsed
async def test_a_view_that_has_seen_everything_waits_for_something_new(api: BotApi, bot: Bot) -> None:
    seen = (await view(api, {"chat": ANN}))["version"]
    waiting = asyncio.create_task(view(api, {"chat": ANN, "seen": seen}))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await bot.send_message(ANN, "来了")
    assert (await asyncio.wait_for(waiting, 2))["chat"]["last"] == "来了"


def test_a_file_is_saved_under_its_name_and_another_site_gets_nothing() -> None:
    async def main() -> None:
        api = BotApi()
        file_id = api.keep_file("清单.docx", b"content")["file_id"]
        async with serve(api) as url, aiohttp.ClientSession() as session:
            address = f"{url}/rehearsal/file?id={file_id}"
            async with session.get(address) as answer:
                assert await answer.read() == b"content"
                assert "%E6%B8%85%E5%8D%95.docx" in answer.headers["Content-Disposition"]
            async with session.get(address, headers={"Origin": "https://example.org"}) as answer:
                assert answer.status == 403
            async with session.get(address, headers={"Origin": url}) as answer:
                assert answer.status == 200
            async with session.get(f"{url}/rehearsal/file?id=none") as answer:
                assert answer.status == 400

    asyncio.run(main())
