"""Read an answer that is a figure: an amount with its currency, a count, a rate, a date or a year."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from conversations.dates import DateMention, find_dates
from conversations.desk import Desk
from conversations.figures import amount
from conversations.given import Given, is_question, picked_number
from conversations.numerals import Figure, find_figures
from conversations.phrasing import phrases
from conversations.slip import Slip, Trouble
from conversations.state import Partial
from conversations.statement import Statement
from knowledge.schema import Fact

_CURRENCY = {
    "USD": ("美元", "美金", "刀", "usd", "$", "美刀"),
    "CNY": ("人民币", "元", "rmb", "cny", "块", "块钱"),
}


def _trouble_of(figure: Figure) -> Trouble | None:
    if figure.vague == "-":
        return "negative"
    if figure.value is None:
        return "vague"
    return "other_currency" if figure.currency == "other" else None


def _own_slip(name: str, statement: Statement) -> Slip | None:
    return next((s for s in statement.slips if s.fact == name), None)


def amount_answer(
    desk: Desk, name: str, text: str, statement: Statement, partial: Partial | None
) -> Given | None:
    """What a message answers to an amount: money with its currency, a part of it, a slip, or None."""
    if partial and partial.fact == name and (currency := only_currency(text)):
        return Given({"value": partial.value, "currency": currency}, known=True)
    if statement.facts.get(name) is not None:
        return Given(statement.facts[name], known=True)
    figures = [f for f in find_figures(text) if f.kind in ("money", "number")]
    if slip := _own_slip(name, statement):
        return (
            _amount_of(name, figures, text) if slip.trouble == "no_currency" and figures else Given(slip=slip)
        )
    named = any(
        m.fact != name and m.fact in statement.strong and phrases(m.names).within(text)
        for m in desk.pack.statements.measured
        if m.of == "amount"
    )
    dropped = [s for s in statement.slips if s.trouble == "dropped"]
    if dropped:
        return Given(slip=Slip(name, "dropped", dropped[0].words, dropped[0].told))
    if named or not figures:
        return Given(slip=Slip(name, "vague", text)) if speaks_vaguely(text) else None
    return _amount_of(name, figures, text)


def _amount_of(name: str, figures: list[Figure], text: str) -> Given:
    if len(figures) > 1:
        return Given(slip=Slip(name, "vague", text))
    figure = figures[0]
    if trouble := _trouble_of(figure):
        return Given(slip=Slip(name, trouble, text))
    value = figure.value or Decimal(0)
    if figure.currency:
        return Given(amount(value, figure.currency), known=True)
    plain = amount(value, "")["value"]
    return Given(slip=Slip(name, "no_currency", text), partial=Partial(name, plain))


def only_currency(text: str) -> str | None:
    """The currency code where a message names a currency and nothing else (also 1 or 2 of the two)."""
    plain = re.sub(r"[的。.!,，啊呢吧是\s]|单位|币种|算|按", "", text)
    number = picked_number(text)
    if number in (1, 2):
        return ("USD", "CNY")[number - 1]
    return next((code for code, words in _CURRENCY.items() if plain in words), None)


def speaks_vaguely(text: str) -> bool:
    """Whether a message gives a quantity without a figure: 很多, 几十万."""
    return bool(
        re.fullmatch(
            r".{0,4}(?:很多|不少|挺多|好多|很少|没多少|一点点|几十万|几百万|几万|上千万|几千万|若干|一些|不多|挺大)[。!]?",
            text,
        )
    )


def count_answer(desk: Desk, name: str, text: str, statement: Statement) -> Given | None:
    """What a message answers to a count: a whole number, a slip, or None."""
    if isinstance(statement.facts.get(name), int):
        return Given(statement.facts[name], known=True)
    if slip := _own_slip(name, statement):
        return Given(slip=slip)
    if _counts_other_things(desk, name, text):
        return None
    figures = [f for f in find_figures(text) if f.kind in ("count", "number")]
    if not figures:
        if re.fullmatch(r"(?:一家|一个|目前|现在)?(?:都|也)?(?:没有|没|无|零|0家?)(?:一家)?[。!]?", text):
            return Given(0, known=True)
        if re.fullmatch(r"[一二两三四五六七八九十]家?", text):
            return Given("一二三四五六七八九十".find(text[0].replace("两", "二")) + 1, known=True)
        return Given(slip=Slip(name, "vague", text)) if speaks_vaguely(text) else None
    if len(figures) > 1:
        return Given(slip=Slip(name, "vague", text))
    trouble = _trouble_of(figures[0])
    value = figures[0].value
    if not trouble and value is not None and value != value.to_integral_value():
        trouble = "not_whole"
    if trouble:
        return Given(slip=Slip(name, trouble, text))
    return Given(int(value or 0), known=True)


def _counts_other_things(desk: Desk, name: str, text: str) -> bool:
    """Whether the noun in the answer is that of another count (服务贸易企业15家, asked for 基地)."""
    longest = {True: 0, False: 0}
    for measured in desk.pack.statements.measured:
        if measured.of == "count":
            found = [m.end() - m.start() for m in phrases(measured.names).find(text)]
            own = measured.fact == name
            longest[own] = max([longest[own], *found])
    return longest[False] > longest[True]


def rate_answer(name: str, text: str) -> Given | None:
    """What a message answers to a rate: yuan per dollar as a decimal string, a slip, or None."""
    text = re.sub(r"(?<=\d)[块元](?=\d)", ".", text)  # 7块1
    figures = [f for f in find_figures(text) if f.kind in ("rate", "number", "money")]
    figure = next((f for f in figures if f.kind == "rate"), figures[0] if figures else None)
    if figure is None:
        return None
    if figure.value is None or not 0 < figure.value < 1000:
        return Given(slip=Slip(name, "vague", text))
    return Given(format(figure.value, "f"), known=True)


def date_answer(
    desk: Desk, name: str, fact: Fact, text: str, today: dt.date, presumed: object
) -> Given | None:
    """What a message answers to a date or a year, as exact as the fact asks; a slip, or None."""
    dates = [d for d in find_dates(text, today) if not d.relative or _is_meant(desk, name, fact, text, d)]
    if dates and not all(d.exists for d in dates):
        return Given(slip=Slip(name, "no_such_date", text))
    if fact.type == "year":
        years = [d.value[:4] for d in dates] or re.findall(r"20\d\d", text)
        if years:
            return Given(int(years[0]), known=True)
    elif dates:
        value = dates[-1].value
        if len(value) == 10 or fact.precision == "year":
            return Given(value, known=True)
        return Given(slip=Slip(name, "vague", text))
    agrees = text.strip("。.!！ ") in desk.commands.yes or text.startswith(("是", "对"))
    if agrees and presumed is not None and not is_question(desk, text):
        return Given(presumed, known=True)
    return None


def _is_meant(desk: Desk, name: str, fact: Fact, text: str, date: DateMention) -> bool:
    """Whether 去年 or 今天 in an answer means a date: not in 今天天气真好."""
    if is_question(desk, text) or (fact.type == "year" and len(date.value) > 4):
        return False
    words = tuple(word for d in desk.pack.statements.dated if d.fact == name for word in d.phrases)
    return fact.type == "year" or len(text) - (date.end - date.start) <= 3 or phrases(words).within(text)
