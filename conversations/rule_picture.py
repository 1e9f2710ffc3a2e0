"""A tree of boxes as an SVG of our own: placed from left to right, wrapped, coloured by status.

Every box has a band of its own, so that nothing can overlap. Whole numbers only: the same tree is the same
bytes everywhere. No font is embedded; widths are those of a font whose Chinese characters are square.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from xml.sax.saxutils import escape

from checker import Rulebook, Verdict
from conversations.rule_tree import Box, Tone, rule_tree, say
from conversations.verdict_wording import overall_text
from knowledge.pack import Pack

SIZE, SMALL = 14, 12
_LINE, _SMALL_LINE, _PAD, _GAP, _ROW, _MARGIN = 20, 17, 10, 34, 12, 24
_WIDTHS = MappingProxyType(
    {"root": 160, "group": 132, "gate": 160, "clause": 260, "leaf": 310, "case": 160, "link": 226}
)
"""The widest that a box of each kind gets; gates, cases and the root shrink to their text."""
_SHRINK = ("root", "gate", "case")
_PIECE = re.compile(r"(?:[≥＞] )?[0-9.,:A-Za-z-]+[万亿]?[\u4e00-\u9fff]?|.")
"""What stays on one line: a figure with its sign and unit, else each character."""
_NEVER_FIRST = "，。；：、！？）】》”’…"
_COLOURS: Mapping[Tone, tuple[str, str, str]] = MappingProxyType(
    {
        "": ("#ffffff", "#5b6b7b", "#1f2933"),
        "met": ("#e3f4e6", "#2e7d32", "#12401a"),
        "not_met": ("#fde7e4", "#c62828", "#611313"),
        "review": ("#fff3d6", "#b26a00", "#5a3600"),
        "unknown": ("#e6eefb", "#3b6fb6", "#1c3a63"),
        "idle": ("#fafafa", "#c4cad0", "#8a949e"),
    }
)
"""Fill, line and text of each status."""
_PLAIN: Mapping[str, tuple[str, str, str]] = {
    "root": ("#1f3b57", "#1f3b57", "#ffffff"),
    "group": ("#dfe7ef", "#6b7d90", "#1f2933"),
    "gate": ("#eef2f6", "#9aa8b6", "#33424f"),
    "case": ("#eef2f6", "#9aa8b6", "#33424f"),
    "clause": ("#f5f9ff", "#3b6fb6", "#1c3a63"),
    "link": ("#ffffff", "#8a6d3b", "#5f4a22"),
}
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','Heiti SC',sans-serif"


_LEVEL = 2
"""Pixels by which two middles may differ and still be joined by a straight line."""


@dataclass(frozen=True)
class Placed:
    """A box in its place, in pixels; `lines` and `small` are its wrapped text and notes."""

    box: Box
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    small: tuple[str, ...]
    children: tuple[Placed, ...] = ()

    @property
    def right(self) -> int:
        """The right edge."""
        return self.x + self.width

    @property
    def middle(self) -> int:
        """Half-way down."""
        return self.y + self.height // 2

    def walk(self) -> Iterator[Placed]:
        """This box and all that hang on it."""
        yield self
        for child in self.children:
            yield from child.walk()


def place(tree: Box, top: int = 3 * _MARGIN) -> Placed:
    """The tree with every box in its place, from `top` downwards."""
    return _place(tree, _MARGIN, top)[0]


def picture(tree: Box, *, title: str, under: tuple[str, ...] = (), lines: tuple[str, ...] = ()) -> str:
    """The tree as SVG. `under` stands below the title, `lines` below the picture and its legend."""
    root = place(tree, 3 * _MARGIN + len(under) * _LINE)
    boxes = list(root.walk())
    toned = any(each.box.tone for each in boxes)
    bottom = max(each.y + each.height for each in boxes) + _MARGIN
    legend, legend_right = _legend(bottom, toned=toned)
    foot = bottom + _LINE + _MARGIN
    heads = [
        _text(_MARGIN, 2 * _MARGIN + 18 + n * _LINE, line, SIZE, "#1f2933") for n, line in enumerate(under)
    ]
    texts = [_text(_MARGIN, foot + n * _LINE, line, SMALL, "#5b6b7b") for n, line in enumerate(lines)]
    widths = [text_width(line, SMALL) for line in lines] + [text_width(line, SIZE) for line in under]
    widest = max([*widths, text_width(title, 18), legend_right])
    width = max(max(each.right for each in boxes), _MARGIN + widest) + _MARGIN
    height = foot + len(lines) * _LINE + _MARGIN // 2
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" font-family="{_FONT}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(_MARGIN, _MARGIN + 18, title, 18, "#1f2933", bold=True),
        *heads,
        *(_edge(parent, child) for parent in boxes for child in parent.children),
        *(line for each in boxes for line in _drawn(each)),
        *legend,
        *texts,
        "</svg>",
    ]
    return "\n".join(drawn) + "\n"


def rules_picture(pack: Pack, rulebook: Rulebook, designation: str, verdict: Verdict | None = None) -> str:
    """The picture of a designation's rules; with a verdict on it, as it stands for that applicant."""
    title = next(each for each in pack.measure.designations if each.id == designation)
    clause = pack.statute.label(title.conditions)
    lines = (say("foot", measure=pack.measure.title, clause=clause),)
    under = () if verdict is None else (say("day", day=verdict.day, overall=overall_text(pack, verdict)),)
    tree = rule_tree(pack, rulebook, designation, verdict)
    return picture(tree, title=say("title", name=title.name, clause=clause), under=under, lines=lines)


