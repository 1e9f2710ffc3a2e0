"""What a person sees and types on; here the plain one, for pipes and files.

A screen listens (a message, a choice, or None at the end) and shows; it knows nothing of the dialogue.
"""

from __future__ import annotations

import io
from typing import BinaryIO, Protocol

from bot.terminal_choices import Choice
from bot.terminal_layout import wrap
from conversations.normalise import printable
from conversations.phrase_file import read_phrases

PLAIN_WIDTH = 80
MOST_ECHOED = 200
"""Characters of a message that are shown again."""

Heard = str | Choice


class Screen(Protocol):
    """Where the dialogue is shown and typed."""

    lists_choices: bool
    """Whether the choices are shown by `listen`, and need not stand in the text."""

    def listen(self, choices: tuple[Choice, ...]) -> Heard | None:
        """The next message or choice; None when the person leaves."""

    def show(self, text: str, *, question: str = "") -> None:
        """Show a reply. `question`: the one that is open now."""

    def part(self) -> None:
        """Say goodbye, where one does."""

    def stop(self) -> None:
        """From a signal handler: make `listen` return None."""

    def forget(self) -> None:
        """Delete what the screen keeps of the person: the lines typed before."""


class _Stopped(Exception):
    """Raised by a signal handler while a line is waited for."""


class PlainScreen:
    """Lines in, text out, nothing else: for pipes, and for terminals that can do no more."""

    lists_choices = False

    def __init__(self, source: BinaryIO, out: BinaryIO) -> None:
        self._lines = io.TextIOWrapper(source, encoding="utf-8", errors="replace", newline="\n")
        self._out = out
        self._stopping = self._waiting = False

    def listen(self, choices: tuple[Choice, ...]) -> Heard | None:
        """The next line that is not blank; it is shown again, so that a transcript can be read."""
        while line := self._read():
            said = printable(line).strip()
            if said:
                self._write(echoed(said, "plain_echo", PLAIN_WIDTH))
                return said
        return None

    def _read(self) -> str:
        self._waiting = True
        try:
            return "" if self._stopping else self._lines.readline()
        except _Stopped:
            return ""
        finally:
            self._waiting = False

    def show(self, text: str, *, question: str = "") -> None:
        """Write a reply and an empty line."""
        self._write("\n".join(wrap(printable(text), PLAIN_WIDTH)) + "\n")

    def part(self) -> None:
        """Nothing: whoever reads a transcript sees its end."""

    def stop(self) -> None:
        """See Screen."""
        self._stopping = True
        if self._waiting:
            raise _Stopped

    def forget(self) -> None:
        """Nothing is kept."""

    def _write(self, text: str) -> None:
        self._out.write(text.encode("utf-8", "replace") + b"\n")
        self._out.flush()


def echoed(said: str, key: str, width: int) -> str:
    """A message as it is shown again: begun by the phrase `key`, cut, in lines of `width` columns."""
    say = read_phrases("terminal")
    short = said if len(said) <= MOST_ECHOED else say["cut"].format(start=said[:MOST_ECHOED])
    return "\n".join(wrap(say[key] + short.replace("\n", " "), width))
