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
from operator import itemgetter
from typing import NamedTuple, Protocol

import numpy as np

from checker import Amount, Rulebook, Span, Value, as_json
from checker.batch_known import KnownColumns
from checker.columns import (
    ABSENT,
    MONEY,
    MONEY_PLACES,
    MOST_MONEY,
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
from checker.values import EXACT
from conversations.cells import BLANK, ODD_AMOUNTS, CellValue, Read, cell_text, read_cell
from conversations.headings import Door, Heading
from conversations.screen_plan import Plan
from conversations.screen_wording import joined, say
from knowledge.pack import Pack

_MOST_CELLS = 25_000
"""Different cells of a column that are kept; beyond them they are read again."""
_MISFIT = -9
"""The code of a figure that has no exact place in a column."""
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LONGEST = 20


Table = Sequence[Sequence[CellValue]]
"""The cells of some rows, column by column."""


class TableRow(Protocol):
    """A row's cells."""

    @property
    def cells(self) -> Sequence[CellValue]:
        """From the first column on."""


class Code(NamedTuple):
    """A cell in the form of its column. `other`: a date's last day, or whether an amount is converted.

    `value` is what it says, None for 不清楚 and for a cell with `trouble`; of a `bare` amount `code` says it
    all. Blank cells are not `said`.
    """

    code: int
    value: Value | None = None
    other: int = 0
    trouble: str = ""
    doubt: str = ""
    said: bool = True
    bare: bool = False


_CODE, _OTHER, _TROUBLE, _DOUBT = (itemgetter(place) for place in (0, 2, 3, 4))


class _Cells(dict[object, Code]):
    """The different cells of one column, each read when it is first met.

    A cell comes by itself, or with what the row says of its currency.
    """

    def __init__(self, pack: Pack, rulebook: Rulebook, heading: Heading, name: str, day: dt.date) -> None:
        self.pack, self.rulebook, self.heading, self.name, self.day = pack, rulebook, heading, name, day
        self._unit = int(heading.scale) * MONEY
        odd = ODD_AMOUNTS
        self._least = int(odd[0]) * MONEY
        self._most = int(odd[1]) * self._unit if heading.scale > 1 else MOST_MONEY
        self._other = int(heading.currency != rulebook.currency)

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
        whole, _, places = cell.partition(".")
        number, left = divmod(int(whole + places) * self._unit, 10 ** len(places))
        if left or number > MOST_MONEY or 0 < number < self._least or number >= self._most:
            return self[cell]
        return Code(number, None, self._other, bare=True)


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
    return Code(_MISFIT if number is None else number, value, other, doubt=read.doubt)


@dataclass(frozen=True)
class Filled:
    """The columns of some rows, what each row says of each fact, and what is wrong with its cells."""

    columns: Columns
    said: Mapping[str, Sequence[Code]]
    troubles: Mapping[int, str]
    doubts: Mapping[int, str]
    currencies: tuple[str, ...]

    def raw(self, place: int) -> dict[str, object]:
        """The facts of one row as JSON states them."""
        own = {name: codes[place] for name, codes in self.said.items()}
        return {name: as_json(self._value(code)) for name, code in own.items() if code.said}

    def amount(self, name: str, place: int) -> Amount:
        """An amount that the row states."""
        value = self._value(self.said[name][place])
        assert isinstance(value, Amount)
        return value

    def _value(self, code: Code) -> Value | None:
        if not code.bare:
            return code.value
        return Amount(EXACT.scaleb(Decimal(code.code), -MONEY_PLACES), self.currencies[code.other])


class Filler:
    """Fills columns from rows, in the making: it remembers the different cells of each column."""

    def __init__(self, pack: Pack, rulebook: Rulebook, plan: Plan, day: dt.date) -> None:
        """`day`: the day of the check."""
        self.pack, self.rulebook, self.plan, self.day = pack, rulebook, plan, day
        self._cells: dict[tuple[int, str], _Cells] = {}
        self._fit = thresholds_fit(rulebook)

    def fill(self, rows: Sequence[TableRow], designation: str) -> Filled:
        """The columns of rows that apply for one designation."""
        table = _turned([row.cells for row in rows], len(self.plan.headings))
        said: dict[str, Sequence[Code]] = {}
        dependent = []
        for heading in self.plan.facts:
            doors = [d for d in heading.doors if not d.designations or designation in d.designations]
            if doors and not doors[0].when:
                _add(said, doors[0].fact, self._column(table, heading, doors[0].fact))
            elif doors:
                dependent.append((heading, doors))
        if dependent:
            known = KnownColumns(
                self.rulebook, self.rulebook.rulesets[designation], self._columns(said, len(rows)), self.day
            )
            for heading, doors in dependent:
                self._by_circumstance(table, heading, doors, known, said)
        self._add_year(said, len(rows))
        doubts = {place: "\n".join(words) for place, words in self._told(said, _DOUBT).items()}
        troubles, currencies = self._troubles(said, rows), self.rulebook.currencies
        return Filled(self._columns(said, len(rows)), said, troubles, doubts, currencies)

    def _column(self, table: Table, heading: Heading, name: str) -> Sequence[Code]:
        place, money = heading.place, self.plan.currency_place
        key = (place, name)
        if key not in self._cells:
            self._cells[key] = _Cells(self.pack, self.rulebook, heading, name, self.day)
        cells = self._cells[key]
        if self.rulebook.facts[name].type != "amount":
            return [cells[cell] for cell in table[place]]
        if money is not None:
            pairs = zip(table[place], map(cell_text, table[money]), strict=True)
            return [cells[pair] for pair in pairs]
        if heading.currency in self.rulebook.currencies:
            return [cells.figure(cell) for cell in table[place]]
        return [cells[cell] for cell in table[place]]

    def _by_circumstance(
        self,
        table: Table,
        heading: Heading,
        doors: Sequence[Door],
        known: KnownColumns,
        said: dict[str, Sequence[Code]],
    ) -> None:
        """A column that is one fact or another by what else is known: the first door that opens."""
        left = np.ones(len(table[heading.place]), bool)
        for door in doors:
            opens = left & self._holds(door, known)
            left &= ~opens
            if opens.any():
                column = self._column(table, heading, door.fact)
                blank = _coded(self.rulebook, door.fact, BLANK)
                own = [code if here else blank for code, here in zip(column, opens.tolist(), strict=True)]
                _add(said, door.fact, own)

    def _holds(self, door: Door, known: KnownColumns) -> Mask:
        found = np.ones(1, bool)
        for each in door.when:
            found = found & (known.by_value(each.fact, dict.fromkeys(each.values, 1), 0) == 1)
        return found

    def _add_year(self, said: dict[str, Sequence[Code]], length: int) -> None:
        """The year that the headings of the amounts name, where the row itself says none."""
        rule = self.rulebook.year_of_figures
        amounts = [h for h in self.plan.facts if self.rulebook.facts[h.fact].type == "amount"]
        year = next((each.year for each in amounts if each.year), None)
        if rule and year:
            _add(said, rule.fact, [Code(year, year)] * length)

    def _columns(self, said: Mapping[str, Sequence[Code]], length: int) -> Columns:
        choices, numbers, converted, spans, undated = {}, {}, {}, {}, {}
        unfit = np.full(length, not self._fit)
        for name, read in said.items():
            codes = np.fromiter(map(_CODE, read), np.int64, length)
            match self.rulebook.facts[name].type:
                case "choice":
                    choices[name] = codes.astype(np.uint8)
                case "date":
                    dated = np.fromiter((each.value is not None for each in read), bool, length)
                    spans[name] = (codes, np.fromiter(map(_OTHER, read), np.int64, length))
                    undated[name] = np.where(dated, 0, codes).astype(np.uint8)
                case kind:
                    misfits = codes == _MISFIT
                    unfit |= misfits
                    numbers[name] = np.where(misfits, NULL_NUMBER, codes)
                    if kind == "amount":
                        converted[name] = np.fromiter(map(_OTHER, read), bool, length)
        return Columns(length, choices, numbers, converted, spans, undated, unfit)

    def _told(self, said: Mapping[str, Sequence[Code]], told: Callable[[Code], str]) -> dict[int, list[str]]:
        """What is told of the cells of each row, in the order of the pack's facts."""
        found: dict[int, list[str]] = {}
        for codes in (said[name] for name in self.pack.facts if name in said):
            if any(map(told, codes)):
                for place, text in enumerate(map(told, codes)):
                    if text:
                        found.setdefault(place, []).append(text)
        return found

    def _troubles(self, said: Mapping[str, Sequence[Code]], rows: Sequence[TableRow]) -> dict[int, str]:
        found, width = self._told(said, _TROUBLE), len(self.plan.headings)
        for place, row in enumerate(rows):
            if len(row.cells) <= width:
                continue
            if extra := sum(bool(cell_text(cell)) for cell in row.cells[width:]):
                found.setdefault(place, []).insert(0, say("row.extra", count=extra))
        return {place: joined(*words) for place, words in found.items()}


def _turned(rows: Sequence[Sequence[CellValue]], width: int) -> Table:
    """The columns of rows, those that are too short filled up with blanks, what is beyond left out."""
    if not rows:
        return [()] * width
    full = [cells if len(cells) >= width else [*cells, *[""] * (width - len(cells))] for cells in rows]
    return list(zip(*full, strict=False))


def _add(said: dict[str, Sequence[Code]], name: str, column: Sequence[Code]) -> None:
    """Another column of a fact: it counts where the first is blank."""
    if name in said:
        column = [own if own.said else other for own, other in zip(said[name], column, strict=True)]
    said[name] = column
