"""Every clause with a condition is tried on both sides, and the page that says so is not out of date."""

from __future__ import annotations

from checker.rule import Table, leaves
from tests.traceability import PAGE, SIDES, page, provisions, tried


def test_every_clause_is_tried_by_a_scenario_on_each_side() -> None:
    missing = []
    for designation, provision in provisions():
        sides = {each.side for each in tried(designation, provision.clause)}
        wanted = {"holds", "not_met"}
        missing += [
            f"{designation or 'all'} {provision.clause}: no scenario {SIDES[side]}" for side in wanted - sides
        ]
    assert not missing, "\n" + "\n".join(sorted(missing))


def test_every_value_that_only_the_authority_can_settle_is_tried() -> None:
    for designation, provision in provisions():
        reviewed = {
            value
            for leaf in leaves(provision.rule)
            if isinstance(leaf, Table)
            for value, found in leaf.outcomes.items()
            if found.status == "review"
        }
        known = {
            str(value)
            for each in tried(designation, provision.clause)
            for value in each.verdict.known.values.values()
        }
        assert {str(value) for value in reviewed} <= known, provision.clause


def test_the_page_says_what_rules_and_scenarios_say_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make traceability"
