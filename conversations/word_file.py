"""The list of materials as a Word file (A4), to print, tick off and take along.

Same sheet, same bytes: the only date is the sheet's day, and the archive is packed anew with fixed times.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from conversations.phrase_file import read_phrases
from conversations.sheet import MaterialSheet, SheetItem, SummaryLine, one_line, requirement

_GREY = RGBColor(0x60, 0x60, 0x60)
_BODY, _HEADING, _LATIN = "宋体", "黑体", "Times New Roman"  # fonts that Word and WPS have, by these names
_PACKED = (1980, 1, 1, 0, 0, 0)
_SUMMARY_WIDTHS = (2.5, 2.7, 5.2, 6.6)
_ITEM_WIDTHS = (1.2, 6.2, 2.5, 2.6, 4.5)  # together 17 cm, what the margins of A4 leave


def materials_docx(sheet: MaterialSheet) -> bytes:
    """The bytes of the Word file; two calls with equal sheets give equal bytes."""
    say = read_phrases("documents")
    document = Document()
    _set_page(document)
    _set_fonts(document)
    _set_properties(document, sheet)
    document.add_heading(one_line(sheet.title), level=0)
    for label, text in (
        (say["case"], sheet.case_name or say["no_name"]),
        (say["designation"], sheet.designation_name),
        (say["day"], sheet.day.isoformat()),
    ):
        _write(document.add_paragraph(), f"{label}：{text}")
    document.add_heading(say["verdict"], level=1)
    _write(document.add_paragraph(), sheet.overall_line).bold = True
    if sheet.summary:
        _add_summary(document, sheet.summary)
    document.add_heading(say["materials"], level=1)
    _add_items(document, sheet.items)
    _add_section(document, say["notes"], sheet.notes)
    _add_section(document, say["submit_to"], [sheet.submit_to] if sheet.submit_to else [])
    _add_section(document, say["next_steps"], sheet.next_steps)
    _add_section(document, say["always_told"], sheet.always_told)
    for phrase, text in (("measure", sheet.measure_line), ("receipt", sheet.receipt_code)):
        _write_small(document.add_paragraph(), say[phrase].format(text=text))
    _add_footer(document, sheet)
    return _packed_anew(document)


# Page, fonts, properties ----------------------------------------------------------------------


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.8)


def _set_fonts(document: WordDocument) -> None:
    for name, font, size, before, after in (
        ("Normal", _BODY, 10.5, 0, 3),
        ("List Bullet", _BODY, 10.5, 0, 3),
        ("Title", _HEADING, 18, 0, 10),
        ("Heading 1", _HEADING, 13, 12, 4),
    ):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size = _LATIN, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        _set_chinese_font(style, font)
    title = document.styles["Title"]
    assert isinstance(title, ParagraphStyle)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for language in document.styles.element.xpath("w:docDefaults//w:lang"):
        language.set(qn("w:eastAsia"), "zh-CN")  # Chinese shapes of the punctuation, not Japanese ones
    for border in title.element.xpath(".//w:pBdr"):
        border.getparent().remove(border)


def _set_chinese_font(style: ParagraphStyle, font: str) -> None:
    """Word picks the font of Chinese text by w:eastAsia; the template's theme would override it."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[attribute]
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:ascii"), _LATIN)
    fonts.set(qn("w:hAnsi"), _LATIN)


def _set_properties(document: WordDocument, sheet: MaterialSheet) -> None:
    properties = document.core_properties
    day = dt.datetime.combine(sheet.day, dt.time())
    properties.created = properties.modified = day
    properties.title = one_line(sheet.title)[:255]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.revision = 1
    properties.language = "zh-CN"


# Tables ---------------------------------------------------------------------------------------


def _add_summary(document: WordDocument, lines: Iterable[SummaryLine]) -> None:
    say = read_phrases("documents")
    head = (say["marks"], say["clause"], say["condition"], say["detail"])
    table = _table(document, head, _SUMMARY_WIDTHS)
    for line in lines:
        row = _row(table, _SUMMARY_WIDTHS)
        _mark(row, "w:cantSplit")
        for cell, text in zip(row.cells, (line.mark, line.label, line.title), strict=False):
            _write(cell.paragraphs[0], text, size=9.5)
        _write_small(row.cells[3].paragraphs[0], line.detail)


