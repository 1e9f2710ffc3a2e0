"""Read an answer to the question that was just asked: what was asked decides how a message is read.

The fact asked and a message in, a value, a slip, or nothing out (then the message was not an answer).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from checker import Value, as_json
from conversations.dates import DateMention, find_dates
from conversations.desk import Desk
from conversations.figures import amount
from conversations.normalise import normalise
from conversations.numerals import Figure, find_figures
from conversations.phrasing import find_stated, phrases
from conversations.slip import Slip, Trouble
from conversations.state import Partial
from conversations.statement import Statement, unsaid_of
from knowledge.schema import Choice, Fact, Scalar

_PICK = re.compile(r"^(?:第|选|选择|我选)?\s*(?P<n>\d|[一二三四五六七八九])\s*(?:个|项|种|类)?[.。、)]?$")
_BARE_DATE = re.compile(r"(?:20)?\d\d[年./-]\d{1,2}(?:[月./-](?:\d{1,2}[日号]?)?)?")
_PLAIN_YES = ("是", "有", "对", "嗯", "恩", "确", "在", "被", "yes", "y")
_CURRENCY = {
    "USD": ("美元", "美金", "刀", "usd", "$", "美刀"),
    "CNY": ("人民币", "元", "rmb", "cny", "块", "块钱"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What an answer gave: a raw value (None: 不清楚), a slip, or part of an amount. One of the three."""

    value: object = None
    known: bool = False
    slip: Slip | None = None
    partial: Partial | None = None
    plain: bool = False
    """A mere yes or no: whatever else the words may resemble is not taken from it."""


UNKNOWN = Given(known=True)


def is_unsure(desk: Desk, text: str) -> bool:
    """Whether a message says no more than 不清楚."""
    plain = re.sub(r"[,，。.!！~\s]|这个|这项|我们|我|也|真的|啊|呀|呢|吧|目前|暂时|现在|了|还", "", text)
    unsure = {re.sub(r"了|还|目前|暂", "", normalise(word)) for word in desk.commands.unsure}
    return plain in unsure or (len(plain) <= 10 and any(len(w) > 2 and w in plain for w in unsure))


def is_question(desk: Desk, text: str) -> bool:
    """Whether a message asks something."""
    if text.strip("。.!！,，~ ") in (*desk.commands.yes, *desk.commands.no):
        return False
    for word in desk.commands.not_questions:
        text = text.replace(word, "")
    return any(mark in text for mark in desk.commands.question_marks)


def is_bare_answer(desk: Desk, text: str) -> bool:
    """Whether a message is a mere yes, no, figure or currency, so that there is nothing to look up in it."""
    plain = text.strip("。.!！,，~ ")
    if plain in desk.commands.yes or plain in desk.commands.no or desk.command_of.get(plain) == "agree":
        return True
    figures = [f for f in find_figures(plain) if f.start == 0 and f.end == len(plain)]
    said = _only_currency(plain) is not None or _speaks_vaguely(plain) or bool(_BARE_DATE.fullmatch(plain))
    return bool(figures) or said


def picked_number(text: str) -> int | None:
    """1, 第二个, 选3: the number picked, from 1."""
    match = _PICK.match(text.strip())
    if not match:
        return None
    return int(match["n"]) if match["n"].isdigit() else "一二三四五六七八九".index(match["n"]) + 1


def read_answer(
    desk: Desk,
    name: str,
    text: str,
    statement: Statement,
    *,
    today: dt.date,
    partial: Partial | None = None,
    presumed: object = None,
) -> Given | None:
    """What `text` (normal form) answers to fact `name`; None when it is no answer to it.

    `presumed`: what is taken by default for this fact, which a plain 是 confirms.
    """
    fact = desk.pack.facts[name]
    if is_unsure(desk, text):
        return UNKNOWN
    match fact.type:
        case "choice":
            return _choice(desk, name, fact, text, statement, presumed)
        case "amount":
            return _amount(desk, name, text, statement, partial)
        case "count":
            return _count(name, text, statement)
        case "rate":
            return _rate(name, text)
        case _:
            return _date(desk, name, fact, text, today, presumed)


