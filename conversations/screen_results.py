"""The table of results: its headings and rows as plain values, the same for CSV and workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from checker import Rulebook
from conversations.cells import CellValue
from conversations.screen_plan import Plan
from conversations.screen_tally import clause_title, row_name
from conversations.screen_wording import overall_word, say
from conversations.screening import Screened
from knowledge.pack import Pack

Kind = Literal["number", "name", "designation", "overall", "text", "status", "own"]
_RISKY = frozenset("=+-@\t\r\n ＝＋－＠")
_FORMULA = re.compile(r" *[=+\-@\t\r\n＝＋－＠]")
_NO_FORMULA = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?|[-—－]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the results: what it is, its heading, the place in the table of one that is kept."""

    kind: Kind
    heading: str
    place: int = 0


def result_columns(pack: Pack, rulebook: Rulebook, plan: Plan) -> tuple[Column, ...]:
    """The columns of the results: who, the overall, what is missing, clause by clause, and what was given."""
    named = plan.name_place is not None
    mixed = plan.designation_place is not None
    texts = ("gap", "open", "warnings", "trouble")
    shown = {plan.name_place, plan.designation_place}
    return (
        Column("number", say("result.number")),
        *([Column("name", say("result.name"))] if named else []),
        *([Column("designation", say("result.designation"))] if mixed else []),
        Column("overall", say("result.overall")),
        *(Column("text", say(f"result.{each}")) for each in texts),
        *(Column("status", clause_title(pack, rulebook, clause)) for clause in plan.clauses),
        *(
            Column("own", each.text, each.place)
            for each in plan.headings
            if each.place not in shown and each.why != "empty"
        ),
    )


def result_row(
    plan: Plan, own: Sequence[int], names: Mapping[str, str], screened: Screened
) -> list[CellValue]:
    """One row of the results. `own`: the places of what is kept; `names`: of the designations."""
    cells, width = screened.row.cells, len(screened.row.cells)
    found: list[CellValue] = [screened.row.number]
    if plan.name_place is not None:
        found.append(harmless(row_name(plan, screened)))
    if plan.designation_place is not None:
        place = plan.designation_place
        title = names.get(screened.designation)
        found.append(title or harmless(cells[place] if place < width else ""))
    found += (
        overall_word(screened.overall),
        screened.gap,
        screened.open,
        screened.warnings,
        screened.trouble,
    )
    found += screened.statuses or [""] * len(plan.clauses)
    given = [cells[place] if place < width else "" for place in own]
    found += [harmless(cell) if isinstance(cell, str) and cell[:1] in _RISKY else cell for cell in given]
    return found


def own_places(columns: Sequence[Column]) -> list[int]:
    """The places in the table of the columns that are kept."""
    return [each.place for each in columns if each.kind == "own"]


def harmless(cell: CellValue) -> CellValue:
    """A cell that no program takes for a formula: quoted where it begins like one."""
    if not isinstance(cell, str) or not _FORMULA.match(cell):
        return cell
    return cell if _NO_FORMULA.fullmatch(cell.strip()) else f"'{cell}"
