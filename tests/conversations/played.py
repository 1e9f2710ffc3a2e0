"""Every turn of every transcript, played once: where it led, and what was replied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from conversations import Reply, State
from tests.conversations.dialogue import Dialogue

FOLDER = Path(__file__).parents[1] / "transcripts"


@dataclass(frozen=True)
class Played:
    """A turn: what was said, the state and the replies that came of it."""

    name: str
    say: str
    state: State
    replies: tuple[Reply, ...]


@cache
def played() -> tuple[Played, ...]:
    """All turns in order, each transcript a dialogue of its own."""
    turns = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for script in yaml.safe_load(file.read_text(encoding="utf-8")):
            dialogue = Dialogue()
            for step in script["turns"]:
                if "say" in step:
                    dialogue.say(step["say"])
                    turns.append(Played(script["name"], step["say"], dialogue.state, dialogue.replies))
    return tuple(turns)
