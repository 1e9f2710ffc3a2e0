"""The page to print: everything that the sheet says, nothing that acts, nothing from elsewhere."""

from __future__ import annotations

import dataclasses
import re
from html import unescape
from html.parser import HTMLParser

from conversations.print_page import materials_html
from tests.conversations.test_documents import SHEET

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=y>\u202e\x00"
VOID = {"meta"}


class _Page(HTMLParser):
    """The elements of a page, each closed by its own tag, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if "style" not in self._open else ""


def _texts(value: object) -> list[str]:
    match value:
        case str():
            return [value] if value else []
        case dict():
            return [
                text for name, each in value.items() if name not in ("id", "clause") for text in _texts(each)
            ]
        case list() | tuple():
            return [text for each in value for text in _texts(each)]
    return []


def test_the_page_says_everything_that_the_sheet_says() -> None:
    text = _Page(materials_html(SHEET)).text
    assert [each for each in _texts(dataclasses.asdict(SHEET)) if each not in text] == []
    assert "2026-03-15" in text


def test_every_item_and_every_kind_of_paper_has_a_box_and_only_a_ticked_one_is_marked() -> None:
    items = (dataclasses.replace(SHEET.items[0], ticked=True), *SHEET.items[1:])
    page = materials_html(dataclasses.replace(SHEET, items=items))
    assert page.count('<span class="box">') == len(SHEET.items) + 2
    assert page.count('<span class="box">✓</span>') == 1


def test_nothing_that_was_typed_acts() -> None:
    sheet = dataclasses.replace(
        SHEET,
        case_name=HOSTILE,
        items=(dataclasses.replace(SHEET.items[0], name=HOSTILE, hints=(HOSTILE,), ticks=(HOSTILE,)),),
        notes=(HOSTILE,),
    )
    page = _Page(materials_html(sheet))
    assert set(page.tags) == set(_Page(materials_html(SHEET)).tags)
    assert page.text.count("<script>alert(1)</script>") == 5
    assert "\u202e" not in page.text


def test_the_page_has_no_script_and_loads_nothing() -> None:
    page = materials_html(SHEET)
    found = _Page(page)
    assert not set(found.tags) & {"script", "link", "img", "iframe", "object", "form", "a", "base"}
    assert not found.attributes & {"src", "href", "style"}
    assert not re.search(r"url\(|@import|@font-face|https?:|//", page)
    assert "default-src 'none'" in unescape(page)


def test_the_page_is_made_for_a4_with_numbered_pages_and_any_chinese_font() -> None:
    page = materials_html(SHEET)
    assert "size: A4" in page
    assert '"第" counter(page) "页，共" counter(pages) "页"' in page
    assert set(re.findall(r"font: [\d.]+pt(?:/[\d.]+)? ([^;]+);", page)) == {"sans-serif"}


def test_the_same_sheet_gives_the_same_page() -> None:
    assert materials_html(SHEET) == materials_html(dataclasses.replace(SHEET))


def test_sections_without_content_are_left_out() -> None:
    bare = dataclasses.replace(SHEET, summary=(), notes=(), next_steps=(), always_told=(), submit_to="")
    assert materials_html(bare).count("<h2>") == 2
