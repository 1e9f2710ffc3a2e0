"""The normal form: one spelling for what people type; nothing they can send makes it fail."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.normalise import MAX_LENGTH, normalise, printable, traditional
from tests.conversations.chinese import ARBITRARY, FLOODS
from tests.conversations.understanding import desk


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("５０万ＵＳＤ", "50万usd"),
        ("（四）", "(四)"),
        ("服務貿易", "服务贸易"),
        ("臺灣", "台湾"),
        ("我們在內蒙古", "我们在内蒙古"),
        ("能 报 吗", "能报吗"),
        ("  重点企业 \t 60 万 ", "重点企业 60 万"),
        ("重\u200b点\u200d企\ufeff业", "重点企业"),
        ("\u202e重点企业\u202c", "重点企业"),
        ("重点\x00企业", "重点企业"),
        ("Export BASE", "export base"),
        ("一行\n两行", "一行\n两行"),
        ("能报吗？", "能报吗?"),
        ("", ""),
        (" \t\n ", ""),
    ],
)
def test_what_people_type_has_one_spelling(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


def test_lone_surrogates_are_shown_as_a_replacement_character() -> None:
    assert printable("好\ud83d的") == "好\ufffd的"


@settings(deadline=None)
@given(ARBITRARY)
def test_the_normal_form_is_clean_short_and_fit_to_be_written(text: str) -> None:
    normal = normalise(text)
    normal.encode("utf-8")
    assert len(normal) <= MAX_LENGTH
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") for c in normal if c != "\n")
    assert "  " not in normal


@settings(deadline=None)
@given(ARBITRARY)
def test_what_is_shown_keeps_its_line_breaks_and_nothing_that_hides(text: str) -> None:
    shown = printable(text)
    shown.encode("utf-8")
    assert shown.count("\n") == text.count("\n")
    assert printable(shown) == shown


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=60))
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal


@pytest.mark.parametrize("flood", FLOODS, ids=range(len(FLOODS)))
def test_a_flood_is_cut(flood: str) -> None:
    assert len(normalise(flood)) <= MAX_LENGTH


def test_an_answer_in_traditional_characters_says_the_same() -> None:
    assert traditional("服务贸易进出口额不低于50万美元") == "服務貿易進出口額不低於50萬美元"
    for clause in desk().pack.statute.clauses.values():
        assert traditional(clause.text) != clause.text or len(clause.text) < 6
        assert normalise(traditional(clause.text)) == normalise(clause.text)
    for option in (
        "不清楚",
        "上一步",
        "查看答案",
        "帮我测一下",
        "材料清单",
        "差多少",
        "逐条依据",
        "删除我的数据",
    ):
        assert desk().command_of.get(normalise(traditional(option))) == desk().command_of.get(option)


@given(ARBITRARY)
@settings(max_examples=60)
def test_whatever_is_said_in_traditional_characters_can_be_written(text: str) -> None:
    traditional(text).encode("utf-8")
