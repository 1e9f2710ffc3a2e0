"""Read a cell of a table as strictly as an answer in a conversation: a raw value, nothing, or what is wrong.

A blank is nothing said; 不清楚 is a null; an approximate figure, a figure without its currency or a word that
says no value is a trouble, told with the cell and one good example, and never a guess.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from checker import Amount
from conversations.answering_choices import said_value
from conversations.dates import find_dates
from conversations.headings import Heading
from conversations.normalise import normalise, printable
from conversations.numerals import Figure, find_figures
from conversations.phrase_file import read_phrases
from conversations.value_wording import amount_text
from knowledge.pack import Pack
from knowledge.schema import Fact, Scalar

CellValue = str | int | float | bool | dt.datetime | dt.date | dt.time | Decimal | None
"""What a cell may hold: CSV has texts only."""

_PLAIN = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_NOTE = re.compile(r"\([^)\d]*\)")
_IDLE = re.compile(r"[\s,。.;:]|整|合计|共计?|约定|元整")
_FAULT = re.compile(r"#(?:ref|value|div/0|name|num|null|n/a|spill|calc)[!?]?")
_LONGEST = 40
ODD_AMOUNTS = (Decimal(1_000), Decimal(10**5))
"""Less than so many dollars or yuan, or more than so many 万 of them, is seldom meant."""
_DIGITS = 15
"""Digits that a number in a workbook holds exactly: what is beyond them is noise of its binary form."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: nothing when not `said`; `raw` as JSON states it (None: 不清楚), or `trouble`."""

    said: bool = True
    raw: object = None
    trouble: str = ""
    doubt: str = ""
    """Why a value that was taken may be in another unit than it was meant in."""


BLANK = Read(said=False)
UNKNOWN = Read()


class CellTrouble(ValueError):
    """A cell that cannot be taken; `problem` is the id of a phrase."""

    def __init__(self, problem: str, **words: object) -> None:
        self.problem, self.words = problem, words
        super().__init__(problem)


def read_cell(
    pack: Pack, name: str, heading: Heading, cell: CellValue, today: dt.date, currency: str = ""
) -> Read:
    """What a cell says of fact `name`. `currency`: what the row says of its amounts, as it is written."""
    text = cell_text(cell)
    plain = normalise(text)
    if plain in _listed("cell.blank"):
        return BLANK
    if plain in _unknown(pack):
        return UNKNOWN
    fact = pack.facts[name]
    try:
        if _FAULT.fullmatch(plain):
            raise CellTrouble("formula")
        raw = _READERS[fact.type](pack, name, heading, plain, today, currency)
        return Read(raw=raw, doubt=_doubt(pack, name, heading, text, raw))
    except CellTrouble as error:
        return Read(trouble=trouble_text(pack, name, text, error))


def trouble_text(pack: Pack, name: str, text: str, error: CellTrouble) -> str:
    """What is wrong with a cell, and one good example."""
    fact, say = pack.facts[name], read_phrases("screen")
    labels = say["list"].join(choice.label for choice in fact.values)
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    words = {"fact": fact.name, "value": shown, "example": fact.example, "choices": labels, **error.words}
    return say[f"cell.{error.problem}"].format(**words)


def cell_text(cell: CellValue) -> str:
    """A cell as a person would have typed it."""
    match cell:
        case None:
            return ""
        case str():
            return printable(cell).strip()
        case bool():
            return "TRUE" if cell else "FALSE"
        case dt.datetime():
            return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
        case dt.date() | dt.time():
            return cell.isoformat()
        case float():
            return format(Decimal(format(cell, f".{_DIGITS}g")), "f")
        case _:
            return str(cell)


@lru_cache(maxsize=16)
def _listed(key: str) -> frozenset[str]:
    return frozenset(["", *(normalise(word) for word in read_phrases("screen")[key].split("、"))])


@lru_cache(maxsize=8)
def _unknown(pack: Pack) -> frozenset[str]:
    return _listed("cell.unknown") - {""} | {normalise(word) for word in pack.statements.unsure}


def _amount(
    pack: Pack, name: str, heading: Heading, plain: str, today: dt.date, currency: str
) -> dict[str, str]:
    row_currency = _currency(currency) if currency else ""
    if _PLAIN.fullmatch(plain):
        figure = Figure(0, len(plain), "number", Decimal(plain.replace(",", "")))
    else:
        figure = _only_figure(plain, ("money", "number"))
    value = figure.value or Decimal(0)
    named = figure.currency or row_currency
    if figure.currency and heading.currency not in ("", figure.currency):
        raise CellTrouble("unit_conflict", heading=heading.text)
    if figure.kind == "number":  # 62 under （万美元）; a figure with its own 万 or 元 is in its own unit
        value *= heading.scale
    unit = named or heading.currency
    if not unit:
        raise CellTrouble("no_currency")
    return {"value": format(value.normalize() if value else value, "f"), "currency": unit}


def _is_odd(value: Decimal, scale: Decimal) -> bool:
    """Whether an amount is so small or so large that its unit may be another one than its heading says."""
    return 0 < value < ODD_AMOUNTS[0] or (scale > 1 and value >= scale * ODD_AMOUNTS[1])


