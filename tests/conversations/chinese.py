"""Chinese numerals written out, independently of how the program reads them; texts nobody expects."""

from __future__ import annotations

from hypothesis import strategies as st

_DIGITS = "零一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def _below_ten_thousand(number: int) -> str:
    """1 to 9999 as it is read aloud, 一 before 十 always written: 305 → 三百零五, 12 → 一十二."""
    text, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + unit
        gap = False
    return text


def in_chinese(number: int) -> str:
    """A whole number from 1 to 99,999,999,999 in Chinese numerals."""
    if number < 20 and number >= 10:
        return "十" + (_DIGITS[number - 10] if number > 10 else "")
    parts = (number // 100_000_000, number // 10_000 % 10_000, number % 10_000)
    text, skipped = "", False
    for part, unit in zip(parts, ("亿", "万", ""), strict=True):
        if not part:
            skipped = bool(text)
            continue
        if text and (skipped or part < 1000):
            text += "零"
        text += _below_ten_thousand(part) + unit
        skipped = False
    return text


def in_formal_chinese(number: int) -> str:
    """The same in the numerals of cheques."""
    return in_chinese(number).translate(_FORMAL)


_PIECES = (
    "五十万",
    "50w",
    "美元",
    "家",
    "没",
    "有",
    "三万五",
    "到",
    "-",
    "去年",
    "2024年",
    "2月30日",
    "系统",
    "登记",
    "没失信",
    "?",
    "，",
    "。",
    "\n",
    " ",
    "第五条",
    "（四）",
    "5.4.4",
    "如果",
    "其他都符合",
    "重点企业",
    "园区",
    "不清楚",
    "\x00",
    "\ud800",
    "\u202e",
    "\u200b",
    "\u0301",
    "👍",
    "萬",
    "…",
    "◇",
    "◆",
    "%",
    "1" * 40,
)
ARBITRARY: st.SearchStrategy[str] = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(), max_size=200),
    st.lists(st.sampled_from(_PIECES), max_size=40).map("".join),
)
"""Anything at all, lone surrogates and control characters included, and heaps of our own words."""
FLOODS = (
    "啊" * 100_000,
    "\x00" * 100_000,
    "e" + "\u0301" * 100_000,
    "\u202e" * 50_000 + "没失信",
    "没" * 100_000,
    "第" * 100_000,
    "1" * 100_000,
    "2024年" * 20_000,
    "，" * 100_000,
    "园区" * 50_000,
    "\ud83d" * 1_000,
    "(" * 100_000,
    "（四）" * 30_000,
    "5." * 50_000,
)
