"""Figures in Chinese sentences: a strict grammar of our own for counts, amounts, rates and dates.

Text in normal form in, figures with their place out. What is approximate or a range is found and
marked `vague`, never turned into a number: 大概五十来万, 三四家, 40万到60万. A figure is read as people
mean it: 三万五 is 35,000 and 一百二 is 120. Money is Decimal, in units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

Kind = Literal["money", "count", "rate", "percent", "number", "other"]

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
SMALL = {"十": 10, "百": 100, "千": 1_000}
LARGE = {"万": 10_000, "亿": 100_000_000}
LATIN = {
    "w": 10_000, "万": 10_000, "k": 1_000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000,
    "b": 1_000_000_000, "billion": 1_000_000_000, "thousand": 1_000,
}  # fmt: skip

LONGEST_TAIL = 40
"""What is longer is no number that anybody means; it is found, and vague."""

FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
"""The numerals of cheques, which people also type."""

_CN = "零〇一二两三四五六七八九十百千万亿"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?P<arabic>{_ARABIC})\s?(?P<latin>million|billion|thousand|mn|[wkmb](?![a-z]))?(?P<tail>(?:个(?=亿))?[十百千万亿]"
    rf"(?:[{_CN}\d]|(?<=\d)\.(?=\d))*)?|(?P<chinese>[{_CN}俩仨]+(?:点[{_CN}]+)?(?:个亿)?)"
)

USD = r"(?:美元|美金|美子|美刀|刀(?!具|片)|us\$|usd|dollars?|\$)"
CNY = r"(?:人民币|rmb|cny|块钱|元|块|圆|¥|￥)"
OTHER = r"(?:欧元|日元|港币|港元|澳元|英镑|卢布|韩元|图格里克|eur|jpy|hkd|gbp|rub|€|£)"
_AFTER = re.compile(rf"\s?(?:(?P<usd>{USD})|(?P<other>{OTHER})|(?P<cny>{CNY}))(?:人民币|rmb)?")
_BEFORE = re.compile(rf"(?:(?P<usd>{USD})|(?P<other>{OTHER})|(?P<cny>人民币|rmb|cny|¥|￥))\s?:?\s?$")
_COUNTER = re.compile(r"\s?(?:家|个(?!百分|月|工作日|人|体|亿|问题|疑问|事|条件|方面)|户|所(?![属在]))")
_OTHER_UNIT = re.compile(r"\s?(?:人|名|岁|个月|天|次|届|台|套|亩|平|层|间|公里|吨|头|只|辆|页|份)")
"""What makes a number neither money nor a count of enterprises: 员工80人."""
_ABOUT_BEFORE = re.compile(
    r"(?:大概|大约|约莫|约摸|约|差不多|差一点|差点|将近|接近|快|近|小|逾|突破|奔着|奔|顶到|刚过|已过|过了|估计|估摸|可能|也就|左右|上下|至少|起码"
    r"|最少|最多|顶多|超过|超|不到|不足|不够|未达|没到"
    r"|没够|没做够|没有做够|没做到|低于|高于|多于|少于|大于|小于|好几|几|[一二两三四五六七八九十][到至~-])(?:是|有|在|了|个)?\s?$"
)
_ABOUT_CLAUSE = re.compile(
    r"(?:大概|大约|约莫|约摸|估计|估摸|差不多|可能|也许|好像|粗略|毛估|应该(?!是))[^,，。;；!！?？\n\d]{0,12}$"
)
"""What makes the next figure of its clause vague from further away: 大概做了有60万."""
_ABOUT_INSIDE = re.compile(r"(?P<about>[多来几余+])(?=[万千百十亿家个户所美刀元块])[万千百亿]*")
_ABOUT_AFTER = re.compile(
    r"\s?(?:多|来|余|几|左右|上下|出头|不到|以上|以下|以内|往上|开外|打底|打头|级别|挂零|光景|的样子|[+])"
)
_RANGE_JOIN = re.compile(r"\s?(?:到|至|~|—|–|-|或者?|、)\s?$")
_ONE_OF_MANY = re.compile(
    r"[第头另某这那每同哪问看帮说讲聊查想请]$|(?:[问看帮说讲聊查]你?|请教)(?:一下|下)?$|(?<![的业司])有$"
)
_BEFORE_A_DASH = re.compile(r"[\d万亿千百十元金刀块家个d$]\s?$")
"""What makes a dash the middle of a range (60万-70万) rather than a minus sign."""
_NOT_ONE = re.compile(r"[^,，。;；!?\n\d]{0,10}[都也]没|(?:都|也)?没有?(?=$|[,，。;；!！?？\n])")
_RATE = re.compile(
    rf"(?:(?:按|以|照)?(?:1|一)\s?美[元金](?:兑|换|合|折|等于|=|按|:|对|是|约)*(?:人民币)?(?P<a>{_ARABIC})(?:元|块|人民币)*)"
    rf"|(?:汇率(?:是|为|按|用|取|:|大概是)*\s?(?:1[::比])?(?P<b>{_ARABIC}))"
    rf"|(?:(?:按|以|用|照)(?P<c>\d(?:\.\d+)?)(?:元|块)?(?:的)?(?:汇率|折算|折合|折|换算|算))"
    rf"|(?:1\s?[:比]\s?(?P<d>[5-9](?:\.\d+)?))"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its place in the sentence. `value` is None when it is vague or cannot be read.

    `currency`: USD, CNY, other, or "" where none was said. `vague`: the words that make it so.
    """

    start: int
    end: int
    kind: Kind
    value: Decimal | None
    currency: str = ""
    vague: str = ""
    nominal: Decimal | None = None
    """The number as written, also where it is vague; only for finding clauses, never a fact."""


