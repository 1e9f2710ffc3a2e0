"""Locks, full disks, broken and foreign files: a clear refusal, and what was kept before is still there."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store import Store
from bot.store_errors import StoreBusy, StoreError, StoreFull, StoreRefused

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fumao.db"


def test_a_lock_held_by_another_program_is_waited_for_then_asks_to_try_again(path: Path) -> None:
    with Store(path, patience=0.2) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(StoreBusy, match="请稍后再试"):
            store.accept("web", "e1", "c", {})
        assert store.claim("c") is None  # reading goes on
        other.execute("rollback")
        other.close()
        assert store.accept("web", "e1", "c", {})


def test_opening_does_not_need_the_lock(path: Path) -> None:
    Store(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    Store(path, patience=0.2).close()
    other.close()


def test_a_full_disk_confirms_nothing_and_the_store_recovers(path: Path) -> None:
    with Store(path) as store:
        assert store.accept("web", "kept", "c", {"say": "早"})
        pages = store._db.execute("pragma page_count").fetchone()[0]
        store._db.execute(f"pragma max_page_count = {pages}")
        with pytest.raises(StoreFull, match="磁盘空间不够"):
            store.accept("web", "big", "c", {"say": "x" * 200_000})
        claim = store.claim("c")
        assert claim is not None
        with pytest.raises(StoreFull):
            store.commit_turn("c", claim.event_seq, 0, {"x": "x" * 200_000}, [{"text": "y"}])
        assert store.claim("c") == claim
        assert store.pending("c") == ()
        store._db.execute("pragma max_page_count = 1000000")
        assert store.accept("web", "big", "c", {"say": "x" * 200_000})
        store.commit_turn("c", claim.event_seq, 0, {"x": 1}, [{"text": "y"}])
        assert len(store.pending("c")) == 1


def test_a_disk_full_in_the_middle_of_several_calls_undoes_them_all(path: Path) -> None:
    with Store(path) as store:
        pages = store._db.execute("pragma page_count").fetchone()[0]
        store._db.execute(f"pragma max_page_count = {pages}")
        with pytest.raises(StoreFull):
            _accept_both(store)
        with pytest.raises(StoreFull):
            _accept_both(store, StoreFull)
        assert store.events("c") == ()
        store._db.execute("pragma max_page_count = 1000000")
        with store.together():
            assert store.accept("web", "small", "c", {})
            assert store.accept("web", "big", "c", {"say": "x" * 200_000})
        assert [event.event_id for event in store.events("c")] == ["small", "big"]


def _accept_both(store: Store, *regardless_of: type[StoreError]) -> None:
    with store.together():
        store.accept("web", "small", "c", {})
        with contextlib.suppress(*regardless_of):
            store.accept("web", "big", "c", {"say": "x" * 200_000})


def test_a_file_that_may_not_grow_is_reported_and_what_was_kept_is_there(path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path; from bot.store import Store\n"
        "from bot.store_errors import StoreError\n"
        "store = Store(Path(sys.argv[1])); store.accept('web', 'kept', 'c', {})\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))\n"
        "try: store.accept('web', 'big', 'c', {'say': 'x' * 900_000}); print('accepted')\n"
        "except StoreError as error: print(error.problem)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)\n"
        "print(store.accept('web', 'big', 'c', {}))"
    )
    command = [sys.executable, "-c", script, str(path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    problem, again = result.stdout.split()
    assert problem in {"io", "full"}
    assert again == "True"
    with Store(path) as store:
        assert [event.event_id for event in store.events("c")] == ["kept", "big"]


@pytest.mark.parametrize("pages", [range(5, 6), range(1, 20)])
def test_a_corrupt_page_is_refused_with_advice_and_the_file_left_alone(path: Path, pages: range) -> None:
    with Store(path) as store:
        for number in range(300):
            store.accept("web", f"e{number}", "c", {"say": "x" * 200})
        assert store.scrub()
    broken = bytearray(path.read_bytes())
    for page in pages:
        broken[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(broken)
    with pytest.raises(StoreRefused, match="备份") as refusal:
        Store(path)
    assert refusal.value.problem == "corrupt"
    assert path.read_bytes() == broken


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_text("这不是数据库" * 300, encoding="utf-8")
    with pytest.raises(StoreRefused, match="已经损坏"):
        Store(path)


def test_a_newer_schema_is_refused_and_left_alone(path: Path) -> None:
    with Store(path) as store:
        store._db.table("_sqlite_migrations").insert(
            {"migration_set": "fumao", "name": "from_next_year", "applied_at": "2027"}
        )
    with pytest.raises(StoreRefused, match="请升级本程序") as refusal:
        Store(path)
    assert "from_next_year" in str(refusal.value)


def test_a_folder_in_place_of_the_file_is_refused_clearly(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="打不开数据库"):
        Store(tmp_path)


def test_a_file_in_place_of_the_folder_is_refused_clearly(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreRefused, match="打不开数据库"):
        Store(tmp_path / "data" / "fumao.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused_clearly(path: Path) -> None:
    Store(path).close()
    path.parent.chmod(0o500)
    try:
        with pytest.raises(StoreRefused, match="打不开数据库"):
            Store(path)
    finally:
        path.parent.chmod(0o700)


def test_only_the_owner_can_read_what_people_answered(tmp_path: Path) -> None:
    path = tmp_path / "new" / "fumao.db"
    with Store(path) as store:
        store.accept("web", "e1", "c", {})
        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_every_commit_waits_for_the_disk(path: Path) -> None:
    with Store(path) as store:
        found = [store._db.execute(f"pragma {name}").fetchone()[0] for name in PRAGMAS]
    assert found == list(PRAGMAS.values())


def test_errors_are_all_of_one_family() -> None:
    assert all(issubclass(error, StoreError) for error in (StoreBusy, StoreFull, StoreRefused))


PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": 10_000,
}
