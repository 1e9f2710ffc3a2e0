"""The doctor sees on this machine what is wrong, says what to do, and leaves everything as it was."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.doctor import BROKEN, DOUBTFUL, FINE, MEGABYTE, Line, line, local_lines, space_line
from bot.inspection import inspect_store
from bot.pseudonym import Pseudonyms
from bot.secret import secret_of
from bot.settings import Settings
from bot.store import Store
from bot.store_errors import StoreRefused
from conversations.phrase_file import read_phrases

TOKEN = "123456:AAE-canary_canary_canary_canary_can"
SECRET = "canary-canary-canary"
needs_modes = pytest.mark.skipif(os.name != "posix", reason="who may read is kept elsewhere there")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that nothing is wrong with, and the environment that names it."""
    for name in [name for name in os.environ if name.startswith("FUMAO_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "data"
    monkeypatch.setenv("FUMAO_DATA", str(folder))
    monkeypatch.chdir(tmp_path)
    settings = Settings.model_validate({"data": folder})
    with Store(folder / "fumao.db") as store:
        store.accept("telegram", "1", Pseudonyms(secret_of(settings)).name(12), {"text": "x"})
    return folder


def _marks(data: Path, **stated: object) -> dict[str, str]:
    """What is not fine: the phrase's beginning to its mark."""
    lines = local_lines(Settings.model_validate({"data": data, "officers": "1", **stated}))
    return {each.text: each.mark for each in lines if each.mark != FINE}


def _only(data: Path, **stated: object) -> Line:
    """The one thing that is not fine, the token aside."""
    [(text, mark)] = _marks(data, **{"telegram_token": TOKEN, **stated}).items()
    return Line(mark, text)


def _says(told: Line, mark: str, phrase: str, **detail: object) -> bool:
    return told == line(mark, phrase, **detail)


# What is fine --------------------------------------------------------------------------------------


def test_a_sound_installation_gets_only_ticks(data: Path) -> None:
    assert not _marks(data, telegram_token=TOKEN)


def test_before_the_first_start_nothing_is_missing_and_nothing_is_made(tmp_path: Path) -> None:
    assert not _marks(tmp_path / "none" / "data", telegram_token=TOKEN)
    assert not list(tmp_path.iterdir())


def test_the_doctor_changes_nothing_whether_the_bot_runs_or_not(data: Path) -> None:
    def _kept() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in data.iterdir() if "-shm" not in path.name}

    before = _kept()
    assert not _marks(data, telegram_token=TOKEN)
    assert (_kept(), sorted(before)) == (before, ["fumao.db", "secret"])
    with Store(data / "fumao.db"):
        running = _kept()
        assert not _marks(data, telegram_token=TOKEN)
        assert _kept() == running


def test_what_waits_is_counted(data: Path) -> None:
    seen = inspect_store(data / "fumao.db")
    assert (seen.events_to_do, seen.replies_to_send) == (1, 0)
    chat = seen.telegram_chat
    assert chat is not None
    with Store(data / "fumao.db") as store:
        claim = store.claim(chat)
        assert claim is not None
        store.commit_turn(chat, claim.event_seq, claim.version, {}, [{"text": "a"}, {"text": "b"}])
        seen = inspect_store(data / "fumao.db")
    assert (seen.events_to_do, seen.replies_to_send) == (0, 2)


def test_what_is_not_there_yet_is_no_fault_without_a_token_either(data: Path) -> None:
    assert _marks(data, officers="") == {
        read_phrases("doctor")["token_none"]: DOUBTFUL,
        read_phrases("doctor")["officers_none"]: DOUBTFUL,
    }


# The folder and the disk ---------------------------------------------------------------------------


@needs_modes
def test_a_folder_that_others_can_read_is_told(data: Path) -> None:
    data.chmod(0o755)
    assert _says(_only(data), DOUBTFUL, "folder_open", path=data)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert _only(tmp_path / "data").mark == BROKEN


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(data: Path) -> None:
    data.chmod(0o500)
    told = _only(data)
    data.chmod(0o700)
    assert (told.mark, str(data) in told.text) == (BROKEN, True)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may look everywhere")
def test_a_folder_that_one_may_not_look_into_is_told(
    data: Path, shown: Callable[..., tuple[int, str]]
) -> None:
    data.chmod(0)
    said = shown("--offline"), shown("--offline", FUMAO_DATA=str(data / "inner" / "data"))
    data.chmod(0o700)
    assert [(code, text.count(BROKEN)) for code, text in said] == [(1, 4), (1, 4)]
    assert "Traceback" not in str(said)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_told(data: Path) -> None:
    os.chown(data, 12_345, -1)
    assert _says(_only(data), DOUBTFUL, "folder_foreign", path=data)


@pytest.mark.parametrize(
    ("free", "mark"),
    [(0, BROKEN), (49.9, BROKEN), (50, DOUBTFUL), (499.9, DOUBTFUL), (500, FINE)],
)
def test_too_little_room_on_the_disk_is_told(free: float, mark: str) -> None:
    assert space_line(int(free * MEGABYTE)).mark == mark


# The database --------------------------------------------------------------------------------------


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:8192] = os.urandom(4096)
    path.write_bytes(content)


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("insert into _sqlite_migrations values (null, 'fumao', 'tomorrow', '2030-01-01')")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_flip, "损坏"),
        (lambda path: path.write_bytes(b"no database" * 999), "损坏"),
        (_newer, "升级本程序"),
    ],
)
def test_a_database_that_must_not_be_used_is_told(
    data: Path, spoil: Callable[[Path], object], said: str
) -> None:
    spoil(data / "fumao.db")
    told = _only(data)
    assert (told.mark, said in told.text) == (BROKEN, True)


