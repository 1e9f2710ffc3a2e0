"""Results as CSV: UTF-8 with a byte order mark, so that Excel reads it; formulas quoted."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from conversations.screen_plan import Plan
from conversations.screen_results import Column, harmless, own_places, result_row
from conversations.screen_tally import Tally
from conversations.screening import Screened

if TYPE_CHECKING:
    from bot.screen import Screening


class CsvTarget:
    """A CSV file of results, in the making: under its name only when it is whole."""

    def __init__(
        self, path: Path, screening: Screening, plan: Plan, columns: Sequence[Column], echo: Sequence[str]
    ) -> None:
        """`echo`: how the columns were understood; told elsewhere, CSV has no place for it."""
        self._path, self._part = path, path.with_name(f"{path.name}.part")
        self._file = self._part.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._plan, self._own = plan, own_places(columns)
        self._names = screening.rulebook.designations
        self._writer.writerow([harmless(each.heading) for each in columns])

    def write(self, screened: Sequence[Screened]) -> None:
        """Write these rows."""
        plan, own, names = self._plan, self._own, self._names
        self._writer.writerows([result_row(plan, own, names, each) for each in screened])

    def finish(self, tally: Tally) -> None:
        """Nothing follows the rows: now they are whole, they take their name."""
        self._file.close()
        self._part.replace(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)
