"""`fumao check`: profiles in, verdicts out; a bad line gets its error in its own place and stops nothing.

Each line is judged by itself. What can be wrong with a line is worded in phrases/verdict.yaml.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter
from rapidfuzz import fuzz, process

from checker import FactError, Rulebook, Verdict, judge, overview, read_facts
from conversations.error_wording import error_record, error_text, hint, quoted
from conversations.overview_wording import overview_text
from conversations.phrase_file import read_phrases
from conversations.verdict_wording import verdict_record, verdict_text
from knowledge import strict_yaml
from knowledge.errors import PackFault
from knowledge.pack import Pack


class ProfileFault(Exception):
    """A profile that cannot be judged: the message is for people; `field` and `nearest` for programs."""

    def __init__(self, message: str, *, field: str | None = None, nearest: str | None = None) -> None:
        self.field = field
        self.nearest = nearest
        super().__init__(message)


class Profile(BaseModel):
    """A person's profile in a file: the designation and the facts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    designation: object = None
    facts: dict[str, object] = {}


@dataclass(frozen=True)
class Line:
    """A line as JSON: the object, and the keys that stood in it twice."""

    content: Mapping[str, object]
    repeated: tuple[str, ...]


def run_check(
    pack: Pack, rulebook: Rulebook, lines: Iterable[str], day: date, *, everything: bool = False
) -> Iterator[str]:
    """One line of JSON for each line that is not blank, in order. `day`: the day of the check.

    `everything`: one for each designation instead, whichever the line names; a bad line still gives one.
    """
    for line in lines:
        if line.strip():
            titles = tuple(rulebook.designations) if everything else (None,)
            for title in titles:
                record = _check_line(pack, rulebook, line, day, title)
                yield _as_line(record)
                if record["overall"] == "error":
                    break


def check_profile(path: Path, pack: Pack, rulebook: Rulebook, day: date) -> str:
    """The verdict on a profile in YAML or JSON, for people. Raises ProfileFault."""
    return verdict_text(pack, rulebook, read_profile(path, pack, rulebook, day))


def overview_of_profile(path: Path, pack: Pack, rulebook: Rulebook, day: date) -> str:
    """All designations at once for a profile, for people. Raises ProfileFault."""
    first = next(iter(rulebook.designations))
    facts = read_profile(path, pack, rulebook, day, designation=first).facts
    return overview_text(pack, rulebook, overview(rulebook, facts, day=day))


def read_profile(
    path: Path, pack: Pack, rulebook: Rulebook, day: date, *, designation: str | None = None
) -> Verdict:
    """The verdict on a profile in YAML or JSON. Raises ProfileFault with the file and the line.

    `designation`: judged in place of the one that the profile names, which may then be left out.
    """
    source = _source(path)
    try:
        profile = strict_yaml.read(source, path.name, TypeAdapter(Profile))
    except PackFault as error:
        raise ProfileFault(str(error)) from error
    try:
        return _judge(pack, rulebook, designation or profile.designation, profile.facts, day)
    except ProfileFault as error:
        field = error.field or ""
        steps = ("facts", field) if field in profile.facts else (field,)
        line = strict_yaml.line_at(strict_yaml.compose(source, path.name), steps)
        message = _phrase("in_file", place=f"{path.name}:{line}", message=error)
        raise ProfileFault(message, field=error.field, nearest=error.nearest) from error


def _source(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ProfileFault(_phrase("no_file", path=path, problem=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise ProfileFault(_phrase("not_utf8", path=path)) from error


def _check_line(pack: Pack, rulebook: Rulebook, line: str, day: date, title: str | None) -> dict[str, object]:
    """The record of a line. `title`: the designation to judge in place of the one that is named."""
    try:
        read = read_object(line)
    except ProfileFault as error:
        return {"id": None, "designation": None, **error_record(str(error), field=None)}
    content = read.content
    designation = title or content.get("designation")
    head = {"id": content.get("id"), "designation": designation}
    try:
        if read.repeated:
            name = read.repeated[0]
            raise ProfileFault(_phrase("repeated", field=quoted(name)), field=name)
        facts = content.get("facts", {})
        if not isinstance(facts, dict):
            raise ProfileFault(_phrase("facts_form", example=next(iter(pack.facts))), field="facts")
        verdict = _judge(pack, rulebook, designation, facts, day)
    except ProfileFault as error:
        return {**head, **error_record(str(error), field=error.field, nearest=error.nearest)}
    return {**head, **verdict_record(pack, rulebook, verdict)}


def _judge(
    pack: Pack, rulebook: Rulebook, designation: object, facts: Mapping[str, object], day: date
) -> Verdict:
    known = known_designation(pack, rulebook, designation)
    try:
        return judge(rulebook, known, read_facts(rulebook, facts, day=day), day=day)
    except FactError as error:
        message = error_text(pack, rulebook, error)
        raise ProfileFault(message, field=error.field, nearest=error.nearest) from error


def known_designation(pack: Pack, rulebook: Rulebook, stated: object) -> str:
    """The designation's id. Raises ProfileFault with the nearest by id or by any of its names."""
    if isinstance(stated, str) and stated in rulebook.rulesets:
        return stated
    listed = [f"{key}（{name}）" for key, name in rulebook.designations.items()]
    words = {
        "choices": read_phrases("verdict")["list"].join(listed),
        "example": next(iter(rulebook.designations)),
    }
    if stated is None:
        raise ProfileFault(_phrase("no_designation", **words), field="designation")
    names = {
        name: each.id
        for each in pack.measure.designations
        for name in (each.id, each.name, each.full_name, *each.also_called)
    }
    found = process.extractOne(str(stated), list(names), scorer=fuzz.ratio, score_cutoff=45)
    nearest = names[found[0]] if found else None
    message = _phrase("unknown_designation", value=quoted(stated), hint=hint(nearest), **words)
    raise ProfileFault(message, field="designation", nearest=nearest)


def read_object(line: str) -> Line:
    """Read one JSON object. Raises ProfileFault; deep nesting and endless digits are refused too."""
    repeated: list[str] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        seen = dict(pairs)
        if len(seen) < len(pairs):
            keys = [key for key, _ in pairs]
            repeated.extend(key for key in seen if keys.count(key) > 1)
        return seen

    try:
        content = json.loads(line, object_pairs_hook=once, parse_constant=str, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise ProfileFault(_phrase("not_json", column=error.colno)) from error
    except (ValueError, RecursionError) as error:
        raise ProfileFault(_phrase("too_much")) from error
    if not isinstance(content, dict):
        raise ProfileFault(_phrase("not_object"))
    return Line(content, tuple(repeated))


def _finite(digits: str) -> float | str:
    """A JSON number as a float; as text where that would be infinite, so that it is never written back."""
    number = float(digits)
    return number if math.isfinite(number) else digits


def _as_line(record: Mapping[str, object]) -> str:
    """One line of JSON; half a surrogate pair goes back out as the escape that it came as."""
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")


def _phrase(key: str, **words: object) -> str:
    return read_phrases("verdict")[f"error.{key}"].format(**words)
