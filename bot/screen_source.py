"""Tables to be screened: workbook or CSV, opened, their headings found, their rows one after the other."""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO
from zipfile import BadZipFile

from bot.screen_fault import ScreenFault
from conversations.cells import CellValue, cell_text
from conversations.headings import Heading, read_headings
from conversations.phrase_file import read_phrases
from conversations.screen_wording import say
from conversations.screening import Row
from knowledge.pack import Pack

_SEPARATORS = (",", ";", "\t")
_ENCODINGS = ("utf-8-sig", "gb18030")
_BLOCK = 1 << 20
_TOP_ROWS = 10
"""Rows among which the headings are looked for: a title often stands above them."""


class Source(ABC):
    """A table: its rows, from the first, as often as they are asked for."""

    def __init__(self, path: Path) -> None:
        """`path`: the file."""
        self.path = path

    @abstractmethod
    def rows(self) -> Iterator[Sequence[CellValue]]:
        """All rows, the headings and what stands above them too."""

    @abstractmethod
    def progress(self) -> tuple[int, int]:
        """How far the last reading has come, and how far it is; 0 where that is not known."""


class CsvSource(Source):
    """A CSV file in UTF-8 or GB18030, separated by comma, semicolon or tab."""

    def __init__(self, path: Path) -> None:
        """Raises ScreenFault where it cannot be read."""
        super().__init__(path)
        self.encoding = _encoding(path)
        self.separator = _separator(path, self.encoding)
        self._size = path.stat().st_size
        self._raw: IO[bytes] | None = None

    def rows(self) -> Iterator[Sequence[CellValue]]:
        """All rows; a row of nothing is an empty one."""
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, self.encoding, newline="") as text:
            self._raw = raw
            reader = csv.reader(text, delimiter=self.separator)
            try:
                yield from reader
            except csv.Error as error:
                raise ScreenFault(say("error.csv", path=self.path, line=reader.line_num)) from error
            finally:
                self._raw = None

    def progress(self) -> tuple[int, int]:
        """In bytes."""
        return (self._raw.tell() if self._raw else self._size), self._size


class WorkbookSource(Source):
    """The first sheet of a workbook, the values that its formulas had when it was saved."""

    def __init__(self, path: Path) -> None:
        """Raises ScreenFault where it cannot be read."""
        super().__init__(path)
        self._done = self._total = 0
        next(self.rows(), None)

    def rows(self) -> Iterator[Sequence[CellValue]]:
        """All rows, each as long as its last filled cell."""
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            workbook = load_workbook(self.path, read_only=True, data_only=True)
        except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
            raise ScreenFault(say("error.broken", path=self.path)) from error
        try:
            sheet = workbook.worksheets[0]
            self._total = sheet.max_row or 0
            sheet.reset_dimensions()
            for self._done, row in enumerate(sheet.iter_rows(), 1):
                cells = [_value(cell.value, getattr(cell, "number_format", "")) for cell in row]
                while cells and cells[-1] in ("", None):
                    cells.pop()
                yield cells
        finally:
            workbook.close()

    def progress(self) -> tuple[int, int]:
        """In rows."""
        return self._done, self._total


def _value(value: object, number_format: str) -> CellValue:
    """A cell's value as a person sees it where that is something else: a percentage, a yes or no."""
    match value:
        case bool():
            return str(value).upper()
        case int() | float():
            if "%" in number_format:
                return cell_text(float(value) * 100) + "%"
            return value
        case None | str() | datetime() | date() | time():
            return value
        case _:
            return str(value)


def open_source(path: Path) -> Source:
    """The table in a file. Raises ScreenFault."""
    try:
        with path.open("rb") as file:
            begins = file.read(4)
    except OSError as error:
        raise ScreenFault(say("error.no_file", path=path, problem=error.strerror)) from error
    if not begins:
        raise ScreenFault(say("error.empty", path=path))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return WorkbookSource(path)
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        return CsvSource(path)
    raise ScreenFault(say("error.kind", path=path))


def _encoding(path: Path) -> str:
    """The encoding in which the whole file can be read."""
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    for encoding in _ENCODINGS:
        decoder = getincrementaldecoder(encoding)()
        with path.open("rb") as file:
            try:
                while block := file.read(_BLOCK):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
        return encoding
    raise ScreenFault(say("error.encoding", path=path))


def _separator(path: Path, encoding: str) -> str:
    """The separator that parts the first rows into most cells."""
    with path.open(encoding=encoding, newline="") as file:
        top = "".join(islice(file, _TOP_ROWS))

    def cells(separator: str) -> int:
        try:
            return max((len(row) for row in csv.reader(io.StringIO(top), delimiter=separator)), default=0)
        except csv.Error:
            return 0

    return max(_SEPARATORS, key=cells)


def find_headings(pack: Pack, source: Source, expected_year: int) -> tuple[int, tuple[Heading, ...]]:
    """The row of the headings, from 1, and what each was taken for. Raises ScreenFault."""
    best: tuple[int, int, tuple[Heading, ...]] = (0, 0, ())
    for number, cells in enumerate(islice(source.rows(), _TOP_ROWS), 1):
        headings = read_headings(pack, [cell_text(cell) for cell in cells], expected_year)
        known = sum(each.role in ("fact", "name", "designation") for each in headings)
        if known > best[0]:
            best = (known, number, headings)
    if not any(each.role == "fact" for each in best[2]):
        raise ScreenFault(say("error.no_headings", path=source.path, count=_TOP_ROWS))
    return best[1], best[2]


def applicant_rows(source: Source, after: int, name_place: int | None) -> Iterator[Row | None]:
    """The rows below the headings that are not blank; None stands for one that sums up others."""
    totals = frozenset(read_phrases("screen")["total_row"].split("、"))
    begin = frozenset(word[0] for word in totals)
    for number, cells in enumerate(source.rows(), 1):
        if number <= after or not cells:
            continue
        named = cells[name_place] if name_place is not None and name_place < len(cells) else cells[0]
        if not named and not any(cell_text(cell) for cell in cells):
            continue
        sums = any(_begins(cell, begin) and _squeezed(cell) in totals for cell in (named, cells[0]))
        yield None if sums else Row(number, cells)


def _begins(cell: CellValue, characters: frozenset[str]) -> bool:
    return isinstance(cell, str) and cell.lstrip()[:1] in characters


def _squeezed(cell: CellValue) -> str:
    return "".join(cell.split()) if isinstance(cell, str) else ""
