"""Names of chats for the store: not the chat's id, and opened again only with the secret.

`telegram:` + tag + sealed id. The tag is an HMAC of the id, so a chat always has the same name; the sealed id
is the id under a pad that follows from the tag, so that a reply can still be addressed after a restart. With
the database alone nobody learns an id, not even by trying all of them. No two ids share a tag, but for a
chance of one in 2^41 among a million chats; then they share the pad and still not the name.
"""

from __future__ import annotations

import base64
import hmac
import re
from functools import lru_cache

_FORM = re.compile(r"telegram:([0-9a-f]{20})([0-9a-f]{16})", re.ASCII)
_REMEMBERED = 10_000
"""Chats whose name is kept at hand: about 3 MB."""


class ForeignName(ValueError):
    """A name that was sealed under another secret, or altered. It does not say which id was meant."""

    def __init__(self) -> None:
        super().__init__("a chat's name that this secret did not make")


class Pseudonyms:
    """Names under one secret. Safe to share between threads."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._sealed)
        self._opened = lru_cache(maxsize=_REMEMBERED)(self._unsealed)
        self.nonce = lru_cache(maxsize=_REMEMBERED)(self._nonce)
        """Six characters that only this chat's buttons carry, for callback data."""

    @property
    def remembered(self) -> int:
        """How many names are kept at hand."""
        return self._remembered.cache_info().currsize

    def name(self, chat_id: int) -> str:
        """The name of a chat; always the same. Raises OverflowError beyond 64 bits."""
        return self._remembered(chat_id)

    def chat_id(self, name: str) -> int:
        """The chat behind a name. Raises ForeignName."""
        return self._opened(name)

    def _unsealed(self, name: str) -> int:
        found = _FORM.fullmatch(name)
        if found is None:
            raise ForeignName
        opened = _xor(bytes.fromhex(found[2]), self._pad(found[1]))
        chat = int.from_bytes(opened, "big", signed=True)
        if not hmac.compare_digest(self.name(chat), name):
            raise ForeignName
        return chat

    def _nonce(self, name: str) -> str:
        return base64.urlsafe_b64encode(self._digest("nonce", name))[:6].decode()

    def _sealed(self, chat_id: int) -> str:
        tag = self._digest("chat", str(chat_id)).hex()[:20]
        return f"telegram:{tag}{_xor(chat_id.to_bytes(8, 'big', signed=True), self._pad(tag)).hex()}"

    def _pad(self, tag: str) -> bytes:
        return self._digest("address", tag)[:8]

    def _digest(self, purpose: str, text: str) -> bytes:
        return hmac.digest(self._secret, f"{purpose}:{text}".encode("utf-8", "surrogatepass"), "sha256")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))
