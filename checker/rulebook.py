"""The rulebook: a pack's rules, compiled once into the form that the judge and its kin walk.

Everything is looked up here by name, so that no other file knows a fact, a designation or a threshold.
Faults of the rules are raised while compiling, never while an applicant waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from checker.compiling import compile_rule
from checker.finding import MET, NOT_MET, UNKNOWN, Role
from checker.rule import Judged, Rule, Table, facts_of, guards, leaves, nodes
from knowledge.errors import PackFault
from knowledge.pack import Pack
from knowledge.schema import (
    Automatic,
    Condition,
    Derivation,
    Fact,
    Material,
    Order,
    Part,
    Presumption,
    Reading,
    Relaxation,
    Rules,
    YearOfFigures,
)


@dataclass(frozen=True, slots=True)
class Provision:
    """One clause with its compiled rule; without `listed_always` it is shown only when a fact is given."""

    clause: str
    title: str
    role: Role
    rule: Rule
    facts: tuple[str, ...]
    """Every fact it may read, guards first."""
    own_facts: tuple[str, ...]
    """The facts of its leaves: stating one brings a clause that is listed only then into play."""
    relaxed_by: str | None = None
    listed_always: bool = True
    readings: tuple[str, ...] = ()
    has_readings: bool = False
    """Whether it names any reading, as a whole or within its rule."""
    reads: tuple[str, ...] = ()
    """Every fact on which its finding can hang: its own, those of its relaxation, the rate."""
    memory: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    """What the judge found for the values of `reads`, for the next applicant with the same."""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All that is judged for one designation, in the order of the text."""

    designation: str
    provisions: tuple[Provision, ...]
    """Conditions and bars."""
    relaxations: Mapping[str, Provision]
    automatic: Provision | None
    review_with: tuple[str, ...]
    presumptions: Mapping[str, Presumption]
    facts: frozenset[str]
    """Every fact that can matter to the verdict, also the rate and the year where amounts are compared."""
    amounts: frozenset[str]
    guards: frozenset[str]
    judged: tuple[str, ...]
    position: Mapping[str, int]
    """The place of each clause in the text."""
    readings: Mapping[str, tuple[Reading, ...]]
    """The readings that may be told, by when they are told (schema.Reading.told_when)."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One measure's rules, compiled. `version` is the pack's."""

    version: str
    in_force_from: date
    facts: Mapping[str, Fact]
    designations: Mapping[str, str]
    """Id to name, in the measure's order."""
    rulesets: Mapping[str, Ruleset]
    currency: str
    converted: str
    rate: str
    year_of_figures: YearOfFigures | None
    derivations: tuple[Derivation, ...]
    parts: tuple[Part, ...]
    orders: tuple[Order, ...]
    readings: Mapping[str, Reading]
    materials: tuple[Material, ...]
    rank: Mapping[str, int]
    """How early a fact is asked: which kind (0), figures and dates (1), yes or no (2)."""

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies in which amounts are accepted."""
        return (self.currency, self.converted) if self.converted else (self.currency,)


CURRENCY = "USD"
"""The currency of schema.Money, the only one in which thresholds can be written."""


def compile_rulebook(pack: Pack) -> Rulebook:
    """Compile a pack's rules. Raises PackFault where they name what the pack does not have."""
    conversion = pack.common.conversion
    own = pack.rules.values()
    return Rulebook(
        version=pack.version,
        in_force_from=pack.measure.in_force_from,
        facts=pack.facts,
        designations=MappingProxyType({each.id: each.name for each in pack.measure.designations}),
        rulesets=MappingProxyType({rules.designation: _ruleset(pack, rules) for rules in own}),
        currency=CURRENCY,
        converted=conversion.currency if conversion else "",
        rate=conversion.rate if conversion else "",
        year_of_figures=pack.common.year_of_figures,
        derivations=(*pack.common.derived, *(each for rules in own for each in rules.derived)),
        parts=(*pack.common.parts, *(each for rules in own for each in rules.parts)),
        orders=(*pack.common.orders, *(each for rules in own for each in rules.orders)),
        readings=pack.readings,
        materials=pack.materials.items,
        rank=MappingProxyType({name: _rank(fact) for name, fact in pack.facts.items()}),
    )


