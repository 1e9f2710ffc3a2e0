"""How high a row of a sheet has to be, so that every line of its cells is seen."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.cells import CellValue

_LINE, _MOST_LINES = 15.0, 12
_MARGIN = 3


def row_height(cells: Sequence[CellValue], widths: Sequence[int]) -> float | None:
    """In points; None for a single line. Not every program makes room for more by itself."""
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        if isinstance(cell, str) and (len(cell) * 2 > width or "\n" in cell):
            own = sum(1 + (_width(part) - 1) // (width - _MARGIN) for part in cell.split("\n"))
            lines = max(lines, own)
    return _LINE * min(lines, _MOST_LINES) if lines > 1 else None


def _width(text: str) -> int:
    """In digits; a Chinese character is as wide as two."""
    return sum(1 + (character > "\u2000") for character in text) or 1
