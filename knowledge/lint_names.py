"""Lint: facts, readings and designations are named only where they exist, and ids are used once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from knowledge import schema
from knowledge.errors import PackFault
from knowledge.lint_draft import Draft, Spot, one_of
from knowledge.pack import COMMON_RULES
from knowledge.schema import Measure, Reading, Words

Names = Mapping[type[BaseModel], tuple[str, ...]]

FACT_NAMES: Names = {
    schema.Node: ("fact", "by", "proven_by", "capped_by", "facts"),
    schema.Automatic: ("fact",),
    schema.Presumption: ("year_before", "unless_stated"),
    schema.Rules: ("presumptions",),
    schema.Derivation: ("fact", "source"),
    schema.Part: ("part", "whole"),
    schema.Order: ("earlier", "later"),
    schema.Conversion: ("rate",),
    schema.YearOfFigures: ("fact", "application"),
    schema.When: ("fact",),
    schema.Said: ("fact", "also"),
    schema.Measured: ("fact", "sets"),
    schema.Attained: ("facts",),
    schema.Blanket: ("facts",),
    schema.PastTitle: ("fact", "date"),
    schema.Dated: ("fact",),
    schema.Statements: ("kind_facts", "defaults", "about"),
}
"""The fields that name facts: a name, a list of names, or a mapping."""

_NAMED_BY_VALUE = frozenset({(schema.Node, "facts")})
"""Mappings whose values name the facts; of all others the keys do."""

_READING_IDS: Names = {
    schema.Node: ("reading",),
    schema.Condition: ("readings",),
    schema.Relaxation: ("readings",),
    schema.Automatic: ("readings",),
    schema.Banked: ("readings",),
}

_DESIGNATION_IDS: Names = {
    schema.Rules: ("designation",),
    schema.Material: ("designation",),
    schema.MaterialList: ("notes",),
    schema.Reading: ("designations",),
    schema.Banked: ("designations",),
    schema.Said: ("for_designations",),
    schema.Measured: ("for_designations",),
    schema.Implied: ("designation",),
    schema.QuestionKind: ("clauses",),
}

_IDS: Names = {
    schema.Measure: ("designations",),
    schema.MaterialList: ("items",),
    schema.Words: ("kinds",),
}


def unknown_facts(draft: Draft) -> Iterator[PackFault]:
    """Names of facts that facts.yaml does not have."""
    facts = draft.facts
    if facts is None:
        return
    for spot, name in named(draft, FACT_NAMES):
        if name not in facts:
            yield draft.fault(spot, f"没有“{name}”这个事实", "请核对拼写，或在 facts.yaml 里写上它。")


def unserving_facts(draft: Draft) -> Iterator[PackFault]:
    """Facts that no rule, material or reading uses: asking them would serve nothing."""
    facts = draft.facts
    if facts is None or not any(True for _ in draft.rules) or "materials.yaml" not in draft.values:
        return
    serving = {name for spot, name in named(draft, FACT_NAMES) if spot.file != "statements.yaml"}
    serving |= {entry.fact for _, entry in draft.each(schema.Measured) if entry.told}
    for name in facts:
        if name not in serving:
            what = f"事实“{name}”没有用在任何条件或材料上"
            yield draft.fault(Spot("facts.yaml") / name, what, "请在条件或材料里用到它，或删去。")


def unknown_readings(draft: Draft) -> Iterator[PackFault]:
    """Ids of readings that readings.yaml does not have."""
    if "readings.yaml" not in draft.values:
        return
    known = {reading.id for _, reading in draft.each(Reading)}
    for spot, name in named(draft, _READING_IDS):
        if name not in known:
            yield draft.fault(spot, f"没有“{name}”这个理解口径", "请核对 id，或在 readings.yaml 里写上它。")


def unknown_designations(draft: Draft) -> Iterator[PackFault]:
    """Ids of designations that measure.yaml does not have; a rule file's must be its name."""
    measure = draft.values.get("measure.yaml")
    if not isinstance(measure, Measure):
        return
    known = [designation.id for designation in measure.designations]
    for spot, name in named(draft, _DESIGNATION_IDS):
        everyone = spot.path[0] in ("notes", "kinds") and name == "all"
        if name not in known and not everyone:
            yield draft.fault(spot, f"没有“{name}”这一认定类别", one_of(known))
    for file, rules in draft.rules:
        belongs = "" if file == COMMON_RULES else file.removeprefix("rules/").removesuffix(".yaml")
        if rules.designation != belongs or (belongs and belongs not in known):
            what = f"designation 写的是“{rules.designation}”，与文件名不符"
            yield draft.fault(Spot(file) / "designation", what, "规则文件名要与 measure.yaml 里的 id 相同。")
    for name in known:
        if f"rules/{name}.yaml" not in draft.roots:
            yield PackFault(f"rules/{name}.yaml", 0, "缺少这个文件", "每一认定类别都要有一个规则文件。")


def unknown_cases(draft: Draft) -> Iterator[PackFault]:
    """Cases of a bank entry that no aspect in words.yaml has."""
    words = draft.values.get("words.yaml")
    known = [case for aspect in words.aspects for case in aspect.cases] if isinstance(words, Words) else []
    for spot, name in named(draft, {schema.Banked: ("cases",)}):
        if name not in known:
            yield draft.fault(spot, f"没有“{name}”这种情形", one_of(known))


def repeated_ids(draft: Draft) -> Iterator[PackFault]:
    """Ids of readings, gaps, materials, designations and kinds are used once."""
    for file, value in draft.values.items():
        lists = [(Spot(file), value)] if isinstance(value, tuple) else []
        for key in _IDS.get(type(value), ()) if isinstance(value, BaseModel) else ():
            lists.append((Spot(file) / key, getattr(value, key)))
        for spot, entries in lists:
            yield from _repeated(draft, spot, entries)


def _repeated(draft: Draft, spot: Spot, entries: tuple[BaseModel, ...]) -> Iterator[PackFault]:
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        name = getattr(entry, "id", None)
        if isinstance(name, str):
            if name in seen:
                yield draft.fault(spot / number / "id", f"id {name} 重复了", "每条的 id 只能用一次。")
            seen.add(name)


def named(draft: Draft, names: Names) -> Iterator[tuple[Spot, str]]:
    """Every name in the given fields, with its place."""
    for spot, model in draft.each(BaseModel):
        for key in names.get(type(model), ()):
            value = getattr(model, key)
            if isinstance(value, str):
                yield from [(spot / key, value)] if value else []
            elif isinstance(value, tuple):
                yield from ((spot / key / number, name) for number, name in enumerate(value))
            elif (type(model), key) in _NAMED_BY_VALUE:
                yield from ((spot / key / name, value[name]) for name in value)
            else:
                yield from ((spot / key / name, name) for name in value)
