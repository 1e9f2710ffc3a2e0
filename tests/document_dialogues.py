"""Dialogues in the documents are what the program says: their inputs are typed again, the replies compared.

`python -m tests.document_dialogues` writes the replies anew; a test holds every document against them.

A transcript is a block fenced as ```transcript. A line that begins with › is typed, what follows it is the
reply. ⋮ on a line of its own leaves lines out: the lines before the first ⋮ are the reply's first ones, those
after the last ⋮ its last ones, and what stands between two ⋮ occurs in the reply as it is.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DAY = "2026-11-23"
"""The day on which all transcripts take place."""
TYPED, LEFT_OUT = "› ", "⋮"
_BLOCK = re.compile(r"(?<=^```transcript\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Turn:
    """What was typed, and the lines of the reply as the document shows them."""

    typed: str
    shown: tuple[str, ...]


def documents() -> tuple[Path, ...]:
    """Every document that holds a transcript."""
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return tuple(path for path in paths if _BLOCK.search(path.read_text(encoding="utf-8")))


def refreshed() -> dict[Path, str]:
    """Each of these documents with the replies that the program gives now; all in one run of it."""
    texts = {path: path.read_text(encoding="utf-8") for path in documents()}
    dialogues = {
        f"{path.stem} {number}": _turns(found.group())
        for path, text in texts.items()
        for number, found in enumerate(_BLOCK.finditer(text), 1)
    }
    said = _replies({chat: [turn.typed for turn in turns] for chat, turns in dialogues.items()})
    written = iter([_written(turns, said[chat]) for chat, turns in dialogues.items()])
    return {path: _BLOCK.sub(lambda _: next(written), text) for path, text in texts.items()}


def _turns(block: str) -> list[Turn]:
    turns: list[Turn] = []
    for line in block.splitlines():
        if line.startswith(TYPED):
            turns.append(Turn(line.removeprefix(TYPED), ()))
        elif turns:
            turns[-1] = Turn(turns[-1].typed, (*turns[-1].shown, line))
    return turns


def _replies(dialogues: Mapping[str, list[str]]) -> dict[str, list[list[str]]]:
    """For each chat the lines of each reply of `fumao chat --jsonl`."""
    typed = [{"chat": chat, "say": say} for chat, dialogue in dialogues.items() for say in dialogue]
    with tempfile.TemporaryDirectory() as data:
        run = subprocess.run(
            [sys.executable, "-c", "from bot.cli import main; main()", "chat", "--jsonl"],
            input="\n".join(json.dumps(each, ensure_ascii=False) for each in typed),
            env={**os.environ, "FUMAO_DATA": data, "FUMAO_TODAY": DAY, "PYTHONUTF8": "1"},
            cwd=data,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        records = [json.loads(line) for line in run.stdout.splitlines()]
    said: dict[str, list[list[str]]] = {chat: [] for chat in dialogues}
    for record in records:
        said[record["chat"]].append(record["answer"].replace(data, "<FUMAO_DATA>").splitlines())
    return said


def _written(turns: list[Turn], replies: list[list[str]]) -> str:
    blocks = []
    for turn, reply in zip(turns, replies, strict=True):
        blocks += [TYPED + turn.typed, "", *_excerpt(turn.shown, reply), ""]
    return "\n".join(blocks[:-1]) + "\n"


def _excerpt(shown: tuple[str, ...], reply: list[str]) -> list[str]:
    """The reply, shortened where the document shortens it."""
    head, *others = _parts(shown)
    if not others:
        return reply
    *middle, tail = others
    kept, at = reply[: len(head)], len(head)
    for part in middle:
        place = next((n for n in range(at, len(reply)) if reply[n : n + len(part)] == part), None)
        if place is not None:
            kept, at = [*kept, LEFT_OUT, *part], place + len(part)
    return [*kept, LEFT_OUT, *(reply[-len(tail) :] if tail else [])]


def _parts(shown: tuple[str, ...]) -> list[list[str]]:
    """The shown lines between the marks; empty lines at either end of a turn do not count."""
    lines = "\n".join(shown).strip("\n").split("\n")
    parts: list[list[str]] = [[]]
    for line in lines:
        if line == LEFT_OUT:
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def main() -> None:
    """Write all replies anew."""
    for path, text in refreshed().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
