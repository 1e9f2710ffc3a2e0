"""Open the desk fast: what the analyser worked out at an earlier start is kept beside the database."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from conversations import Desk, open_desk
from knowledge.pack import DEFAULT_PACK, Pack, load_pack

_PROGRAM = ("knowledge", "conversations")
"""The packages on whose source the cache depends."""


def open_pack(folder: Path | None = None) -> Pack:
    """The pack of `folder`, or the one that comes with the program. Raises PackFault."""
    return load_pack(folder or DEFAULT_PACK)


def open_desk_at(data: Path | None, folder: Path | None = None) -> Desk:
    """The desk of a pack; `data` is the data folder whose cache is used and filled, None for no cache."""
    pack = open_pack(folder)
    if data is None:
        return open_desk(pack)
    file = data / "cache" / f"desk-{_key(pack)}.json"
    kept = _read(file)
    desk = open_desk(pack, packed=kept.get("library"), sounds=kept.get("sounds"))
    if not kept:
        _write(file, {"library": desk.library.packed(), "sounds": desk.repairer.table})
    return desk


def _key(pack: Pack) -> str:
    digest = hashlib.sha256(pack.version.encode())
    for package in _PROGRAM:
        for file in sorted((Path(__file__).parent.parent / package).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _read(file: Path) -> dict[str, Any]:
    """The cache, or nothing where it is missing or broken: then it is made anew."""
    try:
        loaded = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _write(file: Path, analysed: object) -> None:
    """Write the cache whole or not at all; without a place to write, go on without."""
    try:
        file.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.parent.mkdir(exist_ok=True)
        for old in file.parent.glob("*.json"):
            old.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(analysed, out, ensure_ascii=False)
        os.replace(name, file)
    except OSError:
        return
