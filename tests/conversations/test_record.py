"""The machine-readable form of a turn is a contract: its keys, kinds, clauses and choices."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conversations.dialogue import KEYS, Dialogue, said
from tests.conversations.understanding import desk

DATA = Path(__file__).parents[1] / "data"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "unseen_questions.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_a_record_has_exactly_the_keys_of_the_contract() -> None:
    assert list(said("重点培育企业要什么条件")) == KEYS


@pytest.mark.parametrize("asked", QUESTIONS[::3], ids=lambda asked: str(asked["id"]))
def test_every_clause_of_an_answer_is_shown_word_for_word(asked: dict[str, Any]) -> None:
    record = said(asked["q"])  # the dialogue holds the clauses against the text
    if record["kind"] == "abstain":
        assert record["clauses"] == []
    if record["kind"] == "answer":
        assert record["clauses"]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("重点培育企业要什么条件", "answer"),
        ("我们公司去年服务进出口60万美元，能报重点培育企业吗", "assessment"),
        ("帮我测一下重点培育企业", "assessment"),
        ("换一类", "clarify"),
        ("评上给多少奖金", "abstain"),
        ("第二十条说的是什么", "abstain"),
        ("你好", "smalltalk"),
        ("帮助", "smalltalk"),
        ("删除我的数据", "smalltalk"),
    ],
)
def test_the_kind_of_a_first_message(message: str, kind: str) -> None:
    assert said(message)["kind"] == kind


@pytest.mark.parametrize(
    ("message", "kind"),
    [("考评多久一次", "answer"), ("评上给多少奖金", "abstain"), ("谢谢", "smalltalk"), ("很多", "clarify")],
)
def test_a_question_in_the_middle_has_its_own_kind_and_leaves_what_is_asked(message: str, kind: str) -> None:
    record = said("测一下重点培育企业", "一般领域", message)
    assert (record["kind"], record["asking"]) == (kind, "prev_year_trade")


def test_what_lies_near_an_abstention_stands_beside_it_and_not_among_the_clauses() -> None:
    record = said("评上给多少奖金")
    assert record["clauses"] == []
    assert record["related"]
    assert all(desk().pack.statute.label(clause) in record["answer"] for clause in record["related"])


def test_the_deciding_clause_of_an_assessment_comes_first() -> None:
    record = said(
        "我们公司去年服务进出口40万美元，独立法人，没失信，系统登记了也按时填报，能报重点培育企业吗"
    )
    assert record["clauses"][0] == "5.4.4"


def test_what_is_open_is_listed_until_it_is_known() -> None:
    dialogue = Dialogue()
    record = dialogue.say("我们公司去年服务进出口60万美元，能报重点培育企业吗")
    assert {"on_blacklist", "stat_registered"} <= set(record["open_facts"])
    record = dialogue.say("没失信，系统登记了也按时填报，依法登记，有独立法人资格")
    assert record["open_facts"] == []
    assert record["verdict"] == "eligible"


def test_facts_that_follow_from_others_are_listed_with_them() -> None:
    record = said("我们是一家分公司，去年服务进出口60万美元，能报重点培育企业吗")
    assert record["facts"]["independent_legal_person"] is False


class TestChoices:
    """What the buttons would be."""

    def test_the_labels_of_the_values_and_not_to_know(self) -> None:
        record = said("测一下重点培育企业")
        assert record["choices"] == ["一般领域", "文化出口", "中医药（蒙医药）", "不清楚"]

    def test_the_currencies_where_only_the_currency_is_missing(self) -> None:
        assert said("测一下重点培育企业", "一般领域", "62万")["choices"] == ["美元", "人民币"]

    def test_not_to_know_alone_for_a_figure(self) -> None:
        assert said("测一下重点培育企业", "一般领域")["choices"] == ["不清楚"]

    def test_all_of_it_holds_where_the_usual_is_listed(self) -> None:
        messages = ("测一下重点培育企业", "一般领域", "62万美元", "有限公司", "有", "没有", "登记了", "按时")
        assert said(*messages)["choices"][-1] == "都对"

    def test_the_titles_where_the_title_is_open(self) -> None:
        record = said("换一类")
        assert record["choices"] == list(desk().rulebook.designations.values())
        assert record["options"] == list(desk().rulebook.designations)

    def test_none_where_nothing_is_asked(self) -> None:
        assert said("重点培育企业要什么条件")["choices"] == []

    @pytest.mark.parametrize("number", range(1, 5))
    def test_a_choice_may_be_answered_by_its_number_or_by_its_words(self, number: int) -> None:
        opening = ("测一下重点培育企业",)
        label = said(*opening)["choices"][number - 1]
        by_number, by_words = said(*opening, str(number)), said(*opening, label)
        assert by_number["facts"] == by_words["facts"]
        assert by_number["asking"] == by_words["asking"] != "track"
