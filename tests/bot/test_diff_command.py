"""`fumao pack diff`: what changed, whose verdict and which answers change, before a new version is used."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.diff_command import stored_in_chats, stored_in_file
from knowledge.pack import DEFAULT_PACK
from tests.checker.applicants import ENTERPRISE, usd

SAID = "我们公司去年服务进出口额55万美元，其他都符合，能报重点培育企业吗"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setenv("FUMAO_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def raised(tmp_path: Path) -> Path:
    """The measure with a higher threshold in 5.4.4, text and rule, and one answer in other words."""
    folder = shutil.copytree(DEFAULT_PACK, tmp_path / "raised")
    _replace(folder / "rules" / "key_enterprise.yaml", "{usd: 500000}, proven_by", "{usd: 600000}, proven_by")
    _replace(folder / "text.md", "不低于50万美元；", "不低于60万美元；")
    _replace(folder / "gaps.yaml", "门槛都按美元写", "门槛一律按美元写")
    return folder


def _replace(file: Path, was: str, now: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now), encoding="utf-8")


def _diff(*arguments: object) -> tuple[int, str]:
    said = CliRunner().invoke(app, ["pack", "diff", *map(str, arguments)])
    return said.exit_code, said.output


def test_it_tells_what_changed_whose_verdict_and_which_answers(home: Path, raised: Path) -> None:
    lines: list[dict[str, object]] = [
        {
            "id": "near",
            "designation": "key_enterprise",
            "facts": {**ENTERPRISE, "prev_year_trade": usd(550_000)},
        },
        {"id": "far", "designation": "key_enterprise", "facts": ENTERPRISE},
        {"id": 3, "q": "用什么汇率折算"},
        {"id": 4, "q": "认定程序是怎样的"},
    ]
    cases = home / "cases.jsonl"
    cases.write_text("\n".join([*map(json.dumps, lines), "{", '{"id": 5}']), encoding="utf-8")
    code, said = _diff(DEFAULT_PACK, raised, "--cases", cases)
    assert code == 1
    assert "第五条（四）4（重点培育企业（机构））：上年度服务进出口额 50万美元 → 60万美元" in said
    assert "不低于50万美元" in said
    assert "重放了 2 家，1 家的结论" in said
    assert "· near（重点培育企业（机构））：符合基本申报条件 → 不符合" in said
    assert "    第五条（四）4：达到 → 未达到" in said
    assert "重放了 2 个问题，1 个的回答变了" in said
    assert "第 5 行读不懂" in said
    assert "第 6 行读不懂" in said


def test_without_a_file_it_replays_the_chats_that_are_kept_and_changes_nothing(
    home: Path, raised: Path
) -> None:
    lines = [{"chat": "a", "say": SAID}, {"chat": "a", "say": "考评多久一次"}]
    said = CliRunner().invoke(app, ["chat", "--jsonl"], input="\n".join(map(json.dumps, lines)))
    assert said.exit_code == 0
    database = home / "fumao.db"
    before = database.read_bytes()
    stored = stored_in_chats(database)
    assert [case.designation for case in stored.cases] == ["key_enterprise"]
    assert stored.questions == (SAID, "考评多久一次")
    code, told = _diff(DEFAULT_PACK, raised)
    assert code == 1
    assert "· 对话1第1家（重点培育企业（机构））：符合基本申报条件 → 不符合" in told
    assert "重放了 1 个问题，回答都没有变" in told
    assert database.read_bytes() == before


def test_the_same_pack_changes_nothing_and_an_empty_folder_has_nothing_to_replay(home: Path) -> None:
    code, said = _diff(DEFAULT_PACK, DEFAULT_PACK)
    assert code == 0
    assert "两版办法资料一样" in said
    assert "没有已存的申报情况" in said


def test_another_comment_is_no_change(home: Path) -> None:
    folder = shutil.copytree(DEFAULT_PACK, home / "comment")
    (folder / "readings.yaml").write_text(
        "# 另一句说明\n" + (folder / "readings.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    code, said = _diff(DEFAULT_PACK, folder)
    assert (code, "只有写法" in said) == (0, True)


def test_a_case_that_the_new_rules_cannot_judge_is_told(home: Path) -> None:
    folder = shutil.copytree(DEFAULT_PACK, home / "fewer")
    _replace(folder / "facts.yaml", "{is: partial,", "{is: some,")
    _replace(folder / "rules" / "export_base.yaml", "review: [partial]", "review: [some]")
    cases = home / "cases.jsonl"
    case = {"id": "b", "designation": "export_base", "facts": {"dedicated_staff": "partial"}}
    cases.write_text(json.dumps(case), encoding="utf-8")
    code, said = _diff(DEFAULT_PACK, folder, "--cases", cases)
    assert code == 1
    assert "· b（特色服务出口基地）：还不能下结论 → 不能判断" in said


@pytest.mark.parametrize("which", ["none", "--cases"])
def test_what_is_not_there_is_said_with_exit_code_2(home: Path, which: str) -> None:
    arguments = [home / "none", DEFAULT_PACK]
    if which == "--cases":
        arguments = [DEFAULT_PACK, DEFAULT_PACK, Path("--cases"), home / "none.jsonl"]
    code, said = _diff(*arguments)
    assert code == 2
    assert said.strip()


def test_a_file_of_questions_and_cases_is_read_in_order_each_question_once(home: Path) -> None:
    file = home / "both.jsonl"
    file.write_text(
        '{"q": "甲"}\n{"q": "甲"}\n\n{"id": 7, "designation": "x", "facts": {}}\n', encoding="utf-8"
    )
    stored = stored_in_file(file)
    assert stored.questions == ("甲",)
    assert [case.name for case in stored.cases] == ["7"]
