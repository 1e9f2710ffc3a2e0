"""What a verdict carries besides its findings: what to ask, what was presumed, what to tell."""

from __future__ import annotations

from datetime import date

import pytest

from checker import UnknownDesignation, compile_rulebook, judge, materials_for, read_facts, receipt
from tests.checker.applicants import (
    ABSENT,
    BASE,
    ENTERPRISE,
    TINY,
    TODAY,
    cny,
    facts,
    pack,
    rulebook,
    status,
    usd,
    verdict,
    verdict_on,
)


def test_guards_are_asked_first_then_kinds_then_figures_then_yes_or_no() -> None:
    found = verdict_on("export_base", facts({}))
    assert found.open_facts[:3] == ("base_kind", "track", "applicant_kind")
    kinds = [rulebook().facts[name].type for name in found.open_facts[3:]]
    assert kinds == sorted(kinds, key=lambda kind: kind == "choice")


def test_a_settled_verdict_asks_nothing_but_keeps_the_list_for_the_whole_picture() -> None:
    found = verdict("key_enterprise", on_blacklist=True, prev_year_trade=ABSENT)
    assert found.overall == "not_eligible"
    assert found.open_facts == ()
    assert found.unanswered == ("prev_year_trade",)


def test_yuan_without_a_rate_ask_for_the_rate_and_nothing_else() -> None:
    found = verdict("key_enterprise", prev_year_trade=cny(3_600_000))
    assert found.open_facts == ("fx_cny_per_usd",)


def test_figures_of_another_year_are_asked_again_with_their_year() -> None:
    found = verdict("key_enterprise", data_year=2024)
    assert found.open_facts == ("prev_year_trade", "data_year")
    assert [(each.kind, each.clause) for each in found.warnings] == [("year", "5.4.4")]
    assert found.warnings[0].detail == {"fact": "data_year", "year": 2024, "expected": 2025}
    assert found.facts.as_json()["prev_year_trade"] == usd(800_000)


def test_honours_could_change_a_verdict_only_where_the_amount_falls_short() -> None:
    honours = {"mofcom_case", "mofcom_promoted", "provincial_honor"}
    assert honours <= set(verdict("key_enterprise", prev_year_trade=usd(1)).could_change)
    assert not honours & set(verdict("key_enterprise").could_change)


def test_a_judgement_that_was_not_asked_could_change_the_verdict() -> None:
    found = verdict("export_base", cooperation=ABSENT)
    assert found.overall == "needs_review"
    assert "cooperation" in found.could_change
    assert "infrastructure" not in found.could_change


def test_only_what_the_designation_uses_is_presumed() -> None:
    assert "provincial_honor" not in verdict("innovation_city").assumed
    assert "national_export_base" in verdict("export_base").assumed
    assert "national_export_base" not in verdict("outsourcing_city").assumed


def test_an_automatic_recognition_presumes_only_what_its_bars_use() -> None:
    found = verdict_on("export_base", facts({"national_export_base": "approved"}))
    assert set(found.assumed) == {"fraud_found", "revoked_designation", "application_date"}
    assert {each.clause for each in found.findings} == {"6.4", "13", "14", "16"}


def test_a_figure_exactly_at_its_threshold_is_told() -> None:
    found = verdict("key_enterprise", prev_year_trade=usd(500_000))
    assert [each.kind for each in found.warnings] == ["exact"]
    assert "at-least-includes" in {each.reading for each in found.told}
    assert verdict("key_enterprise", prev_year_trade=usd("500000.01")).warnings == ()


@pytest.mark.parametrize(("yuan", "near"), [("3395000", 1), ("3394999", 0), ("3605000", 1), ("3605001", 0)])
def test_a_converted_amount_within_three_per_cent_is_told(yuan: str, near: int) -> None:
    found = verdict("key_enterprise", prev_year_trade=cny(yuan), fx_cny_per_usd="7")
    assert [each.kind for each in found.warnings] == ["near"] * near


def test_dollars_near_the_threshold_need_no_warning() -> None:
    assert verdict("key_enterprise", prev_year_trade=usd(500_001)).warnings == ()


@pytest.mark.parametrize(
    ("changes", "reading"),
    [
        ({"prev_year_trade": usd(1), "provincial_honor": True}, "honour-relaxes-amount-only"),
        ({"provincial_honor": True}, "priority"),
        ({"revoked_designation": "export_base", "revoked_date": "2025-01-01"}, "other-title-bar"),
        ({"independent_legal_person": False}, "other-organisations"),
        ({"stat_timely": "late_once"}, "timely-reporting"),
        ({"track": "culture", "prev_year_service_export": usd(1)}, "culture-below-10-above-50"),
    ],
)
def test_a_reading_is_told_where_it_matters(changes: dict[str, object], reading: str) -> None:
    assert reading in {each.reading for each in verdict("key_enterprise", **changes).told}
    assert reading not in {each.reading for each in verdict("key_enterprise").told}


