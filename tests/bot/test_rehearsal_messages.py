"""Messages of the rehearsed Telegram: what it accepts, and what it refuses in Telegram's words."""

from __future__ import annotations

from io import BytesIO

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import Forbidden

from bot.rehearsal import BotApi
from tests.bot.rehearsing import ANN, refused, rehearsed


def keyboard(*data: str) -> InlineKeyboardMarkup:
    """One button a row."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(f"键{each[:8]}", callback_data=each)] for each in data]
    )


@rehearsed
async def test_a_message_arrives_as_plain_text_with_entities_and_a_keyboard(api: BotApi, bot: Bot) -> None:
    sent = await bot.send_message(
        ANN, "<b>结论</b>：🙂&lt;符合&gt;", parse_mode="HTML", reply_markup=keyboard("a", "b")
    )
    assert sent.text == "结论：🙂<符合>"
    assert sent.text_html == "<b>结论</b>：🙂&lt;符合&gt;"
    (seen,) = await api.wait_for(ANN)
    assert seen.text == "结论：🙂<符合>"
    assert seen.html == "<b>结论</b>：🙂&lt;符合&gt;"
    assert seen.buttons == ["键a", "键b"]
    assert seen.id == sent.message_id


@rehearsed
async def test_the_limit_of_a_text_counts_utf16_units_without_tags(api: BotApi, bot: Bot) -> None:
    await bot.send_message(ANN, "<b>" + "汉" * 4096 + "</b>", parse_mode="HTML")
    await bot.send_message(ANN, "🙂" * 2048)
    assert await refused(bot.send_message(ANN, "🙂" * 2048 + "x")) == "Message is too long"
    assert await refused(bot.send_message(ANN, "汉" * 4097)) == "Message is too long"
    assert len(api.replies(ANN)) == 2


@rehearsed
async def test_a_text_without_anything_to_see_is_refused(api: BotApi, bot: Bot) -> None:
    for nothing in ("", "   ", "\n\t", "\u202e"):
        assert await refused(bot.send_message(ANN, nothing)) == "Message text is empty"
    assert await refused(bot.send_message(ANN, "<b> </b>", parse_mode="HTML")) == "Message text is empty"
    await bot.send_message(ANN, " \n<i> 有字 </i>\n", parse_mode="HTML")
    assert api.replies(ANN)[-1].text == "有字"
    assert api.replies(ANN)[-1].entities == [{"offset": 0, "length": 2, "type": "italic"}]


@rehearsed
async def test_broken_html_is_refused_as_telegram_refuses_it(api: BotApi, bot: Bot) -> None:
    async def answer(html: str) -> str:
        return await refused(bot.send_message(ANN, html, parse_mode="HTML"))

    begin = "Can't parse entities: "
    assert await answer("款<x>") == f'{begin}unsupported start tag "x" at byte offset 3'
    assert await answer("<b>没有完") == f'{begin}can\'t find end tag corresponding to start tag "b"'
    assert await answer("多了</b>") == f"{begin}unexpected end tag at byte offset 6"
    assert api.replies(ANN) == []


@rehearsed
async def test_a_button_carries_at_most_64_bytes(api: BotApi, bot: Bot) -> None:
    await bot.send_message(ANN, "够", reply_markup=keyboard("汉" * 21 + "x"))
    assert (
        await refused(bot.send_message(ANN, "多", reply_markup=keyboard("汉" * 22))) == "Button_data_invalid"
    )
    api.user_says(ANN, "?")
    assert len(api.replies(ANN)) == 1


@rehearsed
async def test_a_keyboard_has_at_most_100_buttons_that_each_do_something(api: BotApi, bot: Bot) -> None:
    await bot.send_message(ANN, "百", reply_markup=keyboard(*map(str, range(100))))
    many = keyboard(*map(str, range(101)))
    assert await refused(bot.send_message(ANN, "百一", reply_markup=many)) == "Reply markup is too long"
    idle = InlineKeyboardMarkup([[InlineKeyboardButton("无用")]])
    assert "text buttons are unallowed" in await refused(bot.send_message(ANN, "x", reply_markup=idle))


@rehearsed
async def test_a_button_leads_only_where_telegram_lets_it(api: BotApi, bot: Bot) -> None:
    async def answer(url: str) -> str:
        button = InlineKeyboardButton("看", url=url)
        return await refused(bot.send_message(ANN, "x", reply_markup=InlineKeyboardMarkup([[button]])))

    for good in ("https://t.me/x?start=a", "http://127.0.0.1:80/", "example.org:8080/x", "tg://user?id=1"):
        assert await answer(good) == ""
    assert await answer("javascript:alert(1)") == (
        "Inline keyboard button url 'javascript:alert(1)' is invalid: unsupported url protocol"
    )
    assert await answer("http://localhost/x") == "Button_url_invalid"


@rehearsed
async def test_a_message_is_edited_in_place_and_its_former_words_are_remembered(
    api: BotApi, bot: Bot
) -> None:
    sent = await bot.send_message(ANN, "第一", reply_markup=keyboard("a"))
    await bot.edit_message_text("第二", ANN, sent.message_id)
    (seen,) = api.replies(ANN)
    assert (seen.text, seen.edits, seen.buttons) == ("第二", ("第一",), [])
    await bot.edit_message_reply_markup(ANN, sent.message_id, reply_markup=keyboard("b", "c"))
    (seen,) = api.replies(ANN)
    assert (seen.text, seen.edits, len(seen.buttons)) == ("第二", ("第一",), 2)


@rehearsed
async def test_an_edit_that_changes_nothing_is_refused(api: BotApi, bot: Bot) -> None:
    sent = await bot.send_message(ANN, "<b>不变</b>", parse_mode="HTML", reply_markup=keyboard("a"))
    same = bot.edit_message_text(
        "<strong>不变</strong>", ANN, sent.message_id, parse_mode="HTML", reply_markup=keyboard("a")
    )
    assert await refused(same) == (
        "Message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    again = bot.edit_message_reply_markup(ANN, sent.message_id, reply_markup=keyboard("a"))
    assert (await refused(again)).startswith("Message is not modified")


@rehearsed
async def test_what_is_not_there_cannot_be_edited_deleted_or_written_to(api: BotApi, bot: Bot) -> None:
    assert await refused(bot.edit_message_text("x", ANN, 999)) == "Message to edit not found"
    assert await refused(bot.edit_message_text("x", ANN, 1)) == "Message can't be edited"
    assert await refused(bot.delete_message(ANN, 999)) == "Message to delete not found"
    assert await refused(bot.send_message(404, "x")) == "Chat not found"
    assert await refused(bot.get_chat(404)) == "Chat not found"
    assert await refused(bot.get_file("nothing")) == "Invalid file_id"
    lost = bot.send_message(ANN, "x", reply_parameters=ReplyParameters(999))
    assert await refused(lost) == "Message to be replied not found"


@rehearsed
async def test_a_reply_shows_what_it_replies_to(api: BotApi, bot: Bot) -> None:
    said = api.user_says(ANN, "几年考评一次")["message"]["message_id"]
    sent = await bot.send_message(ANN, "两年", reply_parameters=ReplyParameters(said))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "几年考评一次"
    lenient = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(ANN, "x", reply_parameters=lenient)).reply_to_message is None


@rehearsed
async def test_a_deleted_message_is_gone(api: BotApi, bot: Bot) -> None:
    sent = await bot.send_message(ANN, "x")
    assert await bot.delete_message(ANN, sent.message_id)
    assert api.replies(ANN) == []


@rehearsed
async def test_a_document_keeps_its_name_and_its_bytes(api: BotApi, bot: Bot) -> None:
    content = bytes(range(256)) * 100
    sent = await bot.send_document(
        ANN, InputFile(BytesIO(content), "清单.docx"), caption="<b>清单</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert sent.document.file_name == "清单.docx"
    (seen,) = api.replies(ANN)
    assert (seen.document, seen.text) == ("清单.docx", "清单")
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == content
    again = await bot.send_document(ANN, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_size == len(content)


@rehearsed
async def test_a_caption_has_at_most_1024_units(api: BotApi, bot: Bot) -> None:
    file = InputFile(b"x", "x.txt")
    await bot.send_document(ANN, file, caption="🙂" * 512)
    assert await refused(bot.send_document(ANN, file, caption="🙂" * 513)) == "Message caption is too long"
    assert await refused(bot.send_document(ANN, "no-such-file")) == "Wrong file identifier/http url specified"


@rehearsed
async def test_who_blocked_the_bot_gets_nothing_until_it_is_let_in_again(api: BotApi, bot: Bot) -> None:
    sent = await bot.send_message(ANN, "x")
    api.user_blocks(ANN)
    for call in (bot.send_message(ANN, "y"), bot.edit_message_text("y", ANN, sent.message_id)):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await call
    assert [seen.text for seen in api.replies(ANN)] == ["x"]
    api.user_blocks(ANN, blocked=False)
    await bot.send_message(ANN, "z")
    statuses = [each.my_chat_member for each in await bot.get_updates()]
    assert [each.new_chat_member.status for each in statuses if each] == ["kicked", "member"]


@rehearsed
async def test_typing_is_seen_and_an_action_that_is_none_refused(api: BotApi, bot: Bot) -> None:
    assert await bot.send_chat_action(ANN, ChatAction.TYPING)
    assert api.chats[ANN].acting[1] == "typing"
    assert await refused(bot.send_chat_action(ANN, "dancing")) == "Wrong parameter action in request"


@rehearsed
async def test_another_way_of_marking_up_is_not_rehearsed(api: BotApi, bot: Bot) -> None:
    assert await refused(bot.send_message(ANN, "*x*", parse_mode="MarkdownV2")) == "Unsupported parse_mode"
