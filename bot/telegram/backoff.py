"""When to try again: pauses that Telegram asks for, and growing waits after failures. No sleeping here.

A 429 pauses its chat; when several chats are told so within a moment, it is the bot as a whole that sends too
much, and everything pauses. A pause only ever grows: a request that succeeds meanwhile does not end it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

EVERYBODY = "*"
_CHATS_FOR_ALL, _MOMENT = 3, 1.0
"""So many different chats paused within so many seconds mean that everybody is to wait."""
_FIRST, _LONGEST = 0.5, 30.0
"""Seconds to wait after the first failure, and at the most."""


class Pauses:
    """The pauses in the making. Times are seconds of the caller's clock."""

    def __init__(self, kept: Mapping[str, float] | None = None) -> None:
        """`kept`: pauses of an earlier process, scope → end."""
        self._until: dict[str, float] = dict(kept or {})
        self._recent: deque[tuple[float, str]] = deque()

    def asked(self, chat: str, seconds: float, now: float) -> dict[str, float]:
        """Telegram asked for a pause in this chat. Returns the pauses that are new or longer, scope → end."""
        self._recent.append((now, chat))
        while self._recent[0][0] < now - _MOMENT:
            self._recent.popleft()
        scopes = [chat]
        if len({each for _, each in self._recent}) >= _CHATS_FOR_ALL:
            scopes.append(EVERYBODY)
        grown = {}
        for scope in scopes:
            if now + seconds > self._until.get(scope, 0.0):
                self._until[scope] = grown[scope] = now + seconds
        return grown

    def wait(self, chat: str, now: float) -> float:
        """Seconds until something may be sent to this chat; 0 when it may now."""
        longest = 0.0
        for scope in (chat, EVERYBODY):
            until = self._until.get(scope)
            if until is not None and until <= now:
                del self._until[scope]
            elif until is not None:
                longest = max(longest, until - now)
        return longest


def wait_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row."""
    return float(min(_LONGEST, _FIRST * 2 ** max(failures - 1, 0)))
