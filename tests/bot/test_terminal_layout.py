"""Lines for a terminal: never wider than asked, nothing lost, broken where a reader of Chinese expects it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.terminal_layout import wrap
from bot.terminal_paint import paint
from conversations.normalise import printable

FIGURES = ["50万美元", "500,000", "第五条（四）4", "2026年3月15日", "30家", "/tmp/a-b/c.docx", "≥"]
MARKS = ["（", "）", "，", "。", "“", "”", "【", "】", " ", "　　", "· ", "  1. ", "\n", "✓ 达到｜"]
WORDS = st.sampled_from([*FIGURES, *MARKS, "服务贸易", "e\u0301", "😀", "☁\ufe0f"])
TEXTS = st.lists(WORDS, max_size=60).map("".join) | st.text(max_size=200).map(printable)


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(text=TEXTS, width=st.integers(10, 100))
@example(text=" " * 50 + "字", width=20)
@example(text="）" * 50, width=10)
def test_no_line_is_wider_than_asked_and_nothing_but_spaces_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert _letters("".join(lines)) == _letters(text)


@given(text=TEXTS, width=st.integers(10, 100))
def test_colour_changes_no_character(text: str, width: int) -> None:
    assert paint(text, width).plain == "\n".join(wrap(text, width))


@given(
    words=st.lists(st.sampled_from(["服务贸易", "，", "。", "”", "）", "50万美元", "（四）"]), max_size=40)
)
def test_no_line_begins_with_closing_punctuation(words: list[str]) -> None:
    text = re.sub(r"[，。”）]{3,}", "。", "字" + "".join(words))
    assert not [line for line in wrap(text, 24)[1:] if line.strip()[:1] in set("，。、；：”）】》")]


@pytest.mark.parametrize(
    "whole",
    ["50万美元", "60 万美元", "人民币3,550,000元", "2026年3月15日", "30家", "2026-11-23", "第五条（四）4"],
)
@pytest.mark.parametrize("before", range(24))
def test_a_figure_stays_with_its_unit(whole: str, before: int) -> None:
    lines = wrap("服" * before + whole + "以上的", 26)
    assert any(whole in line for line in lines)


@pytest.mark.parametrize(
    ("width", "text", "expected"),
    [
        (20, "· 交到：盟市商务主管部门，由它初审", ["· 交到：盟市商务主管", "  部门，由它初审"]),
        (20, "  1. 园区（功能区）各类经济园区", ["  1. 园区（功能区）", "     各类经济园区"]),
        (20, "　　上年度服务进出口额30万美元", ["　　上年度服务进出口", "    额30万美元"]),
        (18, "一二三四五六七八九，十", ["一二三四五六七八", "九，十"]),
        (18, "一二三四五六七八九（十）", ["一二三四五六七八九", "（十）"]),
    ],
)
def test_list_lines_hang_and_punctuation_stays_where_it_belongs(
    width: int, text: str, expected: list[str]
) -> None:
    assert wrap(text, width) == expected


def test_marks_headings_hints_and_labels_are_coloured() -> None:
    lines = ["✗ 未达到｜第五条（四）4 金额", "✓ 达到｜第五条（四）1", "提示：先问", "相关原文"]
    text = "\n".join([*lines, "【第五条（四）4】4.金额", "差距？"])
    styles = {(span.start, str(span.style)) for span in paint(text, 80).spans}
    starts = {line: text.index(line) for line in text.split("\n")}
    at = {line[:1]: {style for start, style in styles if start == starts[line]} for line in starts}
    assert "red" in at["✗"]
    assert "green" in at["✓"]
    assert "dim" in at["提"]
    assert "bold" in at["相"]
    assert "cyan" in at["【"]
    assert not at["差"]
