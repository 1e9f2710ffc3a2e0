"""What would settle an open verdict: it does, whichever value is taken, and nothing smaller does."""

from __future__ import annotations

from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker import FactError, Settling, Verdict, as_json, judge, read_facts, settling
from checker.settling import answered
from tests.checker.applicants import ABSENT, TODAY, cny, facts, rulebook, verdict, verdict_on
from tests.checker.strategies import consistent, raw_facts, values


def _told(found: tuple[Settling, ...]) -> list[dict[str, object]]:
    return [
        {each.fact: (each.test, *(as_json(value) for value in each.values)) for each in one.answers}
        for one in found
    ]


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_the_answers_settle_the_verdict_and_no_part_of_them_does(data: st.DataObject) -> None:
    title = data.draw(st.sampled_from(sorted(rulebook().rulesets)))
    stated = consistent(data.draw(raw_facts(title)))
    assume(stated is not None)
    assert stated is not None
    before = verdict_on(title, stated)
    for one in (each for side in settling(rulebook(), before) for each in side):
        after = judge(rulebook(), title, answered(rulebook(), before, one.answers), day=TODAY)
        assert (after.overall, before.overall) == (one.overall, "undetermined")
        for part in combinations(one.answers, len(one.answers) - 1):
            partly = judge(rulebook(), title, answered(rulebook(), before, part), day=TODAY)
            assert (partly.overall == "undetermined") or (one.overall != "not_eligible")
        for answer in (each for each in one.answers if each.test == "is"):
            for value in answer.values:
                other = answer._replace(values=(value,))
                given = tuple(other if each == answer else each for each in one.answers)
                again = judge(rulebook(), title, answered(rulebook(), before, given), day=TODAY)
                assert again.overall == one.overall or one.overall in ("eligible", "needs_review")


def _single_answers(before: Verdict) -> set[str]:
    """Every overall that one exact answer to one open fact leads to."""
    found: set[str] = set()
    for name in before.open_facts:
        for value in values(rulebook(), name):
            try:
                other = read_facts(rulebook(), {**before.facts.as_json(), name: value}, day=TODAY)
            except FactError:
                continue
            found.add(verdict_on(before.designation, other).overall)
    return found


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_where_one_answer_would_do_no_more_are_asked_for(data: st.DataObject) -> None:
    title = data.draw(st.sampled_from(sorted(rulebook().rulesets)))
    without = frozenset({"data_year", "application_date", "revoked_date", "national_export_base"})
    stated = consistent(data.draw(raw_facts(title, without=without)))
    assume(stated is not None)
    assert stated is not None
    before = verdict_on(title, stated)
    assume(before.overall == "undetermined")
    good, bad = settling(rulebook(), before)
    reached = _single_answers(before)
    if "not_eligible" in reached:
        assert {len(each.answers) for each in bad} == {1}
    if reached & {"eligible", "needs_review"}:
        assert {len(each.answers) for each in good} == {1}


def test_each_way_to_the_figures_of_a_city_is_told_with_all_that_it_needs() -> None:
    found = verdict("innovation_city", key_enterprise_count=ABSENT, export_base_count=ABSENT)
    good, bad = settling(rulebook(), found)
    assert _told(good) == [{"key_enterprise_count": ("at_least", 30)}, {"export_base_count": ("at_least", 3)}]
    assert _told(bad) == [{"key_enterprise_count": ("below", 30), "export_base_count": ("below", 3)}]


def test_the_rate_at_which_it_tips_is_told_when_only_the_rate_is_open() -> None:
    found = verdict("key_enterprise", prev_year_trade=cny(3_500_000))
    good, bad = settling(rulebook(), found)
    assert _told(good) == [{"fx_cny_per_usd": ("at_most", "7")}]
    assert _told(bad) == [{"fx_cny_per_usd": ("more_than", "7")}]


def test_a_guard_comes_with_what_its_case_needs() -> None:
    good, _ = settling(rulebook(), verdict("key_enterprise", track=ABSENT, prev_year_trade=ABSENT))
    assert {
        "track": ("is", "general"),
        "prev_year_trade": ("at_least", {"value": "500000", "currency": "USD"}),
    } in _told(good)


def test_a_revocation_of_an_unknown_day_is_settled_by_the_day() -> None:
    found = verdict("key_enterprise", revoked_designation="key_enterprise")
    good, bad = settling(rulebook(), found)
    assert _told(good) == [{"revoked_date": ("is", "2023-03-09")}]
    assert _told(bad) == [{"revoked_date": ("is", "2026-03-10")}]


def test_nothing_is_told_where_nothing_is_open() -> None:
    assert settling(rulebook(), verdict("key_enterprise")) == ((), ())
    assert settling(rulebook(), verdict_on("key_enterprise", facts({}, on_blacklist=True))) == ((), ())
