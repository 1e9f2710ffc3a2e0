"""Every kind of fault in a pack is found, with its file, its line and what to do about it.

Each case breaks a copy of the synthetic pack in one place; the fault stands on the line of the change.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from knowledge import DEFAULT_PACK, PackFault
from knowledge.lint import lint_pack

TINY = Path(__file__).parents[1] / "packs" / "tiny"


@dataclass(frozen=True)
class Break:
    """One case of lint_breaks.yaml. An `at` of the form @text.md:… names a line of another file."""

    name: str
    file: str
    old: str
    new: str
    what: str
    at: str = ""


BREAKS = [
    Break(**entry)
    for entry in yaml.safe_load((Path(__file__).parent / "lint_breaks.yaml").read_text(encoding="utf-8"))
]


def line_of(path: Path, text: str) -> int:
    """The line on which the text begins that is given."""
    source = path.read_text(encoding="utf-8")
    assert source.count(text) >= 1, text
    return source.count("\n", 0, source.index(text)) + 1


def broken(folder: Path, case: Break) -> tuple[str, int]:
    """Make the change; give the file and line where the fault should stand."""
    path = folder / case.file
    source = path.read_text(encoding="utf-8")
    assert case.old in source
    path.write_text(source.replace(case.old, case.new, 1), encoding="utf-8")
    if case.at.startswith("@"):
        file, _, text = case.at[1:].partition(":")
        return file, line_of(folder / file, text)
    return case.file, line_of(path, case.at or case.new)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.mark.parametrize("pack", [TINY, DEFAULT_PACK], ids=["synthetic", "shipped"])
def test_a_sound_pack_has_no_fault(pack: Path) -> None:
    assert [str(fault) for fault in lint_pack(pack)] == []


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case.name)
def test_each_kind_of_fault_is_found_with_file_line_and_remedy(folder: Path, case: Break) -> None:
    file, line = broken(folder, case)
    found = [fault for fault in lint_pack(folder) if case.what in fault.what]
    assert found, [str(fault) for fault in lint_pack(folder)]
    assert (file, line) in [(fault.file, fault.line) for fault in found]
    assert all(isinstance(fault, PackFault) and fault.remedy for fault in found)


def test_all_faults_are_found_at_once_in_the_order_of_files(folder: Path) -> None:
    chosen = [
        case
        for case in BREAKS
        if case.name in ("clause of a bar", "money in a rule", "figure in a gap", "unknown title")
    ]
    for case in chosen:
        broken(folder, case)
    (folder / "rules" / "village_room.yaml").unlink()
    faults = lint_pack(folder)
    for case in chosen:
        assert any(case.what in fault.what and fault.file == case.file for fault in faults)
    assert [fault.file for fault in faults] == sorted(fault.file for fault in faults)
    assert any(fault.file == "rules/village_room.yaml" and "缺少" in fault.what for fault in faults)


def test_a_file_that_belongs_to_no_pack_is_named(folder: Path) -> None:
    (folder / "fact.yaml").write_text("a: 1\n", encoding="utf-8")
    assert [fault.file for fault in lint_pack(folder)] == ["fact.yaml"]


def test_a_missing_folder_is_one_fault(tmp_path: Path) -> None:
    (fault,) = lint_pack(tmp_path / "nowhere")
    assert "没有这个文件夹" in fault.what


def test_a_text_whose_numerals_do_not_fit_is_one_fault_of_text_md(folder: Path) -> None:
    path = folder / "text.md"
    path.write_text(path.read_text(encoding="utf-8").replace("第七条", "第六条"), encoding="utf-8")
    assert ("text.md", "编号重复：第六条") in [(fault.file, fault.what) for fault in lint_pack(folder)]
