"""One spelling for what people type: width, traditional characters, case, invisible characters.

Text in, text out; never raises, whatever the message holds. What people typed is kept elsewhere for
showing; the normal form is only read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Protocol, cast

MAX_LENGTH = 2_000
"""Characters of a message that are read; the rest is ignored (and the person is told)."""

_SPACES = re.compile(r"[ \t\r\f\v]+")
_SPELLED_OUT = re.compile(r"(?<=[\u4e00-\u9fff]{2}) (?=[\u4e00-\u9fff]{2})")
"""A space between words; one between single characters (能 报 吗) is only loose typing."""
_CHINESE_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _simplifier() -> _Converter:
    """The converter from traditional to simplified characters; loaded at first use."""
    import opencc

    return cast(_Converter, opencc.OpenCC("t2s"))


@cache
def _traditionaliser() -> _Converter:
    """The converter from simplified to traditional characters; loaded at first use."""
    import opencc

    return cast(_Converter, opencc.OpenCC("s2tw"))


def traditional(text: str) -> str:
    """The text in traditional characters, for a channel that answers in those; figures and marks stay."""
    return _traditionaliser().convert(printable(text))


def printable(text: str) -> str:
    """The text without control, zero-width and direction characters, lone surrogates shown as �.

    Line breaks stay. Fit for showing, storing and writing into documents.
    """
    if text.isprintable():
        return text
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if character == "\n":
            kept.append(character)
        elif category == "Cs":
            kept.append("\ufffd")
        elif category in ("Cc", "Cf", "Co", "Cn"):
            kept.append(" " if character in "\t\r" else "")
        else:
            kept.append(character)
    return "".join(kept)


def _maybe_traditional(text: str) -> bool:
    """Whether a Chinese character lies outside GB 2312, as nearly all traditional ones do.

    Simplified text, by far the most common, so never waits for the converter to load.
    """
    if _in_gb2312(text):
        return False
    return not _in_gb2312("".join(_CHINESE.findall(text)))


def _in_gb2312(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _simplified(text: str) -> str:
    """The text in simplified characters; again while a rare character still changes (薴, 苧, 苎)."""
    for _ in range(3):
        simpler = _simplifier().convert(text)
        if simpler == text:
            break
        text = simpler
    return text


def normalise(text: str) -> str:
    """The normal form: half width, simplified, lower case, single spaces, at most MAX_LENGTH long.

    A space between Chinese characters is how many people punctuate; it becomes a comma.
    """
    text = unicodedata.normalize("NFKC", printable(text[: MAX_LENGTH * 2]))[:MAX_LENGTH]
    if _maybe_traditional(text):
        text = _simplified(text)
    text = text.lower().replace("\u3000", " ")
    if not _SPACES.search(text):
        return text.strip()
    text = _SPACES.sub(" ", text)
    return _CHINESE_GAP.sub("", _SPELLED_OUT.sub(",", text)).strip()
