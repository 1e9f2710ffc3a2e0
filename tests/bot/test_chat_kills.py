"""The real `fumao chat --jsonl` is killed with SIGKILL in mid-dialogue, and what it left is gone on with.

Going on is done by the same lines in this process, over a store opened anew: starting is the slow part.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.exports import Exports
from bot.lines import chat_lines
from bot.store import Store
from tests.conversations.understanding import TODAY, desk

ROOT = Path(__file__).parents[2]
POINTS = ["accepted", "claimed", "turned", "before_commit", "committed", "sent", "marked"]
CANARY = "草原云雀数字科技"
SCRIPT = [
    ("a", "测一下重点培育企业"),
    ("a", "一般领域"),
    ("b", "帮我测一下特色服务出口基地"),
    ("a", "62万"),
    ("b", "园区"),
    ("a", "考评多久一次"),
    ("a", "美元"),
    ("b", "文化"),
    ("a", "有限公司"),
    ("b", "6家"),
    ("a", "上一步"),
    ("b", "都有"),
]
ERASING = [
    ("a", f"我们是{CANARY}有限公司，去年服务进出口60万美元，能报重点培育企业吗"),
    ("a", "材料清单"),
    ("a", f"{CANARY}好不好"),
    ("a", "答得不对"),
    ("a", "删除我的数据"),
    ("a", "确认"),
    ("a", "查看答案"),
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which only the cache of tokens is filled, so that later starts are quick."""
    folder = tmp_path_factory.mktemp("cache")
    assert _run(folder, []).returncode == 0
    (folder / "fumao.db").unlink()
    return folder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], list[str]]:
    """States and lines of a run that nobody killed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    lines = _go_on(folder, SCRIPT)
    return _states(folder), lines


@pytest.mark.parametrize("passage", [1, 3])
@pytest.mark.parametrize("point", POINTS)
def test_a_killed_dialogue_goes_on_as_if_nothing_had_happened(
    tmp_path: Path, cache: Path, undisturbed: tuple[dict[str, object], list[str]], point: str, passage: int
) -> None:
    folder = _filled(tmp_path / "data", cache)
    killed = _run(folder, SCRIPT, failpoint=f"{point}:{passage}")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    rest = SCRIPT[_accepted(folder) :]
    assert 0 < len(rest) < len(SCRIPT)
    again = _go_on(folder, rest)
    states, lines = undisturbed
    assert _states(folder) == states
    assert _log(folder) == SCRIPT_BY_CHAT
    shown = [*killed.stdout.splitlines(), *again]
    missing = Counter(lines) - Counter(shown)
    assert not Counter(shown) - Counter(lines)
    assert missing.total() <= 1  # a line in has one line out; what died with its line was made all the same


@pytest.mark.parametrize("point", ["claimed:6", "turned:11", "forgotten:1"])
def test_killed_while_everything_is_deleted_it_is_deleted_at_the_next_start(
    tmp_path: Path, cache: Path, point: str
) -> None:
    folder = _filled(tmp_path / "data", cache)
    assert _run(folder, ERASING, failpoint=point).returncode == -signal.SIGKILL
    (line,) = [json.loads(line) for line in _go_on(folder, ERASING[-1:])]
    assert (line["facts"], line["verdict"], line["asking"]) == ({}, None, None)
    assert _holding(folder) == []


def test_what_was_typed_is_nowhere_in_the_data_folder_once_it_is_deleted(tmp_path: Path, cache: Path) -> None:
    folder = _filled(tmp_path / "data", cache)
    assert _run(folder, ERASING[:-3]).returncode == 0
    assert _holding(folder) != []
    kept = sorted(file.suffix for file in (folder / "exports").rglob("*.*"))
    assert kept == [".docx", ".html", ".json", ".md"]
    assert _run(folder, ERASING[-3:]).returncode == 0
    assert _holding(folder) == []
    assert [file for file in (folder / "exports").rglob("*") if file.is_file()] == []


SCRIPT_BY_CHAT = {name: [text for chat, text in SCRIPT if chat == name] for name in ("a", "b")}


def _filled(folder: Path, cache: Path) -> Path:
    shutil.copytree(cache, folder)
    return folder


def _lines(script: list[tuple[str, str]]) -> list[str]:
    return [json.dumps({"chat": chat, "say": text}) + "\n" for chat, text in script]


def _go_on(folder: Path, script: list[tuple[str, str]]) -> list[str]:
    with Store(folder / "fumao.db") as store:
        return list(chat_lines(desk(), store, _lines(script), TODAY, Exports(folder / "exports")))


def _run(
    folder: Path, script: list[tuple[str, str]], failpoint: str = ""
) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        "chat",
        "--jsonl",
        "--day",
        TODAY.isoformat(),
    ]
    environ = {**os.environ, "FUMAO_DATA": str(folder), "FUMAO_FAILPOINT": failpoint, "PYTHONUTF8": "1"}
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environ,
        input="".join(_lines(script)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _states(folder: Path) -> dict[str, Any]:
    with Store(folder / "fumao.db") as store:
        return {name: store.read(f"lines:{name}") for name in ("a", "b")}


def _log(folder: Path) -> dict[str, list[object]]:
    with Store(folder / "fumao.db") as store:
        return {name: [each.payload["said"] for each in store.events(f"lines:{name}")] for name in ("a", "b")}


def _accepted(folder: Path) -> int:
    return sum(len(texts) for texts in _log(folder).values())


def _holding(folder: Path) -> list[Path]:
    forms = (CANARY.encode(), json.dumps(CANARY)[1:-1].encode())
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file for file in files if any(form in file.read_bytes() for form in forms)]
