"""Index and query: what shares more and rarer words ranks higher, and a phrasing finds its own entry."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.normalise import normalise
from knowledge.search import Bank, Document, Index
from tests.conversations.understanding import desk

WORDS = st.sampled_from(["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"])
TEXTS = st.lists(WORDS, min_size=1, max_size=8)
COLLECTIONS = st.lists(TEXTS, min_size=1, max_size=8)
OWN_ENTRY_FIRST = 0.97


def _index(texts: list[list[str]]) -> Index:
    documents = [Document(str(n), {"text": " ".join(words)}) for n, words in enumerate(texts)]
    return Index.of(documents, str.split, {"text": 1.0})


def _bank(texts: list[list[str]]) -> Bank:
    return Bank.of([(n, " ".join(words)) for n, words in enumerate(texts)], str.split)


def test_a_document_with_more_of_the_words_ranks_higher() -> None:
    scores = _index([["甲", "乙", "丙"], ["甲", "丁", "戊"], ["己", "庚", "辛"]]).weigh(["甲", "乙"])[0]
    assert scores[0] > scores[1] > 0.0
    assert scores[2] == 0.0


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    scores = _index([["甲", "乙"], ["甲", "丙"], ["甲", "丙"], ["甲", "丙"]]).weigh(["乙", "丙"])[0]
    assert scores[0] > max(scores[1:])


def test_the_same_word_counts_more_in_a_short_text() -> None:
    scores = _index([["甲"], ["甲", "乙", "丙", "丁", "戊"]]).weigh(["甲"])[0]
    assert scores[0] > scores[1]


def test_fields_count_by_their_weight_and_unweighted_ones_not_at_all() -> None:
    documents = [
        Document("title", {"title": "甲", "note": "乙"}),
        Document("text", {"text": "甲"}),
        Document("other", {"text": "丙"}),
    ]
    index = Index.of(documents, str.split, {"title": 2.0, "text": 1.0})
    scores = dict(zip(index.names, index.weigh(["甲"])[0], strict=True))
    assert scores["title"] > scores["text"]
    assert not index.known("乙")


def test_an_empty_collection_finds_nothing() -> None:
    index = _index([])
    assert index.weigh(["甲"]) == ([], [])
    assert Bank.of([], str.split).search(["甲"]).best == []


@given(COLLECTIONS, TEXTS)
def test_coverage_is_a_share_and_whole_exactly_when_all_words_are_held(
    texts: list[list[str]], query: list[str]
) -> None:
    index = _index(texts)
    for number, words in enumerate(texts):
        covered = index.weigh(query)[1][number]
        assert 0.0 <= covered <= 1.0 + 1e-9
        assert (covered > 1 - 1e-9) is (set(query) <= set(words))
        assert (number in index.holding(query)) is (set(query) <= set(words))
        assert (covered == 0.0) is (not set(query) & set(words))


@given(COLLECTIONS, TEXTS)
def test_exactly_the_documents_that_share_a_word_are_found_with_positive_scores(
    texts: list[list[str]], query: list[str]
) -> None:
    scores, _ = _index(texts).weigh(query)
    assert [score > 0 for score in scores] == [bool(set(words) & set(query)) for words in texts]


@given(COLLECTIONS, TEXTS)
def test_what_was_packed_weighs_and_finds_the_same(texts: list[list[str]], query: list[str]) -> None:
    phrasings = [(n, " ".join(words)) for n, words in enumerate(texts)]
    index, bank = _index(texts), _bank(texts)
    kept = json.loads(json.dumps([index.packed(), bank.packed()]))
    assert Index.unpacked(kept[0]).weigh(query) == index.weigh(query)
    assert Bank.unpacked(phrasings, kept[1]).search(query) == bank.search(query)


@given(COLLECTIONS, TEXTS, WORDS)
def test_asking_for_one_more_word_never_lowers_a_score(
    texts: list[list[str]], query: list[str], word: str
) -> None:
    index = _index(texts)
    before, after = index.weigh(query)[0], index.weigh([*query, word])[0]
    assert all(more >= score - 1e-9 for score, more in zip(before, after, strict=True))


@given(COLLECTIONS, TEXTS)
def test_likeness_is_between_nothing_and_the_same(texts: list[list[str]], query: list[str]) -> None:
    best, second, _ = _bank(texts).search(query)
    assert all(0.0 <= b <= a <= 1.0 + 1e-9 for a, b in zip(best, second, strict=True))


@given(COLLECTIONS)
def test_a_phrasing_is_entirely_like_itself(texts: list[list[str]]) -> None:
    bank = _bank(texts)
    for number, words in enumerate(texts):
        assert bank.search(words).best[number] == pytest.approx(1.0)


@given(COLLECTIONS, st.sets(WORDS, min_size=2, max_size=4), st.integers(1, 3))
def test_more_of_the_shared_words_is_more_alike(
    texts: list[list[str]], wanted: set[str], foreign: int
) -> None:
    query = sorted(wanted)
    bank = _bank([*texts, query, [*query[1:], *(f"外{n}" for n in range(foreign))]])
    best = bank.search(query).best
    assert best[len(texts)] > best[len(texts) + 1]


def test_every_phrasing_of_the_bank_finds_its_own_entry() -> None:
    tokens = desk().library.tokens
    phrasings = [(n, ask) for n, entry in enumerate(desk().library.entries) for ask in entry.asks]
    bank = Bank.of(phrasings, lambda text: tokens(normalise(text)))
    own = 0
    for number, ask in phrasings:
        best = bank.search(tokens(normalise(ask))).best
        own += best[number] >= max(best) - 1e-9
    assert own / len(phrasings) >= OWN_ENTRY_FIRST
