"""Make the pictures of docs/telegram.md: start the rehearsal, play each scene, photograph it with Chromium.

    python docs/pictures/make.py --browser chromium

Needs a Chromium and a Chinese font. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "telegram"
WIDTH = 372
BAR = 87
"""Pixels of a window that Chromium keeps for itself even where it shows none."""
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
OFFICER = 7001


class Chat:
    """One chat with the bot, played through the controls of the rehearsal."""

    def __init__(self, url: str, number: int, *, group: bool = False) -> None:
        self.url = url
        self.number = number
        self.group = group

    def says(self, text: str, **more: object) -> None:
        """Write a message and wait until the bot has answered and gone quiet."""
        self._act("say", text=text, group=self.group, **more)

    def presses(self, label: str) -> None:
        """Press the newest button whose label holds these words."""
        for seen in reversed(self.messages()):
            labels = [button["text"] for row in seen["keyboard"] for button in row]
            if seen["by_bot"] and any(label in each for each in labels):
                place = next(number for number, each in enumerate(labels) if label in each)
                self._act("press", message_id=seen["id"], button=place)
                return
        raise LookupError(label)

    def messages(self) -> list[dict[str, Any]]:
        """The messages of the chat as they look now."""
        found: list[dict[str, Any]] = self._call("messages", chat=self.number)
        return found

    def _act(self, control: str, **given: object) -> None:
        """Do something; return when the chat has changed and stood still for a moment."""
        self._call(control, chat=self.number, **given)
        own, seen, since = self.messages(), None, time.monotonic()
        for _ in range(400):
            now = self.messages()
            if now != seen:
                seen, since = now, time.monotonic()
            elif now != own and time.monotonic() - since > 0.5:
                return
            time.sleep(0.05)

    def _call(self, control: str, **given: object) -> Any:
        request = urllib.request.Request(f"{self.url}/rehearsal/{control}", json.dumps(given).encode())
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            return json.load(answer)


def hello(url: str) -> int:
    """The first words, and a question with its clause."""
    chat = Chat(url, 42)
    chat.says("/start")
    chat.says("几年考评一次")
    return 42


def questions(url: str) -> int:
    """An assessment by taps: notice, title, field, an amount without its currency, why."""
    chat = Chat(url, 43)
    chat.says("/check")
    chat.presses("重点培育企业")
    chat.presses("一般领域")
    chat.says("38万")
    chat.presses("美元")
    chat.presses("为什么问这个")
    return 43


def verdict(url: str) -> int:
    """A verdict with what is long folded."""
    chat = Chat(url, 44)
    chat.says("我们是翻译公司，去年服务进出口38万美元，其他都符合，能报重点培育企业吗")
    return 44


def materials(url: str) -> int:
    """The list to tick off, and the documents."""
    chat = Chat(url, 45)
    chat.says("帮我测一下重点培育企业")
    chat.says("/materials")
    for label in ("☐ 1", "☐ 3", "☐ 7"):
        chat.presses(label)
    chat.presses("存成 Word")
    return 45


def changing(url: str) -> int:
    """All answers, one of them changed by its button; an old button."""
    chat = Chat(url, 46)
    chat.says("/start check_key_enterprise")
    chat.presses("一般领域")
    chat.says("60万美元")
    chat.presses("查看答案")
    chat.presses("改：上年度服务进出口额")
    chat.says("62万美元")
    return 46


def group(url: str) -> int:
    """A group: an answer under the question, and no assessment before the others."""
    chat = Chat(url, -100, group=True)
    chat.says("@fumao_rehearsal_bot 公示几天", user=42)
    chat.says("@fumao_rehearsal_bot 帮我测一下重点培育企业", user=43)
    return -100


def officers(url: str) -> int:
    """The officers' desk: the inbox, an answer with its clause, the preview."""
    Chat(url, 47).says("请问牌匾挂在门口左边还是右边比较吉利")
    Chat(url, 48).says("请问牌匾挂门口左边还是右边吉利一点")
    desk = Chat(url, OFFICER)
    desk.says("/inbox")
    desk.presses("答 1")
    prompt = desk.messages()[-1]["id"]
    desk.says("第六条（四）：认定以后授予牌匾，挂在哪里由单位自己定。", reply_to=prompt)
    desk.presses("发送")
    return OFFICER


def privacy(url: str) -> int:
    """One's own data as a file, then all of it erased."""
    chat = Chat(url, 49)
    chat.says("帮我测一下重点培育企业")
    chat.says("/mydata")
    chat.says("/forget")
    chat.presses("确认")
    return 49


SCENES: dict[str, Callable[[str], int]] = {
    "hello": hello,
    "questions": questions,
    "verdict": verdict,
    "materials": materials,
    "changing": changing,
    "group": group,
    "officers": officers,
    "privacy": privacy,
}
"""Scene → how it is played."""


@contextmanager
def rehearsal(data: Path) -> Iterator[str]:
    """`fumao telegram --rehearse` on a folder of its own; yields its URL."""
    environment = {
        **os.environ, "FUMAO_DATA": str(data), "FUMAO_TODAY": "2026-11-23", "FUMAO_OFFICERS": str(OFFICER),
        "FUMAO_LISTEN": "127.0.0.1:0", "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    command = [str(Path(sys.executable).parent / "fumao"), "telegram", "--rehearse"]
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        for line in running.stdout:
            if found := re.search(r"http://[\w.:]+", line):
                yield found[0]
                return
        raise RuntimeError("the rehearsal did not start")
    finally:
        running.terminate()
        running.wait(20)


def photograph(browser: str, url: str, chat: int, picture: Path) -> None:
    """The whole chat as it looks now, as PNG."""
    page = f"{url}/?chat={chat}&static=1"
    shown = _browse(browser, page, 100, "--dump-dom")
    found = re.search(r'data-height="(\d+)"', shown)
    assert found is not None, "the page did not come up"
    _browse(browser, page, int(found[1]) + BAR, f"--screenshot={picture}")


def _browse(browser: str, page: str, height: int, what: str) -> str:
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser, *QUIET, f"--user-data-dir={profile}", f"--window-size={WIDTH},{height}",
            "--virtual-time-budget=4000", what, page,
        ]  # fmt: skip
        return subprocess.run(command, check=True, capture_output=True, timeout=90, text=True).stdout


def main() -> None:
    """Make all pictures, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", default="chromium")
    parser.add_argument("scenes", nargs="*", metavar="scene", help=", ".join(SCENES))
    chosen = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data, rehearsal(Path(data)) as url:
        for name in chosen.scenes or SCENES:
            picture = FOLDER / f"{name}.png"
            photograph(chosen.browser, url, SCENES[name](url), picture)
            print(f"{picture.name}: {picture.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
