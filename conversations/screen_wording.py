"""Word what came of a table: statuses, gaps and questions of a row; what its columns were taken for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

from checker import Amount, Change, Gap, Rulebook, Verdict
from checker.batch_bounds import BOUNDS, UNLISTED
from conversations.headings import Heading
from conversations.phrase_file import read_phrases
from conversations.verdict_wording import gap_line, warning_texts
from knowledge.pack import Pack

_NEAR = 5
"""Near: what is missing is at most a fifth of the threshold."""
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


def overall_word(overall: str) -> str:
    """An overall in a word."""
    return say(f"overall.{overall}")


def gap_text(pack: Pack, found: Iterable[Gap]) -> str:
    """The gaps of one applicant in one cell, a line for each way."""
    return "\n".join(gap_line(pack, gap) for gap in found)


def open_text(pack: Pack, verdict: Verdict) -> str:
    """What has still to be asked, as questions."""
    return "\n".join(pack.facts[name].question for name in verdict.open_facts)


def warning_text(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> str:
    """Figures to look at again."""
    return "\n".join(warning_texts(pack, rulebook, verdict))


def plain_error(pack: Pack, text: str) -> str:
    """A message about facts without the names that programs have for them."""
    return _ID.sub("", text)


def is_near(found: Sequence[Gap], lacking: Sequence[str]) -> bool:
    """Whether each clause that is not met lacks only figures, none by more than a fifth of its threshold."""
    near = {gap.clause for gap in found if all(_little(change) for change in gap.changes)}
    return bool(lacking) and near.issuperset(lacking)


def _little(change: Change) -> bool:
    match change.by, change.to:
        case Amount() as by, Amount() as to:
            return change.was is not None and by.value * _NEAR <= to.value
        case int() as by, int() as to:
            return change.was is not None and Decimal(by) * _NEAR <= to
        case _:
            return False


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