def _ruleset(pack: Pack, rules: Rules) -> Ruleset:
    position = {clause: place for place, clause in enumerate(pack.statute.clauses)}
    common = pack.common
    conditions = [_provision(pack, each, "condition") for each in (*common.conditions, *rules.conditions)]
    bars = [_provision(pack, each, "bar") for each in (*common.bars, *rules.bars)]
    relaxations = [_provision(pack, each, "relaxation") for each in rules.relaxations]
    automatic = _automatic(pack, rules.automatic) if rules.automatic else None
    unrelaxed = sorted([*conditions, *bars], key=lambda each: position[each.clause])
    provisions = [_with_reads(pack, each, relaxations) for each in unrelaxed]
    everything = [*provisions, *relaxations, *([automatic] if automatic else [])]
    facts = {name for each in everything for name in each.facts}
    used = frozenset(facts | _beside_amounts(pack, facts))
    presumptions = {**common.presumptions, **rules.presumptions}
    found = Ruleset(
        designation=rules.designation,
        provisions=tuple(provisions),
        relaxations=MappingProxyType({each.clause: each for each in relaxations}),
        automatic=automatic,
        review_with=rules.automatic.review_with if rules.automatic else (),
        presumptions=MappingProxyType({n: each for n, each in presumptions.items() if n in used}),
        facts=used,
        amounts=frozenset(name for name in facts if pack.facts[name].type == "amount"),
        guards=frozenset(name for each in everything for name in guards(each.rule)),
        judged=tuple(
            leaf.fact for each in provisions for leaf in leaves(each.rule) if isinstance(leaf, Judged)
        ),
        position=MappingProxyType(position),
        readings=MappingProxyType(_readings(pack, rules.designation)),
    )
    _check_relaxed(found)
    return found


def _provision(pack: Pack, source: Condition | Relaxation, role: Role) -> Provision:
    if source.clause not in pack.statute.clauses:
        raise PackFault("rules", 0, f"引用了不存在的条款 {source.clause}", "请核对原文编号。")
    rule = compile_rule(source.rule, pack.facts, source.clause)
    condition = source if isinstance(source, Condition) else None
    return Provision(
        clause=source.clause,
        title=source.title,
        role=role,
        rule=rule,
        facts=facts_of(rule),
        own_facts=tuple(dict.fromkeys(name for leaf in leaves(rule) for name in leaf.reads)),
        relaxed_by=condition.relaxed_by if condition else None,
        listed_always=condition is None or condition.listed == "always",
        readings=source.readings,
        has_readings=bool(source.readings) or any(each.reading for each in nodes(rule)),
    )


def _with_reads(pack: Pack, provision: Provision, relaxations: list[Provision]) -> Provision:
    beside = [name for each in relaxations if each.clause == provision.relaxed_by for name in each.facts]
    rate = (pack.common.conversion.rate,) if pack.common.conversion else ()
    return replace(provision, reads=tuple(dict.fromkeys([*provision.facts, *beside, *rate])))


def _automatic(pack: Pack, source: Automatic) -> Provision:
    values = [choice.value for choice in pack.facts[source.fact].values]
    outcomes = {value: MET if value in source.met else NOT_MET for value in values}
    rule = Table(source.fact, (source.fact,), MappingProxyType(outcomes), UNKNOWN)
    return Provision(
        clause=source.clause,
        title=source.title,
        role="automatic",
        rule=rule,
        facts=(source.fact,),
        own_facts=(source.fact,),
        readings=source.readings,
        has_readings=bool(source.readings),
    )


def _beside_amounts(pack: Pack, facts: set[str]) -> set[str]:
    """The rate and the year of the figures, where any of the facts is an amount."""
    common = pack.common
    if not any(pack.facts[name].type == "amount" for name in facts):
        return set()
    year, conversion = common.year_of_figures, common.conversion
    beside = (year.fact, year.application) if year else ()
    return {*beside, conversion.rate} if conversion else set(beside)


def _readings(pack: Pack, designation: str) -> dict[str, tuple[Reading, ...]]:
    own = [
        each for each in pack.readings.values() if not each.designations or designation in each.designations
    ]
    return {
        kind: tuple(each for each in own if each.told_when == kind) for kind in {r.told_when for r in own}
    }


def _check_relaxed(ruleset: Ruleset) -> None:
    for each in ruleset.provisions:
        if each.relaxed_by and each.relaxed_by not in ruleset.relaxations:
            what = f"{each.clause} 的 relaxed_by 写的 {each.relaxed_by} 不在 relaxations 里"
            raise PackFault(f"rules/{ruleset.designation}.yaml", 0, what, "请补上这条放宽，或改正编号。")


def _rank(fact: Fact) -> int:
    if fact.type != "choice":
        return 1
    return 2 if any(isinstance(choice.value, bool) for choice in fact.values) else 0
