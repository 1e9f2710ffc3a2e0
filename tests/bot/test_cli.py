"""The commands of `fumao` as a shell meets them: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from docx import Document

from conversations.phrase_file import read_phrases
from knowledge.pack import DEFAULT_PACK

PROGRAM = [sys.executable, "-c", "from bot.cli import main; main()"]
DAY = ["--day", "2026-11-23"]
PROFILE = """\
designation: key_enterprise
facts:
  track: general
  prev_year_trade: {value: "300000", currency: USD}
"""
ASK_FORM = {"id", "kind", "clauses", "answer", "related", "designation", "facts", "verdict", "open_facts"} | {
    "options"
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all these commands."""
    return tmp_path_factory.mktemp("home")


def _run(home: Path, *arguments: str, said: str | bytes = b"") -> tuple[int, str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FUMAO")}
    done = subprocess.run(
        [*PROGRAM, *arguments],
        input=said.encode() if isinstance(said, str) else said,
        capture_output=True,
        env={**kept, "FUMAO_DATA": str(home), "COLUMNS": "100", "LANG": "C.UTF-8"},
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def _records(home: Path, *arguments: str, said: str | bytes) -> list[dict[str, Any]]:
    """One JSON object a line; the command must end well and say nothing on stderr."""
    code, out, err = _run(home, *arguments, said=said)
    assert (code, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def _lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _profile(folder: Path, text: str = PROFILE) -> str:
    path = folder / "my.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


# ask -----------------------------------------------------------------------------------------------


def test_a_question_is_answered_with_its_clause_and_nothing_else_is_printed(home: Path) -> None:
    code, out, err = _run(home, "ask", "重点培育企业要什么条件", *DAY)
    assert (code, err) == (0, "")
    assert "【第五条（四）】" in out
    assert "50万美元" in out


def test_words_of_a_question_need_no_quotes(home: Path) -> None:
    assert (
        _run(home, "ask", "第五条（四）4", "说的是什么")[1]
        == _run(home, "ask", "第五条（四）4 说的是什么")[1]
    )


def test_why_tells_how_the_answer_was_found(home: Path) -> None:
    assert len(_run(home, "ask", "--why", "初审谁来做")[1]) > len(_run(home, "ask", "初审谁来做")[1])


def test_ask_without_a_question_says_how(home: Path) -> None:
    code, out, err = _run(home, "ask")
    assert (code, out, err.strip()) == (2, "", read_phrases("cli")["no_question"])


def test_each_line_of_ask_is_answered_in_its_place_and_a_bad_one_stops_nothing(home: Path) -> None:
    good = {"id": 1, "q": "重点培育企业要什么条件"}
    said = _lines(good) + '{"id": 2, "q"\n\n[]\n' + _lines({"id": 3}, {**good, "id": 4})
    first, broken, listed, wordless, last = _records(home, "ask", "--jsonl", *DAY, said=said)
    assert set(first) == ASK_FORM
    assert (first["kind"], first["clauses"][0], first["id"], last["id"]) == ("answer", "5.4", 1, 4)
    assert all("例如" in bad["error"] for bad in (broken, listed, wordless))
    assert wordless["id"] == 3
    assert {**first, "id": 4} == last


def test_bytes_that_are_no_text_are_answered_too(home: Path) -> None:
    said = b'{"id": 1, "q": "\xff\xfe\\ud800"}\n' + _lines({"id": 2, "q": "材料"}).encode()
    assert [record["id"] for record in _records(home, "ask", "--jsonl", *DAY, said=said)] == [1, 2]


# chat ----------------------------------------------------------------------------------------------


def test_chats_in_lines_are_kept_apart_and_a_bad_line_stops_nothing(tmp_path: Path, home: Path) -> None:
    copytree(home / "cache", tmp_path / "cache")
    said = _lines({"chat": "a", "say": "帮我测一下特色服务出口基地"}, {"chat": "b", "say": "材料呢"})
    said += "nonsense\n" + _lines({"say": "谁"}, {"chat": "a", "say": "2"})
    begun, other, bad, nameless, answered = _records(tmp_path, "chat", "--jsonl", *DAY, said=said)
    assert set(begun) == (ASK_FORM - {"id"}) | {"chat", "asking", "choices"}
    assert (begun["asking"], begun["choices"][1]) == ("base_kind", "园区（功能区）")
    assert (other["chat"], other["asking"]) == ("b", None)
    assert "JSON" in bad["error"]
    assert "chat" in nameless["error"]
    assert answered["facts"]["base_kind"] == "functional_zone"


def test_a_chat_in_lines_goes_on_in_another_process(tmp_path: Path, home: Path) -> None:
    copytree(home / "cache", tmp_path / "cache")
    for say, kind in (("帮我测一下特色服务出口基地", None), ("园区", "functional_zone")):
        said = _lines({"chat": 7, "say": say})
        (record,) = _records(tmp_path, "chat", "--jsonl", *DAY, said=said)
        assert record["facts"].get("base_kind") == kind


# check, materials ----------------------------------------------------------------------------------


def test_a_profile_gets_its_verdict(home: Path, tmp_path: Path) -> None:
    code, out, err = _run(home, "check", _profile(tmp_path), *DAY)
    assert (code, err) == (0, "")
    assert out.startswith("✗")
    assert "还差20万美元" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PROFILE.replace("general", "a: b"), "my.yaml:3"),
        (PROFILE + "  trak: general\n", "my.yaml:5"),
        (PROFILE + "  trak: general\n", "是不是“track”"),
        (PROFILE.replace("key_enterprise", "key_enterprize"), "是不是“key_enterprise”"),
        (PROFILE.replace("USD", "EUR"), "USD、CNY"),
    ],
)
def test_what_is_wrong_with_a_profile_is_told_with_its_line_and_what_was_meant(
    home: Path, tmp_path: Path, text: str, said: str
) -> None:
    for command in ("check", "materials"):
        code, out, err = _run(home, command, _profile(tmp_path, text))
        assert (code, out) == (2, "")
        assert said in err
        assert "Traceback" not in err


