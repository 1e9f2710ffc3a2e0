"""Colour what is said: marks, headings, hints, labels of clauses. Text in, the same text with styles out.

What to colour is known by the phrases themselves, so that a change of wording needs no change here.
"""

from __future__ import annotations

import re
from functools import cache

from rich.text import Text

from bot.terminal_layout import wrap_line
from conversations.phrase_file import read_phrases

_COLOURS = {"met": "green", "not_met": "red", "review": "yellow", "unknown": "yellow"}
_HEADINGS = (
    ("verdict", ("gap.heading", "open.heading", "told.heading", "warnings.heading", "next.heading")),
    ("verdict", ("always.heading",)),
    ("replies", ("clauses.heading", "deciding", "review.heading", "materials.heading", "greeting.examples")),
    ("replies", ("cases.heading", "asked.usual")),
)
_LABEL = re.compile(r"【[^】\n]{1,40}】")


def paint(text: str, width: int, *, question: str = "") -> Text:
    """`text` broken into lines of at most `width` columns, styled. `question`: the open one, in bold."""
    painted = Text("\n").join(_paragraph(line, width, question) for line in text.split("\n"))
    painted.no_wrap = True
    return painted


def _paragraph(line: str, width: int, question: str) -> Text:
    painted = Text("\n".join(wrap_line(line, width)), style=_whole(line, question))
    for mark, colour in _marks().items():
        if line.startswith(mark):
            painted.stylize(colour, 0, len(mark))
        if not mark[0].isascii():  # wherever it stands; a question mark is just that elsewhere
            painted.highlight_words([mark[0]], colour)
    painted.highlight_regex(_LABEL, "cyan")
    return painted


def _whole(line: str, question: str) -> str:
    """The style of a whole paragraph, by how it begins."""
    say = read_phrases("terminal")
    begin = line.strip()
    if begin.startswith((say["hint_begins"], say["offer_begins"])):
        return "dim"
    if question and begin.startswith(question):
        return "bold"
    if any(heading.fullmatch(line) for heading in _headings()):
        return "bold"
    if any(line.startswith(mark) for mark in _marks()):
        return ""
    overall = next((colour for mark, colour in _marks().items() if line.startswith(mark[:2])), "")
    return f"bold {overall}" if overall else ""


@cache
def _marks() -> dict[str, str]:
    """✓ 达到 and its like → colour."""
    phrases = read_phrases("verdict")
    return {phrases[f"mark.{status}"]: colour for status, colour in _COLOURS.items()}


@cache
def _headings() -> tuple[re.Pattern[str], ...]:
    """The phrases that are headings, whatever is filled in."""
    phrases = [read_phrases(file)[key] for file, keys in _HEADINGS for key in keys]
    return tuple(re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(phrase))) for phrase in phrases)
