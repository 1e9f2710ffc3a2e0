"""`fumao chat` as a person meets it: through a pipe, and in a terminal of 80 columns.

One file, because all of it drives the same process.
"""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from fcntl import ioctl
from pathlib import Path

import pytest
from rich.cells import cell_len

from bot.store import Store
from conversations.phrase_file import read_phrases
from knowledge.pack import DEFAULT_PACK, load_pack

PROGRAM = [sys.executable, "-c", "from bot.cli import main; main()"]
CHAT = [*PROGRAM, "chat", "--day", "2026-11-23"]
TINY = ["--pack", str(Path(__file__).parents[1] / "packs" / "tiny")]
SAY = read_phrases("replies")
BYE, FORGOTTEN = SAY["bye"], SAY["forgotten"]
DOWN, ENTER, CTRL_C, CTRL_D = "\x1b[B", "\r", "\x03", "\x04"


def _environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FUMAO", "NO_COLOR"))}
    return {**kept, "FUMAO_DATA": str(folder), "LANG": "C.UTF-8", "TERM": "xterm-256color", **more}


def _piped(folder: Path, said: bytes, command: Sequence[str] = CHAT, **more: str) -> str:
    """What a chat through pipes shows; it must end well and say nothing on stderr."""
    done = subprocess.run(
        command, input=said, capture_output=True, env=_environment(folder, **more), timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def _killed(folder: Path, said: bytes, point: str) -> None:
    """A chat that is killed where `point` is reached."""
    environment = _environment(folder, FUMAO_FAILPOINT=point)
    done = subprocess.run(CHAT, input=said, capture_output=True, env=environment, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL


class Terminal:
    """A chat in a terminal of 80 columns and 24 lines."""

    def __init__(self, folder: Path, *arguments: str, **more: str) -> None:
        self._here, there = pty.openpty()
        ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            [*CHAT, *arguments],
            stdin=there,
            stdout=there,
            stderr=there,
            env=_environment(folder, **more),
            start_new_session=True,
        )
        os.close(there)
        self._seen = ""
        self.opening = self.until(read_phrases("terminal")["prompt"])

    def until(self, words: str) -> str:
        """What appears up to these words."""
        end = time.monotonic() + 30
        while words not in self._seen:
            if not self._read(end - time.monotonic()):
                raise AssertionError(f"{words} did not appear in {self._seen!r}")
        shown, self._seen = self._seen[: (at := self._seen.index(words) + len(words))], self._seen[at:]
        return shown

    def _read(self, patience: float) -> bool:
        if patience <= 0 or not select.select([self._here], [], [], patience)[0]:
            return False
        try:
            found = os.read(self._here, 65536).decode("utf-8", "ignore")
        except OSError:  # the other end was closed
            return False
        self._seen += found
        return bool(found)

    def type(self, keys: str) -> None:
        os.write(self._here, keys.encode())

    def ask(self, keys: str) -> str:
        """Everything shown between these keys and the next prompt."""
        self.type(keys)
        return self.until(read_phrases("terminal")["echo"]) + self.until(read_phrases("terminal")["prompt"])

    def ended(self) -> int:
        """The exit code, once it has ended."""
        try:
            return self.process.wait(timeout=30)
        finally:
            os.close(self._here)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the program works out at its first start, so that the tests need not wait for it."""
    folder = tmp_path_factory.mktemp("first")
    _piped(folder, b"")
    return folder / "cache"


@pytest.fixture
def home(tmp_path: Path, cache: Path) -> Path:
    """The data folder of somebody new."""
    shutil.copytree(cache, tmp_path / "cache")
    return tmp_path


@pytest.fixture
def started() -> Iterator[list[Terminal]]:
    """The terminals of a test; whatever is left running is ended."""
    running: list[Terminal] = []
    yield running
    for terminal in running:
        if terminal.process.poll() is None:
            terminal.process.kill()
            terminal.ended()


# Through a pipe ----------------------------------------------------------------------------------


def test_a_pipe_gets_each_line_answered_in_order_also_without_a_last_line_break(home: Path) -> None:
    shown = _piped(home, "重点培育企业要什么条件？\n\n材料呢".encode())
    opening, first, second = shown.split("\n> ")
    assert opening.startswith(SAY["greeting"].split("{")[0])
    assert first.startswith("重点培育企业要什么条件？\n")
    assert "50万美元" in first
    assert "【第五条（四）】" in first
    assert second.startswith("材料呢\n")
    assert "审计报告" in second


def test_a_pipe_gets_no_colour_and_no_line_wider_than_80_columns(home: Path) -> None:
    shown = _piped(home, "第五条\n帮我测一下\n1\n为什么问这个\n材料清单\n".encode())
    assert "\x1b" not in shown
    assert all(cell_len(line) <= 80 for line in shown.splitlines() if str(home) not in line)


def test_the_greeting_has_four_examples(home: Path) -> None:
    shown = _piped(home, b"")
    examples = load_pack(DEFAULT_PACK).measure.examples
    assert len(examples) == 4
    assert list(examples) == re.findall(r"^  (.*)$", shown, re.MULTILINE)


def test_any_bytes_are_answered_and_none_reaches_the_screen_raw(home: Path) -> None:
    said = b"\xff\xfe\x00\n\x1b[31m\x07" + "\u202e😀\n".encode() + "很长".encode() * 50_000 + b"\r\n"
    shown = _piped(home, said)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", shown)
    assert shown.count("\n> ") == 3
    assert len(shown) < 10_000


def test_a_reader_that_goes_away_ends_it_quietly(home: Path) -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        CHAT, stdin=subprocess.PIPE, stdout=writing, stderr=subprocess.PIPE, env=_environment(home)
    ) as chat:
        os.close(writing)
        os.close(reading)
        assert chat.communicate("材料呢\n".encode(), timeout=60)[1] == b""
    assert chat.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_end_ends_it_well_while_it_waits_for_a_line(home: Path, number: int) -> None:
    with subprocess.Popen(
        CHAT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(home),
    ) as chat:
        assert chat.stdout is not None
        chat.stdout.readline()
        time.sleep(0.3)  # past the greeting
        chat.send_signal(number)
        assert chat.wait(timeout=30) == 0
        assert chat.stderr is not None
        assert chat.stderr.read() == b""


def test_a_terminal_that_can_do_nothing_gets_the_plain_mode(home: Path) -> None:
    assert "\x1b" not in _piped(home, b"", TERM="dumb")


# Coming back ---------------------------------------------------------------------------------------


def test_an_unfinished_case_goes_on_where_it_was_left(home: Path) -> None:
    before = _piped(home, "帮我测一下特色服务出口基地\n园区\n".encode())
    question = before.strip().split("\n\n")[-1]
    back = _piped(home, b"")
    assert back.startswith(SAY["welcome_back"].split("{")[0])
    assert question.splitlines()[0].partition("（第")[0] in back


def test_a_choice_of_title_left_open_is_put_again(home: Path) -> None:
    _piped(home, "帮我测一下\n".encode())
    back = _piped(home, b"")
    assert back.startswith(read_phrases("terminal")["welcome_back_choosing"])
    assert SAY["choose"] in back


def test_a_case_left_open_on_another_pack_goes_on_with_this_one(home: Path) -> None:
    _piped(home, "帮我测一下特色服务出口基地\n园区\n".encode())
    assert SAY["new_version"] in _piped(home, b"", [*CHAT, *TINY]).replace("\n", "")


@pytest.mark.parametrize("point", ["accepted", "before_commit", "sent"])
def test_killed_in_the_middle_of_a_turn_it_shows_the_answer_at_the_next_start(home: Path, point: str) -> None:
    _killed(home, "帮我测一下特色服务出口基地\n".encode(), point)
    back = _piped(home, b"")
    assert back.startswith(read_phrases("terminal")["unfinished"])
    assert SAY["begun"].split("{")[0] in back
    assert _piped(home, b"").startswith(SAY["welcome_back"].split("{")[0])


def test_a_request_to_delete_that_was_killed_is_carried_out_at_the_next_start(home: Path) -> None:
    _piped(home, "帮我测一下特色服务出口基地\n删除我的数据\n".encode())
    (home / "terminal-history").write_text("x")
    _killed(home, "确认\n".encode(), "accepted")
    assert FORGOTTEN in _piped(home, b"").replace("\n", "")
    assert not (home / "terminal-history").exists()
    assert _piped(home, b"").startswith(SAY["greeting"].split("{")[0])


# In a terminal -------------------------------------------------------------------------------------


def test_choices_are_picked_typed_and_changed_in_a_terminal(home: Path, started: list[Terminal]) -> None:
    terminal = Terminal(home)
    started.append(terminal)
    assert "\x1b[1m" in terminal.opening
    listed = terminal.ask("帮我测一下特色服务出口基地" + ENTER)
    assert "1. 行政区" in listed
    picked = terminal.ask(DOWN + DOWN + ENTER)
    assert "园区（功能区）" in picked
    assert "主要做哪个领域" in picked
    assert "文化类企业" in terminal.ask("2" + ENTER)
    terminal.type(CTRL_D)
    assert BYE in terminal.until(BYE)
    assert terminal.ended() == 0


def test_ctrl_c_clears_the_line_and_then_says_goodbye(home: Path, started: list[Terminal]) -> None:
    terminal = Terminal(home)
    started.append(terminal)
    terminal.type("写到一半" + CTRL_C)
    terminal.ask("你好" + ENTER)
    terminal.type(CTRL_C)
    terminal.until(BYE)
    assert terminal.ended() == 0
    with Store(home / "fumao.db") as store:
        assert len(store.events("terminal:me")) == 1


def test_a_request_to_end_says_goodbye_in_a_terminal(home: Path, started: list[Terminal]) -> None:
    terminal = Terminal(home)
    started.append(terminal)
    terminal.process.terminate()
    terminal.until(BYE)
    assert terminal.ended() == 0


def test_without_colour_nothing_is_coloured(home: Path, started: list[Terminal]) -> None:
    terminal = Terminal(home, NO_COLOR="1")
    started.append(terminal)
    shown = terminal.opening + terminal.ask("材料呢" + ENTER)
    assert not re.search(r"\x1b\[[\d;]*(?:3[1-7]|38|9[0-7])m", shown)


def test_what_was_deleted_leaves_nothing_behind(home: Path, started: list[Terminal]) -> None:
    secret = "呼和浩特云上鸿雁公司"
    terminal = Terminal(home)
    started.append(terminal)
    terminal.ask(f"{secret}能报重点培育企业吗，帮我测一下重点培育企业" + ENTER)
    terminal.ask("材料清单" + ENTER)
    terminal.ask("删除我的数据" + ENTER)
    assert FORGOTTEN[:8] in terminal.ask("确认" + ENTER)
    terminal.type(CTRL_D)
    assert terminal.ended() == 0
    left = {file for file in home.rglob("*") if file.is_file()}
    assert {file.name for file in left if file.parent.name != "cache"} == {"fumao.db"}
    for written in (secret.encode(), secret.encode("unicode_escape")):
        assert not [file for file in left if written in file.read_bytes()]
