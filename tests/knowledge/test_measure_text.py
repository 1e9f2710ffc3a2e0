"""The verbatim text: text.md says what the received copy says, but for the listed corrections."""

from pathlib import Path

import pytest

from knowledge import DEFAULT_PACK, parse_statute
from knowledge.pack import MEASURE
from knowledge.schema import Correction, Measure
from knowledge.strict_yaml import read

SOURCE = Path(__file__).parents[1] / "source.txt"
MEASURE_FILE = DEFAULT_PACK / "measure.yaml"


def measure() -> Measure:
    return read(MEASURE_FILE.read_text(encoding="utf-8"), "measure.yaml", MEASURE)


def without_form(text: str) -> str:
    """The text without Markdown marks and blank lines."""
    lines = [line.strip().lstrip("#").removeprefix("- ").strip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line)


def source() -> str:
    return without_form(SOURCE.read_text(encoding="utf-8"))


def test_text_md_is_the_source_with_the_listed_corrections_and_nothing_else() -> None:
    corrected = source()
    for correction in measure().corrections:
        corrected = corrected.replace(correction.was, correction.becomes)
    assert without_form((DEFAULT_PACK / "text.md").read_text(encoding="utf-8")) == corrected


@pytest.mark.parametrize("correction", measure().corrections, ids=lambda one: one.why)
def test_each_correction_is_needed_exactly_once(correction: Correction) -> None:
    assert source().count(correction.was) == 1
    assert correction.was != correction.becomes
    assert correction.why


def test_the_tree_holds_every_line_of_the_measure_verbatim() -> None:
    text = (DEFAULT_PACK / "text.md").read_text(encoding="utf-8")
    statute = parse_statute(text)
    articles = [clause.id for clause in statute.clauses.values() if clause.parent is None]
    lines = [line for article in articles for line in statute.full_text(article).splitlines()]
    chapters = {clause.heading[0] for clause in statute.clauses.values()}
    said = [line for line in without_form(text).splitlines() if line not in chapters]
    assert [*statute.preamble, *lines] == said


def test_titles_stand_in_the_measure_as_it_gives_them() -> None:
    text = (DEFAULT_PACK / "text.md").read_text(encoding="utf-8")
    statute = parse_statute(text)
    assert [one.name for one in measure().designations] == [
        "服务贸易创新发展示范城市",
        "服务外包示范城市",
        "特色服务出口基地",
        "重点培育企业（机构）",
    ]
    for designation in measure().designations:
        assert f"“{designation.full_name}”" in statute.full_text(designation.definition)
        assert f"“{designation.plaque}”" in statute.full_text("6.4")
        for office in (designation.submit_to, designation.recognised_by, designation.revoked_by):
            assert office.name in statute.full_text(office.clause)


def test_a_titles_own_names_belong_to_it_alone_and_longer_names_come_first() -> None:
    designations = measure().designations
    for designation in designations:
        others = [one for one in designations if one is not designation]
        for own in (designation.name, designation.full_name):
            assert not any(own in (one.name, one.full_name, *one.also_called) for one in others)
        for place, name in enumerate(designation.also_called):
            assert not any(other in name for other in designation.also_called[:place])
