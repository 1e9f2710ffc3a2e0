"""The state of a dialogue: plain values, kept by fact name, stored as JSON and read back the same."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conversations import State, state_from_json, state_to_json
from conversations.state import Case, Partial, Topic

NAMES = st.text(max_size=8)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8),
    st.fixed_dictionaries({"value": st.text(max_size=6), "currency": st.sampled_from(["USD", "CNY"])}),
)  # fmt: skip
CASES = st.builds(
    Case,
    name=NAMES,
    designation=st.none() | NAMES,
    facts=st.dictionaries(NAMES, VALUES, max_size=4),
    taken_so=st.lists(NAMES, max_size=3).map(tuple),
    asked=st.lists(NAMES, max_size=3).map(tuple),
    asking=st.none() | NAMES,
    guided=st.booleans(),
    agreed=st.booleans(),
    complete=st.booleans(),
    helped=st.booleans(),
    partial=st.none() | st.builds(Partial, NAMES, NAMES),
)
STATES = st.builds(
    State,
    version=NAMES,
    cases=st.lists(CASES, max_size=3).map(tuple),
    topic=st.builds(Topic, designation=st.none() | NAMES, clauses=st.lists(NAMES, max_size=3).map(tuple)),
    confirming=NAMES,
    turns=st.integers(min_value=0),
)


@given(STATES)
def test_any_state_comes_back_from_json_as_it_was(state: State) -> None:
    assert state_from_json(json.loads(json.dumps(state_to_json(state)))) == state


def test_nothing_stored_is_the_beginning() -> None:
    assert state_from_json({}) == State()


def test_what_is_no_state_is_refused() -> None:
    with pytest.raises(ValidationError):
        state_from_json({"cases": "none"})


@pytest.mark.parametrize("frozen", [State(), Case(), Topic(), Partial("a", "1")])
def test_a_state_and_all_in_it_are_frozen(frozen: object) -> None:
    name = dataclasses.fields(frozen)[0].name  # type: ignore[arg-type]  # all four are dataclasses
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(frozen, name, "x")


def test_a_new_fact_replaces_the_old_one_and_is_no_longer_taken_by_default() -> None:
    case = Case(facts={"a": 1, "b": 2}, taken_so=("a", "b"))
    changed = case.with_facts({"a": 3})
    assert changed.facts == {"a": 3, "b": 2}
    assert changed.taken_so == ("b",)
    assert case.facts == {"a": 1, "b": 2}


def test_a_fact_taken_out_is_as_if_never_said() -> None:
    assert Case(facts={"a": 1, "b": 2}).without("a", "c").facts == {"b": 2}


def test_another_case_leaves_the_first_as_it_is() -> None:
    first = State().with_case(Case(name="甲"))
    both = first.with_new_case(Case(name="乙"))
    assert [case.name for case in both.cases] == ["甲", "乙"]
    assert both.case == Case(name="乙")
    assert [c.name for c in both.with_case(Case(name="丙")).cases] == ["甲", "丙"]
