"""Word what came of a table: statuses, gaps and questions of a row; what its columns were taken for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import numpy as np
from numpy.typing import NDArray

from checker import Rulebook, Verdict
from checker.batch_bounds import BOUNDS, UNLISTED
from checker.columns import Codes
from conversations.headings import Heading
from conversations.phrase_file import read_phrases
from conversations.verdict_wording import warning_texts
from knowledge.pack import Pack

_ID = re.compile(r"（[a-z_]+）")


def say(key: str, /, **words: object) -> str:
    """A phrase of screen.yaml."""
    return read_phrases("screen")[key].format(**words)


def joined(*texts: str) -> str:
    """Several sentences in one cell."""
    return read_phrases("screen")["joint"].join(text for text in texts if text)


@cache
def status_word(own: int, relaxed: int) -> str:
    """How a clause stands, from its bounds as bytes; "" where it is not listed."""
    if UNLISTED in (own, relaxed) or own not in BOUNDS or relaxed not in BOUNDS:
        return ""
    word = say(f"status.{BOUNDS[own].status}")
    if own == relaxed:
        return word
    return say("status.relaxed" if BOUNDS[relaxed].low > BOUNDS[own].low else "status.maybe", word=word)


@cache
def overall_word(overall: str) -> str:
    """An overall in a word."""
    return say(f"overall.{overall}")


@cache
def _all_status_words() -> NDArray[np.object_]:
    """Every word by both bytes of bounds, the own ones above."""
    words = [status_word(own, relaxed) for own in range(256) for relaxed in range(256)]
    return np.array(words, object)


def status_words(own: Codes, relaxed: Codes) -> list[str]:
    """The words for a column of bounds."""
    found: list[str] = _all_status_words()[own.astype(np.uint16) << 8 | relaxed].tolist()
    return found


def open_text(pack: Pack, verdict: Verdict) -> str:
    """What has still to be asked, as questions."""
    return "\n".join(pack.facts[name].question for name in verdict.open_facts)


def warning_text(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> str:
    """Figures to look at again."""
    return "\n".join(warning_texts(pack, rulebook, verdict))


def plain_error(pack: Pack, text: str) -> str:
    """A message about facts without the names that programs have for them."""
    return _ID.sub("", text)


def heading_lines(pack: Pack, headings: Sequence[Heading]) -> list[str]:
    """What each column was taken for, in what unit; which are not used, and what was perhaps meant."""
    return [
        say("echo.line", place=each.place + 1, heading=each.text, meaning=_meaning(pack, each))
        for each in headings
        if each.why != "empty"
    ]


def _meaning(pack: Pack, heading: Heading) -> str:
    if heading.role == "unused":
        key = "unknown_near" if heading.why == "unknown" and heading.nearest else heading.why
        return say(f"echo.{key}", nearest=heading.nearest, told=heading.told)
    if heading.role != "fact":
        return say(f"echo.{heading.role}")
    names = dict.fromkeys(pack.facts[door.fact].name for door in heading.doors)
    words = say("echo.or").join(names)
    fact = pack.facts[heading.fact]
    if fact.type == "amount":
        unit = (
            unit_word(heading) if heading.currency else say("echo.no_unit", scale=_scale_word(heading.scale))
        )
        words = say("echo.unit", words=words, unit=unit)
    elif fact.unit:
        words = say("echo.unit", words=words, unit=fact.unit)
    if heading.year:
        words = say("echo.year", words=words, year=heading.year)
    return say("echo.denied", words=words) if heading.yes is not True else words


def unit_word(heading: Heading) -> str:
    """The unit of a column: 万美元, 元."""
    return _scale_word(heading.scale) + say(f"unit.{heading.currency}")


def _scale_word(scale: Decimal) -> str:
    words = read_phrases("screen")
    return words.get(f"scale.{scale:f}", "" if scale == 1 else f"{scale:f}")
