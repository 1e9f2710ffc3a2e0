"""One more walker over the compiled rules: bounds as formulas of an applicant about whom nothing is fixed.

z3 then says whether any applicant at all has a property. An amount is the number of dollars that it is worth
(that the judge multiplies by the rate and never divides makes no difference to exact numbers); a day is
372 × year + 31 × month + day, in whose order the days of the calendar stand as they should.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any, NamedTuple

import z3

from checker.rule import ByValue, Every, Judged, Leaf, Named, Reaches, Rule, Some, Table
from checker.rulebook import Rulebook, Ruleset
from knowledge.schema import Fact

Formula = Any
"""A term or formula of z3, which has no types of its own."""
YEAR = 372


class Weighed(NamedTuple):
    """Bounds as formulas, and where the rule plays a part at all."""

    low: Formula
    high: Formula
    present: Formula


def day_code(day: date) -> int:
    """A day as a number: only order and whole years matter."""
    return day.year * YEAR + (day.month - 1) * 31 + day.day - 1


@dataclass(frozen=True)
class Applicant:
    """Variables for every fact that matters to a designation.

    `value` of a choice is the place of the value in its fact; of a date the first day it may be (`last` the
    last). `usable` of an amount: of the year that counts, and in dollars or with a rate.
    """

    book: Rulebook
    ruleset: Ruleset
    name: str
    same: Mapping[str, Formula] = field(default_factory=dict)
    """Variables shared with another applicant, by their own name."""

    def _variable(self, kind: str, fact: str, make: Any) -> Formula:
        plain = f"{kind}:{fact}"
        return self.same.get(plain, make(f"{self.name}.{plain}"))

    def spec(self, fact: str) -> Fact:
        """The fact as the pack describes it."""
        return self.book.facts[fact]

    def value(self, fact: str) -> Formula:
        """What it is, where it is known."""
        return self._variable("value", fact, z3.Real if self.spec(fact).type == "amount" else z3.Int)

    def last(self, fact: str) -> Formula:
        """The last day that a date may be."""
        return self._variable("last", fact, z3.Int)

    def known(self, fact: str) -> Formula:
        """Whether it is known."""
        return self._variable("known", fact, z3.Bool)

    def usable(self, fact: str) -> Formula:
        """Whether a known amount can be held against a threshold."""
        return self._variable("usable", fact, z3.Bool)

    def is_value(self, fact: str, value: object) -> Formula:
        """Whether a choice is known to be `value`."""
        place = next((n for n, each in enumerate(self.spec(fact).values) if each.value == value), None)
        return z3.BoolVal(False) if place is None else z3.And(self.known(fact), self.value(fact) == place)

    @property
    def facts(self) -> list[str]:
        """The facts that the rules read, and those that follow from or bound them."""
        related = {each.whole for each in self.book.parts} | {each.source for each in self.book.derivations}
        return sorted(self.ruleset.facts | (related & self.book.facts.keys()))

    def variables(self) -> dict[str, Formula]:
        """All variables by their own name, for another applicant to share."""
        found: dict[str, Formula] = {}
        for fact in self.facts:
            found |= {f"value:{fact}": self.value(fact), f"known:{fact}": self.known(fact)}
            if self.spec(fact).type == "amount":
                found[f"usable:{fact}"] = self.usable(fact)
            if self.spec(fact).type == "date":
                found[f"last:{fact}"] = self.last(fact)
        return found

    def consistent(self) -> Formula:
        """What holds of every applicant whose facts were read without an error (rules.md §6.6–6.10)."""
        return z3.And(*self._domains(), *self._derived(), *self._parts(), *self._orders())

    def _domains(self) -> list[Formula]:
        found = []
        for fact in self.facts:
            value, spec = self.value(fact), self.spec(fact)
            found.append(value >= 0)
            if spec.type == "choice":
                found.append(value < len(spec.values))
            if spec.type == "amount":
                found.append(z3.Implies(self.usable(fact), self.known(fact)))
            if spec.type == "date":
                found.append(self.last(fact) >= value)
                found.append(z3.Implies(spec.precision == "day", self.last(fact) == value))
        return found

    def _derived(self) -> list[Formula]:
        found = []
        for each in self.book.derivations:
            if each.fact not in self.facts:
                continue
            for choice in self.spec(each.source).values:
                follows = each.values.get(choice.value) if isinstance(choice.value, str) else None
                said = self.is_value(each.source, choice.value)
                if follows is not None:
                    found.append(z3.Implies(said, self.is_value(each.fact, follows)))
                elif each.exclusive:
                    found.append(z3.Implies(said, z3.Not(self.known(each.fact))))
        return found

    def _parts(self) -> list[Formula]:
        """A part is at most its whole, where both are counts or amounts in dollars that can be compared."""
        pairs = [(each.part, each.whole) for each in self.book.parts if each.part in self.facts]
        return [
            z3.Implies(z3.And(self.known(part), self.known(whole)), self.value(part) <= self.value(whole))
            for part, whole in pairs
        ]

    def _orders(self) -> list[Formula]:
        pairs = [(each.earlier, each.later) for each in self.book.orders if each.earlier in self.facts]
        return [
            z3.Implies(
                z3.And(self.known(earlier), self.known(later)), self.value(earlier) <= self.last(later)
            )
            for earlier, later in pairs
        ]


def least(terms: Sequence[Formula]) -> Formula:
    """The smallest of some terms."""
    return reduce(lambda a, b: z3.If(a <= b, a, b), terms)


def most(terms: Sequence[Formula]) -> Formula:
    """The largest of some terms."""
    return reduce(lambda a, b: z3.If(a >= b, a, b), terms)


def weigh(rule: Rule, of: Applicant, without: Leaf | None = None) -> Weighed:
    """The bounds of a rule, as if the leaf `without` (that very one) did not stand there."""
    match rule:
        case Every() | Some():
            return _each(rule, of, without)
        case ByValue():
            return _case(rule, of, without)
    found = _leaf(rule, of)
    return found._replace(present=z3.BoolVal(False)) if rule is without else found


def counted(rule: Rule, of: Applicant, without: Leaf | None = None) -> tuple[Formula, Formula]:
    """The bounds of a whole rule: one that plays no part counts as not met."""
    found = weigh(rule, of, without)
    return z3.If(found.present, found.low, 0), z3.If(found.present, found.high, 0)


def _each(rule: Every | Some, of: Applicant, without: Leaf | None) -> Weighed:
    parts = [weigh(child, of, without) for child in rule.children]
    neutral, choose = (2, least) if isinstance(rule, Every) else (0, most)
    low = choose([z3.If(each.present, each.low, neutral) for each in parts])
    high = choose([z3.If(each.present, each.high, neutral) for each in parts])
    return Weighed(low, high, z3.Or([each.present for each in parts]))


def _case(rule: ByValue, of: Applicant, without: Leaf | None) -> Weighed:
    cases = {value: counted(case, of, without) for value, case in rule.cases.items()}
    hull_low = least([low for low, _ in cases.values()]) if rule.covers_all else z3.IntVal(0)
    low, high = hull_low, most([high for _, high in cases.values()])
    missing = z3.IntVal(0)
    low, high = z3.If(of.known(rule.fact), missing, low), z3.If(of.known(rule.fact), missing, high)
    for value, (case_low, case_high) in cases.items():
        here = of.is_value(rule.fact, value)
        low, high = z3.If(here, case_low, low), z3.If(here, case_high, high)
    return Weighed(low, high, z3.BoolVal(True))


def _leaf(rule: Leaf, of: Applicant) -> Weighed:
    always = z3.BoolVal(True)
    match rule:
        case Table():
            low, high = z3.IntVal(rule.unknown.low), z3.IntVal(rule.unknown.high)
            for value, found in rule.outcomes.items():
                here = of.is_value(rule.fact, value)
                low, high = z3.If(here, int(found.low), low), z3.If(here, int(found.high), high)
            return Weighed(low, high, of.known(rule.fact) if rule.only_when_stated else always)
        case Judged():
            level = z3.If(of.is_value(rule.fact, False), 0, 1)
            return Weighed(level, level, always)
        case Reaches():
            low, high = _figure(rule, of)
            present = of.known(rule.fact) if rule.only_when_stated else always
            return Weighed(z3.If(low, int(rule.ceiling), 0), z3.If(high, int(rule.ceiling), 0), present)
        case Named():
            low, high = _NAMED[rule.check](rule, of)
            return Weighed(low, high, always)


def _figure(rule: Reaches, of: Applicant) -> tuple[Formula, Formula]:
    """Where a figure certainly reaches its threshold, and where it possibly does."""

    def reaches(fact: str) -> Formula:
        value, threshold = of.value(fact), z3.RealVal(str(rule.threshold))
        return value > threshold if rule.strict else value >= threshold

    def compared(fact: str) -> Formula:
        return of.usable(fact) if rule.money else of.known(fact)

    own, itself = compared(rule.fact), reaches(rule.fact)
    proof = rule.proven_by
    proven = z3.And(compared(proof), reaches(proof)) if proof else z3.BoolVal(False)
    cap = rule.capped_by
    capped = z3.And(compared(cap), z3.Not(reaches(cap))) if cap else z3.BoolVal(False)
    return z3.If(own, itself, proven), z3.If(own, itself, z3.Not(capped))


def _in_force(rule: Named, of: Applicant) -> tuple[Formula, Formula]:
    applied = rule.facts["application"]
    reached = of.value(applied) >= day_code(of.book.in_force_from)
    certain = z3.And(of.known(applied), reached)
    return z3.If(certain, 2, 0), z3.If(z3.Or(z3.Not(of.known(applied)), reached), 2, 0)


def _barred_after(rule: Named, of: Applicant) -> tuple[Formula, Formula]:
    """rules.md §6.8: barred through the corresponding day; 29 February lies before 1 March."""
    revoked, on, applied = (rule.facts[each] for each in ("revoked", "date", "application"))
    never = of.is_value(revoked, rule.args["none"])
    kind_open = z3.Not(of.known(revoked))
    worst = z3.If(z3.Or(kind_open, of.is_value(revoked, of.ruleset.designation)), 0, 1)
    span = int(rule.args["years"]) * YEAR
    last = least([of.last(on), of.last(applied)])
    dated = z3.And(of.known(on), of.known(applied), last >= of.value(on))
    free = z3.And(dated, of.value(applied) > last + span)
    barred = z3.And(dated, of.value(applied) <= of.value(on) + span, z3.Not(kind_open))
    clear = z3.Or(never, free)
    return z3.If(clear, 2, worst), z3.If(z3.And(z3.Not(clear), barred), worst, 2)


_NAMED = {"in_force": _in_force, "barred_after": _barred_after}
