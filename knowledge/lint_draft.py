"""A pack as far as it can be read, for lint: every form that holds, every fault met, and where things stand.

Nothing here stops at the first fault; what a broken file would have said is simply not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge import strict_yaml
from knowledge.errors import PackFault
from knowledge.pack import (
    FACTS,
    GAPS,
    MATERIALS,
    MEASURE,
    NEEDED,
    QUESTIONS,
    READINGS,
    RULES,
    STATEMENTS,
    WORDS,
    decode,
    missing_file,
    pack_files,
    question_files,
)
from knowledge.schema import Banked, Fact, Rules
from knowledge.statute import TEXT_FILE, Statute, parse_statute

Form = TypeVar("Form")
Model = TypeVar("Model", bound=BaseModel)

_FORMS: Mapping[str, TypeAdapter[Any]] = {
    "measure.yaml": MEASURE,
    "facts.yaml": FACTS,
    "readings.yaml": READINGS,
    "materials.yaml": MATERIALS,
    "gaps.yaml": GAPS,
    "words.yaml": WORDS,
    "statements.yaml": STATEMENTS,
}


@dataclass(frozen=True)
class Spot:
    """A place in a pack: a file and the path of keys and numbers to it."""

    file: str
    path: tuple[strict_yaml.Step, ...] = ()

    def __truediv__(self, step: strict_yaml.Step) -> Spot:
        return Spot(self.file, (*self.path, step))


@dataclass
class Draft:
    """What could be read of a pack, in the making while lint runs. `values`: file → its form."""

    values: dict[str, object] = field(default_factory=dict)
    roots: dict[str, yaml.Node] = field(default_factory=dict)
    faults: list[PackFault] = field(default_factory=list)
    statute: Statute | None = None
    text_lines: tuple[str, ...] = ()

    def fault(self, spot: Spot, what: str, remedy: str) -> PackFault:
        """A fault with the line of its place."""
        root = self.roots.get(spot.file)
        line = strict_yaml.line_at(root, spot.path) if root is not None else 0
        return PackFault(spot.file, line, what, remedy)

    def each(self, kind: type[Model]) -> Iterator[tuple[Spot, Model]]:
        """Every model of this kind in any file, at any depth."""
        for file, value in self.values.items():
            for spot, model in walk(value, Spot(file)):
                if isinstance(model, kind):
                    yield spot, model

    @property
    def facts(self) -> Mapping[str, Fact] | None:
        """The facts by name; None where facts.yaml could not be read."""
        found = self.values.get("facts.yaml")
        return found if isinstance(found, dict) else None

    @property
    def rules(self) -> Iterator[tuple[str, Rules]]:
        """The rule files that could be read."""
        for file, value in self.values.items():
            if isinstance(value, Rules):
                yield file, value

    @property
    def questions(self) -> Iterator[tuple[Spot, Banked]]:
        """The question bank, entry by entry."""
        return self.each(Banked)


def read_draft(folder: Path) -> Draft:
    """Read all of a folder's files, keeping their faults. Raises PackFault where there is no folder."""
    draft = Draft()
    files = pack_files(folder)
    draft.faults += [missing_file(name) for name in NEEDED if name not in files]
    for name, data in files.items():
        try:
            _take(draft, name, decode(name, data))
        except PackFault as fault:
            draft.faults.append(fault)
    return draft


def walk(value: object, spot: Spot) -> Iterator[tuple[Spot, object]]:
    """Every model and text within a value, itself too, with its place (keys as written in YAML)."""
    if isinstance(value, BaseModel):
        yield spot, value
        for name, info in type(value).model_fields.items():
            yield from walk(getattr(value, name), spot / (info.alias or name))
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from walk(child, spot / str(key))
    elif isinstance(value, tuple):
        for number, child in enumerate(value):
            yield from walk(child, spot / number)
    elif isinstance(value, str):
        yield spot, value


def one_of(names: Iterable[str]) -> str:
    """A remedy that lists what may be written."""
    return f"只能写 {'、'.join(names)}。"


def _take(draft: Draft, name: str, text: str) -> None:
    """Read one file into the draft. Raises PackFault where nothing of it can be read."""
    if name == TEXT_FILE:
        draft.text_lines = tuple(text.splitlines())
        draft.statute = parse_statute(text)
        return
    form = _form(name)
    if form is None:
        raise PackFault(name, 0, "不认识的文件", "请核对文件名，或移出这个文件夹。")
    root = strict_yaml.compose(text, name)
    draft.roots[name] = root
    data, faults = strict_yaml.build(root, name)
    draft.faults += faults
    try:
        draft.values[name] = form.validate_python(data)
    except ValidationError as error:
        draft.faults += strict_yaml.form_faults(error, root, name)


def _form(name: str) -> TypeAdapter[Any] | None:
    if name in _FORMS:
        return _FORMS[name]
    if question_files([name]):
        return QUESTIONS
    if name.startswith("rules/"):
        return RULES
    return None
