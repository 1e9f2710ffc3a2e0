"""Telegram's HTML as the rehearsed one reads it."""

from __future__ import annotations

import contextlib
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.html_text import parse_html, utf16_length
from bot.rehearsal.refusal import Refused


def entities(html: str) -> list[tuple[str, str]]:
    """(kind, the marked text) of everything marked."""
    text, found = parse_html(html)
    units = text.encode("utf-16-le")
    return [
        (each["type"], units[2 * each["offset"] : 2 * (each["offset"] + each["length"])].decode("utf-16-le"))
        for each in found
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("一 &lt;b&gt; &amp;amp; &quot;", '一 <b> &amp; "'),
        ("&lt和&gt", "<和>"),
        ("&#20061;&#x4E5D;&#x1F642;", "九九🙂"),
        ("&nbsp;&hellip;&#0;&;& a&b", "&nbsp;&hellip;&#0;&;& a&b"),
        ("<b>甲</b><i>乙</>", "甲乙"),
        ("<b></b>空", "空"),
        ("<B>大写</b >", "大写"),
    ],
)
def test_references_and_tags_are_resolved(html: str, text: str) -> None:
    assert parse_html(html)[0] == text


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("🙂<b>第五条<i>（四）</i></b>", [("bold", "第五条（四）"), ("italic", "（四）")]),
        ("<u>a</u><ins>b</ins>", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s><del>b</del><strike>c</strike>", [("strikethrough", each) for each in "abc"]),
        ("<code>x &lt; y</code>", [("code", "x < y")]),
        ("<pre><code class='language-py'>x</code></pre>", [("pre", "x")]),
        ("<blockquote>原文</blockquote>", [("blockquote", "原文")]),
        ("<blockquote expandable>原文</blockquote>", [("expandable_blockquote", "原文")]),
        ('<span class="tg-spoiler">谜底</span>', [("spoiler", "谜底")]),
        ("<tg-spoiler>谜底</tg-spoiler>", [("spoiler", "谜底")]),
        ('<a href="javascript:alert(1)">点</a>', []),
        ("<b></b>", []),
    ],
)
def test_what_is_marked_is_told(html: str, marked: list[tuple[str, str]]) -> None:
    assert entities(html) == marked


def test_a_link_keeps_its_address_whole() -> None:
    (link,) = parse_html('<a href="https://t.me/x?start=a&amp;b=1">看</a>')[1]
    assert link["url"] == "https://t.me/x?start=a&b=1"
    (bare,) = parse_html("<a href=example.org>看</a>")[1]
    assert bare["url"] == "http://example.org"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("甲<a", "Unclosed start tag at byte offset 3"),
        ("甲 < 乙", 'Unsupported start tag "" at byte offset 4'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("<i =1>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<i a = ", 'Unclosed start tag "i" at byte offset 0'),
        ("<i a=1,>", "Unexpected end of name token at byte offset 5"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("甲</b>", "Unexpected end tag at byte offset 3"),
        ("<b>甲</b ", "Unclosed end tag at byte offset 6"),
        ("<b><i>甲</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
        ("<b>甲<i>乙</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ('<tg-emoji emoji-id="x">🙂</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xD800;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_what_is_broken_is_refused_with_its_place_in_bytes(html: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(html)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@given(st.text())
def test_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    assert parse_html(escape(text)) == (text, [])


@given(
    st.lists(
        st.sampled_from(
            ["<b>", "</b>", "<a href=", "'", '"', "&", "lt;", "#x41", "<", ">", "/", "汉", " ", "="]
        )
    )
)
def test_anything_is_either_read_or_refused(parts: list[str]) -> None:
    with contextlib.suppress(Refused):
        text, found = parse_html("".join(parts))
        assert all(
            0 <= each["offset"] < each["offset"] + each["length"] <= utf16_length(text) for each in found
        )
