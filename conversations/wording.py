"""Put replies into words: plain Chinese text, no markup of any channel. The blocks of blocks.py, joined."""

from __future__ import annotations

from collections.abc import Iterable

from conversations.block import PARAGRAPH, joined
from conversations.blocks import blocks
from conversations.desk import Desk
from conversations.reply import Reply


def word_replies(desk: Desk, replies: Iterable[Reply]) -> str:
    """All replies of a turn as one text, an empty line between them."""
    return PARAGRAPH.join(text for reply in replies if (text := word(desk, reply)))


def word(desk: Desk, reply: Reply) -> str:
    """One reply in words."""
    return joined(blocks(desk, reply))
