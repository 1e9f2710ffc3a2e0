"""The bounds and the open facts of random small trees, held against trying every combination of answers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.finding import MET, NOT_MET, REVIEW, UNKNOWN, Bounds
from checker.known import Known
from checker.rule import ByValue, Every, Rule, Some, Table, facts_of
from checker.values import Value
from checker.weigh import open_facts, weigh

ANSWERS = ("no", "maybe", "yes")
OUTCOMES: Mapping[bool | str, Bounds] = MappingProxyType({"no": NOT_MET, "maybe": REVIEW, "yes": MET})


def _known(values: dict[str, Value]) -> Known:
    return Known(values, "some", date(2020, 1, 1), "USD", "", "", (), {})


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Rule:
    """A tree in which every fact stands once: there intervals are exact."""
    names = (f"f{number}" for number in itertools.count())

    def grow(depth: int) -> Rule:
        kind = draw(st.sampled_from(["leaf"] if depth == 0 else ["leaf", "every", "some", "by"]))
        if kind == "leaf":
            name = next(names)
            return Table(name, (name,), OUTCOMES, UNKNOWN)
        if kind == "by":
            guard = next(names)
            answers = draw(st.sampled_from([ANSWERS, ANSWERS[:2]]))
            cases: dict[bool | str, Rule] = {answer: grow(depth - 1) for answer in answers}
            return ByValue(guard, MappingProxyType(cases), len(cases) == 3)
        children = tuple(grow(depth - 1) for _ in range(draw(st.integers(1, 3))))
        return Every(children) if kind == "every" else Some(children)

    return grow(depth)


def _plain(rule: Rule, answers: dict[str, str]) -> int:
    """The outcome when everything is known, written as plainly as can be."""
    if isinstance(rule, Table):
        return ANSWERS.index(answers[rule.fact])
    if isinstance(rule, ByValue):
        case = rule.cases.get(answers[rule.fact])
        return 0 if case is None else _plain(case, answers)
    assert isinstance(rule, (Every, Some))
    outcomes = [_plain(child, answers) for child in rule.children]
    return min(outcomes) if isinstance(rule, Every) else max(outcomes)


def _all_outcomes(rule: Rule, known: dict[str, str], unknown: list[str]) -> dict[tuple[str, ...], int]:
    combinations = itertools.product(ANSWERS, repeat=len(unknown))
    return {each: _plain(rule, {**known, **dict(zip(unknown, each, strict=True))}) for each in combinations}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_bounds_and_open_facts_are_those_of_every_combination_of_answers(data: st.DataObject) -> None:
    rule = data.draw(trees(depth=data.draw(st.integers(1, 3))))
    facts = sorted(facts_of(rule))
    unknown = data.draw(st.lists(st.sampled_from(facts), unique=True, max_size=6))
    known = {name: data.draw(st.sampled_from(ANSWERS)) for name in facts if name not in unknown}
    seen = weigh(rule, _known(dict(known)))
    outcomes = _all_outcomes(rule, known, unknown)
    assert (seen.low, seen.high) == (min(outcomes.values()), max(outcomes.values()))
    moving = set()
    for place, name in enumerate(unknown):
        for answers, outcome in outcomes.items():
            others = [(*answers[:place], each, *answers[place + 1 :]) for each in ANSWERS]
            if any(outcomes[other] != outcome for other in others):
                moving.add(name)
                break
    assert set(open_facts(seen)) == moving


def test_a_whole_rule_that_counts_only_when_stated_is_not_met_while_nothing_is_said() -> None:
    rule = Table("f", ("f",), OUTCOMES, UNKNOWN, only_when_stated=True)
    assert weigh(rule, _known({}))[1:3] == (0, 0)
    assert weigh(rule, _known({"f": "maybe"}))[1:3] == (1, 1)
