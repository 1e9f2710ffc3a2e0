"""Chinese numerals as they count articles and periods: 一 to 九千九百九十九, and back up to 99.

Only strict forms are read; 三万五 and the like are amounts, which is the business of understanding.
"""

from __future__ import annotations

import re

DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "[〇零一二两三四五六七八九十百千]+"
"""A regular expression for a run of numeral characters."""

_STRICT = re.compile(
    r"(?:[一二两三四五六七八九]千零?)?(?:[一二两三四五六七八九]百零?)?"
    r"(?:[一二三四五六七八九]?十)?[一二两三四五六七八九]?|[〇零]"
)


def chinese_to_int(text: str) -> int | None:
    """Read 十二 as 12; None where the text is no well-formed numeral."""
    if not text or _STRICT.fullmatch(text) is None:
        return None
    total, digit = 0, 0
    for character in text:
        if character in UNITS:
            total += (digit or 1) * UNITS[character]
            digit = 0
        else:
            digit = DIGITS[character]
    return total + digit


def int_to_chinese(number: int) -> str:
    """Write 12 as 十二. For 1 to 99."""
    if not 1 <= number <= 99:
        raise ValueError(f"1 to 99 only, not {number}")
    ones = "零一二三四五六七八九"
    tens, rest = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{ones[tens]}十"
    return head + (ones[rest] if rest else "")


def read_numeral(text: str) -> int | None:
    """Read a numeral in either script (12, １２ or 十二)."""
    return int(text) if text.isdecimal() else chinese_to_int(text)
