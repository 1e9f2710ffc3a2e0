"""Updates posted to the bot's own address: one after another, each until it is answered with 2xx."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

import aiohttp

from bot.rehearsal.updates import Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0
_PATIENCE = aiohttp.ClientTimeout(total=30)


class Webhook:
    """Where updates go, and what went wrong last."""

    def __init__(self, updates: Updates) -> None:
        self.url = ""
        self.error: tuple[int, str] | None = None
        self._secret = ""
        self._updates = updates
        self._posting: asyncio.Task[None] | None = None

    async def set(self, url: str, secret: str) -> None:
        """Post to `url` from now on."""
        await self.remove()
        self.url, self._secret = url, secret
        self._updates.stop_polling()
        self._posting = asyncio.create_task(self._post_all())

    async def remove(self) -> None:
        """Post nothing more; what was not accepted stays in the queue."""
        self.url, self.error = "", None
        if self._posting is not None:
            self._posting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._posting
            self._posting = None

    def info(self) -> dict[str, Any]:
        """As getWebhookInfo tells it."""
        told: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.waiting),
        }
        if self.url:
            told["max_connections"] = 40
        if self.error is not None:
            told["last_error_date"], told["last_error_message"] = self.error
        return told

    async def _post_all(self) -> None:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        pause = _FIRST_PAUSE
        async with aiohttp.ClientSession(headers=headers, timeout=_PATIENCE) as session:
            while True:
                await self._updates.come()
                trouble = await self._post(session)
                if trouble is None:
                    self._updates.waiting.popleft()
                    pause = _FIRST_PAUSE
                    continue
                self.error = (int(time.time()), trouble)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    async def _post(self, session: aiohttp.ClientSession) -> str | None:
        """Post what comes first; what went wrong, in Telegram's words."""
        try:
            async with session.post(self.url, json=self._updates.waiting[0]) as response:
                await response.read()
                if 200 <= response.status < 300:
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"
