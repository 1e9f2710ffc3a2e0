"""Phrases of the pack in a sentence: gaps, their limits, and the words that turn a phrase round."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from conversations.normalise import normalise
from conversations.phrasing import clause_around, find_stated, is_unsaid, phrases
from tests.conversations.chinese import ARBITRARY


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("没失信", "我们没失信", True),
        ("没…名单", "没上过黑名单", True),
        ("没…名单", "没事,在黑名单", False),
        ("没…名单", "没一二三四五六七八名单", True),
        ("没…名单", "没一二三四五六七八九名单", False),
        ("国家级……获批", "国家级基地,去年获批", True),
        ("国家级……获批", "国家级基地。去年获批", False),
        ("（四）", "第五条(四)", True),
        ("FTA", "fta", True),
    ],
)
def test_a_gap_is_short_and_stays_in_its_clause(phrase: str, text: str, there: bool) -> None:
    assert phrases((phrase,)).within(text) is there


def test_the_leftmost_and_longest_comes_first() -> None:
    match = phrases(("失信", "没失信", "没")).first("我们没失信")
    assert match is not None
    assert match.group() == "没失信"


def test_a_phrase_with_signs_of_patterns_is_taken_literally() -> None:
    assert phrases(("a.b…(c", "[x]")).within("a.b和(c")
    assert not phrases(("a.b",)).within("acb")


def test_clauses_end_at_punctuation() -> None:
    text = normalise("有专人，规划没有；能报吗？好")
    place = text.index("规划")
    assert clause_around(text, place, place + 2) == "规划没有"


@pytest.mark.parametrize(
    ("pattern", "text", "unsaid"),
    [
        ("没◇", "没登记", True),
        ("没◇", "没失信登记", False),
        ("如果…◇", "如果我们登记了", True),
        ("如果…◇", "如果能报,我们登记了", False),
        ("◇没有◆", "登记没有,失信没有", True),
        ("◇没有◆", "登记没有失信", False),
    ],
)
def test_words_around_a_phrase_can_take_it_back(pattern: str, text: str, unsaid: bool) -> None:
    start = text.index("登记")
    assert is_unsaid(phrases((pattern,)), text, start, start + 2) is unsaid


def test_what_is_taken_back_takes_the_shorter_phrases_inside_with_it() -> None:
    said, unsaid = phrases(("系统登记", "登记")), phrases(("没去◇",))
    assert find_stated(said, phrases(()), "没去系统登记", wide=False, unsaid=unsaid) is None
    assert find_stated(said, phrases(()), "去系统登记", wide=False, unsaid=unsaid) == (1, 5)


@settings(deadline=None)
@given(ARBITRARY)
def test_matches_lie_within_any_text(text: str) -> None:
    for match in phrases(("没…有", "有……专人", "\n", "…")).find(text):
        assert match.end() <= len(text)
