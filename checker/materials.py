"""The items to hand in (申报材料) for one applicant: those whose conditions hold or may hold.

An unknown fact leaves an item in: a paper too many is asked back, a paper missing costs a round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from checker.facts import Facts
from checker.rulebook import Rulebook
from checker.values import Value
from knowledge.schema import Material

Need = Literal["always", "if_any", "depends"]


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `need`: always; if_any (如有); depends: on a fact that is not known yet."""

    material: Material
    need: Need


def materials_for(
    rulebook: Rulebook, designation: str, facts: Facts, assumed: Mapping[str, Value]
) -> tuple[Item, ...]:
    """The items for this applicant, in the order of the text. Some presumptions are for the judge only."""
    presumptions = rulebook.rulesets[designation].presumptions
    shown = {name: value for name, value in assumed.items() if not presumptions[name].shown_as_unknown}
    known = {**shown, **facts.known}
    found = []
    for material in rulebook.materials:
        need = _need(material, known) if material.designation == designation else None
        if need is not None:
            found.append(Item(material, need))
    return tuple(found)


def _need(material: Material, known: Mapping[str, Value]) -> Need | None:
    """None when a known fact rules the item out."""
    unknown = False
    for each in material.when:
        value = known.get(each.fact)
        if value is None:
            unknown = True
        elif value not in each.values:
            return None
    if unknown:
        return "depends"
    return "if_any" if material.if_any else "always"
