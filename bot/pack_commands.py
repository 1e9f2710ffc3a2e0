"""The commands `fumao pack …`: look at the data of a measure. Thin, as cli.py is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.command_line import (
    SAY,
    Day,
    PackFolder,
    day_of,
    guarded,
    print_line,
    settings_now,
    write_file,
)

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


@pack_app.command("graph", help=SAY["graph"])
def graph(
    designation: Annotated[str, typer.Argument(help=SAY["graph_designation"])] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help=SAY["graph_out"])] = None,
    facts: Annotated[Path | None, typer.Option("--facts", help=SAY["graph_facts"])] = None,
    day: Day = "",
    pack: PackFolder = None,
) -> None:
    """The rules of a designation, or of all, as pictures; with facts coloured by status."""
    from bot.graph_command import graph_files
    from bot.opening import open_pack

    today = day_of(day, settings_now())
    found = guarded(lambda: open_pack(pack))
    for file, content in guarded(lambda: graph_files(found, designation, facts, out, today)):
        write_file(file, content)


@pack_app.command("diff", help=SAY["diff"])
def diff(
    old: Annotated[Path, typer.Argument(help=SAY["diff_old"])],
    new: Annotated[Path, typer.Argument(help=SAY["diff_new"])],
    cases: Annotated[Path | None, typer.Option("--cases", help=SAY["diff_cases"])] = None,
    day: Day = "",
) -> None:
    """What a new version of a pack changes; exit code 1 where it is a verdict or an answer."""
    from bot.diff_command import diff_text, stored_in_chats, stored_in_file

    settings = settings_now()
    today = day_of(day, settings)
    stored = guarded(lambda: stored_in_file(cases) if cases else stored_in_chats(settings.data / "fumao.db"))
    text, changed = guarded(lambda: diff_text(old, new, stored, today))
    print_line(text)
    if changed:
        raise typer.Exit(1)
