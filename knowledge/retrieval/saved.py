"""A collection kept in a folder: one file an array, mapped and not read when it is opened again.

index.json is replaced last and names the files, so that a folder is at any moment one whole index, and
whoever has the old one open keeps reading the old files.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.errors import KnowledgeError
from knowledge.retrieval.collection import Collection
from knowledge.retrieval.field_index import FieldIndex

_TABLE = "index.json"
_KINDS = ("words", "pairs")
_DTYPES = {
    "letters": np.uint8,
    "ends": np.int64,
    "starts": np.int64,
    "texts": np.int64,
    "counts": np.uint32,
    "lengths": np.uint32,
    "gains": np.float32,
}


class IndexFault(KnowledgeError):
    """A folder holds no index that this program can use."""

    def __init__(self, folder: Path, what: str) -> None:
        super().__init__(f"{folder}：{what}。请给出 --corpus，重建这个索引。")


def save_collection(collection: Collection, folder: Path, program: str) -> None:
    """Keep a collection. `program`: a stamp of all that had a part in making it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for kind in _KINDS:
        index: FieldIndex = getattr(collection, kind)
        for field in fields(FieldIndex):
            name = f"{kind}-{field.name}-{collection.mark}-{program[:8]}.npy"
            written = folder / f"new-{name}"
            np.save(written, getattr(index, field.name))
            written.replace(folder / name)
            files[f"{kind}.{field.name}"] = name
    table = {"program": program, "mark": collection.mark, "files": files}
    table |= {"ids": list(collection.ids), "works": list(collection.works)}
    written = folder / f"new-{_TABLE}"
    written.write_text(json.dumps(table, ensure_ascii=True), encoding="ascii")
    written.replace(folder / _TABLE)
    for old in folder.glob("*-*.npy"):
        if old.name not in files.values():
            old.unlink(missing_ok=True)


def load_collection(folder: Path, program: str) -> Collection:
    """The collection of a folder, its arrays mapped. Raises IndexFault where that is not possible."""
    try:
        table = json.loads((folder / _TABLE).read_text(encoding="ascii"))
        if table["program"] != program:
            raise IndexFault(folder, "索引是另一个版本的程序建的")
        words, pairs = (_field(folder, table["files"], kind) for kind in _KINDS)
        found = Collection(table["ids"], table["works"], table["mark"], words, pairs)
    except FileNotFoundError as error:
        raise IndexFault(folder, "没有索引，或者缺了文件") from error
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise IndexFault(folder, "索引的文件坏了") from error
    if not len(found.ids) == len(found.works) == words.size == pairs.size:
        raise IndexFault(folder, "索引的文件对不上")
    return found


def _field(folder: Path, files: dict[str, str], kind: str) -> FieldIndex:
    arrays = {name: _mapped(folder / files[f"{kind}.{name}"]) for name in _DTYPES}
    if any(array.dtype != _DTYPES[name] or array.ndim != 1 for name, array in arrays.items()):
        raise ValueError(kind)
    index = FieldIndex(**arrays)
    ends, starts = index.ends, index.starts
    fits = ends[-1] == len(index.letters) and len(ends) == len(starts)
    if not fits or not starts[-1] == len(index.texts) == len(index.counts) == len(index.gains):
        raise ValueError(kind)
    return index


def _mapped(path: Path) -> npt.NDArray[Any]:
    """An array of a file; as a plain one, since numpy cuts those three times as fast as its `memmap`."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
