"""Which title a message is about, by every name that people use."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from conversations.normalise import normalise
from conversations.titles import find_titles, title_applied_for
from tests.conversations.chinese import ARBITRARY
from tests.conversations.understanding import desk

NAMES = [
    (name, designation.id)
    for designation in desk().pack.measure.designations
    for name in (designation.name, designation.full_name, designation.plaque, *designation.also_called)
]


@pytest.mark.parametrize(("name", "designation"), NAMES, ids=[name for name, _ in NAMES])
def test_every_name_of_a_title_is_known(name: str, designation: str) -> None:
    found = find_titles(desk().pack, normalise(f"想问{name}的事"))
    assert designation in {mention.designation for mention in found}
    assert len({(mention.start, mention.end) for mention in found}) == 1


@pytest.mark.parametrize(
    ("text", "designation"),
    [
        ("我们想报重点培育企业", "key_enterprise"),
        ("我市重点培育企业33家，想报服务贸易创新发展示范城市", "innovation_city"),
        ("我市有3个出口基地，报创新示范城市够吗", "innovation_city"),
        ("我们是国家级服务外包示范城市，报自治区的出口基地", "export_base"),
        ("出口基地被撤销了，改报重点培育企业", "key_enterprise"),
        ("先看重点企业，再看出口基地，最后想申报出口基地", "export_base"),
        ("示范城市怎么报", None),
        ("今天天气不错", None),
        ("", None),
    ],
)
def test_the_title_applied_for_is_neither_counted_nor_national_nor_lost(
    text: str, designation: str | None
) -> None:
    assert title_applied_for(desk().pack, normalise(text)) == designation


def test_a_name_that_fits_two_titles_is_found_for_both_and_marked() -> None:
    found = find_titles(desk().pack, "示范城市")
    assert {mention.designation for mention in found} == {"innovation_city", "outsourcing_city"}
    assert all(mention.shared for mention in found)


def test_a_count_beside_a_name_marks_it() -> None:
    (mention,) = find_titles(desk().pack, "重点培育企业一共33家")
    assert mention.counted
    (mention,) = find_titles(desk().pack, "国家级特色服务出口基地")
    assert mention.national


@settings(deadline=None)
@given(ARBITRARY)
def test_no_text_whatever_makes_the_reading_fail(text: str) -> None:
    normal = normalise(text)
    for mention in find_titles(desk().pack, normal):
        assert 0 <= mention.start < mention.end <= len(normal)
    title_applied_for(desk().pack, normal)