def _add_items(document: WordDocument, items: Iterable[SheetItem]) -> None:
    say = read_phrases("documents")
    head = (say["checked"], say["item"], say["requirement"], say["clause"], say["hint"])
    table = _table(document, head, _ITEM_WIDTHS)
    for item in items:
        row = _row(table, _ITEM_WIDTHS)
        if not item.ticks:  # a long row may run over to the next page
            _mark(row, "w:cantSplit")
        box, name, required, clause, hints = row.cells
        _write(box.paragraphs[0], say["ticked" if item.ticked else "tick"], size=14)
        box.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(name.paragraphs[0], say["number"].format(number=item.number, name=item.name)).bold = True
        if item.contents:
            _write(name.add_paragraph(), say["contents"].format(text=item.contents), size=9.5)
        for tick in item.ticks:
            _write(name.add_paragraph(), f"{say['tick']} {tick}", size=9.5)
            name.paragraphs[-1].paragraph_format.space_after = Pt(0)
        _write(required.paragraphs[0], requirement(item), size=9.5)
        _write(clause.paragraphs[0], item.label, size=9.5)
        for number, hint in enumerate(item.hints):
            _write_small(hints.add_paragraph() if number else hints.paragraphs[0], hint)


def _table(document: WordDocument, head: Sequence[str], widths: Sequence[float]) -> Table:
    table: Table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _set_margins(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    _set_widths(table.rows[0], widths)
    _mark(table.rows[0], "w:tblHeader")  # repeated on every page
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        _write(cell.paragraphs[0], text, size=9.5).bold = True
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        _shade(cell)
    return table


def _set_margins(table: Table) -> None:
    """A little air above and below the text of each cell, so that boxes can be ticked by hand."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "45")  # twentieths of a point
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else properties.index(look), margins)


def _row(table: Table, widths: Sequence[float]) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx has no types here
    _set_widths(row, widths)
    return row


def _set_widths(row: _Row, widths: Sequence[float]) -> None:
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Cm(width)


def _mark(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for attribute, value in (("val", "clear"), ("color", "auto"), ("fill", "EDEDED")):
        shade.set(qn(f"w:{attribute}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


# Text -----------------------------------------------------------------------------------------


def _add_section(document: WordDocument, heading: str, texts: Sequence[str]) -> None:
    if not texts:
        return
    document.add_heading(heading, level=1)
    for text in texts:
        _write(document.add_paragraph(style="List Bullet"), text)


def _write(paragraph: Paragraph, text: str, *, size: float | None = None) -> Run:
    """Add text to a paragraph, as one line that XML can hold. `size` in points."""
    run = paragraph.add_run(one_line(text))
    if size is not None:
        run.font.size = Pt(size)
    return run


def _write_small(paragraph: Paragraph, text: str) -> None:
    """Advice and small print: smaller and grey, still readable when printed."""
    _shrink(_write(paragraph, text))


def _shrink(run: Run) -> None:
    run.font.size, run.font.color.rgb = Pt(9), _GREY


def _add_footer(document: WordDocument, sheet: MaterialSheet) -> None:
    say = read_phrases("documents")
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write_small(paragraph, say["receipt"].format(text=sheet.receipt_code))
    before, _, rest = say["page"].partition("{page}")
    between, _, after = rest.partition("{pages}")
    for text, field in (("\N{EM SPACE}" + before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        _shrink(paragraph.add_run(text))
        if field:
            _add_field(paragraph, field)


def _add_field(paragraph: Paragraph, code: str) -> None:
    """A number that Word works out itself: PAGE or NUMPAGES."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run("1")
    _shrink(run)
    field.append(run._r)
    paragraph._p.append(field)


def _packed_anew(document: WordDocument) -> bytes:
    """python-docx stamps each part with the time of saving; here every part has the same fixed one."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, date_time=_PACKED)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # the same on every system
            target.writestr(info, source.read(name))
    return packed.getvalue()
