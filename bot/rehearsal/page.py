"""The page on which a person plays the user by hand: its files, and what it shows of a chat."""

from __future__ import annotations

import asyncio
import contextlib
import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.rehearsal.bot_api import BotApi
from bot.rehearsal.chats import Chat, Kept
from bot.rehearsal.people import WORDS

_FOLDER = Path(__file__).parent
_FILES = {"/": "page.html", "/page.css": "page.css", "/page.js": "page.js"}
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_WORDS = "{{words}}"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data:",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_LONGEST_WAIT = 20.0
_LANGUAGES = ("zh", "")


def page_file(path: str) -> web.Response | None:
    """One of the files of the page, or nothing."""
    name = _FILES.get(path)
    if name is None:
        return None
    return web.Response(
        text=_read(name), content_type=_TYPES[Path(name).suffix], charset="utf-8", headers=_HEADERS
    )


@cache
def _read(name: str) -> str:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return text.replace(_WORDS, json.dumps(dict(WORDS), ensure_ascii=False).replace("<", "\\u003c"))


async def view(api: BotApi, given: dict[str, Any]) -> dict[str, Any]:
    """All that the page shows; with `seen`, once there is something that it has not shown yet."""
    if int(given.get("seen", -1)) == api.version:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(api.change(), _LONGEST_WAIT)
    chat = api.chats.get(int(given.get("chat", 0)))
    return {
        "version": api.version,
        "bot": api.bot,
        "chats": [_listed(each) for each in api.chats.values()],
        "chat": _whole(api, chat) if chat else None,
        "toasts": [{"number": number, **toast._asdict()} for number, toast in enumerate(api.toasts, 1)],
    }


def download(api: BotApi, given: dict[str, Any]) -> web.Response:
    """A file, to be saved under its name."""
    name, content = api.files[given["id"]]
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return web.Response(
        body=content,
        content_type="application/octet-stream",
        headers={**_HEADERS, "Content-Disposition": disposition},
    )


def _listed(chat: Chat) -> dict[str, Any]:
    last = next(reversed(chat.messages.values()), None)
    return {
        "id": chat.id,
        "name": chat.wire.get("title") or chat.wire["first_name"],
        "private": chat.private,
        "last": last.text if last else "",
        "date": last.wire["date"] if last else 0,
    }


def _whole(api: BotApi, chat: Chat) -> dict[str, Any]:
    return {
        **_listed(chat),
        "blocked": chat.blocked,
        "acting": chat.acting,
        "commands": _commands(api, chat),
        "messages": [_shown(kept) for kept in chat.messages.values()],
    }


def _shown(kept: Kept) -> dict[str, Any]:
    return {**kept.wire, "by_bot": kept.by_bot}


def _commands(api: BotApi, chat: Chat) -> list[dict[str, Any]]:
    """The narrowest list of commands that was set for a chat."""
    everywhere = "all_private_chats" if chat.private else "all_group_chats"
    for scope in (f"chat:{chat.id}", everywhere, "default"):
        for language in _LANGUAGES:
            if found := api.commands.get(f"{scope}/{language}"):
                return found
    return []
