"""`fumao pack graph`: one picture into a file, or all into a folder; coloured where facts are given."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.bot.test_cli import PROFILE


def _run(*arguments: str) -> tuple[int, str]:
    said = CliRunner().invoke(app, ["pack", "graph", *arguments])
    return said.exit_code, said.output


def test_without_a_designation_all_go_into_a_folder(tmp_path: Path) -> None:
    code, _ = _run("-o", str(tmp_path))
    assert code == 0
    names = {"innovation_city", "outsourcing_city", "export_base", "key_enterprise"}
    assert {file.stem for file in tmp_path.glob("*.svg")} == names


def test_one_goes_into_the_file_that_is_named_and_facts_colour_it(tmp_path: Path) -> None:
    (tmp_path / "my.yaml").write_text(PROFILE, encoding="utf-8")
    plain, coloured = tmp_path / "plain.svg", tmp_path / "coloured.svg"
    assert _run("key_enterprise", "-o", str(plain))[0] == 0
    assert _run("--facts", str(tmp_path / "my.yaml"), "-o", str(coloured))[0] == 0
    assert "✗" not in plain.read_text(encoding="utf-8")
    assert "✗" in coloured.read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["key_enterprize"], ["--facts", "none.yaml"]])
def test_what_cannot_be_drawn_is_said_with_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    code, said = _run(*arguments, "-o", str(tmp_path / "x.svg"))
    assert code == 2
    assert said.strip()
