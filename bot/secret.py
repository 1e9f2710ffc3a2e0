"""The secret that signs, and by which chats are named: the setting, or one made once and kept.

Whoever loses it can no longer tell which chat is whose, so it lies beside the database and belongs into the
same backup. The file holds text, and that text is the secret: copied into FUMAO_SECRET it means the same.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from bot.settings import Settings, SettingsError

FILE_NAME = "secret"
_BYTES = 32


def secret_of(settings: Settings) -> bytes:
    """The secret of this installation. Two programs that start at once get the same one.

    Raises SettingsError when its file can be read by others, is damaged, or cannot be made.
    """
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    path = settings.data / FILE_NAME
    try:
        if not path.exists():
            _make(path)
        return read_secret(path)
    except OSError as error:
        raise SettingsError("secret_unreachable", path=path, reason=error.strerror) from error


def read_secret(path: Path) -> bytes:
    """The secret in a file. Raises SettingsError when others can read it or when it is damaged."""
    with path.open("rb") as file:
        # Windows keeps who may read elsewhere; its mode always says everybody.
        if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
            raise SettingsError("secret_open", path=path)
        secret = file.read().strip()
    if len(secret) < 2 * _BYTES:
        raise SettingsError("secret_broken", path=path)
    return secret


def _make(path: Path) -> None:
    """Written whole under another name, then given its own: a link never replaces what is there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{FILE_NAME}-")  # O_EXCL, mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        return  # another program was first: its secret holds
    finally:
        os.unlink(name)
