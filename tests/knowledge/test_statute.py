"""The tree of clauses: built from numerals, not from the depth of headings."""

import pytest

from knowledge import DEFAULT_PACK, PackFault, UnknownClause, parse_statute

STATUTE = parse_statute((DEFAULT_PACK / "text.md").read_text(encoding="utf-8"))

ITEMS = {
    "5.1": 5,
    "5.2": 5,
    "5.3": 6,
    "5.3.3": 3,
    "5.4": 5,
    "6": 4,
    "7": 4,
    "7.1": 6,
    "7.2": 6,
    "7.3": 5,
    "7.4": 6,
}


def test_there_are_sixteen_articles_in_order() -> None:
    articles = [clause.id for clause in STATUTE.clauses.values() if clause.parent is None]
    assert articles == [str(number) for number in range(1, 17)]


@pytest.mark.parametrize(("container", "number"), [*ITEMS.items(), ("2", 4), ("5", 4)])
def test_containers_have_all_their_items(container: str, number: int) -> None:
    assert STATUTE.clause(container).children == tuple(f"{container}.{n}" for n in range(1, number + 1))


@pytest.mark.parametrize(
    ("clause_id", "label"),
    [
        ("5.4.4", "第五条（四）4"),
        ("2.3", "第二条第三段"),
        ("5.3.3.1", "第五条（三）3行政区"),
        ("5.3.3.2", "第五条（三）3功能区"),
        ("5.3.3.3", "第五条（三）3企业（机构）"),
        ("6.4", "第六条（四）"),
        ("16", "第十六条"),
    ],
)
def test_labels_are_written_as_people_write_them(clause_id: str, label: str) -> None:
    assert STATUTE.label(clause_id) == label


def test_headings_lead_from_the_chapter_to_the_clause() -> None:
    assert STATUTE.clause("5.3.3.1").heading == (
        "第二章 申报和认定",
        "第五条 申报条件。",
        "（三）申报自治区级特色服务出口基地条件",
        "3.具备一定的规模效应，具体要求如下：",
    )
    assert STATUTE.clause("14").heading == ("第三章 考评与管理",)


def test_an_article_of_one_paragraph_is_a_leaf_and_a_heading_stays_its_title() -> None:
    assert STATUTE.clause("3").children == ()
    assert STATUTE.clause("4").title == "第四条 认定范围。"
    assert STATUTE.clause("4").text.startswith("自治区级服务贸易创新发展示范城市")
    assert STATUTE.clause("9").body.startswith("自治区级服务贸易创新发展示范城市")


def test_items_in_the_text_are_followed_to_their_siblings() -> None:
    assert STATUTE.clause("5.3.6").refers_to == ("5.3.3", "5.3.4")
    assert STATUTE.clause("2.1").refers_to == ()


def test_the_functional_zones_paragraph_holds_its_cultural_sentence() -> None:
    assert "文化出口基地内文化类服务贸易企业5家以上" in STATUTE.clause("5.3.3.2").text


def test_full_text_gives_titles_and_all_below() -> None:
    lines = STATUTE.full_text("5.4").splitlines()
    assert lines[0] == "（四）申报自治区级服务贸易重点培育企业（机构）条件"
    assert len(lines) == 6
    assert [clause.id for clause in STATUTE.subtree("5.3.3")] == ["5.3.3", "5.3.3.1", "5.3.3.2", "5.3.3.3"]


def test_an_unknown_clause_names_similar_ones() -> None:
    with pytest.raises(UnknownClause) as caught:
        STATUTE.clause("5.4.6")
    assert caught.value.similar[0] == "5.4.5"
    assert "是不是“5.4.5”" in str(caught.value)


def test_the_depth_of_headings_means_nothing() -> None:
    text = "##### 第一章 总则\n# 第一条 范围。\n###### （一）甲\n- 1.子。\n2.丑。\n# （二）乙。\n"
    statute = parse_statute(text)
    assert list(statute.clauses) == ["1", "1.1", "1.1.1", "1.1.2", "1.2"]
    assert statute.clause("1.1.2").heading == ("第一章 总则", "第一条 范围。", "（一）甲")


def test_references_name_articles_and_items_of_this_measure_only() -> None:
    items = "（一）依第一条办理，不依《某法》第二条办理。\n（二）除第（一）项外，见第三条。\n"
    statute = parse_statute(f"第一条 甲。\n第二条 要求。\n{items}")
    assert statute.clause("2.1").refers_to == ("1",)
    assert statute.clause("2.2").refers_to == ("2.1",)


def test_a_paragraph_broken_off_an_item_is_refused_with_its_line() -> None:
    with pytest.raises(PackFault) as caught:
        parse_statute("第一条 条件。\n（一）有规划 and\n目标。\n")
    assert caught.value.line == 3
    assert "corrections" in caught.value.remedy


def test_a_repeated_numeral_is_refused_with_its_line() -> None:
    with pytest.raises(PackFault) as caught:
        parse_statute("第一条 甲。\n\n第一条 乙。\n")
    assert (caught.value.file, caught.value.line) == ("text.md", 3)
