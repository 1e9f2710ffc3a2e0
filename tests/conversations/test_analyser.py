"""Tokens: words of the field with one spelling for a meaning, figures by their value, pairs of characters."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given, settings

from conversations.analyser import Analyser
from tests.conversations.chinese import ARBITRARY
from tests.conversations.understanding import desk

ANALYSER = desk().library.analyser
GROUPS = desk().pack.words.synonyms


@pytest.mark.parametrize("group", GROUPS, ids=[group[0] for group in GROUPS])
def test_the_words_of_a_group_share_a_token(group: tuple[str, ...]) -> None:
    kept = [set(ANALYSER.tokens(word)) for word in group if " " not in word]
    whole = [tokens & {t for t in tokens if t[0] not in "~#"} for tokens in kept]
    shared = [tokens for tokens in whole if tokens]
    assert shared
    first = shared[0]
    assert sum(bool(tokens & first) for tokens in shared) >= 0.8 * len(shared)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("50万美元", "五十万刀"),
        ("50w刀", "500,000美元"),
        ("15家企业", "十五家公司"),
        ("0.5M USD", "50万美金"),
    ],
)
def test_figures_are_compared_by_their_value(one: str, other: str) -> None:
    figures = [{t for t in ANALYSER.tokens(text) if t.startswith("#")} for text in (one, other)]
    assert figures[0] == figures[1] != set()


def test_words_without_meaning_leave_no_word() -> None:
    assert ANALYSER.words("请问一下这个是什么呢") == []


def test_what_no_word_covers_leaves_pairs_of_characters() -> None:
    assert "~烧烤" in ANALYSER.tokens("烧烤怎么做")


def test_english_and_traditional_writing_meet_the_chinese_words() -> None:
    assert set(ANALYSER.words("申報材料")) & set(ANALYSER.words("documents"))


def test_building_an_analyser_makes_no_noise(capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Analyser(desk().pack).tokens("申报材料")
    assert capfd.readouterr() == ("", "")


@settings(deadline=None, max_examples=200)
@given(ARBITRARY)
def test_any_text_has_tokens_and_always_the_same(text: str) -> None:
    tokens = ANALYSER.tokens(text)
    assert tokens == ANALYSER.tokens(text)
    assert all(tokens)
