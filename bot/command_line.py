"""What every command of `fumao` shares: settings, the day, trouble as one sentence, lines in and out."""

from __future__ import annotations

import datetime as dt
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.settings import Settings, SettingsError, load_settings
from conversations.phrase_file import read_phrases
from knowledge.errors import KnowledgeError

SAY = read_phrases("cli")
JsonLines = Annotated[bool, typer.Option("--jsonl", help=SAY["jsonl"])]
Day = Annotated[str, typer.Option("--day", help=SAY["day"], metavar="YYYY-MM-DD")]
PackFolder = Annotated[Path | None, typer.Option("--pack", help=SAY["pack_folder"])]
Result = TypeVar("Result")


def stop(message: str, code: int = 2) -> typer.Exit:
    """The end of a command that cannot go on: a sentence on standard error and an exit code."""
    typer.echo(message, err=True)
    return typer.Exit(code)


def guarded(call: Callable[[], Result], code: int = 2) -> Result:
    """Trouble of the installation as one clear sentence and an exit code, never as a traceback."""
    from bot.check_command import ProfileFault
    from bot.screen_fault import ScreenFault
    from bot.store_errors import StoreBusy, StoreError, StoreFull

    try:
        return call()
    except (StoreBusy, StoreFull) as error:  # passes without anybody: a service manager may try again
        raise stop(str(error), 1) from error
    except (SettingsError, KnowledgeError, StoreError, ProfileFault, ScreenFault) as error:
        raise stop(str(error), code) from error


def settings_now() -> Settings:
    """The settings, or the end of the command with what is wrong with them."""
    return guarded(load_settings)


def day_of(text: str, settings: Settings) -> dt.date:
    """The day that `--day` names, or today."""
    if not text:
        return settings.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise stop(SAY["bad_day"].format(day=text)) from None


def stdin_lines() -> io.TextIOWrapper:
    """Standard input as UTF-8; what is not becomes �, and nothing stops."""
    return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")


def print_line(line: str) -> None:
    """A line on standard output, whatever the terminal's encoding."""
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def write_file(path: Path, content: bytes, *, code: str = "") -> None:
    """Write a file and say so (a receipt with its code), or end the command with what stood in the way."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise stop(SAY["cannot_write"].format(path=path, problem=error.strerror)) from error
    print_line(SAY["written_receipt" if code else "written"].format(path=path, code=code))
