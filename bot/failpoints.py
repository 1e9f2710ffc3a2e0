"""Named instructions at which a test can have this process killed, as if the power had gone.

Nothing happens unless FUMAO_FAILPOINT is set: `committed` kills at the first passage, `committed:3` at the
third. SIGKILL, so that no handler, flush or `finally` runs.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "FUMAO_FAILPOINT"

_passages: Counter[str] = Counter()


def reach(name: str) -> None:
    """Die here when FUMAO_FAILPOINT names this point and the passage; otherwise do nothing."""
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    point, _, passage = wanted.partition(":")
    if point != name:
        return
    _passages[name] += 1
    if _passages[name] == int(passage or 1):
        os.kill(os.getpid(), signal.SIGKILL)
