"""The command `fumao`: ask, chat, check, materials, doctor, pack lint. Thin: it opens things and prints.

Everything heavy is imported where it is used, so that an answer comes fast.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.search_command import search
from bot.settings import Settings, SettingsError, load_settings
from conversations.phrase_file import read_phrases
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from bot.doctor import Line

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=read_phrases("cli")["app"],
)
pack_app = typer.Typer(no_args_is_help=True, help=read_phrases("cli")["pack"])
app.add_typer(pack_app, name="pack")
app.command(help=read_phrases("search")["search"])(search)

_SAY = read_phrases("cli")
JsonLines = Annotated[bool, typer.Option("--jsonl", help=_SAY["jsonl"])]
Day = Annotated[str, typer.Option("--day", help=_SAY["day"], metavar="YYYY-MM-DD")]
PackFolder = Annotated[Path | None, typer.Option("--pack", help=_SAY["pack_folder"])]
Result = TypeVar("Result")


def _stop(message: str, code: int = 2) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(code)


def _guarded(call: Callable[[], Result], code: int = 2) -> Result:
    """Trouble of the installation as one clear sentence and an exit code, never as a traceback."""
    from bot.check_command import ProfileFault
    from bot.store_errors import StoreError

    try:
        return call()
    except (SettingsError, KnowledgeError, StoreError, ProfileFault) as error:
        raise _stop(str(error), code) from error


def _settings() -> Settings:
    return _guarded(load_settings)


def _day(text: str, settings: Settings) -> dt.date:
    if not text:
        return settings.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _stop(_SAY["bad_day"].format(day=text)) from None


def _stdin() -> io.TextIOWrapper:
    """Standard input as UTF-8; what is not becomes �, and nothing stops."""
    return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")


def _print(line: str) -> None:
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


@app.command(help=_SAY["ask"])
def ask(
    question: Annotated[list[str] | None, typer.Argument(help=_SAY["question"])] = None,
    jsonl: JsonLines = False,
    day: Day = "",
    why: Annotated[bool, typer.Option("--why", help=_SAY["why"])] = False,
    pack: PackFolder = None,
) -> None:
    """One question answered, or a line in and a line out."""
    from bot.edge import safe_turn
    from bot.lines import answer_lines
    from bot.opening import open_desk_at
    from conversations import Said, State, word_replies

    settings = _settings()
    today = _day(day, settings)
    desk = _guarded(lambda: open_desk_at(settings.data, pack))
    if jsonl:
        for line in answer_lines(desk, _stdin(), today):
            _print(line)
        return
    text = " ".join(question or ())
    if not text:
        raise _stop(_SAY["no_question"])
    _, replies = safe_turn(State(), Said(text, today), desk)
    _print(word_replies(desk, replies))
    if why:
        from conversations.explain import explain

        _print("\n" + explain(desk, text))


@app.command(help=_SAY["chat"])
def chat(jsonl: JsonLines = False, day: Day = "", pack: PackFolder = None) -> None:
    """The assistant in the terminal, or a line in and a line out."""
    from bot.exports import Exports
    from bot.lines import chat_lines
    from bot.opening import open_desk_at
    from bot.store import Store

    settings = _settings()
    today = _day(day, settings)
    desk = _guarded(lambda: open_desk_at(settings.data, pack))
    _guarded(lambda: settings.data.mkdir(mode=0o700, parents=True, exist_ok=True))
    store = _guarded(lambda: Store(settings.data / "fumao.db"))
    exports = Exports(settings.data / "exports")
    with store:
        if jsonl:
            for line in chat_lines(desk, store, _stdin(), today, exports):
                _print(line)
            return
        from bot.session import Session
        from bot.terminal import run_terminal

        session = Session(store, desk, "terminal", "terminal:me", exports)
        _guarded(lambda: run_terminal(session, desk, settings, today))


@app.command(help=_SAY["telegram"])
def telegram(
    rehearse: Annotated[bool, typer.Option("--rehearse", help=_SAY["rehearse"])] = False,
    pack: PackFolder = None,
) -> None:
    """The bot on Telegram, or against a Bot API of our own. Exit codes: see bot/telegram/service.py."""
    from bot.logs import set_up_logging
    from bot.telegram.command import run_bot
    from bot.telegram.service import EXIT_CONFIG

    settings = _guarded(load_settings, EXIT_CONFIG)
    if not rehearse and settings.telegram_token is None:
        raise _stop(_SAY["no_token"], EXIT_CONFIG)
    set_up_logging()
    code = _guarded(lambda: run_bot(settings, pack, rehearse=rehearse, tell=_print), EXIT_CONFIG)
    raise typer.Exit(code)


@app.command(help=_SAY["check"])
def check(
    profile: Annotated[Path | None, typer.Argument(help=_SAY["profile"])] = None,
    jsonl: JsonLines = False,
    day: Day = "",
    pack: PackFolder = None,
) -> None:
    """The verdict on one profile, or a line in and a line out."""
    from bot.check_command import check_profile, run_check
    from bot.opening import open_pack
    from checker import compile_rulebook

    settings = _settings()
    today = _day(day, settings)
    found = _guarded(lambda: open_pack(pack))
    rulebook = _guarded(lambda: compile_rulebook(found))
    if jsonl:
        for line in run_check(found, rulebook, _stdin(), today):
            _print(line)
        return
    if profile is None:
        raise _stop(_SAY["no_profile"])
    _print(_guarded(lambda: check_profile(profile, found, rulebook, today)))


@app.command(help=_SAY["materials"])
def materials(
    profile: Annotated[Path, typer.Argument(help=_SAY["profile"])],
    out: Annotated[Path | None, typer.Option("--out", "-o", help=_SAY["out"])] = None,
    day: Day = "",
    pack: PackFolder = None,
) -> None:
    """The list of materials for a profile, printed, or saved (Word, Markdown, a page to print)."""
    from bot.check_command import read_profile
    from bot.opening import open_desk_at
    from conversations.case_wording import materials_text, sheet_of
    from conversations.documents import materials_file

    settings = _settings()
    today = _day(day, settings)
    desk = _guarded(lambda: open_desk_at(settings.data, pack))
    verdict = _guarded(lambda: read_profile(profile, desk.pack, desk.rulebook, today))
    if out is None:
        _print(materials_text(desk, verdict, ""))
        return
    sheet = sheet_of(desk, verdict, profile.stem)
    content = materials_file(sheet, out.suffix)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise _stop(_SAY["cannot_write"].format(path=out, problem=error.strerror)) from error
    _print(_SAY["written"].format(path=out))


@pack_app.command("lint", help=_SAY["lint"])
def lint(folder: Annotated[Path | None, typer.Argument(help=_SAY["pack_folder"])] = None) -> None:
    """Every fault of a pack with file, line and remedy; exit code 1 where there is one."""
    from knowledge.lint import lint_pack
    from knowledge.pack import DEFAULT_PACK

    faults = lint_pack(folder or DEFAULT_PACK)
    for fault in faults:
        _print(str(fault))
    _print(_SAY["faults"].format(count=len(faults)) if faults else _SAY["no_faults"])
    if faults:
        raise typer.Exit(1)


@app.command(help=_SAY["doctor"])
def doctor(offline: Annotated[bool, typer.Option("--offline", help=_SAY["offline"])] = False) -> None:
    """Everything that the bot needs, looked at; exit code 1 where something does not work."""
    from bot.doctor import BROKEN, closing_words

    seen = []
    for each in _looked_at(offline=offline):
        seen.append(each)
        _print(str(each))
    _print(closing_words(seen))
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
