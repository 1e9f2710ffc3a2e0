"""Fill the checker's columns from the cells of a table; what cannot be taken is told, row by row.

Each different cell of a column is read once. A bad cell counts as 不清楚, never as nothing said: nothing is
presumed in its place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

import numpy as np

from checker import Amount, Rulebook, Span, Value, as_json
from checker.batch_known import KnownColumns
from checker.columns import (
    ABSENT,
    NO_NUMBER,
    NULL,
    NULL_NUMBER,
    Columns,
    Mask,
    choice_code,
    count_number,
    day_number,
    money_number,
    rate_number,
    thresholds_fit,
)
from checker.reading_values import read_value
from conversations.cells import BLANK, CellValue, Read, cell_text, read_cell
from conversations.headings import Door, Heading
from conversations.phrase_file import read_phrases
from conversations.screen_plan import Plan
from knowledge.pack import Pack

_MOST_CELLS = 25_000
"""Different cells of a column that are kept; beyond them they are read again."""
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LONGEST = 20


class TableRow(Protocol):
    """A row's cells."""

    @property
    def cells(self) -> Sequence[CellValue]:
        """From the first column on."""


class Code(NamedTuple):
    """A cell in the form of its column. `other`: a date's last day, or whether an amount is converted.

    `value` is what it says, None for 不清楚 and for a cell with `trouble`; blank cells are not `said`.
    """

    code: int
    value: Value | None = None
    other: int = 0
    fits: bool = True
    said: bool = True
    trouble: str = ""


class _Cells(dict[object, Code]):
    """The different cells of one column, each read when it is first met.

    A cell comes by itself, or with what the row says of its currency.
    """

    def __init__(self, pack: Pack, rulebook: Rulebook, heading: Heading, name: str, day: dt.date) -> None:
        self.pack, self.rulebook, self.heading, self.name, self.day = pack, rulebook, heading, name, day

    def __missing__(self, key: object) -> Code:
        if len(self) >= _MOST_CELLS:
            self.clear()
        cell, currency = key if isinstance(key, tuple) else (key, "")
        read = read_cell(self.pack, self.name, self.heading, cell, self.day, currency)
        found = _coded(self.rulebook, self.name, read)
        self[key] = found
        return found

    def figure(self, cell: CellValue) -> Code:
        """An amount in plain digits under a heading with its currency: nearly every one is another one."""
        if not isinstance(cell, str) or len(cell) > _LONGEST or not _DIGITS.fullmatch(cell):
            return self[cell]
        amount = Amount(Decimal(cell) * self.heading.scale, self.heading.currency)
        number = money_number(amount.value)
        other = int(amount.currency != self.rulebook.currency)
        return Code(NULL_NUMBER if number is None else number, amount, other, number is not None)


def _coded(rulebook: Rulebook, name: str, read: Read) -> Code:
    fact = rulebook.facts[name]
    figure = fact.type in ("amount", "count", "rate", "year")
    if not read.said:
        return Code(NO_NUMBER if figure else ABSENT, said=False)
    if read.raw is None:
        return Code(NULL_NUMBER if figure else NULL, trouble=read.trouble)
    value = read_value(rulebook, name, read.raw)
    other = 0
    match value:
        case Amount():
            number, other = money_number(value.value), int(value.currency != rulebook.currency)
        case Span():
            return Code(day_number(value.first), value, day_number(value.last))
        case Decimal():
            number = rate_number(value)
        case bool() | str():
            return Code(choice_code(fact, value), value)
        case int():
            number = count_number(value)
    return Code(NULL_NUMBER if number is None else number, value, other, number is not None)


@dataclass(frozen=True)
class Filled:
    """The columns of some rows, what each row says of each fact, and what is wrong with its cells."""

    columns: Columns
    said: Mapping[str, Sequence[Code]]
    troubles: Mapping[int, str]

    def raw(self, place: int) -> dict[str, object]:
        """The facts of one row as JSON states them."""
        own = {name: codes[place] for name, codes in self.said.items()}
        return {name: as_json(code.value) for name, code in own.items() if code.said}

    def amount(self, name: str, place: int) -> Amount:
        """An amount that the row states."""
        value = self.said[name][place].value
        assert isinstance(value, Amount)
        return value


