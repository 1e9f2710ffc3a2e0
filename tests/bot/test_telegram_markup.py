"""Whatever is to be shown becomes HTML that Telegram takes; buttons say only what is ours."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.html_text import parse_html
from bot.telegram.markup import (
    MOST_UNITS,
    Piece,
    button,
    in_rows,
    messages,
    plain,
    press_data,
    read_press,
    units,
)
from conversations.normalise import printable

NONCE = "Ab3_-9"
anything = st.text(st.characters(), max_size=400)
tags = st.sampled_from(["", "b", "quote"])
pieces = st.lists(st.builds(Piece, anything, tags, st.sampled_from(["\n", "\n\n"])), max_size=8)


@given(pieces)
def test_every_message_is_read_by_telegram_and_fits(found: list[Piece]) -> None:
    for message in messages(found):
        text, _ = parse_html(message)
        assert 0 < units(text) <= MOST_UNITS


@given(
    st.lists(
        st.builds(Piece, st.text("汉字。\n😀👨‍👩‍👧é<&>", min_size=50, max_size=300), tags),
        min_size=1,
        max_size=40,
    )
)
def test_nothing_is_lost_however_long_it_is(found: list[Piece]) -> None:
    shown = "".join(plain(message) for message in messages(found, most=100))
    wanted = "".join(printable(piece.text) for piece in found)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", wanted)


@given(st.integers(1, 40), st.integers(0, 12))
def test_no_sign_is_torn_at_the_cut(before: int, more: int) -> None:
    sign = "1\ufe0f\u20e3"
    text = "字" * before + sign * (more + 1)
    parts = [plain(message) for message in messages([Piece(text)], most=48)]
    assert "".join(parts) == text
    assert all(part.count(sign) * len(sign) + part.count("字") == len(part) for part in parts)


def test_an_emoji_counts_two_and_ten_with_a_character_count_twenty_one() -> None:
    assert units("😀" * 10 + "汉") == 21


def test_an_emoji_at_the_cut_goes_whole_into_the_next_message() -> None:
    first, second = messages([Piece("字" * (MOST_UNITS - 1) + "😀后")])
    assert first == "字" * (MOST_UNITS - 1)
    assert second == "😀后"


def test_a_long_quote_closes_and_opens_its_tag_in_every_part() -> None:
    parts = messages([Piece("条文。" * 3_000, "quote")])
    assert len(parts) > 1
    for part in parts:
        assert part.count("<blockquote expandable>") == part.count("</blockquote>") >= 1


def test_markup_in_a_name_is_shown_and_does_nothing() -> None:
    [message] = messages([Piece("<b>公司</b> & <script>", "b")])
    assert message == "<b>&lt;b&gt;公司&lt;/b&gt; &amp; &lt;script&gt;</b>"
    assert plain(message) == html.unescape("&lt;b&gt;公司&lt;/b&gt; &amp; &lt;script&gt;")


def test_invisible_and_turning_characters_are_not_sent() -> None:
    [message] = messages([Piece("甲\u202e乙\u200b丙\x00\ud800丁")])
    assert message == "甲乙丙\ufffd丁"


def test_nothing_to_say_is_no_message() -> None:
    assert messages([Piece(""), Piece(" \n\u200b")]) == ()


@given(st.text(max_size=80))
def test_data_that_we_did_not_make_for_this_chat_is_refused(data: str) -> None:
    press = read_press(data, NONCE)
    assert press is None or data.startswith(f"v1:{NONCE}:")


@pytest.mark.parametrize(
    "data",
    [
        "v1:Ab3_-8:4:0",
        "v2:Ab3_-9:4:0",
        "v1:Ab3_-9:4:-1",
        "v1:Ab3_-9:4:x",
        "v1:Ab3_-9:４:0",
        "v1:Ab3_-9:forget:now",
        "v1:Ab3_-9:say:" + "汉" * 40,
        "",
    ],
)
def test_forged_data_is_refused(data: str) -> None:
    assert read_press(data, NONCE) is None


def test_a_step_and_a_saying_come_back_from_their_data() -> None:
    step = read_press(press_data(NONCE, 12, 3), NONCE)
    assert step is not None
    assert (step.kind, step.step, step.option) == ("step", 12, 3)
    saying = read_press(press_data(NONCE, "say", "材料清单"), NONCE)
    assert saying is not None
    assert (saying.kind, saying.words) == ("say", "材料清单")


def test_data_over_64_bytes_is_never_put_on_a_button() -> None:
    with pytest.raises(ValueError, match="64"):
        button("长", data="汉" * 22)


def test_long_labels_have_rows_of_their_own() -> None:
    short, long = {"text": "有", "data": "a"}, {"text": "文化、中医药（蒙医药）以外的服务贸易", "data": "b"}
    assert in_rows([short, short, long, short], 2) == [[short, short], [long], [short]]