def test_check_reads_lines_too(home: Path) -> None:
    said = _lines({"id": 1, "designation": "key_enterprise", "facts": {}}) + "{\n"
    found = _records(home, "check", "--jsonl", *DAY, said=said)
    assert [record["overall"] for record in found] == ["undetermined", "error"]


def test_check_without_a_profile_says_how(home: Path) -> None:
    assert _run(home, "check")[::2] == (2, read_phrases("cli")["no_profile"] + "\n")


def test_materials_are_printed_or_saved(home: Path, tmp_path: Path) -> None:
    profile = _profile(tmp_path)
    shown = _run(home, "materials", profile, *DAY)[1]
    assert "审计报告" in shown
    for name in ("list.md", "list.docx", "list.html"):
        code, out, _ = _run(home, "materials", profile, "-o", str(tmp_path / name), *DAY)
        assert (code, out.strip()) == (0, read_phrases("cli")["written"].format(path=tmp_path / name))
    assert "审计报告" in (tmp_path / "list.md").read_text(encoding="utf-8")
    assert "审计报告" in (tmp_path / "list.html").read_text(encoding="utf-8")
    document = Document(BytesIO((tmp_path / "list.docx").read_bytes()))
    text = [p.text for p in document.paragraphs] + [c.text for t in document.tables for c in t._cells]
    assert any("审计报告" in each for each in text)


def test_a_list_that_cannot_be_written_is_told(home: Path, tmp_path: Path) -> None:
    code, _, err = _run(home, "materials", _profile(tmp_path), "-o", str(tmp_path / "none" / "x.md"))
    assert code == 2
    assert str(tmp_path / "none") in err


# The rest ------------------------------------------------------------------------------------------


def test_a_sound_pack_passes_and_a_broken_one_is_told_fault_by_fault(home: Path, tmp_path: Path) -> None:
    assert _run(home, "pack", "lint")[:2] == (0, read_phrases("cli")["no_faults"] + "\n")
    copytree(DEFAULT_PACK, tmp_path / "pack")
    broken = tmp_path / "pack" / "gaps.yaml"
    broken.write_text("- id: [\n", encoding="utf-8")
    code, out, _ = _run(home, "pack", "lint", str(tmp_path / "pack"))
    assert code == 1
    assert "gaps.yaml:" in out
    code, out, err = _run(home, "ask", "材料", "--pack", str(tmp_path / "pack"))
    assert (code, out) == (2, "")
    assert "gaps.yaml:" in err


@pytest.mark.parametrize(
    ("command", "day"),
    [
        (["ask", "材料"], "明天"),
        (["ask", "材料"], "1"),
        (["chat"], "2026-02-30"),
        (["check", "x.yaml"], "明天"),
        (["materials", "x.yaml"], "明天"),
    ],
)
def test_a_day_that_is_none_is_refused(home: Path, command: list[str], day: str) -> None:
    code, out, err = _run(home, *command, "--day", day)
    assert (code, out, err.strip()) == (2, "", read_phrases("cli")["bad_day"].format(day=day))


def test_a_bad_setting_is_told_in_one_sentence(home: Path) -> None:
    (home / "fumao.toml").write_text("offcers = 1")
    try:
        code, out, err = _run(home, "ask", "材料")
    finally:
        (home / "fumao.toml").unlink()
    assert (code, out) == (2, "")
    assert "officers" in err


@pytest.mark.parametrize(
    "command",
    [[], ["ask"], ["chat"], ["check"], ["materials"], ["doctor"], ["pack"], ["pack", "lint"]],
    ids=" ".join,
)
def test_every_command_explains_itself_in_chinese(home: Path, command: list[str]) -> None:
    say = read_phrases("cli")
    code, out, err = _run(home, *command, "--help")
    assert (code, err) == (0, "")
    assert say[command[-1] if command else "app"][:10] in out
