"""Gaps: the smallest changes that put a clause right, all the ways there are, and when each can be had."""

from __future__ import annotations

from checker import Gap, as_json, gaps
from tests.checker.applicants import ABSENT, cny, rulebook, usd, verdict


def _gaps(designation: str, **changes: object) -> tuple[Gap, ...]:
    return gaps(rulebook(), verdict(designation, **changes))


def _changes(gap: Gap) -> dict[str, tuple[object, object, object]]:
    return {each.fact: (as_json(each.was), as_json(each.to), as_json(each.by)) for each in gap.changes}


def test_a_short_amount_lacks_the_difference_and_waits_for_next_year() -> None:
    (gap,) = _gaps("key_enterprise", prev_year_trade=usd("380000.50"))
    assert _changes(gap) == {"prev_year_trade": (usd("380000.5"), usd("500000"), usd("119999.5"))}
    assert (gap.clause, gap.when) == ("5.4.4", "next_year")


def test_a_short_amount_in_yuan_lacks_yuan() -> None:
    (gap,) = _gaps("key_enterprise", prev_year_trade=cny(3_000_000), fx_cny_per_usd="7.1")
    assert _changes(gap) == {"prev_year_trade": (cny(3_000_000), cny(3_550_000), cny(550_000))}


def test_each_way_stands_by_itself_with_all_that_it_needs() -> None:
    found = _gaps("innovation_city", key_enterprise_count=20, export_base_count=1, prev_year_trade=usd(1))
    assert [set(_changes(gap)) for gap in found] == [
        {"key_enterprise_count", "prev_year_trade"},
        {"export_base_count", "prev_year_trade"},
    ]
    assert _changes(found[1])["export_base_count"] == (1, 3, 2)


def test_what_is_enough_already_or_still_unknown_is_no_part_of_a_gap() -> None:
    (gap,) = _gaps("innovation_city", key_enterprise_count=ABSENT, prev_year_trade=usd(1))
    assert set(_changes(gap)) == {"prev_year_trade"}


def test_a_missing_registration_can_be_put_right_now() -> None:
    (gap,) = _gaps("key_enterprise", stat_registered=False)
    assert (_changes(gap), gap.when) == ({"stat_registered": (False, True, None)}, "now")


def test_a_wrong_kind_of_applicant_never_can() -> None:
    found = _gaps("innovation_city", applicant_kind="functional_zone")
    assert [(gap.clause, gap.when) for gap in found] == [("2.1", "never")]
    assert _gaps("key_enterprise", fraud_found=True)[0].when == "never"
    assert _gaps("key_enterprise", on_blacklist=True)[0].when == "never"


def test_a_bar_ends_on_the_day_after_the_last_one() -> None:
    (gap,) = _gaps("key_enterprise", revoked_designation="key_enterprise", revoked_date="2024-02-29")
    assert _changes(gap) == {"application_date": ("2026-03-10", "2027-03-01", None)}
    assert gap.when == "next_year"


def test_a_measure_not_yet_in_force_names_its_first_day() -> None:
    (gap,) = _gaps("key_enterprise", application_date="2023-04-30")
    assert (_changes(gap), gap.when) == ({"application_date": ("2023-04-30", "2023-05-01", None)}, "now")


def test_a_second_door_that_was_not_tried_is_named() -> None:
    found = _gaps(
        "key_enterprise", track="culture", prev_year_trade=ABSENT, prev_year_service_export=usd(90_000)
    )
    assert [(gap.changes[0].fact, gap.when) for gap in found] == [
        ("prev_year_trade", "now"),
        ("prev_year_service_export", "next_year"),
    ]


def test_what_a_relaxation_may_save_is_no_gap() -> None:
    assert _gaps("key_enterprise", prev_year_trade=usd(1), provincial_honor=True) == ()
    assert _gaps("key_enterprise", prev_year_trade=usd(1), provincial_honor=None) == ()


def test_an_eligible_applicant_has_no_gaps() -> None:
    assert _gaps("key_enterprise") == ()