def test_a_reading_that_decided_stands_in_its_finding() -> None:
    found = verdict(
        "export_base",
        track="culture",
        culture_enterprise_count=8,
        culture_trade_enterprise_count=5,
        prev_year_culture_export=usd(0),
    )
    finding = found.finding("5.3.3")
    assert finding
    assert finding.readings[0] == "culture-enterprises-wording"


def test_a_relaxation_is_named_by_the_finding_that_calls_upon_it() -> None:
    found = verdict("key_enterprise", prev_year_trade=usd(1), provincial_honor=True)
    finding = found.finding("5.4.4")
    assert finding
    assert (finding.bounds.status, finding.relaxed.status, finding.relaxed_by) == (
        "not_met",
        "review",
        "5.4.5",
    )
    clear = verdict("key_enterprise", provincial_honor=True).finding("5.4.4")
    assert clear
    assert clear.relaxed_by is None


def test_findings_stand_in_the_order_of_the_text() -> None:
    found = verdict("key_enterprise", mainly_in_region=True, in_catalogue_scope=True, provincial_honor=True)
    clauses = [each.clause for each in found.findings]
    assert clauses == ["2.4", "4", "5.4.1", "5.4.2", "5.4.3", "5.4.4", "5.4.5", "13", "14", "16"]


def test_a_clause_beside_the_conditions_is_listed_only_when_its_fact_is_given() -> None:
    assert status(verdict("key_enterprise"), "4") is None
    assert status(verdict("key_enterprise", in_catalogue_scope=True), "4") == "met"
    assert status(verdict("export_base", national_export_base="none"), "6.4") == "not_met"
    assert status(verdict("export_base"), "6.4") is None


def test_a_receipt_is_the_same_for_the_same_case_and_no_other() -> None:
    first = receipt(verdict("key_enterprise"))
    assert first == receipt(verdict_on("key_enterprise", facts(dict(reversed(ENTERPRISE.items())))))
    assert (
        first["sha256"]
        != receipt(verdict_on("key_enterprise", facts(ENTERPRISE), date(2026, 3, 11)))["sha256"]
    )
    met = {"status": "met", "bounds": ["met", "met"], "counts_as": "met"}
    assert first["findings"] == dict.fromkeys(("5.4.1", "5.4.2", "5.4.3", "5.4.4", "13", "14", "16"), met)


def test_an_unknown_designation_is_refused() -> None:
    with pytest.raises(UnknownDesignation):
        judge(rulebook(), "city", facts({}), day=TODAY)


def _items(designation: str, **stated: object) -> dict[str, str]:
    given = facts({}, **stated)
    found = judge(rulebook(), designation, given, day=TODAY)
    listed = materials_for(rulebook(), designation, given, found.assumed)
    return {item.material.id: item.need for item in listed}


def test_materials_follow_the_applicant() -> None:
    domestic = _items("key_enterprise", applicant_kind="enterprise", capital_origin="domestic")
    assert "7.4.3a" in domestic
    assert not {"7.4.3b", "7.4.3c", "7.4.3d"} & set(domestic)
    assert _items("key_enterprise", applicant_kind="social_org")["7.4.3b"] == "always"
    foreign = _items("key_enterprise", applicant_kind="enterprise", capital_origin="foreign")
    assert foreign["7.4.3c"] == "always"


def test_a_material_that_depends_on_something_unknown_stays_in_and_says_so() -> None:
    found = _items("key_enterprise")
    assert {found["7.4.3a"], found["7.4.3b"], found["7.4.3c"], found["7.4.3d"]} == {"depends"}
    assert found["7.4.6"] == "if_any"
    assert set(_items("export_base", **BASE)) == {"7.3.1", "7.3.2", "7.3.3", "7.3.4", "7.3.5"}


def test_another_measure_is_another_folder() -> None:
    book = compile_rulebook(pack(TINY))
    stated: dict[str, object] = {"shop_form": "online", "registered": True, "books_on_shelf": 1000}
    short = read_facts(book, {**stated, "book_export": usd(50_000)}, day=TODAY)
    found = judge(book, "model_shop", short, day=TODAY)
    assert (found.overall, status(found, "3.1.2")) == ("not_eligible", "not_met")
    enough = read_facts(book, {**stated, "books_on_shelf": 1001, "book_export": usd(50_000)}, day=TODAY)
    assert judge(book, "model_shop", enough, day=TODAY).overall == "needs_review"
    honoured = read_facts(book, {**stated, "book_export": usd(1), "honoured": True}, day=TODAY)
    found = judge(book, "model_shop", honoured, day=TODAY)
    assert found.overall == "needs_review"
    assert {each.reading for each in found.told} >= {"honour-relaxes"}
