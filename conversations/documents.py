"""The personalised list of materials as Markdown, a Word file or a page to print: functions of a sheet.

Same sheet, same bytes, so that a printed list can be held against its receipt. Whatever a person typed is
shown and never acts: Markdown is escaped, what XML cannot hold is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable

from conversations.phrase_file import read_phrases
from conversations.print_page import materials_html
from conversations.sheet import (
    MaterialSheet,
    SheetItem,
    SummaryLine,
    one_line,
    requirement,
    safe_file_name,
)
from conversations.word_file import materials_docx

__all__ = [
    "SUFFIXES",
    "MaterialSheet",
    "SheetItem",
    "SummaryLine",
    "materials_docx",
    "materials_file",
    "materials_html",
    "materials_markdown",
    "safe_file_name",
]

SUFFIXES = (".docx", ".md", ".html")
"""The forms in which the list is saved: Word, Markdown, a page to print."""

_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"} | {mark: f"\\{mark}" for mark in "\\`*_[]#|~!$"}
)


def materials_file(sheet: MaterialSheet, suffix: str) -> bytes:
    """The list in the form of a file name's suffix; Markdown where the suffix is none of SUFFIXES."""
    match suffix:
        case ".docx":
            return materials_docx(sheet)
        case ".html":
            return materials_html(sheet).encode("utf-8")
    return materials_markdown(sheet).encode("utf-8")


def materials_markdown(sheet: MaterialSheet) -> str:
    """The whole sheet as Markdown (GitHub's tables and task lists), ending in a line break."""
    say = read_phrases("documents")
    blocks = [
        f"# {_inert(sheet.title)}",
        "\n".join(
            f"- {label}：{_inert(text)}"
            for label, text in (
                (say["case"], sheet.case_name or say["no_name"]),
                (say["designation"], sheet.designation_name),
                (say["day"], sheet.day.isoformat()),
            )
        ),
        f"## {say['verdict']}",
        f"**{_inert(sheet.overall_line)}**",
        _summary(sheet.summary),
        f"## {say['materials']}",
        "\n".join(line for item in sheet.items for line in _item(item)),
        *_section(say["notes"], sheet.notes),
        *_section(say["submit_to"], [sheet.submit_to] if sheet.submit_to else []),
        *_section(say["next_steps"], sheet.next_steps),
        *_section(say["always_told"], sheet.always_told),
        "---",
        _inert(say["measure"].format(text=sheet.measure_line)),
        _inert(say["receipt"].format(text=sheet.receipt_code)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _summary(lines: Iterable[SummaryLine]) -> str:
    say = read_phrases("documents")
    rows = [(line.mark, line.label, line.title, line.detail) for line in lines]
    if not rows:
        return ""
    head = (say["marks"], say["clause"], say["condition"], say["detail"])
    table = [head, ("---",) * len(head), *(tuple(_inert(cell) for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in table)


def _item(item: SheetItem) -> list[str]:
    say = read_phrases("documents")
    box = "[x]" if item.ticked else "[ ]"
    lines = [f"- {box} **{say['number'].format(number=item.number, name=_inert(item.name))}**"]
    required = requirement(item)
    details = [
        say["contents"].format(text=_inert(item.contents)) if item.contents else "",
        say["requirement_line"].format(text=_inert(required)) if required else "",
        say["clause_line"].format(text=_inert(item.label)),
        *(f"[ ] {_inert(tick)}" for tick in item.ticks),
        *(say["hint_line"].format(text=_inert(hint)) for hint in item.hints),
    ]
    return lines + [f"  - {detail}" for detail in details if detail]


def _section(heading: str, texts: Iterable[str]) -> list[str]:
    lines = [f"- {_inert(text)}" for text in texts]
    return [f"## {heading}", "\n".join(lines)] if lines else []


def _inert(text: str) -> str:
    return one_line(text).translate(_ESCAPES)
