"""What is kept of an earlier start changes nothing but the time: never what an edited pack says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.opening import open_desk_at
from conversations import Desk, Said, State, turn, word_replies
from knowledge.errors import PackFault
from tests.checker.applicants import TINY, TODAY

SAID = "申请材料要交给谁"
FRESH = "刚刚改过的回答（第一条）。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(TINY, tmp_path / "pack")


def _answer(desk: Desk, question: str) -> str:
    return word_replies(desk, turn(State(), Said(question, TODAY), desk)[1])


def _kept(data: Path) -> list[Path]:
    return list((data / "cache").iterdir())


def test_a_second_start_answers_like_the_first(folder: Path, tmp_path: Path) -> None:
    without = open_desk_at(None, folder)
    first, second = open_desk_at(tmp_path, folder), open_desk_at(tmp_path, folder)
    assert len(_kept(tmp_path)) == 1
    for question in [SAID, *(ask for entry in without.pack.questions for ask in entry.asks[:2])]:
        assert _answer(first, question) == _answer(second, question) == _answer(without, question)
    assert second.pack.rules == without.pack.rules
    assert second.pack.measure == without.pack.measure


def test_an_edited_pack_is_read_anew(folder: Path, tmp_path: Path) -> None:
    answer = open_desk_at(tmp_path, folder).pack.questions[0].answer
    file = folder / "questions.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(answer, FRESH), encoding="utf-8")
    assert open_desk_at(tmp_path, folder).pack.questions[0].answer == FRESH


def test_a_pack_that_was_broken_since_is_refused(folder: Path, tmp_path: Path) -> None:
    open_desk_at(tmp_path, folder)
    (folder / "facts.yaml").write_text("facts: [", encoding="utf-8")
    with pytest.raises(PackFault, match=r"facts\.yaml"):
        open_desk_at(tmp_path, folder)


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b"cut"])
def test_a_broken_cache_is_made_anew(folder: Path, tmp_path: Path, damage: bytes) -> None:
    open_desk_at(tmp_path, folder)
    (file,) = _kept(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:-9] if damage == b"cut" else damage)
    assert _answer(open_desk_at(tmp_path, folder), SAID) == _answer(open_desk_at(None, folder), SAID)
    assert _kept(tmp_path)[0].read_bytes() == whole


def test_without_a_place_to_write_it_goes_on_without(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert _answer(open_desk_at(tmp_path / "file", folder), SAID)
