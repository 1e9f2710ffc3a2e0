"""The command `fumao`. Thin: it opens things and prints. check, verify and pack have files of their own.

Everything heavy is imported where it is used, so that an answer comes fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.check_commands import check, verify
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
from bot.pack_commands import pack_app
from bot.screen_command import screen
from bot.search_command import search
from bot.settings import SettingsError, load_settings
from conversations.phrase_file import read_phrases

if TYPE_CHECKING:
    from bot.doctor import Line

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=SAY["app"],
)
app.add_typer(pack_app, name="pack")
app.command(help=SAY["check"])(check)
app.command(help=SAY["verify"])(verify)
app.command(help=SAY["screen"])(screen)
app.command(help=read_phrases("search")["search"])(search)


@app.command(help=SAY["ask"])
def ask(
    question: Annotated[list[str] | None, typer.Argument(help=SAY["question"])] = None,
    jsonl: JsonLines = False,
    day: Day = "",
    why: Annotated[bool, typer.Option("--why", help=SAY["why"])] = False,
    pack: PackFolder = None,
) -> None:
    """One question answered, or a line in and a line out."""
    from bot.edge import safe_turn
    from bot.lines import answer_lines
    from bot.opening import open_desk_at
    from conversations import Said, State, word_replies

    settings = settings_now()
    today = day_of(day, settings)
    desk = guarded(lambda: open_desk_at(settings.data, pack))
    if jsonl:
        for line in answer_lines(desk, stdin_lines(), today):
            print_line(line)
        return
    text = " ".join(question or ())
    if not text:
        raise stop(SAY["no_question"])
    _, replies = safe_turn(State(), Said(text, today), desk)
    print_line(word_replies(desk, replies))
    if why:
        from conversations.explain import explain

        print_line("\n" + explain(desk, text))


@app.command(help=SAY["chat"])
def chat(jsonl: JsonLines = False, day: Day = "", pack: PackFolder = None) -> None:
    """The assistant in the terminal, or a line in and a line out."""
    from bot.exports import Exports
    from bot.lines import chat_lines
    from bot.opening import open_desk_at
    from bot.store import Store

    settings = settings_now()
    today = day_of(day, settings)
    desk = guarded(lambda: open_desk_at(settings.data, pack))
    guarded(lambda: settings.data.mkdir(mode=0o700, parents=True, exist_ok=True))
    store = guarded(lambda: Store(settings.data / "fumao.db"))
    exports = Exports(settings.data / "exports")
    with store:
        if jsonl:
            for line in chat_lines(desk, store, stdin_lines(), today, exports):
                print_line(line)
            return
        from bot.session import Session
        from bot.terminal import run_terminal

        session = Session(store, desk, "terminal", "terminal:me", exports)
        guarded(lambda: run_terminal(session, desk, settings, today))


@app.command(help=SAY["telegram"])
def telegram(
    rehearse: Annotated[bool, typer.Option("--rehearse", help=SAY["rehearse"])] = False,
    pack: PackFolder = None,
) -> None:
    """The bot on Telegram, or against a Bot API of our own. Exit codes: see bot/telegram/service.py."""
    from bot.logs import set_up_logging
    from bot.telegram.command import run_bot
    from bot.telegram.service import EXIT_CONFIG

    settings = guarded(load_settings, EXIT_CONFIG)
    if not rehearse and settings.telegram_token is None:
        raise stop(SAY["no_token"], EXIT_CONFIG)
    set_up_logging()
    code = guarded(lambda: run_bot(settings, pack, rehearse=rehearse, tell=print_line), EXIT_CONFIG)
    raise typer.Exit(code)


@app.command(help=SAY["materials"])
def materials(
    profile: Annotated[Path, typer.Argument(help=SAY["profile"])],
    out: Annotated[Path | None, typer.Option("--out", "-o", help=SAY["out"])] = None,
    day: Day = "",
    pack: PackFolder = None,
) -> None:
    """The list of materials for a profile, printed, or saved (Word, Markdown, a page to print)."""
    from bot.check_command import read_profile
    from bot.opening import open_desk_at
    from conversations.case_wording import materials_text, sheet_of
    from conversations.documents import materials_file

    settings = settings_now()
    today = day_of(day, settings)
    desk = guarded(lambda: open_desk_at(settings.data, pack))
    verdict = guarded(lambda: read_profile(profile, desk.pack, desk.rulebook, today))
    if out is None:
        print_line(materials_text(desk, verdict, ""))
        return
    sheet = sheet_of(desk, verdict, profile.stem)
    write_file(out, materials_file(sheet, out.suffix))


@app.command(help=SAY["doctor"])
def doctor(offline: Annotated[bool, typer.Option("--offline", help=SAY["offline"])] = False) -> None:
    """Everything that the bot needs, looked at; exit code 1 where something does not work."""
    from bot.doctor import BROKEN, closing_words

    seen = []
    for each in _looked_at(offline=offline):
        seen.append(each)
        print_line(str(each))
    print_line(closing_words(seen))
    if any(each.mark == BROKEN for each in seen):
        raise typer.Exit(1)


def _looked_at(*, offline: bool) -> Iterator[Line]:
    from bot.doctor import BROKEN, FINE, line, local_lines

    try:
        settings = load_settings()
    except SettingsError as error:
        yield line(BROKEN, "as_told", text=error)
        return
    yield line(FINE, "settings")
    yield from local_lines(settings)
    if not offline:
        from bot.doctor_network import network_lines

        yield from network_lines(settings)


def main() -> None:
    """The entry point of the installed command."""
    app()
