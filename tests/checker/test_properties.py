"""What holds for every applicant, whatever is known of them."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker import FactError, Facts, Verdict, as_json, judge, read_facts
from checker.finding import Bounds
from tests.checker.applicants import TODAY, WHOLE, Raw, rulebook
from tests.checker.strategies import consistent, raw_facts, second_doors, values

DESIGNATIONS = st.sampled_from(sorted(WHOLE))
MANY = settings(max_examples=400, deadline=None)


def _judge(designation: str, facts: Facts) -> Verdict:
    return judge(rulebook(), designation, facts, day=TODAY)


def _within(inner: Bounds, outer: Bounds) -> bool:
    return outer.low <= inner.low <= inner.high <= outer.high


def _held(designation: str, before: Verdict, raw: Raw) -> Raw:
    """What stays as it is while more is learnt: the known, and what the verdict rests on besides.

    The year of the figures is presumed to be the right one even where the day of application is not known.
    """
    ruleset = rulebook().rulesets[designation]
    assumed = {name: as_json(value) for name, value in before.assumed.items()}
    judged = dict.fromkeys(ruleset.judged)
    return {**judged, **assumed, **raw}


@MANY
@given(st.data())
def test_the_order_of_the_facts_does_not_matter(data: st.DataObject) -> None:
    designation = data.draw(DESIGNATIONS)
    raw = data.draw(raw_facts(designation))
    facts = consistent(raw)
    assume(facts is not None)
    names = data.draw(st.permutations(list(raw)))
    shuffled = consistent({name: raw[name] for name in names})
    assert facts is not None
    assert shuffled is not None
    assert _judge(designation, facts) == _judge(designation, shuffled)


@MANY
@given(st.data())
def test_learning_more_never_overturns_a_settled_verdict_and_only_tightens_bounds(
    data: st.DataObject,
) -> None:
    designation = data.draw(DESIGNATIONS)
    raw = data.draw(raw_facts(designation))
    facts = consistent(raw)
    assume(facts is not None)
    assert facts is not None
    before = _judge(designation, facts)
    held = _held(designation, before, raw)
    apart = {*held, *second_doors(rulebook(), designation), "data_year"}
    more = data.draw(raw_facts(designation, without=frozenset(apart)))
    after_facts = consistent({**more, **held})
    assume(after_facts is not None)
    assert after_facts is not None
    after = _judge(designation, after_facts)
    if not before.open_facts:
        assert after.overall == before.overall
    for finding in before.findings:
        again = after.finding(finding.clause)
        if again and finding.role in ("condition", "bar"):
            assert _within(again.bounds, finding.bounds)
            assert _within(again.relaxed, finding.relaxed)


@MANY
@given(st.data())
def test_a_verdict_is_undetermined_exactly_while_something_is_open(data: st.DataObject) -> None:
    designation = data.draw(DESIGNATIONS)
    facts = consistent(data.draw(raw_facts(designation)))
    assume(facts is not None)
    assert facts is not None
    found = _judge(designation, facts)
    recognised = any(each.role == "automatic" and each.bounds.status == "met" for each in found.findings)
    assert recognised or bool(found.open_facts) == (found.overall == "undetermined")
    assert set(found.open_facts) <= set(found.unanswered)
    assert not set(found.open_facts) & {n for n in found.facts.known if n in found.ruleset.guards}


@MANY
@given(st.data())
def test_answering_what_is_open_always_ends_in_a_settled_verdict(data: st.DataObject) -> None:
    designation = data.draw(DESIGNATIONS)
    raw = data.draw(raw_facts(designation))
    for _ in range(12):
        facts = consistent(raw)
        assume(facts is not None)
        assert facts is not None
        found = _judge(designation, facts)
        if not found.open_facts:
            return
        raw = {**raw, **_answers(found)}
    raise AssertionError(f"still open: {found.open_facts}")


def _answers(found: Verdict) -> Raw:
    """An exact answer to every open fact: figures of the right year, days to the day."""
    application = found.known.values.get("application_date")
    year = int(str(as_json(application))[:4]) - 1 if application else 2025
    answers: Raw = {}
    for name in found.open_facts:
        spec = rulebook().facts[name]
        answers[name] = year if spec.type == "year" else values(rulebook(), name)[0]
    return answers


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_what_could_change_the_verdict_is_exactly_what_is_listed(data: st.DataObject) -> None:
    designation = data.draw(DESIGNATIONS)
    raw = data.draw(raw_facts(designation))
    facts = consistent(raw)
    assume(facts is not None)
    assert facts is not None
    found = _judge(designation, facts)
    ruleset = rulebook().rulesets[designation]
    asked = {*found.assumed, *(name for name in ruleset.judged if name not in raw)}
    assert set(found.could_change) <= asked
    for name in asked:
        spec = rulebook().facts[name]
        domain = [*(choice.value for choice in spec.values), None]
        others = [consistent({**raw, name: value}) for value in domain]
        changed = [other for other in others if other and _judge(designation, other).overall != found.overall]
        assert bool(changed) <= (name in found.could_change)
        assert (name in found.could_change) <= (bool(changed) or None in others)


@MANY
@given(st.data())
def test_some_answer_to_an_open_fact_moves_the_verdict_on(data: st.DataObject) -> None:
    """Figures of a wrong year apart: there the amount and its year have to be given together."""
    designation = data.draw(DESIGNATIONS)
    raw = data.draw(raw_facts(designation, without=frozenset({"data_year", "application_date"})))
    facts = consistent(raw)
    assume(facts is not None)
    assert facts is not None
    found = _judge(designation, facts)
    assume(found.overall == "undetermined")
    name = data.draw(st.sampled_from(list(found.open_facts)))
    outcomes = set()
    for value in values(rulebook(), name):
        other = consistent({**raw, name: value})
        if other is not None:
            after = _judge(designation, other)
            outcomes.add((after.overall, after.open_facts, tuple(each.relaxed for each in after.findings)))
    assert len(outcomes) != 1 or (found.overall, found.open_facts) not in {each[:2] for each in outcomes}


def test_a_presumption_is_never_made_against_what_was_stated() -> None:
    facts = read_facts(rulebook(), {"base_kind": "functional_zone"}, day=TODAY)
    found = _judge("key_enterprise", facts)
    assert "applicant_kind" not in found.assumed
    assert "applicant_kind" in found.open_facts


def test_an_explicit_null_is_never_presumed_away() -> None:
    for name in ("fraud_found", "in_catalogue_scope", "mainly_in_region", "applicant_kind"):
        facts = read_facts(rulebook(), {**WHOLE["key_enterprise"], name: None}, day=TODAY)
        found = _judge("key_enterprise", facts)
        assert found.overall == "undetermined"
        assert found.open_facts == (name,)
        assert name not in found.assumed


def test_facts_of_other_designations_are_checked_though_not_used() -> None:
    with pytest.raises(FactError):
        read_facts(rulebook(), {**WHOLE["key_enterprise"], "outsourcing_enterprise_count": -1})


@MANY
@given(st.data())
def test_applicants_judged_before_leave_no_trace_in_a_verdict(data: st.DataObject) -> None:
    designation = data.draw(DESIGNATIONS)
    facts = consistent(data.draw(raw_facts(designation)))
    assume(facts is not None)
    assert facts is not None
    remembering = _judge(designation, facts)
    for provision in rulebook().rulesets[designation].provisions:
        provision.memory.clear()
    assert _judge(designation, facts) == remembering
