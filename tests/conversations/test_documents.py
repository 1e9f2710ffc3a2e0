"""The list of materials says everything, can be ticked, survives hostile names, and is the same each time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import time
import zipfile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.documents import (
    MaterialSheet,
    SheetItem,
    SummaryLine,
    materials_docx,
    materials_markdown,
    safe_file_name,
)

DAY = dt.date(2026, 3, 15)
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=120)
HOSTILE = [
    "<script>alert(1)</script>",
    "[点我](javascript:alert(1))",
    "a\0b\x07c",
    "\ud800半个",
    "\u202e司公限有",
    "零\u200b宽",
    "\ufffe\uffff",
    "e" + "\u0301" * 400,
    "甲\n# 乙|丙`丁",
    "]]>&amp;<![CDATA[",
    "{page}{}%s",
]

SHEET = MaterialSheet(
    title="申报材料清单",
    case_name="草原云数字公司",
    designation_name="重点企业",
    day=DAY,
    overall_line="还差一项：上年度额",
    summary=(
        SummaryLine("✓ 符合", "第五条（四）1", "依法登记", "已登记"),
        SummaryLine("✗ 不符合", "第五条（四）4", "上年度额", "还差 120,000 美元"),
    ),
    items=(
        SheetItem(1, "7.4.2", "第七条（四）2", "7.4.2", "申报表", form=True, need="必交"),
        SheetItem(
            number=2,
            id="7.4.5",
            label="第七条（四）5",
            clause="7.4.5",
            name="审计报告",
            copy_kind="复印件，加盖公章",
            need="必交",
            hints=("要上一年度的", "附注单列"),
        ),
        SheetItem(
            number=3,
            id="7.4.6",
            label="第七条（四）6",
            clause="7.4.6",
            name="其他证明",
            contents="包括资质、荣誉等",
            need="如有",
            ticks=("资质证明", "荣誉证书"),
        ),
    ),
    notes=("份数看通知",),
    submit_to="盟市主管部门（第六条（一））",
    next_steps=("初审", "评审"),
    always_told=("符合条件不等于获得认定",),
    measure_line="某办法（2023年3月30日印发）",
    receipt_code="9f3c-41aa",
)


def test_both_forms_say_everything_that_the_sheet_says() -> None:
    for shown in (materials_markdown(SHEET), _text_of(materials_docx(SHEET))):
        missing = [text for text in _texts(dataclasses.asdict(SHEET)) if text not in shown]
        assert missing == []
        assert "2026-03-15" in shown
        assert "填写规定的表格" in shown
        assert "必交；复印件，加盖公章" in shown


def test_every_item_and_every_kind_of_paper_has_a_box_to_tick() -> None:
    assert materials_markdown(SHEET).count("[ ]") == len(SHEET.items) + 2
    assert _text_of(materials_docx(SHEET)).count("□") == len(SHEET.items) + 2


def test_sections_without_content_are_left_out() -> None:
    bare = dataclasses.replace(SHEET, summary=(), notes=(), next_steps=(), always_told=(), submit_to="")
    for shown in (materials_markdown(bare), _text_of(materials_docx(bare))):
        assert "申报材料" in shown
        assert not any(heading in shown for heading in ("交到哪里", "交了以后", "请同时了解", "条件"))


def test_a_case_without_a_name_leaves_a_place_for_it() -> None:
    unnamed = dataclasses.replace(SHEET, case_name="")
    for shown in (materials_markdown(unnamed), _text_of(materials_docx(unnamed))):
        assert "（名称待填）" in shown


def test_the_word_file_is_a4_with_chinese_fonts_page_numbers_and_a_head_on_every_page() -> None:
    document = _open(materials_docx(SHEET))
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    styles = document.styles.element.xml
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles
    footer = section.footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)


def test_the_same_sheet_gives_the_same_bytes_whenever_it_is_made() -> None:
    first = materials_docx(SHEET)
    time.sleep(2.1)  # the clock of a zip archive ticks every two seconds
    assert materials_docx(dataclasses.replace(SHEET)) == first
    assert materials_docx(dataclasses.replace(SHEET, receipt_code="other")) != first


def test_the_only_date_inside_is_the_sheets_day() -> None:
    data = materials_docx(SHEET)
    properties = _open(data).core_properties
    assert properties.created is not None
    assert properties.modified is not None
    assert properties.created.date() == properties.modified.date() == DAY
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_and_never_acts(name: str) -> None:
    sheet = dataclasses.replace(SHEET, case_name=name, summary=(SummaryLine(name, name, name, name),))
    assert _open(materials_docx(sheet)).tables
    shown = materials_markdown(sheet)
    assert shown.encode().decode() == shown
    assert "<script" not in shown
    assert "](" not in shown.replace("\\]", "")
    assert not any(line.startswith("# ") for line in shown.splitlines()[1:])
    rows = [line.replace("\\|", "") for line in shown.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {5}


@settings(max_examples=25, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_can_be_printed(text: str) -> None:
    items = tuple(dataclasses.replace(item, name=text, ticks=(text,), hints=(text,)) for item in SHEET.items)
    sheet = dataclasses.replace(SHEET, title=text, case_name=text, receipt_code=text, items=items)
    assert materials_docx(sheet) == materials_docx(sheet)
    assert len(_open(materials_docx(sheet)).tables) == 2
    materials_markdown(sheet).encode()


@given(case=ANY_TEXT, designation=ANY_TEXT.map(lambda text: text[:12]))
def test_a_file_name_leads_nowhere_and_fits_everywhere(case: str, designation: str) -> None:
    name = safe_file_name(case, designation, DAY, suffix=".docx")
    assert len(name) <= 80
    assert len(name.encode()) <= 255
    assert name.endswith("-2026-03-15.docx")
    assert name.startswith("材料清单-")
    assert not set(name.removesuffix(".docx")) & set('<>:"/\\|?*.\0\n\r\t')


@pytest.mark.parametrize(
    "case", ["../../etc/passwd", "..\\..\\boot.ini", "CON", "/", "", "a" * 5000, "草" * 5000]
)
def test_a_file_name_made_of_a_path_is_a_plain_name(case: str) -> None:
    name = safe_file_name(case, "重点企业", DAY)
    assert "/" not in name
    assert ".." not in name
    assert name.startswith("材料清单-重点企业-")
    assert name.endswith("-2026-03-15")


def test_an_ordinary_name_stays_readable() -> None:
    expected = "材料清单-重点企业-草原云（呼和浩特）公司-2026-03-15.docx"
    assert safe_file_name("草原云（呼和浩特）公司", "重点企业", DAY, suffix=".docx") == expected


def _open(data: bytes) -> WordDocument:
    return Document(io.BytesIO(data))


def _text_of(data: bytes) -> str:
    document = _open(data)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _texts(value: object) -> list[str]:
    """Every text of the sheet but ids and clause ids, which have their label."""
    if isinstance(value, dict):
        return [text for key, part in value.items() if key not in {"id", "clause"} for text in _texts(part)]
    if isinstance(value, (tuple, list)):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) and value else []


def test_a_ticked_item_is_ticked_in_both_forms() -> None:
    items = (dataclasses.replace(SHEET.items[0], ticked=True), *SHEET.items[1:])
    sheet = dataclasses.replace(SHEET, items=items)
    assert materials_markdown(sheet).count("[x]") == 1
    assert materials_markdown(sheet).count("[ ]") == len(SHEET.items) + 1
    assert _text_of(materials_docx(sheet)).count("☑") == 1
