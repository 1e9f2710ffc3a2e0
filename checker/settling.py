"""What would settle an open verdict: the smallest sets of answers, favourable or not.

Two walks over the seen tree that mirror each other: up, to what a clause can best become, and down, to not
met. A way of one clause is joined with those of the others; every set was judged before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from typing import Literal, NamedTuple

from checker.checks import CHECKS
from checker.facts import Facts, facts_of_values
from checker.finding import Status
from checker.judge import judge
from checker.known import Known
from checker.plans import exceeds
from checker.rule import ByValue, Every, Named, Reaches, Seen, Some, Table
from checker.rulebook import Provision, Rulebook
from checker.values import Amount, Value, next_rate, tipping_rate
from checker.verdict import Overall, Verdict
from checker.weigh import weigh

Test = Literal["is", "at_least", "more_than", "below", "at_most"]


class Answer(NamedTuple):
    """An answer that would do: the fact passes the test against any of `values` (several only for `is`)."""

    fact: str
    test: Test
    values: tuple[Value, ...]

    @property
    def example(self) -> Value:
        """A value that passes."""
        value = self.values[0]
        if self.test not in ("below", "more_than"):
            return value
        match value:
            case Amount():
                step = Decimal("-0.01") if self.test == "below" else Decimal("0.01")
                return Amount(value.value + step, value.currency)
            case Decimal():
                return next_rate(value)
            case int():
                return value - 1 if self.test == "below" else value + 1
        return value


@dataclass(frozen=True, slots=True)
class Settling:
    """Answers that together settle the verdict, none to spare, and what it then is."""

    answers: tuple[Answer, ...]
    overall: Overall


Way = tuple[Answer, ...]


def settling(rulebook: Rulebook, verdict: Verdict) -> tuple[tuple[Settling, ...], tuple[Settling, ...]]:
    """The smallest sets that settle it favourably, and those that settle it as not eligible."""
    if verdict.overall != "undetermined":
        return (), ()
    opened = [p for p in verdict.ruleset.provisions if _is_open(verdict, p)]
    good = [_joined(ways) for ways in product(*(_up_all(verdict, p) for p in opened))]
    bad = [way for p in opened for way in _down_all(verdict, p)]
    return _smallest(rulebook, verdict, good, bad=False), _smallest(rulebook, verdict, bad, bad=True)


def answered(rulebook: Rulebook, verdict: Verdict, answers: Iterable[Answer]) -> Facts:
    """The facts with these answers, each by its example; a whole is at least its part."""
    given: dict[str, Value | None] = {each.fact: each.example for each in answers}
    stated = {**verdict.facts.stated, **given}
    for each in rulebook.parts:
        if exceeds(stated.get(each.part), stated.get(each.whole)):
            stated[each.whole] = stated[each.part]
    return facts_of_values(rulebook, stated)


def _smallest(
    rulebook: Rulebook, verdict: Verdict, ways: list[Way | None], *, bad: bool
) -> tuple[Settling, ...]:
    found: dict[frozenset[Answer], Settling] = {}
    for way in ways:
        if not way or any(each.fact in verdict.facts.derived for each in way):
            continue
        facts = answered(rulebook, verdict, way)
        overall = judge(rulebook, verdict.designation, facts, day=verdict.day).overall
        if overall != "undetermined" and (overall == "not_eligible") == bad:
            found[frozenset(way)] = Settling(way, overall)
    least = min((len(each.answers) for each in found.values()), default=0)
    return tuple(each for each in found.values() if len(each.answers) == least)


def _is_open(verdict: Verdict, provision: Provision) -> bool:
    finding = verdict.finding(provision.clause)
    return finding is not None and not finding.relaxed.settled


def _up_all(verdict: Verdict, provision: Provision) -> list[Way]:
    """Ways to the best that the clause can become, relaxed where that is needed."""
    finding, known = verdict.finding(provision.clause), verdict.known
    if finding is None:
        return []
    ways = _up(weigh(provision.rule, known), known, finding.relaxed.high)
    if provision.relaxed_by and finding.relaxed.high <= Status.REVIEW:
        relaxation = verdict.ruleset.relaxations[provision.relaxed_by]
        ways += _up(weigh(relaxation.rule, known), known, Status.REVIEW)
    return ways


def _down_all(verdict: Verdict, provision: Provision) -> list[Way | None]:
    """Ways to not met, past every relaxation."""
    known = verdict.known
    ways = [_down(weigh(provision.rule, known), known)]
    if provision.relaxed_by:
        ways.append(_down(weigh(verdict.ruleset.relaxations[provision.relaxed_by].rule, known), known))
    return [_joined(each) for each in product(*ways)]


def _joined(ways: Iterable[Way]) -> Way | None:
    """One answer for each fact; None where two contradict each other."""
    found: dict[str, Answer] = {}
    for answer in (answer for way in ways for answer in way):
        other = found.setdefault(answer.fact, answer)
        if other == answer:
            continue
        common = tuple(value for value in other.values if value in answer.values)
        if other.test != answer.test or not common:
            return None
        found[answer.fact] = answer._replace(values=common)
    return tuple(found.values())


def _every(ways: Iterable[list[Way]]) -> list[Way]:
    joined = (_joined(each) for each in product(*ways))
    return [way for way in joined if way is not None]


def _up(seen: Seen, known: Known, target: Status) -> list[Way]:
    """Ways after which `seen` is surely `target` or better."""
    if seen.low >= target:
        return [()]
    if seen.high < target:
        return []
    match seen.rule:
        case Every():
            return _every(_up(part, known, target) for part in seen.parts)
        case Some():
            return [way for part in seen.parts for way in _up(part, known, target)]
        case ByValue() as rule:
            return list(_cases(rule, seen, [_up(part, known, target) for part in seen.parts]))
        case Table() as rule:
            values = tuple(v for v, found in rule.outcomes.items() if found.low >= target)
            return [(Answer(rule.fact, "is", values),)] if values else []
        case Reaches() as rule:
            return _figure(rule, seen, known, reached=True)
        case Named() as rule:
            return list(_checked(rule, seen, known, lambda low, high: low >= target))
    return []


def _down(seen: Seen, known: Known) -> list[Way]:
    """Ways after which `seen` is surely not met."""
    if seen.high == Status.NOT_MET:
        return [()]
    if seen.low > Status.NOT_MET:
        return []
    match seen.rule:
        case Every():
            return [way for part in seen.parts for way in _down(part, known)]
        case Some():
            return _every(_down(part, known) for part in seen.parts)
        case ByValue() as rule:
            return list(_cases(rule, seen, [_down(part, known) for part in seen.parts]))
        case Table() as rule:
            values = tuple(v for v, found in rule.outcomes.items() if found.high == Status.NOT_MET)
            return [(Answer(rule.fact, "is", values),)] if values else []
        case Reaches() as rule:
            return _figure(rule, seen, known, reached=False)
        case Named() as rule:
            return list(_checked(rule, seen, known, lambda low, high: high == 0))
    return []


def _cases(rule: ByValue, seen: Seen, ways: list[list[Way]]) -> Iterator[Way]:
    """Ways through the cases: with the guard's answer where the guard is open."""
    if len(seen.parts) == 1 and not seen.asks:
        yield from ways[0]
        return
    for value, own in zip(rule.cases, ways, strict=True):
        yield from ((Answer(rule.fact, "is", (value,)), *way) for way in own)


