"""Read one file of conversations/phrases: key to text. Words for people live there, not in code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.strict_yaml import read

_FOLDER = Path(__file__).parent / "phrases"


@cache
def read_phrases(name: str) -> Mapping[str, str]:
    """The texts of `phrases/<name>.yaml`; raises PackFault (file, line, remedy) when it is not so."""
    file = _FOLDER / f"{name}.yaml"
    return read(file.read_text(encoding="utf-8"), file.name, TypeAdapter(dict[str, str]))
