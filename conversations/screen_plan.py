"""What a table is taken for before its first row: its columns, what is applied for, the clauses to show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from checker import Rulebook
from checker.rulebook import Ruleset
from conversations.cells import CellValue, Read, cell_text
from conversations.headings import Heading
from conversations.normalise import normalise
from conversations.phrase_file import read_phrases
from knowledge.pack import Pack


@dataclass(frozen=True)
class Plan:
    """A table's columns and what is shown of its rows.

    `designation`: that of every row, "" where a column names it. `clauses`: in the order of the text;
    `counting`: those that decide (conditions and bars). `name`: the place of the applicants' names.
    """

    headings: tuple[Heading, ...]
    designation: str
    designation_place: int | None
    name_place: int | None
    currency_place: int | None
    clauses: tuple[str, ...]
    counting: frozenset[str]

    @property
    def facts(self) -> tuple[Heading, ...]:
        """The columns that hold facts."""
        return tuple(each for each in self.headings if each.role == "fact")


def make_plan(
    rulebook: Rulebook, headings: tuple[Heading, ...], designation: str, present: Collection[str]
) -> Plan:
    """The plan of a table in which these designations are applied for."""
    headings = tuple(_narrowed(each, frozenset(present)) for each in headings)
    places = {each.role: each.place for each in reversed(headings)}
    stated = {door.fact for each in headings for door in each.doors if each.role == "fact"}
    rulesets = [rulebook.rulesets[each] for each in present if each in rulebook.rulesets]
    clauses = {clause for each in rulesets for clause in _shown(each, stated)}
    position = next(iter(rulebook.rulesets.values())).position
    return Plan(
        headings=headings,
        designation=designation,
        designation_place=None if designation else places.get("designation"),
        name_place=places.get("name"),
        currency_place=places.get("currency"),
        clauses=tuple(sorted(clauses, key=lambda clause: position[clause])),
        counting=frozenset(each.clause for ruleset in rulesets for each in ruleset.provisions),
    )


def _narrowed(heading: Heading, present: frozenset[str]) -> Heading:
    """A heading with only the meanings that it can have for what is applied for."""
    if heading.role != "fact" or not present:
        return heading
    doors = tuple(
        door for door in heading.doors if not door.designations or not present.isdisjoint(door.designations)
    )
    return replace(heading, doors=doors) if doors else replace(heading, role="unused", why="needless")


def _shown(ruleset: Ruleset, stated: set[str]) -> Iterable[str]:
    """The clauses that a table with these facts can have findings on."""
    beside = [*ruleset.relaxations.values(), *([ruleset.automatic] if ruleset.automatic else [])]
    for each in (*ruleset.provisions, *beside):
        always = each.listed_always and each.role in ("condition", "bar")
        if always or not stated.isdisjoint(each.own_facts):
            yield each.clause


def named_designation(pack: Pack, text: str) -> Read:
    """The designation that a cell or an option names by its id or any of its names."""
    plain = normalise(text)
    found = _names(pack).get(plain, ())
    if not found:
        inside = [each for word, each in _names(pack).items() if len(word) >= 4 and word in plain]
        found = inside[0] if inside else ()
    if len(found) == 1:
        return Read(raw=found[0])
    say = read_phrases("screen")
    choices = say["list"].join(each.name for each in pack.measure.designations)
    example = pack.measure.designations[-1].name
    key = "designation.shared" if found else "designation.unknown" if plain else "designation.blank"
    return Read(trouble=say[key].format(value=text, choices=choices, example=example))


@lru_cache(maxsize=8)
def _names(pack: Pack) -> dict[str, tuple[str, ...]]:
    """Every name with the designations that it fits, the longest first."""
    found: dict[str, tuple[str, ...]] = {}
    for each in pack.measure.designations:
        for name in dict.fromkeys((each.id, each.name, each.full_name, each.plaque, *each.also_called)):
            plain = normalise(name)
            if each.id not in found.get(plain, ()):
                found[plain] = (*found.get(plain, ()), each.id)
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


@lru_cache(maxsize=4096)
def _named(pack: Pack, text: str) -> Read:
    return named_designation(pack, text)


def designation_of_cell(pack: Pack, plan: Plan, cells: Sequence[CellValue]) -> Read:
    """What a row applies for."""
    if plan.designation:
        return Read(raw=plan.designation)
    place = plan.designation_place
    return _named(pack, cell_text(cells[place]) if place is not None and place < len(cells) else "")
