"""The edge: the one place where an unforeseen fault is caught, so that it costs one reply and no dialogue.

The state stays as it was, the person is told, the fault is logged without a word of what was written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from conversations import Desk, Event, Reply, State, turn
from conversations.reply import Notice

Result = TypeVar("Result")

_LOG = logging.getLogger("fumao")


def safe_turn(state: State, event: Event, desk: Desk) -> tuple[State, tuple[Reply, ...]]:
    """`turn`, or the state unchanged and an apology where the program is at fault."""
    return attempt(lambda: turn(state, event, desk)) or (state, (Notice("trouble"),))


def attempt(call: Callable[[], Result]) -> Result | None:
    """What the call returns, or None where the program is at fault, which is logged."""
    with at_the_edge("a turn failed"):
        return call()
    return None


@contextmanager
def at_the_edge(what: str, *, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Go on after the block even where it failed, which is logged as `what`; errors in `but` pass."""
    try:
        yield
    except Exception as error:
        if isinstance(error, but):
            raise
        last = error.__traceback__
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        line = last.tb_lineno if last is not None else 0
        _LOG.error("%s: %s at line %d", what, type(error).__name__, line)
