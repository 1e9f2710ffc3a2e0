"""`fumao check --receipt` and `fumao verify`: write receipts, find them, and say whether they still hold."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.check_command import Line, ProfileFault, read_object
from bot.opening import open_pack
from checker import Rulebook, Verdict, Verification, compile_rulebook, receipt, verify
from checker.receipt import CODE_LENGTH
from conversations.receipt_wording import say, verification_text
from knowledge.pack import Pack


@dataclass(frozen=True)
class Measure:
    """A pack and its compiled rules."""

    pack: Pack
    rulebook: Rulebook


def open_measure(folder: Path | None) -> Measure:
    """The measure of a folder, or the one that comes with the program. Raises PackFault."""
    pack = open_pack(folder)
    return Measure(pack, compile_rulebook(pack))


STANDS, CHANGED, REFUSED = 0, 1, 2
"""Exit codes of `fumao verify`: genuine and still the verdict; genuine, but changed since; not genuine."""


def receipt_bytes(verdict: Verdict) -> bytes:
    """The receipt as a file: JSON that a person can read, each fact and finding on its own lines."""
    return (json.dumps(receipt(verdict), ensure_ascii=False, indent=1) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def receipt_name(code: str) -> str:
    """The name of a receipt's file within the folder of a chat."""
    return f"receipt-{code}.json"


def find_receipt(data: Path, code: str) -> Path | None:
    """The receipt with this short code among those that were saved with lists of materials."""
    plain = code.strip().lower()
    if len(plain) != CODE_LENGTH or not plain.isalnum() or not plain.isascii():
        return None
    return next(iter(sorted((data / "exports").glob(f"*/{receipt_name(plain)}"))), None)


def verify_files(files: Iterable[Path], today: Measure, own: Measure | None = None) -> list[tuple[str, int]]:
    """For each file what is to be said and the exit code that it calls for. `own`: an earlier version."""
    return [_verify_file(file, today, own) for file in files]


def _verify_file(file: Path, today: Measure, own: Measure | None) -> tuple[str, int]:
    read = _read(file)
    title = read.content.get("designation")
    if own and title in own.rulebook.rulesets and title not in today.rulebook.rulesets:
        today = own  # another measure altogether: its own folder is the one to hold it against
    if read.repeated:  # a reader may see the one, a program the other
        found = Verification("altered", fields=read.repeated)
    else:
        found = verify(dict(read.content), today.rulebook, own.rulebook if own else None)
    text = verification_text(today.pack, today.rulebook, found)
    return f"{say('file', file=file.name)}\n{text}", _code(found)


def _read(file: Path) -> Line:
    """The object in a file, or an empty one. Raises ProfileFault where it cannot be opened."""
    try:
        return read_object(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ProfileFault(say("no_file", path=file, problem=error.strerror)) from error
    except (UnicodeDecodeError, ProfileFault):
        return Line({}, ())


def _code(found: Verification) -> int:
    if found.outcome != "genuine":
        return REFUSED
    return STANDS if found.stands else CHANGED
