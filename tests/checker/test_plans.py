"""Plans: made true, they lift the verdict; with any part left out, they do not; nothing else is advised."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker import Amount, Plan, as_json, judge, plans, read_facts
from checker.plans import applied
from tests.checker.applicants import ABSENT, TODAY, rulebook, usd, verdict
from tests.checker.strategies import consistent, raw_facts

LIFTED = {
    "not_eligible": {"eligible", "needs_review", "undetermined", "auto_recognised"},
    "needs_review": {"eligible"},
}


def _plans(designation: str, **changes: object) -> list[dict[str, object]]:
    found = plans(rulebook(), verdict(designation, **changes))
    return [{each.fact: as_json(each.to) for each in plan.changes} for plan in found]


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_plan_lifts_the_verdict_and_no_part_of_it_does(data: st.DataObject) -> None:
    title = data.draw(st.sampled_from(sorted(rulebook().rulesets)))
    facts = consistent(data.draw(raw_facts(title)))
    assume(facts is not None)
    assert facts is not None
    before = judge(rulebook(), title, facts, day=TODAY)
    found = plans(rulebook(), before)
    assert bool(found) <= (before.overall in LIFTED)
    for plan in found:
        after = judge(rulebook(), title, applied(rulebook(), before, plan.changes), day=TODAY)
        assert after.overall == plan.reaches
        assert after.overall in LIFTED[before.overall]
        for size in range(len(plan.changes)):
            for part in combinations(plan.changes, size):
                partly = judge(rulebook(), title, applied(rulebook(), before, part), day=TODAY)
                assert partly.overall not in LIFTED[before.overall]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_a_plan_comes_to_is_a_profile_without_contradiction(data: st.DataObject) -> None:
    title = data.draw(st.sampled_from(sorted(rulebook().rulesets)))
    facts = consistent(data.draw(raw_facts(title)))
    assume(facts is not None)
    assert facts is not None
    before = judge(rulebook(), title, facts, day=TODAY)
    for plan in plans(rulebook(), before):
        read_facts(rulebook(), applied(rulebook(), before, plan.changes).as_json(), day=TODAY)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_plan_never_turns_into_somebody_else_nor_picks_a_rate_nor_a_lower_figure(
    data: st.DataObject,
) -> None:
    title = data.draw(st.sampled_from(sorted(rulebook().rulesets)))
    facts = consistent(data.draw(raw_facts(title)))
    assume(facts is not None)
    assert facts is not None
    before = judge(rulebook(), title, facts, day=TODAY)
    fixed = {"applicant_kind", "on_blacklist", "fraud_found", "revoked_designation", "revoked_date"}
    fixed |= {*before.ruleset.guards, "fx_cny_per_usd", "data_year"}
    for plan in plans(rulebook(), before):
        for change in plan.changes:
            assert change.fact not in fixed
            if isinstance(change.was, Amount) and isinstance(change.to, Amount):
                assert change.to.value > change.was.value
                assert change.when == "next_year"


def test_figures_come_next_year_and_never_now() -> None:
    found = plans(rulebook(), verdict("key_enterprise", prev_year_trade=usd(380_000)))
    assert (found[0].when, found[0].reaches, found[0].on_condition) == ("next_year", "eligible", ())
    assert [each.fact for each in found[0].changes] == ["prev_year_trade"]


def test_an_honour_is_a_condition_and_stands_behind_what_one_can_do() -> None:
    found = plans(rulebook(), verdict("key_enterprise", prev_year_trade=usd(380_000)))
    honours = ["mofcom_case", "mofcom_promoted", "provincial_honor"]
    assert [plan.changes[0].fact for plan in found[1:]] == honours
    assert {(p.on_condition, p.reaches, p.when) for p in found[1:]} == {(("5.4.5",), "needs_review", "now")}
    denied = verdict("key_enterprise", prev_year_trade=usd(1), **dict.fromkeys(honours, False))
    assert {plan.when for plan in plans(rulebook(), denied)} == {"next_year"}


def test_clauses_are_put_right_together_in_every_way_there_is() -> None:
    short = {"key_enterprise_count": 20, "export_base_count": 1, "service_trade_plan_issued": False}
    assert _plans("innovation_city", **short) == [
        {"service_trade_plan_issued": True, "key_enterprise_count": 30},
        {"service_trade_plan_issued": True, "export_base_count": 3},
    ]


def test_a_second_door_is_a_plan_of_its_own() -> None:
    doors = _plans("key_enterprise", track="culture", prev_year_trade=ABSENT, prev_year_service_export=usd(1))
    assert {"prev_year_trade": usd("500000")} in doors
    assert {"prev_year_service_export": usd("100000")} in doors


@pytest.mark.parametrize(
    "changes",
    [
        {"applicant_kind": "sole_trader", "independent_legal_person": ABSENT},
        {"on_blacklist": True},
        {"fraud_found": True},
        {"applicant_kind": "league_city", "prev_year_trade": usd(1)},
    ],
)
def test_nothing_is_advised_where_nothing_helps(changes: dict[str, object]) -> None:
    assert _plans("key_enterprise", **changes) == []


def test_a_national_title_is_a_condition_only_where_the_rest_could_be_had() -> None:
    short = plans(
        rulebook(), verdict("export_base", service_trade_enterprise_count=2, prev_year_trade=usd(1))
    )
    assert short[-1].on_condition == ("6.4",)
    assert short[-1].reaches == "auto_recognised"
    assert _plans("outsourcing_city", applicant_kind="enterprise") == []


def test_whoever_awaits_a_review_hears_what_would_spare_it_where_something_would() -> None:
    assert _plans("key_enterprise", stat_timely="late_once") == [{"stat_timely": True}]
    assert _plans("key_enterprise", prev_year_trade=usd(1), provincial_honor=True) == [
        {"prev_year_trade": usd("500000")}
    ]
    assert _plans("innovation_city") == []


def test_a_park_still_being_built_is_a_condition_and_stops_being_one_when_it_is_denied() -> None:
    park: dict[str, object] = {"base_kind": "functional_zone", "service_trade_enterprise_count": 1}
    denied = _plans("export_base", **park, prev_year_trade=usd(1), still_promoting=False)
    assert not any("still_promoting" in plan for plan in denied)


def test_a_plan_is_a_plain_value() -> None:
    first = plans(rulebook(), verdict("key_enterprise", prev_year_trade=usd(1)))[0]
    assert isinstance(first, Plan)
    assert first == plans(rulebook(), verdict("key_enterprise", prev_year_trade=usd(1)))[0]
