"""A process that can be killed: takes every event, answers it, delivers the replies to a file.

The arguments are the database and the file of deliveries. Run again after a kill, it is given all the
events again, as a channel would that was never told that they had arrived.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.records import Claim
from bot.store import Store

EVENTS = [(f"e{number}", f"web:{number % 2}", {"say": f"第{number}句"}) for number in range(6)]


def turn(claim: Claim) -> tuple[dict[str, object], list[dict[str, object]]]:
    """A toy turn: the state lists what was said, each event gets two replies."""
    said = claim.state.get("said", [])
    assert isinstance(said, list)
    state: dict[str, object] = {"said": [*said, claim.payload["say"]]}
    return state, [{"text": f"{claim.payload['say']}·{part}·{len(said)}"} for part in ("甲", "乙")]


def work(store: Store, delivered: Path) -> None:
    """Go through everything that is waiting, then through what arrives."""
    finish(store, delivered)
    for event_id, chat, payload in EVENTS:
        store.accept("web", event_id, chat, payload)
        finish(store, delivered)


def finish(store: Store, delivered: Path) -> None:
    """Answer and deliver until no chat waits."""
    for chat in store.waiting():
        deliver(store, chat, delivered)
        while (claim := store.claim(chat)) is not None:
            state, replies = turn(claim)
            store.commit_turn(chat, claim.event_seq, claim.version, state, replies)
            deliver(store, chat, delivered)


def deliver(store: Store, chat: str, delivered: Path) -> None:
    """Send the first pending reply, mark it, and so on."""
    for reply in store.pending(chat):
        with delivered.open("a", encoding="utf-8") as file:
            file.write(f"{chat} {reply.payload['text']}\n")
            file.flush()
            os.fsync(file.fileno())
        store.mark_sent([reply.id])


if __name__ == "__main__":
    with Store(Path(sys.argv[1])) as opened:
        work(opened, Path(sys.argv[2]))
