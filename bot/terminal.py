"""`fumao chat`: the dialogue in a terminal. It goes on where it was left, and ends well however it ends.

Save, then show: what a killed process did not show is shown at the next start.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType

from bot.session import Session, Spoken
from bot.settings import Settings
from bot.store_errors import StoreError
from bot.terminal_choices import Choice, with_choices
from bot.terminal_screen import Heard, PlainScreen, Screen
from conversations import Desk, State, choices_of, word, word_replies
from conversations.open_question import open_question
from conversations.phrase_file import read_phrases
from conversations.reply import Greeting
from conversations.state import Case

HISTORY = "terminal-history"
"""The file of the data folder with the lines typed before."""


def run_terminal(session: Session, desk: Desk, settings: Settings, today: date) -> None:
    """Talk until the person leaves. `today`: the day of the conversation. Raises StoreError at the start."""
    history = settings.data / HISTORY
    unfinished = session.unfinished()
    if not session.state.turns:
        history.unlink(missing_ok=True)  # its chat was deleted, or never was
    screen = open_screen(history)
    try:
        with _stopping(screen):
            Dialogue(session, desk, today, screen).run(unfinished)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the flush at exit complains


def open_screen(history: Path) -> Screen:
    """The screen that fits what stdin and stdout are. `history`: the file of the lines typed before."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        return PlainScreen(sys.stdin.buffer, sys.stdout.buffer)
    from bot.terminal_colour import ColourScreen

    return ColourScreen(history)


class Dialogue:
    """One person at one screen."""

    def __init__(self, session: Session, desk: Desk, today: date, screen: Screen) -> None:
        self._session = session
        self._desk = desk
        self._today = today
        self._screen = screen
        self._choices: tuple[Choice, ...] = ()

    def run(self, unfinished: tuple[Spoken, ...]) -> None:
        """Open, then turn by turn until the end of input."""
        self._open(unfinished)
        while (heard := self._screen.listen(self._choices)) is not None:
            try:
                for spoken in (*self._session.unfinished(), self._hear(heard)):
                    self._show(spoken)
                self._session.shown()
            except StoreError as error:
                self._screen.show(read_phrases("terminal")["trouble"].format(problem=error))
        self._screen.part()

    def _hear(self, heard: Heard) -> Spoken:
        if isinstance(heard, str):
            return self._session.say(heard, self._today)
        if heard.value is None:
            return self._session.say(heard.label, self._today)
        return self._session.pick(heard.fact, heard.value, self._today)

    def _open(self, unfinished: tuple[Spoken, ...]) -> None:
        """What was not shown before, or a greeting that fits where the dialogue stands."""
        if unfinished:
            self._screen.show(read_phrases("terminal")["unfinished"])
            for spoken in unfinished:
                self._show(spoken)
            self._session.shown()
        elif (welcome := _welcome(self._desk, self._session.state, self._today)) is not None:
            self._show(welcome)
        else:
            self._show(self._session.say(self._desk.commands.commands["resume"][0], self._today))
            self._session.shown()

    def _show(self, spoken: Spoken) -> None:
        """Show a reply; its choices are kept for the next answer."""
        if spoken.forgotten:
            self._screen.forget()
        text, choices = with_choices(self._desk, self._session, spoken)
        self._choices = choices if self._screen.lists_choices else ()
        asked = self._desk.pack.facts.get(str(spoken.record.get("asking")))
        shown = text if self._choices else spoken.text
        self._screen.show(shown, question=asked.question if asked else "")


def _welcome(desk: Desk, state: State, today: date) -> Spoken | None:
    """The first words; None where the dialogue rests on another version and has to take its turn first."""
    case = state.case
    if not state.turns or case is None or (case.designation is None and case.asking is None):
        return Spoken(word(desk, Greeting()), {})
    if state.version != desk.pack.version:
        return None
    again = open_question(state, desk, today, in_full=True)
    record = {"asking": case.asking, "choices": choices_of(desk, case.asking, again)}
    texts = (_welcome_words(desk, case), word_replies(desk, again))
    return Spoken("\n\n".join(text for text in texts if text), record)


def _welcome_words(desk: Desk, case: Case) -> str:
    if case.designation is None:
        return read_phrases("terminal")["welcome_back_choosing"]
    key = "welcome_back" if case.asking else "welcome_back_done"
    return read_phrases("replies")[key].format(designation=desk.rulebook.designations[case.designation])


@contextmanager
def _stopping(screen: Screen) -> Iterator[None]:
    """Let Ctrl-C and a request to end finish the turn in hand, then leave."""

    def leave(number: int, frame: FrameType | None) -> None:
        screen.stop()

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
