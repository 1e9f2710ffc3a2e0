"""`fumao check --receipt` and `fumao verify`: files, exit codes, the code on a printed list."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.receipt_command import find_receipt
from knowledge.pack import DEFAULT_PACK
from tests.bot.test_cli import PROFILE


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, with a profile in it."""
    monkeypatch.setenv("FUMAO_DATA", str(tmp_path))
    (tmp_path / "my.yaml").write_text(PROFILE, encoding="utf-8")
    return tmp_path


def _run(*arguments: str) -> tuple[int, str]:
    said = CliRunner().invoke(app, list(arguments))
    return said.exit_code, said.output


def _receipt(home: Path, *options: str) -> Path:
    file = home / "receipt.json"
    code, said = _run("check", str(home / "my.yaml"), "--receipt", str(file), *options)
    assert (code, "凭单已保存" in said) == (0, True)
    return file


def test_a_receipt_verifies_and_a_tampered_one_is_refused_with_the_field(home: Path) -> None:
    file = _receipt(home)
    code, said = _run("verify", str(file))
    assert (code, "结论一样：不符合" in said) == (0, True)
    tampered = home / "tampered.json"
    tampered.write_text(file.read_text(encoding="utf-8").replace("300000", "900000"), encoding="utf-8")
    code, said = _run("verify", str(file), str(tampered))
    assert code == 2
    assert "被改动过" in said
    assert "上年度服务进出口额" in said


def test_a_key_that_stands_twice_is_a_change(home: Path) -> None:
    file = _receipt(home)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"overall"', '"overall": "eligible",\n "overall"', 1), encoding="utf-8")
    code, said = _run("verify", str(file))
    assert (code, "总的结论" in said) == (2, True)


def test_under_changed_rules_it_tells_clause_by_clause_and_replays_the_old_ones(home: Path) -> None:
    old = shutil.copytree(DEFAULT_PACK, home / "old")
    rules = old / "rules" / "key_enterprise.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("usd: 500000", "usd: 200000"), encoding="utf-8"
    )
    file = _receipt(home, "--pack", str(old))
    code, said = _run("verify", str(file))
    assert code == 1
    assert "第五条（四）4：达到 → 未达到" in said
    assert "不能断定当时的结论算得对" in said
    code, said = _run("verify", str(file), "--pack", str(old))
    assert (code, "重算过" in said) == (1, True)


@pytest.mark.parametrize("content", ["", "{}", "[]", "{", '{"form": "fumao-receipt/1"}', "[" * 100_000])
def test_anything_else_is_refused_in_a_sentence(home: Path, content: str) -> None:
    (home / "other.json").write_text(content, encoding="utf-8")
    code, said = _run("verify", str(home / "other.json"))
    assert code == 2
    assert "凭单" in said


def test_a_file_that_is_not_there_and_no_file_at_all_are_said(home: Path) -> None:
    assert _run("verify", str(home / "none.json"))[0] == 2
    code, said = _run("verify")
    assert (code, "--code" in said) == (2, True)


def test_a_receipt_is_of_one_verdict(home: Path) -> None:
    for option in ("--all", "--jsonl"):
        code, said = _run("check", str(home / "my.yaml"), option, "--receipt", str(home / "r.json"))
        assert (code, "凭单" in said) == (2, True)
        assert not (home / "r.json").exists()


def test_the_code_on_a_list_of_a_chat_finds_its_receipt(home: Path) -> None:
    lines = [
        {"chat": "a", "say": "我们公司去年服务进出口额62万美元，其他都符合，能报重点培育企业吗"},
        {"chat": "a", "say": "材料清单"},
    ]
    said = CliRunner().invoke(app, ["chat", "--jsonl"], input="\n".join(map(json.dumps, lines)))
    assert said.exit_code == 0
    [saved] = (home / "exports").glob("*/receipt-*.json")
    code = saved.stem.removeprefix("receipt-")
    listed = next(saved.parent.glob("*.md")).read_text(encoding="utf-8")
    assert code in listed
    assert _run("verify", "--code", code)[0] == 0
    assert _run("verify", "--code", "0" * 16)[0] == 2
    assert find_receipt(home, "../../etc") is None
