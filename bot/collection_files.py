"""Read the files of `fumao search`: JSON lines, plain or gzip.

A bad line is told with its number and the reason, and left out.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple, TypeVar, cast

from conversations.phrase_file import read_phrases
from knowledge.errors import KnowledgeError
from knowledge.retrieval import Banked, Entry

_SAY = read_phrases("search")
Tell = Callable[[str], None]
Kind = TypeVar("Kind")


class SearchFault(KnowledgeError):
    """A file that cannot be read at all, or an option without the one that it needs."""


class Query(NamedTuple):
    """A question of a file."""

    id: str
    text: str


class BadLine(Exception):
    """A line that is not of the form; its text is the reason."""


def read_entries(path: Path, tell: Tell, known: frozenset[str] = frozenset()) -> list[Entry]:
    """The documents {"id", "title", "text"} of a file; an id that is there already is refused."""
    seen = set(known)

    def entry(record: dict[str, object]) -> Entry:
        title, text = _text(record, "title", needed=False), _text(record, "text")
        return Entry(_new_id(record, seen), title, text)

    return [found for _, found in _read(path, tell, entry)]


def read_queries(path: Path, tell: Tell) -> list[Query]:
    """The questions {"id", "q"} of a file."""
    seen: set[str] = set()

    def query(record: dict[str, object]) -> Query:
        text = _filled(record, "q")
        return Query(_new_id(record, seen), text)

    return [found for _, found in _read(path, tell, query)]


def read_bank(path: Path, tell: Tell, known: Callable[[str], bool]) -> list[Banked]:
    """The banked questions {"q", "gold"} of a file; ids that are not `known` are told and left out."""
    kept = []
    for number, banked in _read(path, tell, _banked):
        unknown = [name for name in banked.gold if not known(name)]
        if unknown:
            tell(_SAY["bad_line"].format(file=path.name, line=number, why=_unknown(unknown)))
        if len(unknown) < len(banked.gold):
            kept.append(Banked(banked.question, [name for name in banked.gold if known(name)]))
    return kept


def _unknown(names: list[str]) -> str:
    return _SAY["unknown_ids"].format(ids="、".join(names[:5]), count=len(names))


def _banked(record: dict[str, object]) -> Banked:
    gold = record.get("gold")
    if not isinstance(gold, list) or not gold:
        raise BadLine(_SAY["no_gold"])
    return Banked(_filled(record, "q"), [_id(name) for name in gold])


def _read(path: Path, tell: Tell, form: Callable[[dict[str, object]], Kind]) -> Iterator[tuple[int, Kind]]:
    try:
        with _opened(path) as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    yield number, form(_record(line))
                except BadLine as fault:
                    tell(_SAY["bad_line"].format(file=path.name, line=number, why=fault))
    except (OSError, EOFError) as error:
        raise SearchFault(_SAY["cannot_read"].format(path=path, problem=error)) from error


def _opened(path: Path) -> IO[bytes]:
    """The file's bytes; a gzip file is known by how it begins, whatever its name."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path)) if packed else path.open("rb")


def _record(line: bytes) -> dict[str, object]:
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadLine(_SAY["not_utf8"]) from None
    except (ValueError, RecursionError):
        raise BadLine(_SAY["not_json"]) from None
    if not isinstance(record, dict):
        raise BadLine(_SAY["not_json"])
    return record


def _new_id(record: dict[str, object], seen: set[str]) -> str:
    name = _id(record.get("id"))
    if name in seen:
        raise BadLine(_SAY["repeated_id"].format(id=name))
    seen.add(name)
    return name


def _id(given: object) -> str:
    """An id is text or a whole number, and fits into a column of the run."""
    if isinstance(given, bool) or not isinstance(given, (str, int)):
        raise BadLine(_SAY["no_id"])
    name = str(given)
    if not name.strip() or any(mark in name for mark in "\t\r\n") or not _writable(name):
        raise BadLine(_SAY["no_id"])
    return name


def _writable(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _text(record: dict[str, object], field: str, *, needed: bool = True) -> str:
    given = record.get(field)
    if given is None and not needed:
        return ""
    if not isinstance(given, str):
        raise BadLine(_SAY["no_text"].format(field=field))
    return given


def _filled(record: dict[str, object], field: str) -> str:
    text = _text(record, field)
    if not text.strip():
        raise BadLine(_SAY["empty"].format(field=field))
    return text
