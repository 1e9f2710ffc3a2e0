"""What a question asks: titles, kinds, cited clauses, and what a follow-up leaves to the turn before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from conversations.normalise import normalise
from conversations.question import Question, only_names_a_title, read_question, with_context
from tests.conversations.chinese import ARBITRARY, FLOODS
from tests.conversations.understanding import desk


def _read(text: str) -> Question:
    return read_question(desk().pack, normalise(text))


def _after(
    text: str, *, designation: str | None = None, kind: str | None = None, listed: bool = False
) -> Question:
    return with_context(desk().pack, _read(text), designation=designation, kind=kind, listed=listed)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("重点企业要交什么材料", "materials"),
        ("报出口基地有哪些条件", "conditions"),
        ("什么叫特色服务出口基地", "definition"),
        ("材料交到哪", "submit_to"),
        ("谁批的", "recogniser"),
        ("申报流程是啥", "procedure"),
        ("牌子谁发", "plaque"),
        ("有啥优惠政策", "benefit"),
        ("公示几天", "publicity"),
        ("几年考核一次", "evaluation"),
        ("什么情况会被摘牌", "revocation"),
        ("造假会怎样", "fraud"),
        ("撤销以后几年后能再报", "reapply"),
        ("依据是哪一条", "basis"),
        ("两个示范城市有什么区别", "difference"),
        ("国家级的是不是自动认定", "automatic"),
        ("能不能放宽", "relaxation"),
    ],
)
def test_the_kind_of_a_question_is_seen(text: str, kind: str) -> None:
    assert kind in _read(text).kinds[:2]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("第五条（四）4说的啥", ["5.4.4"]),
        ("5.4.4怎么理解", ["5.4.4"]),
        ("第十四条和第十三条", ["14", "13"]),
        ("第九十九条是什么", [None]),
        ("15家够吗", []),
        ("50万美元够吗", []),
    ],
)
def test_cited_clauses_are_found_and_figures_are_not(text: str, ids: list[str | None]) -> None:
    assert [citation.id for citation in _read(text).citations] == ids


def test_a_counted_title_gives_way_to_the_one_asked_about() -> None:
    assert _read("重点企业33家，服务贸易创新发展示范城市够吗").designations == ("innovation_city",)
    assert _read("33家重点企业").designations == ("key_enterprise",)


def test_titles_come_in_the_order_they_are_named() -> None:
    assert _read("出口基地和重点企业有什么区别").designations == ("export_base", "key_enterprise")


def test_a_follow_up_takes_title_and_kind_from_the_turn_before() -> None:
    assert _after("那材料呢", designation="export_base", kind="conditions").designations == ("export_base",)
    question = _after("那重点企业呢", designation="export_base", kind="materials")
    assert (question.designations, question.kinds) == (("key_enterprise",), ("materials",))
    assert question.carried == ("materials",)


def test_a_whole_question_takes_nothing_from_the_turn_before() -> None:
    question = _after(
        "申报特色服务出口基地一共需要提交哪些材料", designation="key_enterprise", kind="figures"
    )
    assert (question.designations, question.carried) == (("export_base",), ())


@pytest.mark.parametrize(
    ("text", "designation"),
    [
        ("第二种呢", "outsourcing_city"),
        ("第1个", "innovation_city"),
        ("最后一种", "key_enterprise"),
        ("第三类", "export_base"),
    ],
)
def test_an_ordinal_means_a_title_only_after_a_list(text: str, designation: str) -> None:
    assert _after(text, listed=True).designations == (designation,)
    assert _after(text).designations == ()


@pytest.mark.parametrize("text", ["那基地呢", "重点企业", "换成服务外包示范城市呢？", "特色服务出口基地"])
def test_a_bare_title_is_seen_as_one(text: str) -> None:
    assert only_names_a_title(desk().pack, _read(text))


@pytest.mark.parametrize("text", ["基地的招商材料", "重点企业公示几天", "天气"])
def test_more_than_a_title_is_no_bare_title(text: str) -> None:
    assert not only_names_a_title(desk().pack, _read(text))


@settings(deadline=None, max_examples=200)
@given(ARBITRARY)
def test_no_text_whatever_makes_the_reading_fail(text: str) -> None:
    question = _read(text)
    only_names_a_title(desk().pack, question)
    with_context(desk().pack, question, designation="export_base", kind="materials", listed=True)


@pytest.mark.parametrize("flood", FLOODS, ids=range(len(FLOODS)))
def test_a_flood_is_read_to_its_end(flood: str) -> None:
    assert _read(flood) is not None
