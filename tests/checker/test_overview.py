"""One applicant against every designation: each is judged as it would be alone, and says what it lacks."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker import Prospect, judge, overview
from tests.checker.applicants import ENTERPRISE, TODAY, Raw, facts, rulebook, usd
from tests.checker.strategies import consistent, raw_facts


def _standings(raw: Raw, **changes: object) -> dict[str, Prospect]:
    found = overview(rulebook(), facts(raw, **changes), day=TODAY)
    return {each.verdict.designation: each for each in found}


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_designation_stands_as_its_own_verdict_says(data: st.DataObject) -> None:
    stated = consistent(data.draw(raw_facts(data.draw(st.sampled_from(sorted(rulebook().rulesets))))))
    assume(stated is not None)
    assert stated is not None
    found = overview(rulebook(), stated, day=TODAY)
    assert {each.verdict.designation for each in found} == set(rulebook().designations)
    for each in found:
        alone = judge(rulebook(), each.verdict.designation, stated, day=TODAY)
        assert each.verdict.overall == alone.overall
        assert (each.standing == "open") == (alone.overall == "undetermined")
        assert (each.standing in ("near", "impossible")) == (alone.overall == "not_eligible")
        assert (each.plan is not None) == (each.standing == "near")
        assert bool(each.stuck) == (each.standing == "impossible")


def test_an_enterprise_that_may_be_fostered_is_near_to_a_base_and_never_a_city() -> None:
    found = _standings(ENTERPRISE, applicant_kind="enterprise", prev_year_trade=usd(600_000))
    assert {name: each.standing for name, each in found.items()} == {
        "key_enterprise": "fits",
        "export_base": "near",
        "innovation_city": "impossible",
        "outsourcing_city": "impossible",
    }
    assert found["innovation_city"].stuck == ("2.1",)
    plan = found["export_base"].plan
    assert plan is not None
    assert [change.fact for change in plan.changes] == ["prev_year_trade"]


def test_an_honour_alone_makes_nothing_near() -> None:
    found = _standings(ENTERPRISE, applicant_kind="enterprise", on_blacklist=True)
    assert found["key_enterprise"].standing == "impossible"
    assert found["key_enterprise"].stuck == ("5.4.2",)


def test_the_nearest_comes_first() -> None:
    found = overview(rulebook(), facts(ENTERPRISE, applicant_kind="enterprise"), day=TODAY)
    order = ["fits", "open", "near", "impossible"]
    assert [order.index(each.standing) for each in found] == sorted(order.index(e.standing) for e in found)
