"""`fumao screen`: the options of the command; bot/screen.py does the work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.command_line import SAY, Day, PackFolder, day_of, guarded, print_line, settings_now


def screen(
    table: Annotated[Path | None, typer.Argument(help=SAY["table"])] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=SAY["results"])] = None,
    designation: Annotated[str, typer.Option("--designation", help=SAY["designation"])] = "",
    template: Annotated[Path | None, typer.Option("--template", help=SAY["template"])] = None,
    day: Day = "",
    pack: PackFolder = None,
) -> None:
    """The verdict on every applicant of a table, or an empty table to fill in."""
    from bot.opening import open_pack
    from bot.screen import run_screen

    today = day_of(day, settings_now())
    found = guarded(lambda: open_pack(pack))
    guarded(lambda: run_screen(found, today, table, out, designation, template, print_line))
