"""The wheel holds everything that the program reads, and nothing else: packs, phrases, types; no tests."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("knowledge", "checker", "conversations", "bot")


def _builds_here() -> bool:
    """Whether the setuptools at hand can build a wheel without fetching anything."""
    try:
        found = re.findall(r"\d+", version("setuptools"))
    except PackageNotFoundError:
        return False
    return int(found[0]) >= 77


@dataclass(frozen=True)
class Built:
    """A wheel: the names of its files, and what was said while it was built."""

    files: frozenset[str]
    said: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A wheel that is built from a copy of what is kept in the project."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for path in [ROOT / "pyproject.toml", ROOT / "README.md", *_kept()]:
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    isolation = ["--no-build-isolation"] if _builds_here() else []
    run = subprocess.run(
        [*command, *isolation, "--wheel-dir", str(folder), str(source)], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        return Built(frozenset(opened.namelist()), run.stdout + run.stderr)


@pytest.fixture
def files(built: Built) -> frozenset[str]:
    """The names of the files in the wheel."""
    return built.files


def _kept() -> list[Path]:
    """The files of the packages and of the tests, without what Python leaves behind."""
    folders = (*PACKAGES, "tests")
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return [path for path in paths if "__pycache__" not in path.parts]


def _names(pattern: str) -> set[str]:
    found = (path for package in PACKAGES for path in (ROOT / package).rglob(pattern))
    return {path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts}


@pytest.mark.parametrize("pattern", ["*.yaml", "text.md", "py.typed", "*.py"])
def test_the_wheel_holds_every_file_that_the_program_reads(files: frozenset[str], pattern: str) -> None:
    assert _names(pattern)
    assert not _names(pattern) - files


def test_every_package_says_that_it_is_typed(files: frozenset[str]) -> None:
    assert {f"{package}/py.typed" for package in PACKAGES} <= files


def test_the_wheel_holds_nothing_else(files: frozenset[str]) -> None:
    folders = {name.partition("/")[0] for name in files}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_brings_the_command(files: frozenset[str]) -> None:
    assert any(name.endswith("entry_points.txt") for name in files)


def test_nobody_is_warned_while_installing(built: Built) -> None:
    assert "Warning" not in built.said
