"""A process that uses the store is killed with SIGKILL at each named instruction, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.migrations import SCHEMA
from bot.store import Store
from tests.bot import store_worker

ROOT = Path(__file__).parents[2]
POINTS = ["accepted", "claimed", "turned", "before_commit", "committed", "sent", "marked"]
CHATS = ["web:0", "web:1"]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[object], Counter[str]]:
    """States and deliveries of a run that nobody killed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert _run(folder).returncode == 0
    return _states(folder), _deliveries(folder)


@pytest.mark.parametrize("passage", [1, 4])
@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_nothing_is_lost_and_nothing_is_applied_twice(
    tmp_path: Path, undisturbed: tuple[list[object], Counter[str]], point: str, passage: int
) -> None:
    killed = _run(tmp_path, failpoint=f"{point}:{passage}")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert _run(tmp_path).returncode == 0
    states, deliveries = undisturbed
    assert _states(tmp_path) == states
    repeated = _deliveries(tmp_path) - deliveries
    assert not deliveries - _deliveries(tmp_path)
    assert repeated.total() <= 1
    assert repeated.total() == (1 if point == "sent" else 0)


def test_the_log_says_of_each_event_the_version_it_led_to(tmp_path: Path) -> None:
    assert _run(tmp_path, failpoint="before_commit:3").returncode == -signal.SIGKILL
    assert _run(tmp_path).returncode == 0
    with Store(tmp_path / "fumao.db") as store:
        for chat in CHATS:
            assert [event.version for event in store.events(chat)] == [1, 2, 3]


def test_killed_inside_a_migration_the_file_is_of_the_old_schema_and_then_of_the_new(tmp_path: Path) -> None:
    old = Database(tmp_path / "fumao.db")
    SCHEMA.apply(old, stop_before="questions_and_chores")
    old.execute("insert into events (channel, event_id, chat, payload) values ('web', 'old', 'web:0', '{}')")
    before = old.schema
    old.close()
    assert _run(tmp_path, failpoint="migrating").returncode == -signal.SIGKILL
    survivor = Database(tmp_path / "fumao.db")
    assert survivor.schema == before
    survivor.close()
    with Store(tmp_path / "fumao.db") as store:
        store.keep_question("web:0", "?", {})
        assert [event.event_id for event in store.events("web:0")] == ["old"]


def test_killed_in_the_middle_of_forgetting_the_next_opening_erases_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "fumao.db"
    script = (
        "import sys; from pathlib import Path; from bot.store import Store\n"
        "store = Store(Path(sys.argv[1])); store.accept('web', 'e', 'c', {'say': 'canary-77' * 900})\n"
        "store.forget('c')"
    )
    killed = _python(["-c", script, str(path)], failpoint="forgotten")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with Store(path) as store:
        assert store.events("c") == ()
        assert not [file for file in tmp_path.iterdir() if b"canary-77" in file.read_bytes()]


def test_two_processes_on_one_file_do_each_event_once(
    tmp_path: Path, undisturbed: tuple[list[object], Counter[str]]
) -> None:
    script = (
        "import sys; from pathlib import Path; from bot.store import Store\n"
        "from bot.store_errors import Conflict\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for number in range(60):\n"
        "    store.accept('web', f'{number}', 'c', {})\n"
        "    while (claim := store.claim('c')) is not None:\n"
        "        n = claim.state.get('n', 0) + 1\n"
        "        try: store.commit_turn('c', claim.event_seq, claim.version, {'n': n}, [])\n"
        "        except Conflict: continue\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "fumao.db")]
    both = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    with Store(tmp_path / "fumao.db") as store:
        assert store.read("c") == (60, {"n": 60})


def _run(folder: Path, failpoint: str = "") -> subprocess.CompletedProcess[str]:
    files = [str(folder / "fumao.db"), str(folder / "delivered.txt")]
    return _python(["-m", store_worker.__name__, *files], failpoint=failpoint)


def _python(arguments: list[str], *, failpoint: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "FUMAO_FAILPOINT": failpoint}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def _states(folder: Path) -> list[object]:
    with Store(folder / "fumao.db") as store:
        return [store.read(chat) for chat in CHATS]


def _deliveries(folder: Path) -> Counter[str]:
    return Counter((folder / "delivered.txt").read_text(encoding="utf-8").splitlines())
