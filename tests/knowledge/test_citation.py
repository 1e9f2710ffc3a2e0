"""How people write clause numbers, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import DEFAULT_PACK, find_citations, parse_statute

STATUTE = parse_statute((DEFAULT_PACK / "text.md").read_text(encoding="utf-8"))


def cited(text: str) -> list[str | None]:
    return [citation.id for citation in find_citations(text, STATUTE)]


@pytest.mark.parametrize(
    ("written", "clause_id"),
    [
        ("五（四）4", "5.4.4"),
        ("５（４）４", "5.4.4"),
        ("5条4款第3条", "5.4.3"),
        ("第五条第四项第四目", "5.4.4"),
        ("第五条第（四）款第4项", "5.4.4"),
        ("第五条第一款第四项第4目", "5.4.4"),
        ("5.4.4", "5.4.4"),
        ("第5.4.4条", "5.4.4"),
        ("第5条(四)4", "5.4.4"),
        ("第五条(四)四", "5.4.4"),
        ("五条四款四项", "5.4.4"),
        ("第十二条", "12"),
        ("十二条", "12"),
        ("12条", "12"),
        ("Article 12", "12"),
        ("6条4款", "6.4"),
        ("第五条第二款第三项", "5.2.3"),
        ("第六条（四）", "6.4"),
        ("七(四)5", "7.4.5"),
        ("art. 5.4", "5.4"),
        ("第二条第三段", "2.3"),
        ("第二条第三款", "2.3"),
        ("第三条第一款", "3"),
        ("第五条（三）3行政区", "5.3.3.1"),
        ("第五条（三）3企业（机构）", "5.3.3.3"),
        ("《办法》第五条", "5"),
    ],
)
def test_ways_of_writing_a_clause_number(written: str, clause_id: str) -> None:
    assert cited(f"{written}") == [clause_id]
    assert cited(f"请问{written}是什么意思") == [clause_id]


@pytest.mark.parametrize(
    "text",
    [
        "5.4万美元",
        "2023.5.1",
        "23.5.1前交",
        "3.5%",
        "50万",
        "15家",
        "十五家",
        "出口5.4",
        "5.1.2024",
        "有3条要求",
        "提三条建议",
        "20条意见",
        "申报的第三条路",
        "第5个条件",
        "《民法典》第二百零一条、第二百零二条",
        "民法典第10条",
        "2.5到3.5",
    ],
)
def test_amounts_dates_counts_and_other_laws_are_no_clauses(text: str) -> None:
    assert cited(text) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("第二十条说什么", "第二十条"),
        ("第五条第九款", "第五条第九款"),
        ("五（四）9", "五（四）9"),
        ("5.4.9", "5.4.9"),
    ],
)
def test_a_clause_that_is_not_there_is_found_without_an_id(text: str, written: str) -> None:
    (citation,) = find_citations(text, STATUTE)
    assert citation.id is None
    assert citation.written == written


def test_a_figure_after_a_clause_number_is_not_part_of_it() -> None:
    assert cited("第五条（四）50万美元") == ["5.4"]
    assert cited("第14条3年内") == ["14"]
    assert cited("第六条（三）5个工作日") == ["6.3"]
    assert cited("第五条（四）4达到50万") == ["5.4.4"]


def test_several_clauses_in_one_sentence_are_all_found_in_order() -> None:
    assert cited("第五条第4项、第6条（二）") == ["5.4", "6.2"]
    assert cited("第十二、十三条怎么说") == ["12", "13"]
    assert cited("5.4.4条和第十四条") == ["5.4.4", "14"]


def test_two_level_numbers_count_only_where_words_point_to_a_clause() -> None:
    assert cited("根据6.4可以自动认定") == ["6.4"]
    assert cited("6.4是什么") == ["6.4"]
    assert cited("金额6.4") == []


def test_every_label_of_the_measure_is_read_back_as_its_clause() -> None:
    for clause in STATUTE.clauses.values():
        assert cited(f"依据{clause.label}。") == [clause.id]


@given(st.text(alphabet="第五条（四）4.5款项万年、和12 ()之的", max_size=30))
def test_any_text_gives_citations_that_lie_in_it_in_order(text: str) -> None:
    reached = 0
    for citation in find_citations(text, STATUTE):
        start, end = citation.span
        assert reached <= start < end <= len(text)
        assert citation.written == text[start:end]
        reached = end
