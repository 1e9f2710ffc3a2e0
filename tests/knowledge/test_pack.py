"""Loading a pack: all of it or nothing, and a version that changes with any byte."""

import json
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from knowledge import PackFault, load_pack
from knowledge.pack import DEFAULT_PACK, NEEDED, Pack, build_pack, pack_files, parsed_files

TINY = Path(__file__).parents[1] / "packs" / "tiny"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


def test_a_second_measure_loads_with_its_own_titles_and_clauses() -> None:
    pack = load_pack(TINY)
    assert set(pack.rules) == {"model_shop", "village_room"}
    assert pack.statute.label("3.1.2.2") == "第三条（一）2网上书店"
    assert pack.readings["honour-relaxes"].ours == "R1"


@pytest.mark.parametrize("name", [*NEEDED, "rules/model_shop.yaml"])
def test_a_missing_file_is_refused_by_its_name(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(PackFault) as caught:
        load_pack(folder)
    assert caught.value.file == name
    assert caught.value.remedy


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackFault, match="没有这个文件夹"):
        load_pack(tmp_path / "nowhere")


def test_a_file_that_is_not_utf8_is_refused_with_its_line(folder: Path) -> None:
    (folder / "gaps.yaml").write_bytes("# 注释\n- id: 奖励\n".encode()[:-3] + "奖励".encode("gb18030"))
    with pytest.raises(PackFault) as caught:
        load_pack(folder)
    assert (caught.value.file, caught.value.line) == ("gaps.yaml", 2)


def test_the_version_changes_with_any_file_and_with_nothing_else(folder: Path) -> None:
    before = load_pack(folder).version
    (folder / "notes.txt").write_text("不是办法的文件", encoding="utf-8")
    assert load_pack(folder).version == before == load_pack(TINY).version
    with (folder / "words.yaml").open("a", encoding="utf-8") as file:
        file.write("# 一个注释\n")
    after = load_pack(folder)
    assert after.version != before
    assert len(after.version) == 64
    assert after.version.startswith(after.short_version)


def test_a_large_question_bank_may_go_on_in_further_files(folder: Path) -> None:
    (folder / "questions_b.yaml").write_text(
        '- clauses: ["6"]\n  asks: [材料不实呢]\n  answer: 取消申报资格（第六条）。\n', encoding="utf-8"
    )
    pack = load_pack(folder)
    assert pack.questions[-1].asks == ("材料不实呢",)
    assert len(pack.questions) == len(load_pack(TINY).questions) + 1


def test_a_repeated_reading_is_refused(folder: Path) -> None:
    path = folder / "readings.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("exactly-enough", "honour-relaxes"), encoding="utf-8"
    )
    with pytest.raises(PackFault, match="honour-relaxes"):
        load_pack(folder)


def test_the_plain_data_of_a_pack_makes_the_same_pack() -> None:
    files = pack_files(DEFAULT_PACK)
    again = build_pack(files, parsed=json.loads(json.dumps(parsed_files(files))))
    for field in fields(Pack):
        assert getattr(again, field.name) == getattr(load_pack(DEFAULT_PACK), field.name), field.name