def _choice(
    desk: Desk, name: str, fact: Fact, text: str, statement: Statement, presumed: object
) -> Given | None:
    number = picked_number(text)
    if number is not None:
        if number == len(fact.values) + 1:
            return UNKNOWN
        if 1 <= number <= len(fact.values):
            return Given(fact.values[number - 1].value, known=True)
        return Given(slip=Slip(name, "not_understood", text))
    plain = text.strip("。.!！,， ")
    for choice in fact.values:
        if normalise(choice.label) == plain:
            return Given(choice.value, known=True)
    said = _said(desk, name, text)
    if said is not None:
        return Given(said, known=True)
    if statement.facts.get(name) is not None and name not in statement.taken_so:
        return Given(statement.facts[name], known=True)
    if is_question(desk, text):
        return None
    within = [c for c in fact.values if _core(c) and _core(c) in plain]
    if not within and len(plain) >= 2:
        within = [c for c in fact.values if _core(c).startswith(plain)]
    if len(within) == 1 and not _is_yes_no(fact):
        return Given(within[0].value, known=True)
    return _yes_or_no(desk, name, fact, plain, statement, presumed)


def _core(choice: Choice) -> str:
    return re.split(r"[(（]", normalise(choice.label))[0].strip()


def _is_yes_no(fact: Fact) -> bool:
    return {True, False} <= {c.value for c in fact.values if isinstance(c.value, bool)}


def _said(desk: Desk, name: str, text: str) -> Scalar | None:
    """The value whose phrase for this fact is the longest in the text."""
    best: tuple[int, Scalar] | None = None
    for said in desk.pack.statements.said:
        value = said.value if said.fact == name else said.also.get(name)
        if value is None:
            continue
        words, unless, unsaid = phrases(said.phrases), phrases(said.unless), unsaid_of(desk.pack, said.fact)
        span = find_stated(words, unless, text, wide=bool(said.unless), unsaid=unsaid)
        length = span[1] - span[0] - (20 if said.fact != name else 0) if span else 0
        if span and (best is None or length > best[0]):
            best = (length, value)
    return best[1] if best else None


def _yes_or_no(
    desk: Desk, name: str, fact: Fact, text: str, statement: Statement, presumed: object
) -> Given | None:
    words = desk.commands
    values = [c.value for c in fact.values]
    good = next((b.facts[name] for b in desk.pack.statements.blankets if name in b.facts), presumed)
    if desk.command_of.get(text) == "agree":
        return Given(good, known=True, plain=True) if good in values else None
    negative: Scalar | None = False if False in values else ("none" if "none" in values else None)
    positive: Scalar | None = True if True in values else None
    if positive is None and isinstance(presumed, (bool, str)) and presumed in values and negative != presumed:
        positive = presumed
    begins = any(_core(choice).startswith(text) for choice in fact.values)
    if any(word in text for word in words.not_yet) and not begins:
        return None
    rest = text
    for word in words.no_except:
        rest = rest.replace(word, "")
    own = not statement.strong or (len(text) <= 8 and _shares_words(fact, text))
    spoken = text not in words.yes and any(
        said.fact == name and phrases(said.phrases).within(text) for said in desk.pack.statements.said
    )  # of this fact, yet nothing was stated: 很少按时填报, 系统注册失败了
    says_no = text in words.no or any(word in rest for word in words.no_within)
    if says_no:
        near = text in words.no or len(text) <= 6 or _shares_words(fact, text)
        near = near and not (spoken and negative == good)
        return Given(negative, known=True, plain=True) if negative is not None and near and own else None
    says_yes = text in words.yes or text.startswith(words.yes_begins) or _shares_words(fact, text)
    if good is False and not text.startswith(_PLAIN_YES):
        says_yes = _shares_words(fact, text)  # 具备, 没问题: never a yes to 有没有被列入黑名单
    if says_yes and positive is not None and len(text) <= 24 and own and not spoken:
        return Given(positive, known=True, plain=True)
    return None


