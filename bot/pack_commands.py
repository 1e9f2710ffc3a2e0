"""The commands `fumao pack …`: look at the data of a measure. Thin, as cli.py is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.command_line import SAY, print_line

pack_app = typer.Typer(no_args_is_help=True, help=SAY["pack"])


@pack_app.command("lint", help=SAY["lint"])
def lint(folder: Annotated[Path | None, typer.Argument(help=SAY["pack_folder"])] = None) -> None:
    """Every fault of a pack with file, line and remedy; exit code 1 where there is one."""
    from knowledge.lint import lint_pack
    from knowledge.pack import DEFAULT_PACK

    faults = lint_pack(folder or DEFAULT_PACK)
    for fault in faults:
        print_line(str(fault))
    print_line(SAY["faults"].format(count=len(faults)) if faults else SAY["no_faults"])
    if faults:
        raise typer.Exit(1)
