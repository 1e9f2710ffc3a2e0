"""What the health page tells: turns and how long they took, replies, abstentions, trouble. In memory only."""

from __future__ import annotations

import time
from collections import Counter, deque
from statistics import median

from bot.telegram.turning import Turned

_REMEMBERED = 1_000


class Counters:
    """Counts in the making, since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._counts: Counter[str] = Counter()
        self._turns: deque[float] = deque(maxlen=_REMEMBERED)
        self._polled: float | None = None
        self.store_trouble = ""
        """What is wrong with the store now, or ""."""

    def count(self, name: str) -> None:
        """One more of these."""
        self._counts[name] += 1

    def polled(self) -> None:
        """The Bot API answered."""
        self._polled = time.monotonic()

    def turned(self, turned: Turned) -> None:
        """A turn was made and kept."""
        self._counts["turns"] += 1
        self._counts[f"told_{turned.told}"] += 1
        self._turns.append(turned.milliseconds)

    def report(self) -> dict[str, object]:
        """All counts, the time of a turn (the last thousand), when Telegram last answered."""
        spent = sorted(self._turns)
        return {
            "up_seconds": round(time.monotonic() - self._began),
            "seconds_since_poll": None if self._polled is None else round(time.monotonic() - self._polled, 1),
            "turn_ms_median": round(median(spent), 2) if spent else None,
            "turn_ms_p99": round(spent[int(len(spent) * 0.99)], 2) if spent else None,
            "abstentions": self._counts["told_not_understood"] + self._counts["told_not_said"],
            "store_trouble": self.store_trouble,
            **dict(sorted(self._counts.items())),
        }
