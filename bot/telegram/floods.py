"""Tell a flood from a backlog: by when the messages were written, not by how many wait.

Each chat may write BURST messages at once and PER_SECOND on the long run, by the dates that Telegram gives
them. So what gathered while we were away is all read, and a machine that writes a thousand a second is not.
Whoever waits for nothing is read in any case: that holds nobody up, and they hear why the rest was not.
Presses carry no date: they have an allowance of their own, by our clock, or they would stop the other's.
"""

from __future__ import annotations

BURST, PER_SECOND = 50, 5.0
MOST_WAITING = 1_000
"""Messages and replies of one chat that may wait, whatever their dates: what memory allows."""
_REMEMBERED = 10_000


class Floods:
    """How full each chat's allowance is, in the making."""

    def __init__(self) -> None:
        self._levels: dict[str, tuple[float, float]] = {}

    def admits(self, chat: str, date: float, waiting: int, *, now: float) -> bool:
        """Whether a message is to be read. `date`: when it was written, in Unix seconds, 0 for a press;
        `waiting`: how many messages and replies of this chat wait already; `now`: our clock."""
        return self._within(chat if date else f"{chat} presses", date or now, waiting)

    def _within(self, chat: str, date: float, waiting: int) -> bool:
        level, since = self._levels.get(chat, (0.0, date))
        level = max(0.0, level - max(0.0, date - since) * PER_SECOND)
        if waiting and (level + 1 > BURST or waiting >= MOST_WAITING):
            self._levels[chat] = (level, max(date, since))
            return False
        self._levels[chat] = (min(level + 1, BURST), max(date, since))
        if len(self._levels) > _REMEMBERED:
            self._forget_the_calm(date)
        return True

    def _forget_the_calm(self, date: float) -> None:
        """Drop the chats whose allowance is whole again."""
        self._levels = {
            chat: (level, since)
            for chat, (level, since) in self._levels.items()
            if level > (date - since) * PER_SECOND
        }
