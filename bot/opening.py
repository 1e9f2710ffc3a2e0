"""Open the desk fast: what an earlier start worked out of the same files is kept beside the database.

Nothing that is kept can hide an edited pack or an edited program: its name is a hash of all their bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conversations import Desk, open_desk
from knowledge.pack import DEFAULT_PACK, Pack, build_pack, load_pack, pack_files, parsed_files, version_of

_PROGRAM = ("knowledge", "conversations")
"""The packages on whose source the cache depends."""


def open_pack(folder: Path | None = None) -> Pack:
    """The pack of `folder`, or the one that comes with the program. Raises PackFault."""
    return load_pack(folder or DEFAULT_PACK)


def open_desk_at(data: Path | None, folder: Path | None = None) -> Desk:
    """The desk of a pack; `data` is the data folder whose cache is used and filled, None for no cache."""
    if data is None:
        return open_desk(open_pack(folder))
    files = pack_files(folder or DEFAULT_PACK)
    file = data / "cache" / f"desk-{_key(files)}.json"
    kept = _read(file)
    pack = build_pack(files, parsed=kept.get("pack"))
    desk = open_desk(pack, packed=kept.get("library"))
    if not kept:
        _write(file, {"pack": parsed_files(files), "library": desk.library.packed()})
    return desk


def _key(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(version_of(files).encode())
    for package in _PROGRAM:
        for file in sorted((Path(__file__).parent.parent / package).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:32]


def _read(file: Path) -> dict[str, Any]:
    """The cache, or nothing where it is missing or broken: then it is made anew."""
    try:
        written = file.read_bytes()
    except OSError:
        return {}
    digest, _, content = written.partition(b"\n")
    if digest.decode("ascii", "replace") != hashlib.sha256(content).hexdigest():
        return {}
    loaded: dict[str, Any] = json.loads(content)
    return loaded


def _write(file: Path, kept: Mapping[str, object]) -> None:
    """Write the cache whole or not at all; without a place to write, go on without."""
    content = json.dumps(kept, ensure_ascii=False).encode()
    try:
        file.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.parent.mkdir(exist_ok=True)
        for old in file.parent.glob("*.json"):
            old.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as out:
            out.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        os.replace(name, file)
    except OSError:
        return
