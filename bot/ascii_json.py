"""Text as SQLite is to hold it: ASCII only, so that a lone surrogate or a NUL comes back as it was."""

from __future__ import annotations

import json

from bot.records import Json


def dump(value: Json) -> str:
    """A payload or a state as ASCII JSON. Raises TypeError or ValueError for what JSON cannot hold."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def key_of(text: str) -> str:
    """A text as ASCII that can be compared: JSON without the quotes."""
    return json.dumps(text)[1:-1]


def text_of(key: str) -> str:
    """The text of a key again."""
    text: str = json.loads(f'"{key}"')
    return text