def _figure(rule: Reaches, seen: Seen, known: Known, *, reached: bool) -> list[Way]:
    """The figure itself, or the rate or the year without which it does not count."""
    value = known.values.get(rule.fact)
    if known.rate in seen.asks and isinstance(value, Amount):
        tip = tipping_rate(value.value, Decimal(rule.threshold))
        return [(Answer(known.rate, "at_most" if reached else "more_than", (tip,)),)] if tip > 0 else []
    if known.year_asks:
        return []
    threshold: Value = int(rule.threshold)
    if rule.money:
        threshold = Amount(Decimal(rule.threshold), known.currency)
    above: Test = "more_than" if rule.strict else "at_least"
    return [(Answer(rule.fact, above if reached else "at_most" if rule.strict else "below", (threshold,)),)]


def _checked(rule: Named, seen: Seen, known: Known, does: Callable[[int, int], bool]) -> Iterator[Way]:
    """Answers to what a check asks that decide it: one, or two together where one is not enough."""
    candidates = [each for each in CHECKS[rule.check].decisive(rule, known) if each[0] in seen.asks]
    for size in (1, 2):
        found = []
        for chosen in combinations(candidates, size):
            if len({fact for fact, _ in chosen}) == size:
                trial = known._replace(values={**known.values, **dict(chosen)})
                (low, high), _ = CHECKS[rule.check].judge(rule, trial)
                if does(low, high):
                    found.append(tuple(Answer(fact, "is", (value,)) for fact, value in chosen))
        if found:
            yield from found
            return
