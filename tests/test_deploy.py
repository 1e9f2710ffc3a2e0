"""What stands in deploy/ and in the manual of operations fits the program: commands, files, settings."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from configparser import RawConfigParser
from contextlib import closing
from fnmatch import fnmatch
from pathlib import Path

import pytest
import typer

from bot.cli import app
from bot.settings import Settings, load_settings
from bot.store import Store
from tests.bot.fake_api import fake_api

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
UNIT = (DEPLOY / "fumao-telegram.service").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETTINGS = {"FUMAO_" + ("today" if name == "fixed_day" else name).upper() for name in Settings.model_fields}


def _service() -> dict[str, str]:
    unit = RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # as the library's own manual does it
    unit.read_string(UNIT)
    return dict(unit["Service"])


def _instructions(word: str) -> list[str]:
    return re.findall(rf"^\s*{word} +(.+)$", DOCKERFILE, flags=re.MULTILINE)


def _is_command(words: list[str]) -> bool:
    commands = set(typer.main.get_group(app).commands)
    return Path(words[0]).name in PROJECT["project"]["scripts"] and words[1] in commands


# The unit ------------------------------------------------------------------------------------------


def test_the_unit_starts_a_command_of_the_program_and_keeps_its_state() -> None:
    service = _service()
    assert _is_command(shlex.split(service["ExecStart"]))
    assert service["Environment"] == f"FUMAO_DATA=/var/lib/{service['StateDirectory']}"
    assert service["EnvironmentFile"] in UNIT.partition("[Unit]")[0]


def test_the_unit_gives_up_where_starting_again_is_no_use() -> None:
    service = _service()
    assert (service["Restart"], service["RestartPreventExitStatus"]) == ("always", "78")
    assert set(re.findall(r"^\| (\d+) \|", MANUAL, flags=re.MULTILINE)) == {"0", "75", "78"}
    assert int(service["TimeoutStopSec"]) >= 5


def test_what_the_unit_tells_to_install_is_there() -> None:
    for name in re.findall(r"deploy/[\w.-]+", UNIT):
        assert (ROOT / name).is_file()
    assert re.search(r"^\.venv/ready:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


# The image -----------------------------------------------------------------------------------------


def _enters_the_image(name: str) -> bool:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    enters = True
    for pattern in (line for line in lines if line and not line.startswith("#")):
        if fnmatch(name, pattern.removeprefix("!")):
            enters = pattern.startswith("!")
    return enters


def test_what_is_copied_into_the_image_exists_and_is_not_ignored() -> None:
    copied = [line.split()[:-1] for line in _instructions("COPY") if not line.startswith("--from")]
    names = [name for line in copied for name in line]
    packages = {name.rstrip("*") for name in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert packages | {"requirements.lock", "pyproject.toml", PROJECT["project"]["readme"]} == set(names)
    assert all((ROOT / name).exists() and _enters_the_image(name) for name in names)


@pytest.mark.parametrize("name", [".git", ".venv", "tests", "fumao.toml", "fumao.env", "data", "dist"])
def test_nothing_else_enters_the_image(name: str) -> None:
    assert not _enters_the_image(name)


def test_only_what_is_locked_with_a_hash_is_installed() -> None:
    installs = [line for line in _instructions("RUN") if "pip install" in line]
    assert [("--require-hashes" in line, "--no-deps" in line) for line in installs] == [
        (True, False),
        (False, True),
    ]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE)) <= lock.count("--hash=sha256:")


def test_the_image_runs_the_command_itself_as_nobody_special() -> None:
    assert _is_command(json.loads(_instructions("CMD")[-1]))
    [user] = _instructions("USER")
    assert (user, _instructions("VOLUME")) == ("fumao", ["/data"])


def test_the_image_is_made_of_settings_that_can_be_read(tmp_path: Path) -> None:
    stated = dict(re.findall(r"(FUMAO_\w+)=(\S+)", " ".join(_instructions("ENV"))))
    settings = load_settings(stated, folder=tmp_path)
    assert settings.data == Path("/data")
    assert settings.listen_at == ("0.0.0.0", int(_instructions("EXPOSE")[0]))
    assert settings.listen_at[1] == load_settings({}, folder=tmp_path).listen_at[1]


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_image_is_healthy_when_the_health_page_says_so(status: int, healthy: bool) -> None:
    [command] = re.findall(r"^HEALTHCHECK .*? CMD (\[.+\])$", DOCKERFILE, flags=re.MULTILINE)
    program, option, code = json.loads(command)
    assert (program, option, "http://127.0.0.1:8642/healthz" in code) == ("python", "-c", True)
    with fake_api({"healthz": (status, b"{}")}) as fake:
        moved = code.replace("http://127.0.0.1:8642", fake.address)
        environ = {"http_proxy": "http://127.0.0.1:1"}
        run = subprocess.run([sys.executable, "-c", moved], env=environ, capture_output=True, check=False)
    assert (run.returncode == 0) is healthy


# The settings --------------------------------------------------------------------------------------


def test_the_example_of_settings_can_be_used_as_it_stands_and_filled_in(tmp_path: Path) -> None:
    text = (DEPLOY / "fumao.env.example").read_text(encoding="utf-8")
    as_it_stands = dict(re.findall(r"^(\w+)=(.*)$", text, flags=re.MULTILINE))
    filled = dict(re.findall(r"^#?(\w+)=(.*)$", text, flags=re.MULTILINE))
    assert set(filled) - {"HTTPS_PROXY"} == SETTINGS - {"FUMAO_DATA", "FUMAO_TODAY"}
    assert load_settings(as_it_stands, folder=tmp_path).telegram_webhook is None
    assert load_settings(filled, folder=tmp_path).telegram_webhook == "https://fumao.example.org/telegram"


def test_the_proxy_forwards_the_path_and_the_port_of_the_example() -> None:
    proxy = (DEPLOY / "nginx-webhook.conf.example").read_text(encoding="utf-8")
    assert "location = /telegram {" in proxy
    assert "proxy_pass http://127.0.0.1:8642;" in proxy


def test_the_manual_explains_every_setting() -> None:
    assert set(re.findall(r"^\| `(FUMAO_\w+)` \|", MANUAL, flags=re.MULTILINE)) == SETTINGS


# The manual ----------------------------------------------------------------------------------------


def test_the_manual_names_commands_that_exist() -> None:
    named = re.findall(r"(?:^|`)(fumao [a-z]+[^`\n]*)", MANUAL, flags=re.MULTILINE)
    assert len(named) > 5
    assert all(_is_command(shlex.split(each)) for each in named)
    assert set(re.findall(r"fumao telegram (--\w+)", MANUAL)) == {"--rehearse"}


def test_the_backup_of_the_manual_holds_what_a_running_store_has_committed(tmp_path: Path) -> None:
    [line] = re.findall(r"^python3 (-c .+)$", MANUAL, flags=re.MULTILINE)
    with Store(tmp_path / "fumao.db") as store:
        store.accept("telegram", "1", "telegram:a", {"text": "kept"})
        subprocess.run([sys.executable, *shlex.split(line)], cwd=tmp_path, check=True)
    (tmp_path / "restored").mkdir()
    (tmp_path / "backup.db").rename(tmp_path / "restored" / "fumao.db")
    with closing(sqlite3.connect(tmp_path / "restored" / "fumao.db")) as opened:
        assert opened.execute("pragma integrity_check").fetchone() == ("ok",)
    with Store(tmp_path / "restored" / "fumao.db") as store:
        claim = store.claim("telegram:a")
    assert claim is not None
    assert claim.payload == {"text": "kept"}
