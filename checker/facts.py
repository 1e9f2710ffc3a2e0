"""Facts (事实) about one applicant: read strictly, checked against each other, completed where certain.

Everything wrong with a profile is a FactError that names the field; nothing is guessed or rounded. Absent
and null stay different: absent may be presumed by the judge, null is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from rapidfuzz import fuzz, process

from checker.fact_error import FactError
from checker.reading_values import read_value
from checker.rulebook import Rulebook
from checker.values import Amount, Span, Value, as_json
from knowledge.schema import Derivation


@dataclass(frozen=True)
class Facts:
    """What was stated (None = said to be unknown), what follows from it, and both as known values."""

    stated: Mapping[str, Value | None]
    derived: Mapping[str, Value]
    known: Mapping[str, Value] = field(compare=False, repr=False)

    def value(self, name: str) -> Value | None:
        """The known value, stated or derived; None when unknown or absent."""
        return self.known.get(name)

    def is_stated(self, name: str) -> bool:
        """Whether anything was said of it, also that it is unknown."""
        return name in self.stated

    def as_json(self) -> dict[str, object]:
        """The stated facts in the form in which they are read."""
        return {name: as_json(value) for name, value in self.stated.items()}


def read_facts(rulebook: Rulebook, raw: Mapping[str, object], *, day: date | None = None) -> Facts:
    """Read facts as JSON states them. Raises FactError at the first thing wrong.

    `day`: the day of the check, for holding a date against an application date that is left out.
    """
    stated: dict[str, Value | None] = {}
    for name, value in raw.items():
        if name not in rulebook.facts:
            raise FactError(str(name), "unknown_fact", nearest=nearest_fact(rulebook, str(name)))
        stated[name] = None if value is None else read_value(rulebook, name, value)
    facts = facts_of_values(rulebook, stated)
    _check_derived(rulebook, stated)
    _check_parts(rulebook, facts)
    _check_orders(rulebook, facts, day)
    return facts


def facts_of_values(rulebook: Rulebook, stated: Mapping[str, Value | None]) -> Facts:
    """Facts from values that were read before; nothing is checked again."""
    derived: dict[str, Value] = {}
    for each in rulebook.derivations:
        value = _follows(each, stated.get(each.source))
        if value is not None and stated.get(each.fact) is None:
            derived[each.fact] = value
    known = {**derived, **{name: value for name, value in stated.items() if value is not None}}
    return Facts(MappingProxyType(dict(stated)), MappingProxyType(derived), MappingProxyType(known))


def nearest_fact(rulebook: Rulebook, name: str) -> str | None:
    """The fact whose name or Chinese name is nearest; None when nothing is like it."""
    names = {
        **{fact.name: key for key, fact in rulebook.facts.items()},
        **{key: key for key in rulebook.facts},
    }
    return names.get(nearest(name, names) or "")


def nearest(word: str, words: Mapping[str, str]) -> str | None:
    """The key of `words` that is nearest to `word`; None below 45 of 100."""
    found = process.extractOne(word, list(words), scorer=fuzz.ratio, score_cutoff=45)
    return found[0] if found else None


def contradicts_presumption(rulebook: Rulebook, facts: Facts, name: str, value: Value) -> bool:
    """Whether presuming `value` would say something that a stated fact denies."""
    for each in rulebook.derivations:
        if each.source == name:
            known = facts.known.get(each.fact)
            if known is not None and _follows(each, value) not in (None, known):
                return True
    return False


def _follows(derivation: Derivation, source: Value | None) -> Value | None:
    return derivation.values.get(source) if isinstance(source, str) else None


def _check_derived(rulebook: Rulebook, stated: Mapping[str, Value | None]) -> None:
    for each in rulebook.derivations:
        source, value = stated.get(each.source), stated.get(each.fact)
        if source is None or value is None:
            continue
        follows = _follows(each, source)
        if follows == value or (follows is None and not each.exclusive):
            continue
        raise FactError(
            each.fact, "contradiction", {"other": each.source, "value": value, "other_value": source}
        )


def _check_parts(rulebook: Rulebook, facts: Facts) -> None:
    for each in rulebook.parts:
        part, whole = facts.value(each.part), facts.value(each.whole)
        if isinstance(part, Amount) and isinstance(whole, Amount):
            exceeds = part.currency == whole.currency and part.value > whole.value
        else:
            exceeds = isinstance(part, int) and isinstance(whole, int) and part > whole
        if exceeds:
            detail: dict[str, object] = {"other": each.whole, "value": part, "other_value": whole}
            raise FactError(each.part, "part_exceeds_whole", detail)


def _check_orders(rulebook: Rulebook, facts: Facts, day: date | None) -> None:
    for each in rulebook.orders:
        earlier, later = facts.value(each.earlier), facts.value(each.later)
        if later is None and day is not None and not facts.is_stated(each.later):
            later = Span.of_day(day)
        if isinstance(earlier, Span) and isinstance(later, Span) and earlier.first > later.last:
            detail: dict[str, object] = {"other": each.later, "value": earlier, "other_value": later}
            raise FactError(each.earlier, "wrong_order", detail)
