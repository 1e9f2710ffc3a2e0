"""The screen of a terminal: colours unless NO_COLOR is set, choices to pick, lines typed before."""

from __future__ import annotations

import os
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.terminal_choices import Choice
from bot.terminal_paint import paint
from bot.terminal_prompt import Prompt
from bot.terminal_screen import Heard, echoed
from conversations.normalise import printable
from conversations.phrase_file import read_phrases

WIDEST = 96
"""Columns beyond which lines are hard to read."""


class ColourScreen:
    """A terminal: colours unless NO_COLOR is set, choices to pick with the arrows, lines typed before."""

    lists_choices = True

    def __init__(self, history: Path) -> None:
        """`history`: the file of the lines typed before."""
        self._history = history
        self._stopping = False
        colour = not os.environ.get("NO_COLOR")
        self._console = Console(color_system="auto" if colour else None, highlight=False, markup=False)
        self._colour = colour and self._console.color_system is not None
        self._prompt = self._new_prompt()

    def listen(self, choices: tuple[Choice, ...]) -> Heard | None:
        """See Screen. What was typed or picked stays on the screen in place of the prompt."""
        if self._stopping:
            return None
        try:
            heard = self._prompt.read(choices)
        except EOFError:
            return None
        said = heard.label if isinstance(heard, Choice) else heard
        self._print(Text(echoed(said, "echo", self._width()), style="bold cyan"))
        self._print(Text())
        return heard

    def show(self, text: str, *, question: str = "") -> None:
        """Show a reply in colour and an empty line."""
        self._print(paint(printable(text) + "\n", self._width(), question=question))

    def part(self) -> None:
        """Say that all is kept."""
        self.show(read_phrases("replies")["bye"])

    def stop(self) -> None:
        """See Screen."""
        self._stopping = True
        self._prompt.stop()

    def forget(self) -> None:
        """Delete the file of lines typed before, and forget them here."""
        self._history.unlink(missing_ok=True)
        self._prompt = self._new_prompt()

    def _new_prompt(self) -> Prompt:
        return Prompt(self._history, self._width, colour=self._colour)

    def _width(self) -> int:
        return min(self._console.width - 1, WIDEST)

    def _print(self, text: Text) -> None:
        self._console.print(text, no_wrap=True, overflow="ignore", crop=False)
