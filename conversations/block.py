"""A block: a piece of a reply that a channel shows, folds or leaves out as a whole.

Still plain text. What separates a block from the one before it comes with it, so that the blocks of a
reply, joined, are its words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["text", "clause", "choice", "offer"]
Part = Literal[
    "", "answers", "overall", "lacking", "met", "open", "gaps", "warnings", "told", "assumed", "next",
    "always", "clauses", "left",
]  # fmt: skip

LINE, PARAGRAPH = "\n", "\n\n"

_PHONE_ORDER: tuple[Part, ...] = (
    "overall", "lacking", "open", "gaps", "warnings", "assumed", "told", "met", "next", "left", "always",
    "answers", "clauses",
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """`kind`: "clause" = the measure word for word; "choice" = a numbered line, "offer" = a hint, which a
    channel with buttons leaves out. `above`: what separates it from the block before; unused on the first.
    `part`: of a verdict, what it is about.
    """

    text: str
    kind: Kind = "text"
    above: str = PARAGRAPH
    part: Part = ""


def paragraph(lines: Iterable[str], kind: Kind = "text", *, part: Part = "") -> tuple[Block, ...]:
    """These lines as one block; none where there are no lines."""
    text = LINE.join(lines)
    return (Block(text, kind, PARAGRAPH, part),) if text else ()


def rows(lines: Iterable[str], kind: Kind, *, part: Part = "") -> tuple[Block, ...]:
    """These lines, each a block that stands right under the one before."""
    return tuple(Block(line, kind, LINE, part) for line in lines)


def apart(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with an empty line above the first of them."""
    return (replace(blocks[0], above=PARAGRAPH), *blocks[1:]) if blocks else ()


def tight(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks without empty lines above them."""
    return tuple(replace(block, above=LINE) for block in blocks)


def joined(blocks: Iterable[Block]) -> str:
    """The blocks as one text."""
    text = ""
    for block in blocks:
        text += (block.above if text else "") + block.text
    return text


def outcome_first(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a verdict in the order for a small screen: the overall line, what is lacking, what one
    can do; the answers and the clauses at the end, where they may be folded. Offers stay last.
    """
    if not any(block.part == "overall" for block in blocks):
        return blocks
    sections: dict[Part, tuple[Block, ...]] = {}
    for block in blocks:
        if block.part:
            sections[block.part] = (*sections.get(block.part, ()), block)
    ordered = [block for part in _PHONE_ORDER for block in apart(sections.get(part, ()))]
    return (*ordered, *(block for block in blocks if not block.part))
