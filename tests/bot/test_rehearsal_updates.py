"""Updates of the rehearsed Telegram: polled, posted, confirmed; and what people do to make them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot, BotCommand, BotCommandScopeChat, InlineQueryResultArticle, InputTextMessageContent
from telegram.error import Conflict, InvalidToken

from bot.rehearsal import BotApi, serve
from tests.bot.rehearsing import ANN, client, refused, rehearsed


async def texts(bot: Bot, offset: int = 0, limit: int = 100) -> list[str | None]:
    """What is waiting, as texts."""
    updates = await bot.get_updates(offset=offset, limit=limit)
    return [each.message.text if each.message else None for each in updates]


@rehearsed
async def test_updates_wait_until_an_offset_confirms_them(api: BotApi, bot: Bot) -> None:
    first = api.user_says(ANN, "一")["update_id"]
    api.user_says(ANN, "二")
    assert (await texts(bot))[-2:] == ["一", "二"]
    assert await texts(bot, first) == ["一", "二"]
    assert await texts(bot, first, limit=1) == ["一"]
    assert await texts(bot, first + 1) == ["二"]
    assert await texts(bot) == ["二"]
    assert await texts(bot, first + 2) == []


@rehearsed
async def test_a_negative_offset_leaves_only_the_last(api: BotApi, bot: Bot) -> None:
    for text in "一二三":
        api.user_says(ANN, text)
    assert await texts(bot, -2) == ["二", "三"]
    assert await texts(bot) == ["二", "三"]


@rehearsed
async def test_a_lower_number_after_a_quiet_week_is_given_all_the_same(api: BotApi, bot: Bot) -> None:
    last = api.user_says(ANN, "一")["update_id"]
    assert await texts(bot, last + 1) == []
    api.updates.next_id = 5
    api.user_says(ANN, "二")
    assert await texts(bot, last + 1) == ["二"]
    assert await texts(bot, 6) == []


@rehearsed
async def test_the_same_update_can_come_twice(api: BotApi, bot: Bot) -> None:
    api.push_raw(api.user_says(ANN, "一"))
    assert (await texts(bot))[-2:] == ["一", "一"]


@rehearsed
async def test_a_long_poll_returns_with_the_update_it_waited_for(api: BotApi, bot: Bot) -> None:
    await bot.get_updates(offset=api.updates.next_id)
    waiting = asyncio.create_task(bot.get_updates(offset=api.updates.next_id, timeout=20))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    api.user_says(ANN, "来了")
    (update,) = await asyncio.wait_for(waiting, 2)
    assert update.message is not None
    assert update.message.text == "来了"
    assert list(await bot.get_updates(offset=update.update_id + 1, timeout=1)) == []


def test_the_poller_that_came_first_is_ended_by_the_second() -> None:
    async def main() -> None:
        api = BotApi()
        async with serve(api) as url, client(url) as one, client(url) as other:
            first = asyncio.create_task(one.get_updates(timeout=20))
            await asyncio.sleep(0.2)
            second = asyncio.create_task(other.get_updates(timeout=20))
            with pytest.raises(Conflict, match="terminated by other getUpdates request"):
                await asyncio.wait_for(first, 5)
            api.user_says(ANN, "给第二个")
            assert len(await asyncio.wait_for(second, 5)) == 1

    asyncio.run(main())


@rehearsed
async def test_only_kinds_that_were_asked_for_are_queued_from_then_on(api: BotApi, bot: Bot) -> None:
    await bot.get_updates(offset=api.updates.next_id, allowed_updates=["message"])
    api.user_blocks(ANN)
    api.user_says(ANN, "一")
    assert await texts(bot) == ["一"]
    await bot.get_updates(allowed_updates=[])
    api.user_blocks(ANN, blocked=False)
    assert len(await bot.get_updates()) == 2


def test_a_wrong_token_is_unauthorized_and_a_malformed_one_not_found() -> None:
    async def main() -> None:
        async with serve(BotApi()) as url:
            for token, code in (("100000001:" + "x" * 35, "Unauthorized"), ("no-token", "Not Found")):
                async with client(url, token) as bot:
                    with pytest.raises(InvalidToken, match=code):
                        await bot.get_me()

    asyncio.run(main())


@rehearsed
async def test_a_method_that_there_is_not_is_not_found(api: BotApi, bot: Bot) -> None:
    with pytest.raises(InvalidToken, match="does not exist"):
        await bot.do_api_request("paintTheTown")


@rehearsed
async def test_a_pressed_button_waits_for_one_answer(api: BotApi, bot: Bot) -> None:
    keyboard = {
        "inline_keyboard": [[{"text": "甲", "callback_data": "a"}], [{"text": "乙", "callback_data": "b"}]]
    }
    sent = await bot.send_message(ANN, "选", api_kwargs={"reply_markup": keyboard})
    api.user_presses(ANN, sent.message_id, 1)
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.data == "b"
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    assert await bot.answer_callback_query(query.id, "好", show_alert=True)
    assert [(each.text, each.alert) for each in api.toasts] == [("好", True)]
    assert (await refused(bot.answer_callback_query(query.id))).startswith("Query is too old")


@rehearsed
async def test_an_answer_comes_too_late_after_a_while(api: BotApi, bot: Bot) -> None:
    sent = await bot.send_message(ANN, "选")
    api.user_presses(ANN, sent.message_id, "forged:data")
    ((query_id, query),) = api.queries.items()
    api.queries[query_id] = query._replace(at=query.at - 20)
    assert await refused(bot.answer_callback_query(query_id)) == (
        "Query is too old and response timeout expired or query id is invalid"
    )


@rehearsed
async def test_people_send_more_than_text(api: BotApi, bot: Bot) -> None:
    said = api.user_says(ANN, "几年考评一次", reply_to=1)["message"]["message_id"]
    api.user_says(ANN, "几年考评几次", edited_message_id=said)
    api.user_sends_voice(ANN)
    api.user_sends_photo(ANN, caption="营业执照")
    api.user_sends_document(ANN, name="名单.xlsx")
    api.user_sends_sticker(ANN)
    api.user_sends_location(ANN)
    api.user_says(-7, "/ask@fumao_rehearsal_bot 截止", user=ANN, group=True)
    _, written, edited, *others = await bot.get_updates()
    assert written.message is not None
    assert written.message.reply_to_message is not None
    assert edited.edited_message is not None
    assert (edited.edited_message.message_id, edited.edited_message.text) == (said, "几年考评几次")
    *media, group = (each.message.to_dict() for each in others if each.message)
    for message, kind in zip(media, ("voice", "photo", "document", "sticker", "location"), strict=True):
        assert kind in message
    assert media[1]["caption"] == "营业执照"
    assert media[2]["document"]["file_name"] == "名单.xlsx"
    assert (group["chat"]["type"], group["from"]["id"]) == ("supergroup", ANN)
    assert group["entities"] == [{"type": "bot_command", "offset": 0, "length": 24}]


def article(result_id: str, text: str = "第五条") -> InlineQueryResultArticle:
    """A card with a clause."""
    return InlineQueryResultArticle(result_id, "第五条", InputTextMessageContent(text, parse_mode="HTML"))


@rehearsed
async def test_an_inline_question_is_answered_with_cards(api: BotApi, bot: Bot) -> None:
    query_id = api.user_types_inline("黑名单", user=ANN)["inline_query"]["id"]
    assert await bot.answer_inline_query(query_id, [article("1", "<b>第五条</b>")])
    chosen = api.user_chooses(-7, query_id, "1", user=ANN)["message"]
    assert (chosen["text"], chosen["via_bot"]["id"]) == (
        "第五条",
        bot.bot["id"] if bot._bot_user else api.bot["id"],
    )
    assert "too old" in await refused(bot.answer_inline_query(query_id, []))


@rehearsed
async def test_cards_are_at_most_50_each_with_an_id_of_its_own(api: BotApi, bot: Bot) -> None:
    async def answer(*cards: InlineQueryResultArticle) -> str:
        query_id = api.user_types_inline("x")["inline_query"]["id"]
        return await refused(bot.answer_inline_query(query_id, cards))

    many = [article(str(number)) for number in range(51)]
    assert await answer(*many[:50]) == ""
    assert await answer(*many) == "Results_too_much"
    assert await answer(article("1"), article("1")) == "Result_id_duplicate"
    assert await answer(article("汉" * 22)) == "Result_id_invalid"
    assert "unsupported start tag" in await answer(article("1", "<x>"))


@rehearsed
async def test_commands_are_kept_for_each_scope(api: BotApi, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("ask", "问一个问题")])
    await bot.set_my_commands([BotCommand("inbox", "没答好的")], scope=BotCommandScopeChat(ANN))
    assert [each.command for each in await bot.get_my_commands()] == ["ask"]
    assert [each.command for each in await bot.get_my_commands(scope=BotCommandScopeChat(ANN))] == ["inbox"]
    await bot.delete_my_commands(scope=BotCommandScopeChat(ANN))
    assert await bot.get_my_commands(scope=BotCommandScopeChat(ANN)) == ()
    assert await refused(bot.set_my_commands([BotCommand("ASK", "大写")])) == "Bot_command_invalid"
    assert await bot.set_my_description("按条款回答")
    assert await bot.set_my_short_description("认定助手")
    assert api.descriptions == {"description": "按条款回答", "short_description": "认定助手"}


class Posted:
    """The bot's own address: it answers with the statuses given, then with 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.bodies: list[dict[str, object]] = []
        self.secrets: list[str | None] = []

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Take what is posted."""
        self.bodies.append(json.loads(await request.read()))
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@asynccontextmanager
async def listening(posted: Posted) -> AsyncIterator[str]:
    """An address where updates can be posted."""
    server = web.Server(posted, access_log=None)
    socket = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{socket.sockets[0].getsockname()[1]}/hook"
    socket.close()
    await server.shutdown(0.1)


@rehearsed
async def test_a_webhook_is_posted_to_in_order_until_it_accepts(api: BotApi, bot: Bot) -> None:
    posted = Posted(500, 503)
    async with listening(posted) as url:
        await bot.set_webhook(url, secret_token="s3cret", drop_pending_updates=True)
        for text in "一二":
            api.user_says(ANN, text)
        async with asyncio.timeout(5):
            while len(posted.bodies) < 4:
                await asyncio.sleep(0.02)
        said = [body["message"]["text"] for body in posted.bodies]  # type: ignore[index]  # a message, as said above
        assert said == ["一", "一", "一", "二"]
        assert set(posted.secrets) == {"s3cret"}
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == (url, 0)
        assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        assert await bot.delete_webhook()
    api.user_says(ANN, "三")
    assert await texts(bot) == ["三"]


@rehearsed
async def test_what_a_webhook_that_is_away_did_not_get_stays_in_the_queue(api: BotApi, bot: Bot) -> None:
    await bot.get_updates(offset=api.updates.next_id)
    await bot.set_webhook("http://127.0.0.1:1/hook")
    api.user_says(ANN, "一")
    await asyncio.sleep(0.2)
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (1, "Connection refused")
    await bot.delete_webhook()
    assert await texts(bot) == ["一"]
    assert "HTTPS URL must be provided" in (await refused(bot.set_webhook("ftp://x"))).replace(
        "https url", "HTTPS URL"
    )
    assert "unallowed characters" in await refused(bot.set_webhook("http://x", secret_token="汉"))
