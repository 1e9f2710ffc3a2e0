"""How many facts can still come to be asked: an upper bound, worked out from the rules alone.

Whatever may still be learnt moves the bounds of a rule within a *reach*: the least and the greatest that its
low and its high can become, an answer of “not known” included. What is in a rule that cannot move any more
is never asked. A reach only narrows while answers come in, so the bound never grows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from checker.finding import Status
from checker.known import Known
from checker.presuming import known_values
from checker.rule import ByValue, Every, Judged, Named, Reaches, Rule, Some, Table
from checker.rulebook import Provision, Rulebook, Ruleset
from checker.values import Amount
from checker.verdict import Verdict
from checker.weigh import weigh


class Reach(NamedTuple):
    """What the bounds of a rule can still become: the least and greatest low, the least and greatest high."""

    least_low: int
    most_low: int
    least_high: int
    most_high: int

    @property
    def fixed(self) -> bool:
        """Whether it is settled, whatever is learnt."""
        return self.least_low == self.most_high


NEVER, ANY = Reach(0, 0, 0, 0), Reach(0, 2, 0, 2)


class _View(NamedTuple):
    """What is known, and the facts of which nothing further will be learnt."""

    known: Known
    closed: Collection[str]
    year: tuple[str, ...]
    """The facts that decide whether amounts count at all."""
    found: dict[int, Reach]
    """The reach of each rule looked at so far, by its identity: a rule stands in several places."""


def most_left(
    rulebook: Rulebook, verdict: Verdict, *, usual: bool, judged: bool, whole: bool
) -> frozenset[str]:
    """Every fact that may still be asked before this applicant is through; no other one ever is.

    `usual`: what is presumed may be asked too, one by one; `judged`: so may what others will judge; `whole`:
    the questions go on for the complete picture though the verdict is settled.
    """
    ruleset = verdict.ruleset
    assumed = {} if usual else dict(verdict.assumed)
    known = known_values(rulebook, ruleset, verdict.facts, assumed)
    rule = rulebook.year_of_figures
    year = (rule.fact, rule.application) if rule and ruleset.amounts else ()
    view = _View(known, {*verdict.facts.stated, *known.values}, year, {})
    found = set(_open(ruleset, view, verdict.assumed, whole=whole))
    return frozenset(found if judged else found - set(ruleset.judged))


def _open(ruleset: Ruleset, view: _View, presumed: Collection[str], *, whole: bool) -> Iterator[str]:
    automatic = ruleset.automatic
    recognised = reach(automatic.rule, view) if automatic else NEVER
    provisions: Iterable[Provision] = ruleset.provisions
    if recognised.least_low == Status.MET:
        provisions = [each for each in provisions if each.role == "bar"]
    elif automatic and recognised != NEVER:
        yield from _asked(automatic.rule, view)
    elif not whole and any(_effective(each, ruleset, view).most_high == 0 for each in provisions):
        return
    for each in provisions:
        own = reach(each.rule, view)
        yield from _asked(each.rule, view)
        relaxation = ruleset.relaxations.get(each.relaxed_by or "")
        if relaxation is None:
            continue
        for name in _asked(relaxation.rule, view):
            sure = name in presumed and not ruleset.presumptions[name].unless_stated
            # What is presumed is asked only where another value turns the verdict, so not while the
            # clause may still be met; what is not presumed is asked while the clause may still be unmet.
            if own.least_high < Status.MET if sure else own.least_low < Status.REVIEW:
                yield name


def _effective(provision: Provision, ruleset: Ruleset, view: _View) -> Reach:
    """The reach of a provision, its relaxation counted in: that can lift it to review."""
    own = reach(provision.rule, view)
    relaxation = ruleset.relaxations.get(provision.relaxed_by or "")
    if relaxation is None:
        return own
    capped = Reach(*(min(each, 1) for each in reach(relaxation.rule, view)))
    return _combined(max, (own, capped))


def reach(rule: Rule, view: _View) -> Reach:
    """What the bounds of a rule can still become."""
    found = view.found.get(id(rule))
    if found is None:
        found = view.found[id(rule)] = _reach(rule, view)
    return found


def _reach(rule: Rule, view: _View) -> Reach:
    match rule:
        case Every():
            return _combined(min, [reach(child, view) for child in rule.children])
        case Some():
            return _combined(max, [reach(child, view) for child in rule.children])
        case ByValue():
            return _reach_of_case(rule, view)
        case Table():
            return _reach_of_table(rule, view)
        case Reaches():
            return _reach_of_figure(rule, view)
        case Judged():
            if rule.fact not in view.closed:
                return Reach(0, 1, 0, 1)
        case Named():
            seen = weigh(rule, view.known)
            if seen.low != seen.high and any(name not in view.closed for name in rule.reads):
                return ANY
    seen = weigh(rule, view.known)
    return Reach(seen.low, seen.low, seen.high, seen.high)


def _combined(best: Callable[[tuple[int, ...]], int], parts: Iterable[Reach]) -> Reach:
    return Reach(*(best(values) for values in zip(*parts, strict=True)))


def _reach_of_case(rule: ByValue, view: _View) -> Reach:
    value = view.known.values.get(rule.fact)
    if isinstance(value, (bool, str)):
        case = rule.cases.get(value)
        return reach(case, view) if case is not None else NEVER
    parts = [reach(case, view) for case in rule.cases.values()]
    parts += [] if rule.covers_all else [NEVER]
    return Reach(
        min(part.least_low for part in parts),
        max(part.most_low for part in parts),
        min(part.least_high for part in parts),
        max(part.most_high for part in parts),
    )


def _reach_of_table(rule: Table, view: _View) -> Reach:
    value = view.known.values.get(rule.fact)
    if isinstance(value, (bool, str)):
        found = [rule.outcomes[value]]
    elif rule.only_when_stated:
        return ANY
    elif rule.fact in view.closed:
        found = [rule.unknown]
    else:
        found = [*rule.outcomes.values(), rule.unknown]
    lows, highs = [each.low for each in found], [each.high for each in found]
    return Reach(min(lows), max(lows), min(highs), max(highs))


def _reach_of_figure(rule: Reaches, view: _View) -> Reach:
    """A stated figure stands, but while the year that it is of is open it may yet count for nothing."""
    top = int(rule.ceiling)
    if rule.only_when_stated and rule.fact not in view.known.values:
        return ANY
    seen = weigh(rule, view.known._replace(year_asks=()))
    if seen.low != seen.high:
        return Reach(0, top, 0, top)
    if rule.money and any(name not in view.closed for name in view.year):
        return Reach(0, seen.low, seen.high, top)
    seen = weigh(rule, view.known)
    return Reach(seen.low, seen.low, seen.high, seen.high)


def _asked(rule: Rule, view: _View) -> Iterator[str]:
    """The facts within a rule that may still be asked, none where it cannot move; may repeat."""
    if reach(rule, view).fixed:
        return
    match rule:
        case Every() | Some():
            for child in rule.children:
                yield from _asked(child, view)
            return
        case ByValue():
            names: tuple[str, ...] = (rule.fact,)
            value = view.known.values.get(rule.fact)
            chosen = [rule.cases[value]] if isinstance(value, (bool, str)) else rule.cases.values()
            for case in chosen:
                yield from _asked(case, view)
        case Reaches():
            names = _beside_figure(rule, view)
        case _:
            names = rule.reads
    yield from (name for name in names if name not in view.closed)


def _beside_figure(rule: Reaches, view: _View) -> tuple[str, ...]:
    """The figure itself and, of an amount, its rate and its year; what stands in for it is never asked."""
    own = () if rule.only_when_stated else (rule.fact,)
    if not rule.money:
        return own
    value = view.known.values.get(rule.fact)
    settled = isinstance(value, Amount) and value.currency == view.known.currency
    return (*own, *view.year, *(() if settled else (view.known.rate,)))
