"""The queue of updates: kept until an offset confirms them, given to one poller at a time, or posted."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Any

from bot.rehearsal.refusal import TWO_POLLERS, WEBHOOK_CAME, Refused

Update = dict[str, Any]

MOST_AT_ONCE = 100
_FIRST_ID = 700_000_000
_ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
_FUTURE = 10
"""An offset so far beyond the newest update is of another numbering, and confirms nothing."""


class Updates:
    """Updates in the order of happening; `next_id` may be set, as Telegram does after a quiet week."""

    def __init__(self) -> None:
        self.waiting: deque[Update] = deque()
        self.next_id = _FIRST_ID
        self.allowed: frozenset[str] | None = None
        self._newest = 0
        self._poller: asyncio.Future[tuple[int, str] | None] | None = None
        self._came: asyncio.Future[None] | None = None

    def push(self, kind: str, payload: Any) -> Update:
        """Queue something that happened, unless the bot asked not to hear of such; the update it makes."""
        update = {"update_id": self.next_id, kind: payload}
        self.next_id += 1
        if kind in self.allowed if self.allowed else kind not in _ONLY_ON_REQUEST:
            self.push_raw(update)
        return update

    def push_raw(self, update: Update) -> None:
        """Queue an update exactly as it is, whatever its number, twice if pushed twice."""
        self.waiting.append(update)
        self._newest = update["update_id"]
        self._end_poll(None)
        if self._came is not None and not self._came.done():
            self._came.set_result(None)

    def confirm(self, offset: int) -> None:
        """Forget what comes before `offset`; a negative one leaves only that many."""
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
        elif offset <= self._newest + _FUTURE:
            while self.waiting and self.waiting[0]["update_id"] < offset:
                self.waiting.popleft()

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Which kinds to queue from now on; an empty list means the usual ones, None what was said last."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """What is waiting, or what comes within `seconds`; ends another poll that is still waiting."""
        self._end_poll(TWO_POLLERS)
        self.confirm(offset)
        if not self.waiting and seconds > 0:
            poller = self._poller = asyncio.get_running_loop().create_future()
            refused = None
            with contextlib.suppress(TimeoutError):
                refused = await asyncio.wait_for(poller, seconds)
            if refused:
                raise Refused(*refused)
        return list(islice(self.waiting, min(max(limit, 1), MOST_AT_ONCE)))

    def stop_polling(self) -> None:
        """End the poll that is waiting, since updates are posted from now on."""
        self._end_poll(WEBHOOK_CAME)

    async def come(self) -> None:
        """Return as soon as something is waiting."""
        if not self.waiting:
            self._came = asyncio.get_running_loop().create_future()
            await self._came

    def _end_poll(self, refused: tuple[int, str] | None) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(refused)
        self._poller = None