class Filler:
    """Fills columns from rows, in the making: it remembers the different cells of each column."""

    def __init__(self, pack: Pack, rulebook: Rulebook, plan: Plan, day: dt.date) -> None:
        """`day`: the day of the check."""
        self.pack, self.rulebook, self.plan, self.day = pack, rulebook, plan, day
        self._cells: dict[tuple[int, str], _Cells] = {}
        self._fit = thresholds_fit(rulebook)

    def fill(self, rows: Sequence[TableRow], designation: str) -> Filled:
        """The columns of rows that apply for one designation."""
        said: dict[str, list[Code]] = {}
        dependent = []
        for heading in self.plan.facts:
            doors = [d for d in heading.doors if not d.designations or designation in d.designations]
            if doors and not doors[0].when:
                _add(said, doors[0].fact, self._column(rows, heading, doors[0].fact))
            elif doors:
                dependent.append((heading, doors))
        if dependent:
            known = KnownColumns(
                self.rulebook, self.rulebook.rulesets[designation], self._columns(said, len(rows)), self.day
            )
            for heading, doors in dependent:
                self._by_circumstance(rows, heading, doors, known, said)
        self._add_year(said, len(rows))
        return Filled(self._columns(said, len(rows)), said, self._troubles(said, rows))

    def _column(self, rows: Sequence[TableRow], heading: Heading, name: str) -> list[Code]:
        place, money = heading.place, self.plan.currency_place
        key = (place, name)
        if key not in self._cells:
            self._cells[key] = _Cells(self.pack, self.rulebook, heading, name, self.day)
        amount = self.rulebook.facts[name].type == "amount"
        read: Callable[[CellValue], Code] = self._cells[key].__getitem__
        if money is None or not amount:
            if amount and heading.currency in self.rulebook.currencies:
                read = self._cells[key].figure
            return [read(row.cells[place]) if place < len(row.cells) else read("") for row in rows]
        cells = self._cells[key]
        return [cells[_cell(row, place), cell_text(_cell(row, money))] for row in rows]

    def _by_circumstance(
        self,
        rows: Sequence[TableRow],
        heading: Heading,
        doors: Sequence[Door],
        known: KnownColumns,
        said: dict[str, list[Code]],
    ) -> None:
        """A column that is one fact or another by what else is known: the first door that opens."""
        left = np.ones(len(rows), bool)
        for door in doors:
            opens = left & self._holds(door, known)
            left &= ~opens
            if opens.any():
                column = self._column(rows, heading, door.fact)
                blank = _coded(self.rulebook, door.fact, BLANK)
                own = [code if here else blank for code, here in zip(column, opens.tolist(), strict=True)]
                _add(said, door.fact, own)

    def _holds(self, door: Door, known: KnownColumns) -> Mask:
        found = np.ones(1, bool)
        for each in door.when:
            found = found & (known.by_value(each.fact, dict.fromkeys(each.values, 1), 0) == 1)
        return found

    def _add_year(self, said: dict[str, list[Code]], length: int) -> None:
        """The year that the headings of the amounts name, where the row itself says none."""
        rule = self.rulebook.year_of_figures
        amounts = [h for h in self.plan.facts if self.rulebook.facts[h.fact].type == "amount"]
        year = next((each.year for each in amounts if each.year), None)
        if rule and year:
            _add(said, rule.fact, [Code(year, year)] * length)

    def _columns(self, said: Mapping[str, Sequence[Code]], length: int) -> Columns:
        choices, numbers, converted, spans, undated = {}, {}, {}, {}, {}
        unfit = np.full(length, not self._fit)
        for name, codes in said.items():
            match self.rulebook.facts[name].type:
                case "choice":
                    choices[name] = np.array([each.code for each in codes], np.uint8)
                case "date":
                    first = np.array([each.code for each in codes], np.int64)
                    dated = np.array([each.value is not None for each in codes], bool)
                    spans[name] = (first, np.array([each.other for each in codes], np.int64))
                    undated[name] = np.where(dated, 0, first).astype(np.uint8)
                case kind:
                    numbers[name] = np.array([each.code for each in codes], np.int64)
                    unfit |= ~np.array([each.fits for each in codes], bool)
                    if kind == "amount":
                        converted[name] = np.array([each.other for each in codes], bool)
        return Columns(length, choices, numbers, converted, spans, undated, unfit)

    def _troubles(self, said: Mapping[str, Sequence[Code]], rows: Sequence[TableRow]) -> dict[int, str]:
        found: dict[int, list[str]] = {}
        for codes in said.values():
            for place, each in enumerate(codes):
                if each.trouble:
                    found.setdefault(place, []).append(each.trouble)
        width = len(self.plan.headings)
        for place, row in enumerate(rows):
            if len(row.cells) <= width:
                continue
            if extra := sum(bool(cell_text(cell)) for cell in row.cells[width:]):
                words = read_phrases("screen")["row.extra"].format(count=extra)
                found.setdefault(place, []).insert(0, words)
        return {place: read_phrases("screen")["joint"].join(words) for place, words in found.items()}


def _cell(row: TableRow, place: int) -> CellValue:
    return row.cells[place] if place < len(row.cells) else ""


def _add(said: dict[str, list[Code]], name: str, column: list[Code]) -> None:
    """Another column of a fact: it counts where the first is blank."""
    if name in said:
        column = [own if own.said else other for own, other in zip(said[name], column, strict=True)]
    said[name] = column
