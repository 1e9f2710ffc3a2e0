"""Is everything here that the bot needs? A line a thing, and what to do about it.

Nothing is changed, not even made: the doctor is often run by another user than the bot. No line holds the
token or the secret. What has to be asked over the network stands in doctor_network.py.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.inspection import Inspection, inspect_store
from bot.logs import without_tokens
from bot.pseudonym import ForeignName, Pseudonyms
from bot.secret import FILE_NAME as SECRET
from bot.secret import read_secret
from bot.settings import Settings, SettingsError
from bot.store_errors import StoreError, StoreRefused
from checker import compile_rulebook
from conversations.phrase_file import read_phrases
from knowledge.errors import KnowledgeError
from knowledge.lint import lint_pack
from knowledge.pack import DEFAULT_PACK, load_pack

FINE, DOUBTFUL, BROKEN = "✓", "!", "✗"
MEGABYTE = 1 << 20
LITTLE_SPACE, NO_SPACE = 500 * MEGABYTE, 50 * MEGABYTE
SHORT_SECRET = 16
"""Characters below which a secret that somebody thought up can be tried out."""


@dataclass(frozen=True)
class Line:
    """One thing that was looked at; `mark` is FINE, DOUBTFUL or BROKEN."""

    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.mark} {self.text}"


def line(mark: str, phrase: str, **detail: object) -> Line:
    """A line in the words of phrases/doctor.yaml; what came from outside stays one line without a token."""
    shown = {name: without_tokens(" ".join(str(value).split())) for name, value in detail.items()}
    return Line(mark, read_phrases("doctor")[phrase].format(**shown))


def local_lines(settings: Settings) -> Iterator[Line]:
    """Everything that can be seen on this machine."""
    checks: tuple[Callable[[Settings], Iterator[Line]], ...] = (_folder, _space, _database, _pack, _people)
    for check in checks:
        yield from check(settings)


def closing_words(lines: Sequence[Line]) -> str:
    """What all lines together come to."""
    phrases = read_phrases("doctor")
    for mark, phrase in ((BROKEN, "end_broken"), (DOUBTFUL, "end_doubtful")):
        if count := sum(each.mark == mark for each in lines):
            return phrases[phrase].format(count=count)
    return phrases["end_fine"]


def _folder(settings: Settings) -> Iterator[Line]:
    path = settings.data
    if not os.path.exists(path):  # Path.exists raises where we may not look
        above = _nearest_folder(path)
        usable = os.access(above, os.W_OK | os.X_OK)
        yield line(FINE, "folder_later", path=path) if usable else line(BROKEN, "folder_never", path=path)
        return
    try:
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(b"\0")
    except OSError as error:
        yield line(BROKEN, "folder_unwritable", path=path, reason=error.strerror)
        return
    stat = path.stat()
    if os.name == "posix" and stat.st_uid != os.geteuid():
        yield line(DOUBTFUL, "folder_foreign", path=path)
    elif os.name == "posix" and stat.st_mode & 0o077:
        yield line(DOUBTFUL, "folder_open", path=path)
    else:
        yield line(FINE, "folder", path=path)


def _nearest_folder(path: Path) -> Path:
    return next(place for place in (path, *path.absolute().parents) if os.path.isdir(place))


def _space(settings: Settings) -> Iterator[Line]:
    yield space_line(shutil.disk_usage(_nearest_folder(settings.data)).free)


def space_line(free: int) -> Line:
    """What so many free bytes mean."""
    if free < NO_SPACE:
        return line(BROKEN, "space_none", free=free // MEGABYTE)
    if free < LITTLE_SPACE:
        return line(DOUBTFUL, "space_little", free=free // MEGABYTE)
    return line(FINE, "space", free=free // MEGABYTE)


def _database(settings: Settings) -> Iterator[Line]:
    path = settings.data / "fumao.db"
    try:
        seen = inspect_store(path) if path.exists() else None
    except StoreError as error:
        yield line(BROKEN, "as_told", text=error)
        seen = None
    except OSError as error:
        yield line(BROKEN, "as_told", text=StoreRefused("unreachable", path=path, reason=error.strerror))
        seen = None
    else:
        yield _store_line(path, seen)
    yield _secret_line(settings, seen.telegram_chat if seen else None)


def _store_line(path: Path, seen: Inspection | None) -> Line:
    if seen is None:
        return line(FINE, "database_later", path=path)
    if not seen.current:
        return line(DOUBTFUL, "database_older", path=path)
    phrase = "database_waiting" if seen.events_to_do or seen.replies_to_send else "database"
    return line(FINE, phrase, path=path, events=seen.events_to_do, replies=seen.replies_to_send)


def _secret_line(settings: Settings, chat: str | None) -> Line:
    """`chat`: one that is kept, whose name tells whether this is the secret that made it."""
    path = settings.data / SECRET
    try:
        if settings.secret is not None:
            secret = settings.secret.get_secret_value().encode()
        elif path.exists():
            secret = read_secret(path)
        else:
            return line(BROKEN, "secret_lost", path=path) if chat else line(FINE, "secret_later", path=path)
        if chat:
            Pseudonyms(secret).chat_id(chat)
    except SettingsError as error:
        return line(BROKEN, "as_told", text=error)
    except OSError as error:
        return line(BROKEN, "secret_unreadable", path=path, reason=error.strerror)
    except ForeignName:
        return line(BROKEN, "secret_other")
    return line(DOUBTFUL, "secret_short") if len(secret) < SHORT_SECRET else line(FINE, "secret")


def _pack(_: Settings) -> Iterator[Line]:
    faults = lint_pack(DEFAULT_PACK)
    if faults:
        yield line(BROKEN, "pack_faults", count=len(faults), first=faults[0])
        return
    try:
        pack = load_pack(DEFAULT_PACK)
        compile_rulebook(pack)
    except KnowledgeError as error:
        yield line(BROKEN, "as_told", text=error)
        return
    yield line(FINE, "pack", title=pack.measure.short_title)


def _people(settings: Settings) -> Iterator[Line]:
    yield line(FINE, "token") if settings.telegram_token else line(DOUBTFUL, "token_none")
    count = len(settings.officers)
    yield line(FINE, "officers", count=count) if count else line(DOUBTFUL, "officers_none")
