"""The documents are true: what they show is what the program does, and whoever reads on finds everything."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
import shutil
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from conversations import Said, State, open_desk, turn
from conversations.normalise import normalise
from conversations.reply import Answered, Concluded
from knowledge import DEFAULT_PACK, load_pack
from knowledge.lint import lint_pack
from tests.document_dialogues import documents, refreshed

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = (
    ("telegram",), ("ask",), ("chat",), ("check",), ("screen",), ("search",), ("verify",), ("materials",),
    ("doctor",), ("pack", "lint"), ("pack", "graph"), ("pack", "diff"),
)  # fmt: skip
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _fenced(text: str) -> str:
    return "".join(found.group(2) for found in FENCED.finditer(text))


def _targets(path: Path) -> list[Path]:
    """What a document links to within the project."""
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    return [(path.parent / link).resolve() for link in links if "//" not in link]


def _shown_commands() -> list[list[str]]:
    """Every `fumao …` that the README shows, as words."""
    code = _fenced(re.sub(r"^```transcript\n.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL))
    inline = re.findall(r"`([^`\n]+)`", README)
    shown = [*code.splitlines(), *inline]
    found = [line[match.start() :] for line in shown if (match := re.search(r"\bfumao [a-z]", line))]
    return [shlex.split(line)[1:] for line in found]


@pytest.fixture(scope="module")
def told_again() -> dict[Path, str]:
    """Every document with dialogues, its replies told again by the program."""
    return refreshed()


@pytest.mark.parametrize("path", documents(), ids=_name)
def test_a_dialogue_in_a_document_is_what_the_program_says(path: Path, told_again: dict[Path, str]) -> None:
    assert path.read_text(encoding="utf-8") == told_again[path], "run: make transcript"


def test_the_first_two_commands_open_the_assistant_and_test_it() -> None:
    commands = [line for line in _fenced(README).splitlines() if line.startswith("make ")]
    assert commands[:2] == ["make chat", "make test"]


def test_every_make_command_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, flags=re.MULTILINE))
    named = {name for path in DOCUMENTS for name in _make_commands(path)}
    assert named >= {"chat", "test", "check"}
    assert not named - targets


def _make_commands(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return set(re.findall(r"(?:^|`)make ([a-z][\w-]*)", text, flags=re.MULTILINE))


def test_the_readme_shows_every_command() -> None:
    shown = {tuple(words[: len(command)]) for words in _shown_commands() for command in COMMANDS}
    assert shown >= set(COMMANDS)


def test_there_are_no_other_commands() -> None:
    listed = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    for command in re.findall(r"^│ ([a-z]+) ", listed, flags=re.MULTILINE):
        assert command in {names[0] for names in COMMANDS}


@cache
def _help(command: tuple[str, ...]) -> str:
    said = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"})
    assert said.exit_code == 0
    return said.output


def test_every_command_and_option_that_the_readme_shows_exists() -> None:
    for words in _shown_commands():
        command = next((names for names in COMMANDS if tuple(words[: len(names)]) == names), None)
        assert command is not None, words
        for option in (word for word in words if word.startswith("-")):
            assert re.search(rf"{option}\b", _help(command)), (words, option)


def test_the_lines_for_programs_are_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUMAO_DATA", str(tmp_path))
    shown = re.findall(r"^echo '(\{.*\})' \| fumao (\w+ --jsonl)$", README, flags=re.MULTILINE)
    assert {command for _, command in shown} == {"ask --jsonl", "chat --jsonl", "check --jsonl"}
    for line, command in shown:
        said = CliRunner().invoke(app, command.split(), input=line)
        assert not json.loads(said.stdout).get("error"), said.stdout


def test_the_profile_in_the_readme_can_be_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUMAO_DATA", str(tmp_path))
    profile = next(text for kind, text in FENCED.findall(README) if text.startswith("designation:"))
    (tmp_path / "my.yaml").write_text(profile, encoding="utf-8")
    for words in (["check"], ["materials"]):
        said = CliRunner().invoke(app, [*words, str(tmp_path / "my.yaml")])
        assert said.exit_code == 0, said.output


def test_what_the_readme_adds_to_the_pack_passes_lint(tmp_path: Path) -> None:
    entry, gap = (text for _, text in FENCED.findall(README) if text.startswith("- "))
    pack = shutil.copytree(DEFAULT_PACK, tmp_path / "pack")
    with (pack / "gaps.yaml").open("a", encoding="utf-8") as file:
        file.write("\n" + gap)
    [ask] = re.findall(r"- (\S+) +# 新加的", entry)
    bank = pack / "questions_6_to_16.yaml"
    text = re.sub(r"( +asks:\n)( *)- ", rf"\1\2- {ask}\n\2- ", bank.read_text(encoding="utf-8"), count=1)
    bank.write_text(text, encoding="utf-8")
    assert lint_pack(pack) == ()


def test_lint_says_what_the_readme_says_of_a_changed_threshold(tmp_path: Path) -> None:
    file, before, after = re.findall(r"`(rules/\w+\.yaml)` 里的 `(.+?)` 改成 `(.+?)`", README)[0]
    pack = shutil.copytree(DEFAULT_PACK, tmp_path / "pack")
    text = (pack / file).read_text(encoding="utf-8")
    assert before in text
    (pack / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    faults = lint_pack(pack)
    assert faults
    assert all(str(fault) in _fenced(README) for fault in faults)


def test_whoever_reads_on_finds_every_document() -> None:
    start = [ROOT / "README.md", ROOT / "docs" / "how-it-works.md"]
    linked = {target for path in start for target in _targets(path)}
    folders = {target for target in linked if target.is_dir()}
    lost = [
        _name(path)
        for path in DOCUMENTS[1:]
        if path.resolve() not in {*linked, *start} and path.parent.resolve() not in folders
    ]
    assert not lost


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{_name(path)}: {target}" for path in DOCUMENTS for target in _targets(path) if not target.exists()
    ]
    assert not broken


def test_the_changelog_has_a_part_for_what_is_not_released() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = changelog.partition("## 未发布\n")[2].partition("\n## ")[0]
    assert "- " in unreleased


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_documents_name_no_machine(path: Path) -> None:
    """No address of a host, no path from the root of a disk, nothing outside the project."""
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"\w+://\S+|\b\d{1,3}(?:\.\d{1,3}){3}\b|localhost", text)
    assert not re.findall(r"(?<![\w.~>%/）)*])/[a-z]+/[\w./-]*", text)
    assert all(ROOT in target.parents for target in _targets(path))


def test_the_worked_example_is_what_happens() -> None:
    text = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    typed, question = re.findall(r"^> (.+)$", text, flags=re.MULTILINE)
    blocks = "\n".join(re.findall(r"^ {4}(.+)$", text, flags=re.MULTILINE))
    desk, day = open_desk(load_pack(DEFAULT_PACK)), dt.date(2026, 11, 23)
    state, replies = turn(State(), Said(typed, day), desk)
    assert normalise(typed) in blocks
    assert state.case is not None
    for name in (*state.case.facts, *(type(reply).__name__ for reply in replies)):
        assert re.search(rf"^{name} ", blocks, flags=re.MULTILINE), name
    [concluded] = [reply for reply in replies if isinstance(reply, Concluded)]
    for finding in concluded.verdict.findings:
        bounds = " … ".join(dict.fromkeys(finding.bounds.names))
        assert re.search(rf"^(?:[\d.]+ )*{finding.clause} [\d ]* *{bounds}\b", blocks, flags=re.MULTILINE)
    assert all(f"`{name}`" in text for name in (concluded.verdict.overall, *concluded.verdict.open_facts))
    _, [answer] = turn(State(), Said(question, day), desk)
    assert isinstance(answer, Answered)
    assert "rests on clause {}".format(*answer.clauses) in text


def test_every_dependency_is_explained() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    names = re.findall(r'^ {4}"([\w.-]+)[>=]', project, flags=re.MULTILINE)
    assert len(names) > 12
    assert not [name for name in names if f"| {name.lower()}" not in text]