def _shares_words(fact: Fact, text: str) -> bool:
    """Whether the message takes up two characters of the question or of a label."""
    asked = normalise(fact.question + fact.name + "".join(c.label for c in fact.values))
    pairs = (text[i : i + 2] for i in range(len(text) - 1))
    return any(
        pair in asked and re.fullmatch(r"[\u4e00-\u9fff]{2}", pair) and pair not in "我们是否有没有"
        for pair in pairs
    )


def _trouble_of(figure: Figure) -> Trouble | None:
    if figure.vague == "-":
        return "negative"
    if figure.value is None:
        return "vague"
    return "other_currency" if figure.currency == "other" else None


def _own_slip(name: str, statement: Statement) -> Slip | None:
    return next((s for s in statement.slips if s.fact == name), None)


def _amount(desk: Desk, name: str, text: str, statement: Statement, partial: Partial | None) -> Given | None:
    if partial and partial.fact == name and (currency := _only_currency(text)):
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
        return Given(slip=Slip(name, "vague", text)) if _speaks_vaguely(text) else None
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


def _only_currency(text: str) -> str | None:
    plain = re.sub(r"[的。.!,，啊呢吧是\s]|单位|币种|算|按", "", text)
    number = picked_number(text)
    if number in (1, 2):
        return ("USD", "CNY")[number - 1]
    return next((code for code, words in _CURRENCY.items() if plain in words), None)


def _speaks_vaguely(text: str) -> bool:
    return bool(
        re.fullmatch(
            r".{0,4}(?:很多|不少|挺多|好多|很少|没多少|一点点|几十万|几百万|几万|上千万|几千万|若干|一些|不多|挺大)[。!]?",
            text,
        )
    )


def _count(name: str, text: str, statement: Statement) -> Given | None:
    if isinstance(statement.facts.get(name), int):
        return Given(statement.facts[name], known=True)
    if slip := _own_slip(name, statement):
        return Given(slip=slip)
    figures = [f for f in find_figures(text) if f.kind in ("count", "number")]
    if not figures:
        if re.fullmatch(r"(?:一家|一个|目前|现在)?(?:都|也)?(?:没有|没|无|零|0家?)(?:一家)?[。!]?", text):
            return Given(0, known=True)
        if re.fullmatch(r"[一二两三四五六七八九十]家?", text):
            return Given("一二三四五六七八九十".find(text[0].replace("两", "二")) + 1, known=True)
        return Given(slip=Slip(name, "vague", text)) if _speaks_vaguely(text) else None
    if len(figures) > 1:
        return Given(slip=Slip(name, "vague", text))
    trouble = _trouble_of(figures[0])
    value = figures[0].value
    if not trouble and value is not None and value != value.to_integral_value():
        trouble = "not_whole"
    if trouble:
        return Given(slip=Slip(name, trouble, text))
    return Given(int(value or 0), known=True)


def _rate(name: str, text: str) -> Given | None:
    text = re.sub(r"(?<=\d)[块元](?=\d)", ".", text)  # 7块1
    figures = [f for f in find_figures(text) if f.kind in ("rate", "number", "money")]
    figure = next((f for f in figures if f.kind == "rate"), figures[0] if figures else None)
    if figure is None:
        return None
    if figure.value is None or not 0 < figure.value < 1000:
        return Given(slip=Slip(name, "vague", text))
    return Given(format(figure.value, "f"), known=True)


def _date(desk: Desk, name: str, fact: Fact, text: str, today: dt.date, presumed: object) -> Given | None:
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


def presumption_as_raw(assumed: Mapping[str, Value], name: str) -> object:
    """The raw form of what is presumed for a fact, or None."""
    return as_json(assumed.get(name))
