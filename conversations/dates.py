"""Dates and years in Chinese sentences, to the precision that was said and never finer.

Text in normal form and the day of the conversation in; mentions with their place out. A date that
does not exist (2026年2月30日) is found and marked, so that the person can be told.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from conversations.numerals import chinese_number

_FULL = re.compile(
    r"(?P<y>(?:19|20)?\d\d|[二两][零〇一二三四五六七八九]{3})\s?(?:年|[-/.](?=\d{1,2}[-/.月]))\s?(?:的)?"
    r"(?:(?P<m>\d{1,2}|十[一二]?|[一二三四五六七八九])\s?(?:月份?|[-/.])\s?(?:(?P<d>\d{1,2}|[一二三]?十?[一二三四五六七八九]?(?=[日号]))\s?[日号]?(?!\d))?)?"
)
_ISO_MONTH = re.compile(r"(?<!\d)(?P<y>20\d\d)-(?P<m>\d{1,2})(?![\d-])")
_BARE_YEAR = re.compile(r"(?<![\d.,])(?P<y>20[0-3]\d)(?![\d.,年万千百家个元美刀]|\s?[-/])")
_RELATIVE = {
    "大前年": -3, "前年": -2, "上上年": -2, "上年度": -1, "上一年度": -1, "上一年": -1,
    "上年": -1, "去年": -1,
    "今年": 0, "本年度": 0, "当年": 0, "明年": 1, "后年": 2,
}  # fmt: skip
_RELATIVE_YEAR = re.compile("|".join(sorted(_RELATIVE, key=len, reverse=True)))
_MONTH_OF = re.compile(r"^的?(?P<m>\d{1,2}|十[一二]?|[一二三四五六七八九])月份?(?:(?P<d>\d{1,2})[日号])?")
_DAYS = {"大后天": 3, "后天": 2, "明天": 1, "今天": 0, "今日": 0, "现在": 0, "当天": 0, "马上": 0, "立刻": 0}
_RELATIVE_DAY = re.compile("|".join(sorted(_DAYS, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class DateMention:
    """A mentioned date: "2026-09-01", "2024-06" or "2024"; `exists` is False for 2月30日.

    `relative` marks 去年, 今天 and the like, which people also use without meaning a date.
    """

    start: int
    end: int
    value: str
    exists: bool = True
    relative: bool = False


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_number(text) or 0)


def _year(text: str) -> int:
    if not text.isdigit():
        return int(chinese_number(text) or 0)
    return int(text) if len(text) == 4 else 2000 + int(text)


def _mention(start: int, end: int, year: int, month: str | None, day: str | None) -> DateMention:
    value, exists = f"{year:04d}", True
    if month:
        value += f"-{_number(month):02d}"
        exists = 1 <= _number(month) <= 12
    if month and day:
        value += f"-{_number(day):02d}"
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            exists = False
    return DateMention(start, end, value, exists)


def find_dates(text: str, today: dt.date) -> tuple[DateMention, ...]:
    """All dates and years mentioned, in order; 去年 and 今天 relative to `today`."""
    found: list[DateMention] = []
    for match in _FULL.finditer(text):
        found.append(_mention(match.start(), match.end(), _year(match["y"]), match["m"], match["d"]))
    for match in _ISO_MONTH.finditer(text):
        found.append(_mention(match.start(), match.end(), int(match["y"]), match["m"], None))
    for match in _RELATIVE_YEAR.finditer(text):
        year = today.year + _RELATIVE[match.group()]
        month = _MONTH_OF.match(text[match.end() :])
        if month:
            end = match.end() + month.end()
            found.append(_mention(match.start(), end, year, month["m"], month["d"]))
        else:
            found.append(DateMention(match.start(), match.end(), f"{year:04d}", relative=True))
    for match in _RELATIVE_DAY.finditer(text):
        value = (today + dt.timedelta(days=_DAYS[match.group()])).isoformat()
        found.append(DateMention(match.start(), match.end(), value, relative=True))
    for match in _BARE_YEAR.finditer(text):
        found.append(DateMention(match.start(), match.end(), match["y"]))
    return _without_overlaps(found)


def _without_overlaps(found: list[DateMention]) -> tuple[DateMention, ...]:
    """The longest of overlapping mentions, in the order of the text."""
    kept: list[DateMention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, m.start)):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda m: m.start))
