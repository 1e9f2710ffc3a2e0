"""The edge: the one place where an unforeseen fault is caught, so that it costs one reply and no dialogue.

The state stays as it was, the person is told, the fault is logged without a word of what was written.
"""

from __future__ import annotations

import logging

from conversations import Desk, Event, Reply, State, turn
from conversations.reply import Notice

_LOG = logging.getLogger("fumao")


def safe_turn(state: State, event: Event, desk: Desk) -> tuple[State, tuple[Reply, ...]]:
    """`turn`, or the state unchanged and an apology where the program is at fault."""
    try:
        return turn(state, event, desk)
    except Exception as error:
        last = error.__traceback__
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        line = last.tb_lineno if last is not None else 0
        _LOG.error("a turn failed: %s at line %d", type(error).__name__, line)
        return state, (Notice("trouble"),)
