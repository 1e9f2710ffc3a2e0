"""Figures with their units in a text: 50万美元, 30家, 三年, 5个工作日, for holding texts against each other.

50万美元 and 500000美元 are one figure, 三年 and 3年 too; 15家及以上 and 15家以上 hold the same figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from knowledge.numerals import NUMERAL, chinese_to_int

_WIDE = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_SCALE = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_UNITS = {
    "美元": "美元",
    "美金": "美元",
    "人民币": "元",
    "元": "元",
    "家": "家",
    "年": "年",
    "个月": "月",
    "月": "月",
    "个工作日": "工作日",
    "工作日": "工作日",
    "个自然日": "日",
    "日": "日",
    "天": "日",
    "次": "次",
    "%": "%",
    "倍": "倍",
    "人": "人",
    "名": "人",
}
_BARE = re.compile(r"\d+(?:\.\d+)?")
_NO_FIGURE_AFTER = "第\\d零一二两三四五六七八九十百千"
"""第三年 is no period, and 十年 within 二十年 no figure of its own."""


@dataclass(frozen=True)
class Figure:
    """A number in whole units and what it counts; `unit` is empty where the text names none (50万)."""

    number: Decimal
    unit: str

    def __str__(self) -> str:
        if self.number >= 10_000 and self.number % 1_000 == 0:
            return f"{(self.number / 10_000).normalize():f}万{self.unit}"
        return f"{self.number.normalize():f}{self.unit}"


def find_figures(text: str, more_units: frozenset[str] = frozenset()) -> Iterator[Figure]:
    """All figures that carry a unit or a 万; `more_units` are a measure's own (册, 场).

    A Chinese 一 (一家, 一次) is no figure; nor is a bare number.
    """
    plain = text.translate(_WIDE)
    arabic, chinese = _patterns(more_units)
    for match in arabic.finditer(plain):
        if match[2] or match[3]:
            number = Decimal(match[1].replace(",", "")) * _SCALE[match[2] or ""]
            yield Figure(number, _UNITS.get(match[3], match[3] or ""))
    for match in chinese.finditer(plain):
        whole = chinese_to_int(match[1])
        if whole is not None and (whole > 1 or match[2]):
            yield Figure(whole * _SCALE[match[2] or ""], _UNITS.get(match[3], match[3]))


def stands_in(figure: Figure, text: str) -> bool:
    """Whether the text holds this figure; one without a unit matches any unit, and none."""
    if not figure.unit and any(Decimal(number) == figure.number for number in _BARE.findall(text)):
        return True
    return any(
        found.number == figure.number and (not figure.unit or found.unit == figure.unit)
        for found in find_figures(text, frozenset({figure.unit} - {""}))
    )


@lru_cache(maxsize=64)
def _patterns(more_units: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    units = "|".join(re.escape(unit) for unit in sorted(_UNITS.keys() | more_units, key=len, reverse=True))
    arabic = re.compile(rf"(?<![\d.])(\d[\d,]*(?:\.\d+)?)\s*(万|亿)?\s*({units})?")
    chinese = re.compile(rf"(?<![{_NO_FIGURE_AFTER}])({NUMERAL})\s*(万|亿)?({units})")
    return arabic, chinese
