"""Load a measure's folder into one frozen value, or refuse it with file, line and remedy.

A pack is complete or it is nothing: every file must be there and keep its form. Whether the files agree
with each other and with the text is the business of lint, which reads the same files by the same forms.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeVar

from pydantic import TypeAdapter

from knowledge import strict_yaml
from knowledge.errors import PackFault
from knowledge.schema import Banked, Fact, Gap, MaterialList, Measure, Reading, Rules, Statements, Words
from knowledge.statute import TEXT_FILE, Statute, parse_statute

DEFAULT_PACK = Path(__file__).parent / "measures" / "nmg_fwmy_2023"
COMMON_RULES = "rules/common.yaml"

MEASURE = TypeAdapter(Measure)
FACTS = TypeAdapter(dict[str, Fact])
RULES = TypeAdapter(Rules)
READINGS = TypeAdapter(tuple[Reading, ...])
MATERIALS = TypeAdapter(MaterialList)
QUESTIONS = TypeAdapter(tuple[Banked, ...])
GAPS = TypeAdapter(tuple[Gap, ...])
WORDS = TypeAdapter(Words)
STATEMENTS = TypeAdapter(Statements)

NEEDED = (
    TEXT_FILE,
    "measure.yaml",
    "facts.yaml",
    COMMON_RULES,
    "readings.yaml",
    "materials.yaml",
    "questions.yaml",
    "gaps.yaml",
    "words.yaml",
    "statements.yaml",
)
"""What every pack has, beside rules/<designation>.yaml. A large bank may go on in questions_*.yaml."""


@dataclass(frozen=True, eq=False)
class Pack:
    """All that one measure's folder says. `version`: sha256 over its files, in hex. Equal only to itself."""

    measure: Measure
    statute: Statute
    facts: Mapping[str, Fact]
    rules: Mapping[str, Rules]
    common: Rules
    readings: Mapping[str, Reading]
    materials: MaterialList
    questions: tuple[Banked, ...]
    gaps: tuple[Gap, ...]
    words: Words
    statements: Statements
    version: str

    @property
    def short_version(self) -> str:
        """The part of the version that people see."""
        return self.version[:16]


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Form = TypeVar("Form")
Named = TypeVar("Named", bound=_Named)


def load_pack(folder: Path) -> Pack:
    """Load a pack. Raises PackFault at the first fault: a missing file, a broken form, a repeated id."""
    return build_pack(pack_files(folder))


def build_pack(files: Mapping[str, bytes], *, parsed: Mapping[str, object] | None = None) -> Pack:
    """The pack of these files. Raises PackFault as `load_pack` does.

    `parsed`: what `parsed_files` gave for the very same bytes; saves parsing, not the check of the form.
    """
    for name in NEEDED:
        if name not in files:
            raise missing_file(name)
    texts = {name: decode(name, data) for name, data in files.items()}
    source = _Source(texts, parsed or {})
    measure = source.read("measure.yaml", MEASURE)
    rules = {}
    for designation in measure.designations:
        name = f"rules/{designation.id}.yaml"
        if name not in files:
            raise missing_file(name)
        rules[designation.id] = source.read(name, RULES)
    facts = source.read("facts.yaml", FACTS)
    questions = [entry for name in question_files(texts) for entry in source.read(name, QUESTIONS)]
    words = source.read("words.yaml", WORDS)
    gaps = _by_id(source.read("gaps.yaml", GAPS), "gaps.yaml").values()
    return Pack(
        measure=measure,
        statute=parse_statute(texts[TEXT_FILE]),
        facts=MappingProxyType(facts),
        rules=MappingProxyType(rules),
        common=source.read(COMMON_RULES, RULES),
        readings=_by_id(source.read("readings.yaml", READINGS), "readings.yaml"),
        materials=source.read("materials.yaml", MATERIALS),
        questions=tuple(questions),
        gaps=tuple(_of_every_place(gap, words.places) for gap in gaps),
        words=words,
        statements=source.read("statements.yaml", STATEMENTS),
        version=version_of(files),
    )


def _of_every_place(gap: Gap, places: tuple[str, ...]) -> Gap:
    """The gap with {place} in its words put out in full."""
    words = [
        word.replace("{place}", place)
        for word in gap.words
        for place in (places if "{place}" in word else ("",))
    ]
    return gap.model_copy(update={"words": tuple(words)})


def parsed_files(files: Mapping[str, bytes]) -> dict[str, object]:
    """The plain data of every YAML file, as JSON holds it: days as text. Raises PackFault."""
    names = [name for name in files if name.endswith(".yaml")]
    parsed = {name: strict_yaml.parse(decode(name, files[name]), name) for name in names}
    plain: dict[str, object] = json.loads(json.dumps(parsed, default=dt.date.isoformat))
    return plain


@dataclass(frozen=True)
class _Source:
    """The files of a pack: their texts, and their plain data where it is there already."""

    texts: Mapping[str, str]
    parsed: Mapping[str, object]

    def read(self, name: str, form: TypeAdapter[Form]) -> Form:
        """A file in its form."""
        if name in self.parsed:
            return form.validate_python(self.parsed[name])
        return strict_yaml.read(self.texts[name], name, form)


def pack_files(folder: Path) -> Mapping[str, bytes]:
    """The pack's files by their path within it, sorted: text.md, *.yaml, rules/*.yaml. Raises PackFault."""
    if not folder.is_dir():
        raise PackFault(str(folder), 0, "没有这个文件夹", "请核对办法文件夹的路径。")
    paths = [folder / TEXT_FILE, *folder.glob("*.yaml"), *folder.glob("rules/*.yaml")]
    named = {path.relative_to(folder).as_posix(): path for path in paths if path.is_file()}
    return {name: named[name].read_bytes() for name in sorted(named)}


def question_files(names: Iterable[str]) -> list[str]:
    """The files of the question bank, in order."""
    return sorted(name for name in names if name == "questions.yaml" or name.startswith("questions_"))


def version_of(files: Mapping[str, bytes]) -> str:
    """sha256 in hex over the sorted names and contents, each with its length."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def decode(name: str, data: bytes) -> str:
    """The text of a file. Raises PackFault where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PackFault(name, line, "不是 UTF-8 编码", "请另存为 UTF-8。") from error


def missing_file(name: str) -> PackFault:
    """The fault of a pack that lacks a file."""
    return PackFault(name, 0, "缺少这个文件", "一个办法文件夹要有全部文件；样式见 knowledge/schema.py。")


def _by_id(entries: tuple[Named, ...], name: str) -> Mapping[str, Named]:
    found: dict[str, Named] = {}
    for entry in entries:
        if entry.id in found:
            raise PackFault(name, 0, f"id {entry.id} 重复了", "每条的 id 只能用一次。")
        found[entry.id] = entry
    return MappingProxyType(found)
