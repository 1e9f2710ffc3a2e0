"""Pictures of the rules: nothing overlaps or leaves its box, all is said, and the docs show those of now."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest

from checker import Verdict
from checker.rule import leaves
from conversations.rule_picture import SIZE, SMALL, Placed, place, rules_picture, text_width, wrap
from conversations.rule_tree import Box, rule_tree
from tests.checker.applicants import TINY, WHOLE, cny, facts, pack, rulebook, usd, verdict, verdict_on

DRAWN = Path(__file__).parents[2] / "docs" / "pictures" / "rules"
TITLES = list(rulebook().designations)
CASES: list[Verdict] = [
    *(verdict(title) for title in WHOLE),
    *(verdict_on(title, facts({})) for title in WHOLE),
    verdict("key_enterprise", track="culture", prev_year_service_export=usd(1), provincial_honor=None),
    verdict("innovation_city", key_enterprise_count=2, prev_year_trade=cny("1234567890.12")),
    verdict("export_base", base_kind="functional_zone", investment_landed=True, still_promoting=True),
    verdict("outsourcing_city", national_outsourcing_city="approved"),
]
TREES = [
    *(pytest.param(rule_tree(pack(), rulebook(), title), id=title) for title in TITLES),
    *(
        pytest.param(rule_tree(pack(), rulebook(), each.designation, each), id=f"{each.designation}-{n}")
        for n, each in enumerate(CASES)
    ),
]


def _boxes(tree: Box) -> list[Placed]:
    return list(place(tree).walk())


@pytest.mark.parametrize("tree", TREES)
def test_no_two_boxes_touch(tree: Box) -> None:
    for one, other in combinations(_boxes(tree), 2):
        beside = one.right < other.x or other.right < one.x
        above = one.y + one.height < other.y or other.y + other.height < one.y
        assert beside or above, (one.box.text, other.box.text)


@pytest.mark.parametrize("tree", TREES)
def test_every_line_of_text_lies_within_its_box(tree: Box) -> None:
    for each in _boxes(tree):
        widths = [text_width(line, SIZE) for line in each.lines] + [text_width(s, SMALL) for s in each.small]
        assert max(widths) <= each.width - 16, each.box.text
        assert each.height >= 20 * len(each.lines) + 17 * len(each.small)
        assert "".join(each.lines).replace(" ", "").endswith(each.box.text.replace(" ", ""))
        assert not any(line[0] in "，。；：、）” " for line in each.lines)


@pytest.mark.parametrize("tree", TREES)
def test_no_line_between_boxes_crosses_a_third(tree: Box) -> None:
    boxes = _boxes(tree)
    for parent in boxes:
        for child in parent.children:
            bend = parent.right + 17
            low, high = sorted((parent.middle, child.middle))
            crossed = [
                other.box.text
                for other in boxes
                if (
                    other is not parent
                    and other is not child
                    and _covers(other, (parent.right, bend), (parent.middle, parent.middle))
                )
                or (other is not child and _covers(other, (bend, bend), (low, high)))
                or (other is not child and _covers(other, (bend, child.x), (child.middle, child.middle)))
            ]
            assert not crossed, (parent.box.text, child.box.text, crossed)


def _covers(box: Placed, across: tuple[int, int], down: tuple[int, int]) -> bool:
    """Whether a straight stretch runs through the inside of a box."""
    beside = across[1] <= box.x or across[0] >= box.right
    return not (beside or down[1] <= box.y or down[0] >= box.y + box.height)


@pytest.mark.parametrize("title", TITLES)
def test_every_clause_and_every_leaf_is_drawn(title: str) -> None:
    ruleset = rulebook().rulesets[title]
    every = [*ruleset.provisions, *ruleset.relaxations.values()]
    every += [ruleset.automatic] if ruleset.automatic else []
    boxes = _boxes(rule_tree(pack(), rulebook(), title))
    clauses = [each for each in boxes if each.box.kind == "clause"]
    assert len(clauses) == len(every)
    for provision in every:
        assert any(pack().statute.label(provision.clause) in each.box.text for each in clauses)
    drawn = [each for each in boxes if each.box.kind == "leaf"]
    assert len(drawn) == sum(len(list(leaves(each.rule))) for each in every)


def test_with_facts_each_clause_has_the_colour_of_its_finding() -> None:
    for case in CASES[:-1]:
        boxes = _boxes(rule_tree(pack(), rulebook(), case.designation, case))
        for finding in case.findings:
            if finding.role in ("condition", "bar"):
                label = pack().statute.label(finding.clause)
                tones = {b.box.tone for b in boxes if b.box.kind == "clause" and f"{label}　" in b.box.text}
                assert tones == {finding.bounds.status}


def test_what_plays_no_part_is_grey_and_what_was_presumed_says_so() -> None:
    boxes = _boxes(rule_tree(pack(), rulebook(), "key_enterprise", verdict("key_enterprise")))
    tones = {each.box.text: each.box.tone for each in boxes if each.box.kind == "case"}
    assert tones == {"一般领域": "met", "文化出口": "idle", "中医药（蒙医药）": "idle"}
    assert any("推定：没有" in each.box.notes for each in boxes)
    assert any("现在：80万美元" in each.box.notes for each in boxes)


@pytest.mark.parametrize("title", TITLES)
def test_the_docs_show_the_rules_of_today(title: str) -> None:
    drawn = (DRAWN / f"{title}.svg").read_text(encoding="utf-8")
    assert drawn == rules_picture(pack(), rulebook(), title), "run: make pictures"
    page = (DRAWN.parents[1] / "rule-trees.md").read_text(encoding="utf-8")
    assert f"(pictures/rules/{title}.svg)" in page


@pytest.mark.parametrize("case", [None, *CASES])
def test_a_picture_is_sound_xml_within_its_canvas_and_loads_nothing(case: Verdict | None) -> None:
    title = case.designation if case else "export_base"
    text = rules_picture(pack(), rulebook(), title, case)
    root = ET.fromstring(text)
    width, height = int(root.attrib["width"]), int(root.attrib["height"])
    for each in root.iter("{http://www.w3.org/2000/svg}rect"):
        right = int(each.get("x", "0")) + int(each.attrib["width"])
        assert right <= width
        assert int(each.get("y", "0")) + int(each.attrib["height"]) <= height
    for each in root.iter("{http://www.w3.org/2000/svg}text"):
        size = int(each.attrib["font-size"])
        assert int(each.attrib["x"]) + text_width(each.text or "", size) <= width
        assert int(each.attrib["y"]) <= height
    assert not re.findall(r"href|script|@import|url\(|<image", text)
    assert ("○" in text) == (case is not None)
    assert text == rules_picture(pack(), rulebook(), title, case)


def test_a_figure_is_never_torn() -> None:
    for width in range(40, 240, 7):
        lines = wrap("自治区级重点培育企业（机构）数量 ≥ 30家，再看5000万美元", 14, width)
        assert any("≥ 30家" in line for line in lines)
        assert any("5000万" in line for line in lines)


def test_another_measure_is_drawn_by_the_same_code() -> None:
    from checker import compile_rulebook

    other = pack(TINY)
    ET.fromstring(rules_picture(other, compile_rulebook(other), "model_shop"))