def text_width(text: str, size: int) -> int:
    """The width of a text in pixels, rounded up: a Chinese character is a square, others are narrower."""
    tenths = sum(10 if ord(character) > 0x2000 else 6 for character in text)
    return -(-tenths * size // 10)


def wrap(text: str, size: int, width: int) -> tuple[str, ...]:
    """The text in lines of at most `width` pixels; no figure is torn, no line begins with a closing mark."""
    lines: list[str] = []
    line: list[str] = []
    for piece in _PIECE.findall(text):
        if line and text_width("".join([*line, piece]), size) > width:
            kept = [line.pop()] if piece in _NEVER_FIRST and len(line) > 1 else []
            lines.append("".join(line))
            line = kept
        line.append(piece)
    whole = [*lines, "".join(line)]
    return tuple(part.strip() for part in whole if part.strip())


def _place(box: Box, x: int, y: int) -> tuple[Placed, int]:
    """The box and all below it in a band that begins at `y`, and the height of that band."""
    inner = _WIDTHS[box.kind] - 2 * _PAD
    lines = wrap(_marked(box), SIZE, inner)
    small = tuple(line for note in box.notes for line in wrap(note, SMALL, inner))
    width = _WIDTHS[box.kind]
    if box.kind in _SHRINK:
        width = max(text_width(line, SIZE) for line in lines) + 2 * _PAD
    height = len(lines) * _LINE + len(small) * _SMALL_LINE + 2 * _PAD - 4
    placed, band = _below(box, x + width + _GAP, y)
    if band < height:  # a lone small box stands level with the one that it hangs on
        placed, _ = _below(box, x + width + _GAP, y + (height - band) // 2)
        band = height
    top = y + (band - height) // 2
    if placed:
        middle = (placed[0].middle + placed[-1].middle) // 2
        top = min(max(y, middle - height // 2), y + band - height)
    return Placed(box, x, top, width, height, lines, small, placed), band


def _below(box: Box, x: int, y: int) -> tuple[tuple[Placed, ...], int]:
    """What hangs on a box, one below the other from `y`, and the height of their band."""
    found, at = [], y
    for child in box.children:
        placed, band = _place(child, x, at)
        found.append(placed)
        at += band + _ROW
    return tuple(found), max(0, at - _ROW - y)


def _marked(box: Box) -> str:
    """The text behind the mark of its status, so that it is told without colours too."""
    marked = box.tone and box.kind in ("clause", "leaf")
    return f"{say(f'mark.{box.tone}')} {box.text}" if marked else box.text


def _colours(box: Box) -> tuple[str, str, str]:
    if box.tone and box.kind != "root":
        return _COLOURS[box.tone]
    return _PLAIN.get(box.kind, _COLOURS[""])


def _drawn(placed: Placed) -> Iterator[str]:
    fill, line, ink = _colours(placed.box)
    dashes = ' stroke-dasharray="5 4"' if placed.box.dashed else ""
    radius = 14 if placed.box.kind in ("group", "gate", "case") else 5
    heavy = 2 if placed.box.kind == "clause" else 1
    yield (
        f'<rect x="{placed.x}" y="{placed.y}" width="{placed.width}" height="{placed.height}" '
        f'rx="{radius}" fill="{fill}" stroke="{line}" stroke-width="{heavy}"{dashes}/>'
    )
    at = placed.y + _PAD + SIZE - 3
    for text in placed.lines:
        yield _text(placed.x + _PAD, at, text, SIZE, ink, bold=placed.box.kind in ("root", "group", "clause"))
        at += _LINE
    for text in placed.small:
        yield _text(placed.x + _PAD, at - 1, text, SMALL, ink)
        at += _SMALL_LINE


def _edge(parent: Placed, child: Placed) -> str:
    """A line from a box to one that hangs on it, with one bend in the gap between them."""
    bend = parent.right + _GAP // 2
    dashes = ' stroke-dasharray="5 4"' if child.box.dashed else ""
    colour = "#d5dade" if child.box.tone == "idle" else "#8593a1"
    level = abs(parent.middle - child.middle) <= _LEVEL
    path = f"M{parent.right} {parent.middle}" + ("" if level else f"H{bend}V{child.middle}") + f"H{child.x}"
    return f'<path d="{path}" fill="none" stroke="{colour}"{dashes}/>'


def _legend(y: int, *, toned: bool) -> tuple[list[str], int]:
    """What the colours mean, and where the legend ends."""
    drawn, x = [], _MARGIN
    tones: tuple[Tone, ...] = ("met", "review", "unknown", "not_met", "idle") if toned else ()
    for tone in tones:
        fill, line, ink = _COLOURS[tone]
        text = f"{say(f'mark.{tone}')} {say(f'legend.{tone}')}"
        drawn.append(f'<rect x="{x}" y="{y}" width="16" height="16" rx="3" fill="{fill}" stroke="{line}"/>')
        drawn.append(_text(x + 22, y + 13, text, SMALL, ink if tone != "idle" else "#5b6b7b"))
        x += 22 + text_width(text, SMALL) + 20
    text = say("legend.dashed")
    drawn.append(f'<path d="M{x} {y + 8}h24" stroke="#8593a1" stroke-dasharray="5 4"/>')
    drawn.append(_text(x + 30, y + 13, text, SMALL, "#5b6b7b"))
    return drawn, x + 30 + text_width(text, SMALL)


def _text(x: int, y: int, text: str, size: int, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}"{weight}>{escape(text)}</text>'
