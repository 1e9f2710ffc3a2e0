"""Break text into lines for a terminal: a Chinese character takes two columns, list lines hang.

No line is wider than asked and nothing but spaces is lost. A figure stays with its unit, a clause's label
in one piece; no line begins with closing punctuation or ends with opening punctuation, unless such a run
alone is wider than the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

NARROWEST = 10
"""Columns below which lines are not made narrower."""

_CLOSING = "，。、；：？！）】》」』”’…％,;:?!)]}%·～"
_OPENING = "（【《「『“‘([{"
_MARKS = "\u0300-\u036f\u200d\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
"""What changes the character before it: accents, variation selectors, skin tones."""
_NUMERAL = "一二三四五六七八九十百"
_UNIT = r"[万亿千百]*(?:美元|人民币|元|%|[年月家个项条题天日人岁](?:\d{1,2}[月日])*)"
_UNBROKEN = rf"""
      第[{_NUMERAL}]+条(?:第[{_NUMERAL}]+段)?(?:（[{_NUMERAL}]+）)*\d*     # a clause's label
    | (?:人民币|[<>≥≤＞＜＝]\ ?)?\d[\d,.]*(?:-\d+)*(?:\ ?{_UNIT}|\ ?[万亿])?  # a figure, a day
    | [A-Za-z0-9_./:@\\+#&=~^$*|<>-]+                                       # a word, a path
    | .
"""
_PIECE = re.compile(rf"(?:{_UNBROKEN})[{_MARKS}]*", re.VERBOSE)
_LEAD = re.compile(r"(\s*)((?:[·□◇→›>✓✗◐?❯-]|\d{1,2}[.．、](?!\d))\s*)?")


def wrap(text: str, width: int) -> list[str]:
    """The lines of `text`, none wider than `width` columns; its own line breaks stay."""
    width = max(width, NARROWEST)
    return [line for paragraph in text.split("\n") for line in wrap_line(paragraph, width)]


def wrap_line(line: str, width: int) -> list[str]:
    """One line broken into several; those after the first hang under the text of the first."""
    lead = _LEAD.match(line)
    hang = cell_len(lead.group()) if lead else 0
    indent = " " * hang if hang <= width // 3 else ""
    lines, current, used = [], "", 0
    for piece in _fitting(_joined(line), width - len(indent)):
        size = cell_len(piece)
        if used + size > width:
            lines += [current.rstrip()] if current.strip() else []
            current, used, piece = indent, len(indent), piece.lstrip()
            size = cell_len(piece)
        current, used = current + piece, used + size
    return [*lines, current.rstrip()]


def _joined(line: str) -> Iterator[str]:
    """Pieces between which a line may break: punctuation goes with what it closes or opens."""
    held = ""
    opened = True
    for match in _PIECE.finditer(line):
        piece = match.group()
        closes = piece[0] in _CLOSING
        if held and not opened and not closes:
            yield held
            held = ""
        held += piece
        opened = piece[-1] in _OPENING
    if held:
        yield held


def _fitting(pieces: Iterator[str], width: int) -> Iterator[str]:
    """The pieces, those wider than a line cut wherever it is full."""
    for piece in pieces:
        if cell_len(piece) <= width:
            yield piece
            continue
        part = ""
        for match in re.finditer(rf".[{_MARKS}]*", piece):
            if part and cell_len(part + match.group()) > width:
                yield part
                part = ""
            part += match.group()
        yield part