def test_a_database_of_an_older_program_is_left_as_it_is(data: Path) -> None:
    (data / "fumao.db").write_bytes(b"")
    assert _says(_only(data), DOUBTFUL, "database_older", path=data / "fumao.db")
    assert (data / "fumao.db").stat().st_size == 0


def test_a_folder_in_the_place_of_the_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "fumao.db").mkdir()
    with pytest.raises(StoreRefused):
        inspect_store(tmp_path / "fumao.db")


# The secret ----------------------------------------------------------------------------------------


def test_a_secret_that_was_lost_while_chats_are_kept_is_told(data: Path) -> None:
    (data / "secret").unlink()
    assert _says(_only(data), BROKEN, "secret_lost", path=data / "secret")


@pytest.mark.parametrize("secret", [SECRET, "short"])
def test_another_secret_than_the_chats_were_named_by_is_told(data: Path, secret: str) -> None:
    assert _says(_only(data, secret=secret), BROKEN, "secret_other")


def test_a_short_secret_is_told(tmp_path: Path) -> None:
    assert _says(_only(tmp_path / "data", secret="short"), DOUBTFUL, "secret_short")
    assert not _marks(tmp_path / "data", secret="long enough for it", telegram_token=TOKEN)


@needs_modes
def test_a_secret_that_others_can_read_is_told_with_the_remedy(data: Path) -> None:
    (data / "secret").chmod(0o644)
    told = _only(data)
    assert (told.mark, f"chmod 600 {data}/secret" in told.text) == (BROKEN, True)


# The command ---------------------------------------------------------------------------------------


@pytest.fixture
def shown(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """The command as it is typed: exit code and everything that it says."""

    def run(*options: str, **environ: str) -> tuple[int, str]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        said = CliRunner().invoke(app, ["doctor", *options])
        return said.exit_code, said.output

    return run


def test_warnings_alone_are_no_failure(shown: Callable[..., tuple[int, str]]) -> None:
    code, said = shown("--offline")
    assert code == 0
    assert [text[0] for text in said.splitlines()[:-1]] == [*"✓✓✓✓✓✓!!"]
    assert said.splitlines()[-1] == read_phrases("doctor")["end_doubtful"].format(count=2)


def test_all_well_is_said(shown: Callable[..., tuple[int, str]]) -> None:
    code, said = shown("--offline", FUMAO_TELEGRAM_TOKEN=TOKEN, FUMAO_OFFICERS="1")
    assert (code, said.splitlines()[-1]) == (0, read_phrases("doctor")["end_fine"])
    assert "canary" not in said


def test_a_fault_is_a_failure(data: Path, shown: Callable[..., tuple[int, str]]) -> None:
    _flip(data / "fumao.db")
    code, said = shown("--offline", FUMAO_TELEGRAM_TOKEN=TOKEN, FUMAO_OFFICERS="1")
    assert (code, said.splitlines()[-1]) == (1, read_phrases("doctor")["end_broken"].format(count=1))


def test_settings_that_cannot_be_read_are_a_failure(shown: Callable[..., tuple[int, str]]) -> None:
    code, said = shown("--offline", FUMAO_LISTEN="everywhere", FUMAO_SECRET=SECRET)
    assert (code, said[0]) == (1, BROKEN)
    assert "FUMAO_LISTEN" in said
    assert "canary" not in said


def test_offline_nothing_is_asked_of_the_network(shown: Callable[..., tuple[int, str]]) -> None:
    code, said = shown("--offline", FUMAO_TELEGRAM_API="http://127.0.0.1:1", FUMAO_TELEGRAM_TOKEN=TOKEN)
    assert (code, "127.0.0.1" in said) == (0, False)
    assert shown()[0] == 1
