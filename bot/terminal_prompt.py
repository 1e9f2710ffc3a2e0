"""The line that a person types on, with the open question's choices above it.

↓ and ↑ mark a choice while the line is empty and Enter takes it; typing needs no leaving of the list. Enter
with nothing typed and nothing marked does nothing, so that no answer is given by accident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.renderer import CPR_Support
from prompt_toolkit.styles import Style

from bot.terminal_choices import Choice
from bot.terminal_layout import wrap_line
from conversations.normalise import printable
from conversations.phrase_file import read_phrases

_ROOM = 5
"""Lines of the screen that the list leaves to the rule, the input line and what was said last."""
_STYLE = Style.from_dict(
    {"rule": "fg:ansibrightblack", "hint": "fg:ansibrightblack", "marked": "bold fg:ansicyan", "you": "bold"}
)


class LineHistory(FileHistory):
    """What was typed before, in one file that only its owner reads. Without the file it goes on without."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self._file = file

    def load_history_strings(self) -> Iterable[str]:
        """The lines of the file, the newest first."""
        try:
            return list(super().load_history_strings())
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        """Add a line to the file."""
        try:
            self._file.touch(mode=0o600)
            super().store_string(string)
        except OSError:
            return


class Prompt:
    """Reads one message or choice after another. Ctrl-C on an empty line and Ctrl-D raise EOFError."""

    def __init__(
        self, history: Path, width: Callable[[], int], *, colour: bool,
        input: Input | None = None, output: Output | None = None,
    ) -> None:  # fmt: skip
        """`width`: the columns for text now. `input`, `output`: other than the terminal, for tests."""
        self._width = width
        self._choices: tuple[Choice, ...] = ()
        self._marked: int | None = None
        self._session: PromptSession[str] = PromptSession(
            message=self._message,
            history=LineHistory(history),
            key_bindings=self._bindings(),
            placeholder=self._placeholder,
            style=_STYLE,
            color_depth=None if colour else ColorDepth.DEPTH_1_BIT,
            erase_when_done=True,
            enable_history_search=False,
            input=input,
            output=output,
        )
        # Asking the terminal where its cursor is would leave the answer on the screen of a slow one.
        self._session.app.renderer.cpr_support = CPR_Support.NOT_SUPPORTED

    def read(self, choices: tuple[Choice, ...]) -> str | Choice:
        """What was typed (shown characters only), or the choice picked."""
        self._choices, self._marked = choices, None
        typed = self._session.prompt()
        return typed if self._marked is None else choices[self._marked]

    def stop(self) -> None:
        """End the reading from a signal handler: `read` raises EOFError."""
        app = self._session.app
        if app.is_running and app.loop is not None:
            app.loop.call_soon_threadsafe(lambda: app.exit(exception=EOFError()))

    # What is shown ---------------------------------------------------------------------------

    def _message(self) -> StyleAndTextTuples:
        say = read_phrases("terminal")
        width = self._width()
        shown: StyleAndTextTuples = [("class:rule", say["rule"] * width + "\n")]
        blocks = [self._row(number, choice, width) for number, choice in enumerate(self._choices)]
        first, last = _window([len(block) for block in blocks], self._marked, self._height() - _ROOM)
        for number in range(first, last):
            style = "class:marked" if number == self._marked else ""
            shown.append((style, "\n".join(blocks[number]) + "\n"))
        if hidden := len(blocks) - (last - first):
            shown.append(("class:hint", say["more_rows"].format(count=hidden) + "\n"))
        return [*shown, ("class:you", say["prompt"])]

    def _row(self, number: int, choice: Choice, width: int) -> list[str]:
        say = read_phrases("terminal")
        pointer = say["pointer"] if number == self._marked else say["no_pointer"]
        first, *rest = wrap_line(choice.row, width - len(pointer))
        return [pointer + first, *(" " * len(pointer) + line for line in rest)]

    def _placeholder(self) -> StyleAndTextTuples:
        say = read_phrases("terminal")
        return [("class:hint", say["pick_hint"] if self._choices else say["type_hint"])]

    def _height(self) -> int:
        return self._session.app.output.get_size().rows

    # Keys ------------------------------------------------------------------------------------

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()
        listed = Condition(lambda: bool(self._choices) and not get_app().current_buffer.text)
        keys.add("down", filter=listed)(lambda event: self._mark(1))
        keys.add("up", filter=listed)(lambda event: self._mark(-1))
        keys.add("enter")(self._enter)
        keys.add("c-c")(self._clear_or_leave)
        keys.add("<sigint>")(self._clear_or_leave)
        return keys

    def _mark(self, step: int) -> None:
        """Go round the choices and the place where none is marked."""
        here = -1 if self._marked is None else self._marked
        there = (here + 1 + step) % (len(self._choices) + 1) - 1
        self._marked = None if there < 0 else there

    def _enter(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        text = printable(buffer.text).strip()
        if text:
            self._marked = None
            buffer.document = Document(text)
            buffer.validate_and_handle()
        elif self._marked is not None and self._choices:
            event.app.exit(result="")

    def _clear_or_leave(self, event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=EOFError())


def _window(sizes: Sequence[int], marked: int | None, room: int) -> tuple[int, int]:
    """First and behind-last of the blocks to show in `room` lines: all, or those around the marked one."""
    if sum(sizes) <= room:
        return 0, len(sizes)
    first = last = marked or 0
    used = 0
    while last < len(sizes) and used + sizes[last] < room:
        used += sizes[last]
        last += 1
    while first > 0 and used + sizes[first - 1] < room:
        first -= 1
        used += sizes[first]
    return first, max(last, first + 1)
