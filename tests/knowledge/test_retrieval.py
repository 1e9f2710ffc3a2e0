"""Search over large collections: order, fields, the question bank, indexes that are kept and extended."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.plain_tokens import plain_tokens
from knowledge.retrieval import (
    Bank,
    Banked,
    Collection,
    Entry,
    IndexFault,
    Ranker,
    load_collection,
    marks_of,
    save_collection,
    unknown_ids,
)
from knowledge.retrieval.field_index import FieldIndex
from knowledge.retrieval.ranking import first

DATA = Path(__file__).parents[1] / "data" / "search"
PROGRAM = "0123456789abcdef"
TOKENS = st.lists(st.sampled_from(["书", "借阅", "借阅证", "借阅证明", "a", "ab", "\ud800"]), max_size=6)


def _read(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


ENTRIES = [Entry(each["id"], each["title"], each["text"]) for each in _read("docs.jsonl")]
BANKED = [Banked(each["q"], each["gold"]) for each in _read("bank.jsonl")]
COLLECTION = Collection.of(ENTRIES, plain_tokens)


def _ranker(banked: list[Banked], collection: Collection = COLLECTION) -> Ranker:
    return Ranker(collection, plain_tokens, Bank(banked, collection, plain_tokens))


def _same(one: Collection, other: Collection) -> bool:
    indexes = ((one.words, other.words), (one.pairs, other.pairs))
    arrays = all(
        np.array_equal(getattr(a, f.name), getattr(b, f.name)) for a, b in indexes for f in fields(FieldIndex)
    )
    plain = (one.ids, one.works, one.mark) == (other.ids, other.works, other.mark)
    return arrays and plain


def test_the_article_that_speaks_of_it_comes_first() -> None:
    ranker = Ranker(COLLECTION, plain_tokens)
    assert ranker.rank("借阅证遗失怎么办", 3)[0].id == "b3"
    assert ranker.rank("逾期归还要交滞纳金吗", 3)[0].id == "b4"


def test_the_name_of_the_law_is_searched_too() -> None:
    assert Ranker(COLLECTION, plain_tokens).rank("游泳馆", 1)[0].id in {"s1", "s2", "s3"}


def test_equal_documents_stand_in_the_order_of_the_collection() -> None:
    for ranker in (Ranker(COLLECTION, plain_tokens), _ranker(BANKED)):
        assert [hit.id for hit in ranker.rank("饮水机多久清洗", 2)] == ["n1", "n2"]
    turned = Collection.of(ENTRIES[::-1], plain_tokens)
    assert [hit.id for hit in Ranker(turned, plain_tokens).rank("饮水机多久清洗", 2)] == ["n2", "n1"]


def test_the_same_question_has_the_same_answer() -> None:
    ranker = _ranker(BANKED)
    assert (
        ranker.rank("带孩子入馆", 9) == _ranker(BANKED).rank("带孩子入馆", 9) == ranker.rank("带孩子入馆", 9)
    )


def test_scores_never_rise_down_the_list() -> None:
    scores = [hit.score for hit in _ranker(BANKED).rank("小孩可以带狗进公园吗", 20)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("question", ["", "？！", "xyzzy", "\ud800", "\0"])
def test_a_question_with_nothing_in_common_finds_nothing(question: str) -> None:
    assert Ranker(COLLECTION, plain_tokens).rank(question, 5) == []
    assert _ranker(BANKED).rank(question, 5) == []


def test_a_collection_without_documents_finds_nothing() -> None:
    nothing = Collection.of([], plain_tokens)
    assert Ranker(nothing, plain_tokens).rank("借阅证", 5) == []
    assert _ranker(BANKED, nothing).rank("借阅证", 5) == []


def test_a_banked_question_leads_to_its_article() -> None:
    asked = "我的卡不见了"
    assert "b3" not in [hit.id for hit in Ranker(COLLECTION, plain_tokens).rank(asked, 3)]
    assert _ranker(BANKED).rank(asked, 3)[0].id == "b3"


def test_words_learnt_from_the_bank_reach_articles_that_nobody_asked_for() -> None:
    banked = [Banked("遛狗去哪", ["p1"]), Banked("遛狗违法吗", ["p1"])]
    entries = [*ENTRIES, Entry("q1", "", "犬只应当登记。")]
    collection = Collection.of(entries, plain_tokens)
    assert not Ranker(collection, plain_tokens).rank("遛狗", 9)
    assert "q1" in [hit.id for hit in _ranker(banked, collection).rank("遛狗", 9)]


def test_a_bank_without_questions_changes_nothing() -> None:
    plain = Ranker(COLLECTION, plain_tokens)
    assert _ranker([]).rank("借阅证遗失", 5) == plain.rank("借阅证遗失", 5)


def test_unknown_ids_of_the_bank_are_named_and_left_out() -> None:
    banked = Banked("卡不见了怎么补", ["nowhere", "b3"])
    assert unknown_ids(banked, COLLECTION) == ["nowhere"]
    assert _ranker([banked]).rank("卡不见了", 1)[0].id == "b3"


def test_a_law_is_one_work_with_or_without_the_name_of_the_state() -> None:
    assert {entry.work for entry in ENTRIES if entry.id.startswith("p")} == {"公园法"}


@pytest.mark.parametrize("cut", range(len(ENTRIES) + 1))
def test_adding_documents_gives_the_index_that_is_built_at_once(cut: int) -> None:
    grown = Collection.of(ENTRIES[:cut], plain_tokens).extended(ENTRIES[cut:], plain_tokens)
    assert _same(grown, COLLECTION)


@settings(max_examples=60, deadline=None)
@given(some=st.lists(TOKENS, max_size=5), more=st.lists(TOKENS, max_size=5))
def test_an_extended_index_is_the_one_of_all_texts(some: list[list[str]], more: list[list[str]]) -> None:
    grown, whole = FieldIndex.of(some).extended(FieldIndex.of(more)), FieldIndex.of([*some, *more])
    assert all(np.array_equal(getattr(grown, f.name), getattr(whole, f.name)) for f in fields(FieldIndex))
    for token in ("书", "借阅", "借阅证", "借阅证明", "a", "ab", "\ud800", "无"):
        holding = [n for n, tokens in enumerate([*some, *more]) if token in tokens]
        assert whole.texts[whole.place(token)].tolist() == holding


@given(scores=st.lists(st.sampled_from([0.0, 0.1, 0.3, 0.6, 1.0]), max_size=30), count=st.integers(1, 12))
def test_the_first_are_those_of_a_full_sort(scores: list[float], count: int) -> None:
    given_scores = np.array(scores, np.float32)
    order = [n for n in sorted(range(len(scores)), key=lambda n: (-scores[n], n)) if scores[n] > 0]
    assert first(given_scores, count).tolist() == order[:count]


def test_a_kept_index_answers_as_the_one_that_was_kept(tmp_path: Path) -> None:
    save_collection(COLLECTION, tmp_path / "index", PROGRAM)
    again = load_collection(tmp_path / "index", PROGRAM)
    assert _same(again, COLLECTION)
    for question in ("借阅证遗失怎么办", "遛狗能上草地吗"):
        assert _ranker(BANKED, again).rank(question, 9) == _ranker(BANKED).rank(question, 9)


def test_a_mapped_index_can_be_extended_and_kept_in_its_own_folder(tmp_path: Path) -> None:
    save_collection(Collection.of(ENTRIES[:4], plain_tokens), tmp_path, PROGRAM)
    old = load_collection(tmp_path, PROGRAM)
    save_collection(old.extended(ENTRIES[4:], plain_tokens), tmp_path, PROGRAM)
    assert _same(load_collection(tmp_path, PROGRAM), COLLECTION)
    assert Ranker(old, plain_tokens).rank("借阅证遗失", 1)[0].id == "b3"
    assert len(list(tmp_path.iterdir())) == 1 + 2 * len(fields(FieldIndex))


def test_an_index_of_another_program_or_with_broken_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexFault):
        load_collection(tmp_path, PROGRAM)
    save_collection(COLLECTION, tmp_path, PROGRAM)
    with pytest.raises(IndexFault):
        load_collection(tmp_path, "another program!")
    for path in sorted(tmp_path.iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(IndexFault):
            load_collection(tmp_path, PROGRAM)
        path.write_bytes(whole)
    assert _same(load_collection(tmp_path, PROGRAM), COLLECTION)


def test_a_mark_tells_collections_apart_by_text_title_id_and_order() -> None:
    entry = Entry("1", "甲", "乙")
    others = [Entry("2", "甲", "乙"), Entry("1", "甲乙", ""), Entry("1", "甲", "乙。")]
    marks = {marks_of([each])[-1] for each in (entry, *others)}
    assert len(marks) == 4
    assert marks_of([entry, others[0]])[-1] != marks_of([others[0], entry])[-1]
    assert marks_of([others[0]], after=marks_of([entry])[-1]) == marks_of([entry, others[0]])[1:]
