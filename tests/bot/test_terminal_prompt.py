"""Typing and picking: keys go in through a pipe, what was heard comes out."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.terminal_choices import Choice
from bot.terminal_prompt import Prompt

UP, DOWN, ENTER, CTRL_C, CTRL_D = "\x1b[A", "\x1b[B", "\r", "\x03", "\x04"
CHOICES = (
    Choice("都对", "都对"),
    Choice("有", "1. 有", "honour", True),
    Choice("没有", "2. 没有", "honour", False),
)
Read = Callable[..., str | Choice]


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe:
        yield pipe


@pytest.fixture
def read(keys: PipeInput, tmp_path: Path) -> Read:
    prompt = Prompt(tmp_path / "history", lambda: 79, colour=False, input=keys, output=DummyOutput())

    def _read(typed: str, choices: tuple[Choice, ...] = ()) -> str | Choice:
        keys.send_text(typed)
        return prompt.read(choices)

    return _read


def test_what_is_typed_is_heard(read: Read) -> None:
    assert read("重点培育企业要什么条件？" + ENTER) == "重点培育企业要什么条件？"


def test_a_choice_is_picked_with_the_arrows(read: Read) -> None:
    assert read(DOWN + DOWN + ENTER, CHOICES) == CHOICES[1]
    assert read(UP + ENTER, CHOICES) == CHOICES[2]
    assert read(DOWN + UP + UP + ENTER, CHOICES) == CHOICES[2]


def test_numbers_and_other_words_may_be_typed_without_leaving_the_list(read: Read) -> None:
    assert read("2" + ENTER, CHOICES) == "2"
    assert read(DOWN + "为什么问这个" + ENTER, CHOICES) == "为什么问这个"


def test_enter_alone_answers_nothing(read: Read) -> None:
    assert read(ENTER + ENTER + "  " + ENTER + "好" + ENTER, CHOICES) == "好"


def test_ctrl_c_clears_a_half_typed_line_and_leaves_on_an_empty_one(read: Read) -> None:
    assert read("写错了" + CTRL_C + "写对" + ENTER) == "写对"
    with pytest.raises(EOFError):
        read(CTRL_C)
    with pytest.raises(EOFError):
        read(DOWN + CTRL_C, CHOICES)


def test_ctrl_d_leaves(read: Read) -> None:
    with pytest.raises(EOFError):
        read(CTRL_D, CHOICES)


def test_the_arrow_brings_back_what_was_typed_before_also_after_a_restart(
    read: Read, keys: PipeInput, tmp_path: Path
) -> None:
    read("材料呢" + ENTER)
    keys.send_text(UP + ENTER)
    again = Prompt(tmp_path / "history", lambda: 79, colour=False, input=keys, output=DummyOutput())
    assert again.read(()) == "材料呢"


def test_only_the_owner_may_read_what_was_typed(read: Read, tmp_path: Path) -> None:
    read("材料呢" + ENTER)
    assert stat.S_IMODE((tmp_path / "history").stat().st_mode) == 0o600


def test_a_history_that_cannot_be_written_stops_nothing(keys: PipeInput, tmp_path: Path) -> None:
    prompt = Prompt(tmp_path / "none" / "h", lambda: 79, colour=False, input=keys, output=DummyOutput())
    for typed in ("材料呢", UP):
        keys.send_text(typed + ENTER)
        assert prompt.read(()) == "材料呢"


def test_control_characters_and_broken_bytes_are_heard_as_harmless_text(
    keys: PipeInput, tmp_path: Path
) -> None:
    prompt = Prompt(tmp_path / "history", lambda: 79, colour=False, input=keys, output=DummyOutput())
    keys.send_bytes("材料\x16\x07呢😀".encode() + b"\xff" + ENTER.encode())
    heard = prompt.read(())
    assert isinstance(heard, str)
    assert heard.isprintable()
    assert heard.startswith("材料呢😀")


def test_a_list_longer_than_the_screen_can_be_walked_through(read: Read) -> None:
    many = tuple(Choice(f"第{n}项", f"{n}. 第{n}项", "kind", str(n)) for n in range(1, 60))
    assert read(DOWN * 57 + ENTER, many) == many[56]