def _doubt(pack: Pack, name: str, heading: Heading, text: str, raw: object) -> str:
    if not isinstance(raw, dict) or not _is_odd(Decimal(raw["value"]), heading.scale):
        return ""
    amount = amount_text(Amount(Decimal(raw["value"]), raw["currency"]))
    return read_phrases("screen")["cell.odd"].format(fact=pack.facts[name].name, value=text, amount=amount)


@lru_cache(maxsize=256)
def _currency(text: str) -> str:
    """The currency that a cell of its own names."""
    figures = find_figures("1" + normalise(text))
    if len(figures) != 1 or figures[0].currency in ("", "other"):
        raise CellTrouble("other_currency", value=text)
    return figures[0].currency


def _only_figure(plain: str, kinds: tuple[str, ...]) -> Figure:
    """The one exact figure that a cell holds, with nothing beside it but notes."""
    figures = find_figures(plain)
    if not figures:
        raise CellTrouble("not_a_figure")
    figure = figures[0]
    if figure.vague == "-" and plain.startswith("-"):
        raise CellTrouble("negative")
    if figure.kind == "percent":
        raise CellTrouble("percent")
    if len(figures) > 1 or figure.value is None:
        raise CellTrouble("vague")
    rest = plain[: figure.start] + plain[figure.end :]
    if figure.kind not in kinds or _IDLE.sub("", _NOTE.sub("", rest)):
        raise CellTrouble("not_a_figure")
    if figure.currency == "other":
        raise CellTrouble("other_currency")
    return figure


def _count(pack: Pack, name: str, heading: Heading, plain: str, today: dt.date, currency: str) -> int:
    if plain in _listed("cell.none"):
        return 0
    unit = normalise(pack.facts[name].unit)
    value = _only_figure(plain.removesuffix(unit), ("count", "number")).value or Decimal(0)
    if value != value.to_integral_value():
        raise CellTrouble("not_whole")
    return int(value)


def _rate(pack: Pack, name: str, heading: Heading, plain: str, today: dt.date, currency: str) -> str:
    value = _only_figure(plain, ("rate", "number", "money")).value
    if not value or value >= 1000:
        raise CellTrouble("rate")
    return format(value, "f")


def _year(pack: Pack, name: str, heading: Heading, plain: str, today: dt.date, currency: str) -> int:
    years = re.fullmatch(r"((?:19|20)\d\d)(?:\.0)?年?度?", plain)
    if years:
        return int(years[1])
    dates = find_dates(plain, today)
    if len(dates) != 1 or len(dates[0].value) != 4 or dates[0].end - dates[0].start != len(plain):
        raise CellTrouble("year")
    return int(dates[0].value)


def _date(pack: Pack, name: str, heading: Heading, plain: str, today: dt.date, currency: str) -> str:
    fact = pack.facts[name]
    if compact := re.fullmatch(r"((?:19|20)\d\d)([01]\d)([0-3]\d)", plain):
        plain = "-".join(compact.groups())
    dates = find_dates(plain.removesuffix(" 00:00:00"), today)
    if len(dates) != 1 or dates[0].relative or _IDLE.sub("", plain[: dates[0].start] + plain[dates[0].end :]):
        raise CellTrouble("date")
    if not dates[0].exists:
        raise CellTrouble("no_such_date")
    if len(dates[0].value) < 10 and fact.precision != "year":
        raise CellTrouble("date")
    return dates[0].value


def _choice(pack: Pack, name: str, heading: Heading, plain: str, today: dt.date, currency: str) -> Scalar:
    fact = pack.facts[name]
    for choice in fact.values:
        if plain in (normalise(choice.label), str(choice.value).lower()) and not isinstance(
            choice.value, bool
        ):
            return choice.value
    values = [choice.value for choice in fact.values]
    if heading.yes is not True and plain not in _listed("cell.plain"):
        raise CellTrouble("choice_denied", heading=heading.text)  # 未列入黑名单：有, or 没有, may mean either
    if plain in _listed("cell.yes") and True in values:
        return heading.yes
    if plain in _listed("cell.no"):
        return _negative(fact, heading)
    for choice in fact.values:
        if plain == normalise(choice.label):
            return choice.value
    said = said_value(pack, name, plain)
    if said is None:
        within = [c.value for c in fact.values if len(plain) >= 2 and normalise(c.label).startswith(plain)]
        said = within[0] if len(within) == 1 else None
    if said is None:
        raise CellTrouble("choice")
    return said


def _negative(fact: Fact, heading: Heading) -> Scalar:
    """What a plain 否 or 无 says: the other of two, or that there is none."""
    values = [choice.value for choice in fact.values]
    if True in values and False in values:
        return not heading.yes
    if "none" in values:
        return "none"
    raise CellTrouble("choice")


_READERS: dict[str, Callable[[Pack, str, Heading, str, dt.date, str], object]] = {
    "amount": _amount,
    "count": _count,
    "rate": _rate,
    "year": _year,
    "date": _date,
    "choice": _choice,
}
