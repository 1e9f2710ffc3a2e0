"""The commands `fumao check` and `fumao verify`: verdicts, and their receipts. Thin, as cli.py is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.command_line import (
    SAY,
    Day,
    JsonLines,
    PackFolder,
    day_of,
    guarded,
    print_line,
    settings_now,
    stdin_lines,
    stop,
    write_file,
)


def check(
    profile: Annotated[Path | None, typer.Argument(help=SAY["profile"])] = None,
    jsonl: JsonLines = False,
    everything: Annotated[bool, typer.Option("--all", help=SAY["all"])] = False,
    receipt: Annotated[Path | None, typer.Option("--receipt", help=SAY["receipt"])] = None,
    day: Day = "",
    pack: PackFolder = None,
) -> None:
    """The verdict on one profile, or on all designations at once; or a line in and a line out."""
    from bot.check_command import read_profile, run_check
    from bot.opening import open_pack
    from checker import compile_rulebook
    from conversations.verdict_wording import verdict_text

    if receipt is not None and (jsonl or everything):
        raise stop(SAY["one_receipt"])
    today = day_of(day, settings_now())
    found = guarded(lambda: open_pack(pack))
    rulebook = guarded(lambda: compile_rulebook(found))
    if jsonl:
        for line in run_check(found, rulebook, stdin_lines(), today, everything=everything):
            print_line(line)
        return
    if profile is None:
        raise stop(SAY["no_profile"])
    if everything:
        from bot.check_command import overview_of_profile

        print_line(guarded(lambda: overview_of_profile(profile, found, rulebook, today)))
        return
    verdict = guarded(lambda: read_profile(profile, found, rulebook, today))
    print_line(verdict_text(found, rulebook, verdict))
    if receipt is not None:
        from bot.receipt_command import receipt_bytes
        from checker import code_of

        write_file(receipt, receipt_bytes(verdict), code=code_of(verdict))


def verify(
    files: Annotated[list[Path] | None, typer.Argument(help=SAY["receipts"])] = None,
    code: Annotated[str, typer.Option("--code", help=SAY["code"])] = "",
    pack: Annotated[Path | None, typer.Option("--pack", help=SAY["receipt_pack"])] = None,
) -> None:
    """Whether receipts are genuine and still hold; the exit code is the worst of receipt_command.py's."""
    from bot.receipt_command import find_receipt, open_measure, verify_files
    from checker.receipt import CODE_LENGTH
    from conversations.receipt_wording import say

    wanted = list(files or ())
    if code:
        data = settings_now().data
        found = find_receipt(data, code)
        if found is None:
            raise stop(say("no_code", code=code, length=CODE_LENGTH))
        wanted.append(found)
    if not wanted:
        raise stop(say("which"))
    today = guarded(lambda: open_measure(None))
    own = guarded(lambda: open_measure(pack)) if pack else None
    told = guarded(lambda: verify_files(wanted, today, own))
    for text, _ in told:
        print_line(text)
    if worst := max(exit_code for _, exit_code in told):
        raise typer.Exit(worst)
