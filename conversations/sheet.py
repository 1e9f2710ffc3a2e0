"""The personalised list of materials (材料清单) before it takes a form: words already, markup not yet."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from conversations.phrase_file import read_phrases

LONGEST_FILE_NAME = 80
"""In characters, the suffix included."""

_LONGEST_IN_BYTES = 240  # file systems stop at 255

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_FORBIDDEN = frozenset('<>:"/\\|?*.%')


@dataclass(frozen=True)
class SummaryLine:
    """One clause of the verdict: mark (✓ 符合), clause label, title of the condition, what was found."""

    mark: str
    label: str
    title: str
    detail: str = ""


@dataclass(frozen=True)
class SheetItem:
    """One material. `clause`: its id (7.4.3); `label`: the same for people (第七条（四）3).

    `need` is worded (必交, 如有), `ticks` are kinds of paper inside the item, `hints` our advice.
    """

    number: int
    id: str
    label: str
    clause: str
    name: str
    contents: str = ""
    copy_kind: str = ""
    form: bool = False
    need: str = ""
    ticks: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    ticked: bool = False


@dataclass(frozen=True)
class MaterialSheet:
    """All that the list says. `day` is the day of the check and the only date in the documents."""

    title: str
    case_name: str
    designation_name: str
    day: dt.date
    overall_line: str
    summary: tuple[SummaryLine, ...]
    items: tuple[SheetItem, ...]
    notes: tuple[str, ...]
    submit_to: str
    next_steps: tuple[str, ...]
    always_told: tuple[str, ...]
    measure_line: str
    receipt_code: str


def one_line(text: str) -> str:
    """The text as every document can hold it: one line; what cannot be shown or turns the line round → �."""
    spaced = " ".join(text.split())
    return "".join(char if _is_shown(char) else _REPLACEMENT for char in spaced)


def _is_shown(char: str) -> bool:
    """False for controls, lone surrogates, direction marks, zero-width and non-characters (Cc Cf Cs Cn)."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn"}


def requirement(item: SheetItem) -> str:
    """What is required of an item, in one line: need, copy and seal, form."""
    phrases = read_phrases("documents")
    parts = (item.need, item.copy_kind, phrases["form"] if item.form else "")
    return phrases["joint"].join(part for part in parts if part)


def safe_file_name(case_name: str, designation: str, day: dt.date, *, suffix: str = "") -> str:
    """A file name for a case's list: no separators, no dots but those of `suffix` (".docx"), no controls.

    At most 80 characters; a long case name is cut. Raises ValueError when the designation leaves no room.
    """
    phrases = read_phrases("documents")
    case = (_letters(case_name) or _letters(phrases["no_name_file"]))[:LONGEST_FILE_NAME]
    for length in range(len(case), -1, -1):
        given = {"designation": _letters(designation), "case": case[:length], "day": day.isoformat()}
        name = phrases["file_name"].format(**given) + suffix
        if len(name) <= LONGEST_FILE_NAME and len(name.encode()) <= _LONGEST_IN_BYTES:
            return name
    raise ValueError(f"no room for a name beside {designation!r} and {suffix!r}")


def _letters(text: str) -> str:
    """What a file name may hold on every system. Whitespace becomes _, the rest is left out."""
    joined = "_".join(unicodedata.normalize("NFC", text).split())
    return "".join(char for char in joined if _is_shown(char) and char not in _FORBIDDEN).strip("-_ ")