def chinese_number(text: str) -> Decimal | None:
    """The number that Chinese numerals mean, or None: 三万五 → 35000, 一百二 → 120, 三四 → None."""
    text = text.replace("个", "")
    if "点" in text:
        return _with_decimals(*text.split("点", 1))
    if len(text) > 1 and all(c in DIGITS for c in text):
        if re.search(r"[一二两三四五六七八九]{2}", text) and len(text) == 2:
            return None  # 三四 is an approximate figure, not 34
        return Decimal("".join(str(DIGITS[c]) for c in text))
    total = section = 0
    digit: int | None = None
    unit, zero = 0, False
    for character in text:
        if character in DIGITS:
            if digit not in (None, 0):
                return None
            digit, zero = DIGITS[character], zero or DIGITS[character] == 0
        elif character in SMALL:
            section += (1 if digit is None and character == "十" and not section else digit or 0) * SMALL[
                character
            ]
            if digit is None and not (character == "十" and section == 10):
                return None
            digit, unit, zero = None, SMALL[character], False
        else:
            if digit is None and not section and not total:
                return None
            total = (total + section + (digit or 0)) * LARGE[character] if character == "亿" else (
                total + (section + (digit or 0)) * LARGE[character]
            )  # fmt: skip
            section, digit, unit, zero = 0, None, LARGE[character], False
    if digit is not None:
        # 三万五: a last digit without unit counts in the next unit below, unless 零 stands before it.
        section += digit * (unit // 10 if unit >= 100 and not zero else 1)
    return Decimal(total + section)


def _with_decimals(whole: str, rest: str) -> Decimal | None:
    """一点二亿 → 120,000,000: digits behind the point, then units."""
    digits = re.match(r"[零〇一二三四五六七八九]+", rest)
    units = re.fullmatch(r"[十百千万亿]*", rest[digits.end() :]) if digits else None
    value = chinese_number(whole)
    if value is None or digits is None or units is None:
        return None
    scale = Decimal(1)
    for unit in units.group():
        scale *= SMALL.get(unit) or LARGE[unit]
    decimals = "".join(str(DIGITS[c]) for c in digits.group())
    return (value + Decimal(f"0.{decimals}")) * scale


def _scaled(match: re.Match[str]) -> Decimal | None:
    """The value of one number match, in units."""
    if match["chinese"]:
        return chinese_number(match["chinese"])
    value = Decimal(match["arabic"].replace(",", ""))
    if match["latin"]:
        value *= LATIN[match["latin"]]
    return value if not match["tail"] else _with_tail(value, match["tail"])


def _with_tail(value: Decimal, tail: str) -> Decimal | None:
    """49 + 万9千 → 499,000; 13 + 万2 → 132,000; 1.5 + 亿 → 150,000,000."""
    if len(tail) > LONGEST_TAIL:
        return None
    tail = tail.replace("个", "")
    units = re.match(r"[十百千万亿]+", tail)
    scale = Decimal(1)
    head = units.group() if units else ""
    for unit in head:
        scale *= SMALL.get(unit) or LARGE[unit]
    rest = tail[len(head) :]
    value *= scale
    if not rest:
        return value
    if rest.isdigit() and len(rest) == 1:
        return value + int(rest) * scale / 10
    pieces = re.fullmatch(rf"(?P<n>\d+(?:\.\d+)?)(?P<u>[十百千万]+)(?P<more>[{_CN}\d]*)", rest)
    if pieces:
        more = _with_tail(Decimal(pieces["n"]), pieces["u"] + pieces["more"])
        return None if more is None or more >= scale else value + more
    if rest.isdigit():
        return value + int(rest) if int(rest) < scale else None
    digit = chinese_number(rest)
    if digit is None:
        return None
    return value + (digit * scale / 10 if len(rest) == 1 else digit)


def find_figures(text: str) -> tuple[Figure, ...]:
    """All figures of a sentence in order, rates first claimed; dates and clause numbers are not figures.

    `text` is in normal form. The caller masks what it has read otherwise (dates, clause numbers).
    """
    text = text.translate(FORMAL)
    rates = [_rate(m) for m in _RATE.finditer(text)]
    masked = _mask(text, [(r.start, r.end) for r in rates])
    figures: list[Figure] = []
    place = 0
    while match := _NUMBER.search(masked, place):
        figure = _figure(masked, match)
        place = max(match.end(), figure.end) if figure else match.end()
        if figure:
            figures.append(figure)
    return tuple(sorted([*rates, *_joined(masked, figures)], key=lambda f: f.start))


def _rate(match: re.Match[str]) -> Figure:
    digits = next(match[g] for g in "abcd" if match[g])
    return Figure(match.start(), match.end(), "rate", Decimal(digits.replace(",", "")))


def _mask(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    """The figure that begins with this number, with its unit, currency and vagueness, or None."""
    start, end = match.span()
    value = _scaled(match) if text[start - 1 : start] != "." else None
    about = _ABOUT_BEFORE.search(text[:start]) or _ABOUT_CLAUSE.search(text[:start])
    vague = about.group().strip() if about else ""
    if inside := _ABOUT_INSIDE.match(text, end):
        vague, end = vague or inside["about"], inside.end()
    large = bool(match["latin"] or re.search("[万亿]", text[start:end]))
    kind, currency, end = _unit(text, end, large=large)
    if kind == "number" and match["chinese"] in ("俩", "仨") and not _OTHER_UNIT.match(text, end):
        kind = "count"
    if kind == "number" and _is_a_word(match["chinese"], value):
        return None  # 一般, 第一, 统一: not a figure
    if kind == "count" and value == 1 and _ONE_OF_MANY.search(text[:start]):
        return None  # 第一家, 另一家, 有一家公司: not a count
    if kind == "count" and value == 1 and _NOT_ONE.match(text, end):
        value = Decimal(0)  # 一家都没有
    if before := _BEFORE.search(text[:start]):
        kind, currency, start = "money", currency or _currency(before), before.start()
    if after := _ABOUT_AFTER.match(text, end):
        vague, end = vague or after.group().strip(), after.end()
        if kind in ("number", "money") and not currency:
            kind, currency, end = _unit(text, end, large=large)
    if start > 0 and text[start - 1] in "-负" and not _BEFORE_A_DASH.search(text[: start - 1]):
        vague, start = "-", start - 1
    if value is None and not vague:
        vague = match.group()
    return Figure(start, end, kind, None if vague else value, currency, vague, nominal=value)


def _unit(text: str, place: int, *, large: bool) -> tuple[Kind, str, int]:
    """What stands behind a number at `place`: its kind, its currency, where it ends."""
    if money := _AFTER.match(text, place):
        return "money", _currency(money), money.end()
    if text[place : place + 1] == "%":
        return "percent", "", place + 1
    if counter := _COUNTER.match(text, place):
        return "count", "", counter.end()
    if _OTHER_UNIT.match(text, place):
        return "other", "", place
    return ("money" if large else "number"), "", place


def _is_a_word(chinese: str | None, value: Decimal | None) -> bool:
    """Whether Chinese numerals without a unit are a word rather than a figure."""
    if not chinese:
        return False
    return len(chinese) == 1 or (value is None and not set(chinese) & set("十百千万亿"))


def _currency(match: re.Match[str]) -> str:
    if match["usd"]:
        return "USD"
    return "other" if match["other"] else "CNY"


def _joined(text: str, figures: list[Figure]) -> list[Figure]:
    """Two figures with 到, 至 or - between them are one range, hence vague."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if (
            last
            and _RANGE_JOIN.search(text[last.end : figure.start])
            and len(text[last.end : figure.start]) <= 2
        ):
            kind = figure.kind if last.kind == "number" else last.kind
            vague = text[last.end : figure.start].strip().replace("-", "~")  # no minus sign
            currency = figure.currency or last.currency
            joined[-1] = replace(last, end=figure.end, kind=kind, value=None, vague=vague, currency=currency)
        else:
            joined.append(figure)
    return joined
