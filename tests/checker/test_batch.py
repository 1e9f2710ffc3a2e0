"""The batch says of every applicant what the single judge says, clause by clause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker import Facts, Rulebook, UnknownDesignation, judge, read_facts
from checker.batch import OVERALLS, Batch, judge_columns, judge_many
from checker.batch_bounds import BOUNDS, UNLISTED, bits
from checker.batch_checks import COLUMN_CHECKS
from checker.checks import CHECKS
from checker.columns import columns_of
from knowledge.pack import DEFAULT_PACK
from tests.checker.applicants import TINY, TODAY, WHOLE, Raw, cny, facts, rulebook, usd
from tests.checker.profiles import random_profiles


def _differences(
    book: Rulebook, designation: str, applicants: Sequence[Facts], day: date, batch: Batch
) -> list[str]:
    """Every applicant and clause of which the two say different things."""
    found = []
    for row, each in enumerate(applicants):
        verdict = judge(book, designation, each, day=day)
        if OVERALLS[batch.overall[row]] != verdict.overall:
            found.append(f"{each.as_json()}: {OVERALLS[batch.overall[row]]} for {verdict.overall}")
        listed = {each.clause: (bits(each.bounds), bits(each.relaxed)) for each in verdict.findings}
        columns = {
            clause: (int(one.own[row]), int(one.relaxed[row])) for clause, one in batch.findings.items()
        }
        columns = {clause: pair for clause, pair in columns.items() if pair[0] != UNLISTED}
        if columns != listed:
            found.append(f"{each.as_json()}: {columns} for {listed}")
    return found


@pytest.mark.parametrize("folder", [DEFAULT_PACK, TINY], ids=["measure", "tiny"])
def test_ten_thousand_random_applicants_are_judged_alike(folder: Path) -> None:
    book = rulebook(folder)
    for designation in book.rulesets:
        applicants = random_profiles(book, 3_000, number=len(designation), day=TODAY)
        batch = judge_many(book, designation, applicants, day=TODAY)
        assert not _differences(book, designation, applicants, TODAY, batch)[:3]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.integers(0, 10**9), day=st.dates(date(2023, 1, 1), date(2031, 12, 31)))
def test_any_applicants_on_any_day_are_judged_alike(number: int, day: date) -> None:
    book = rulebook()
    designation = sorted(book.rulesets)[number % 4]
    applicants = random_profiles(book, 40, number=number, day=day)
    batch = judge_many(book, designation, applicants, day=day)
    assert not _differences(book, designation, applicants, day, batch)


@pytest.mark.parametrize("designation", sorted(WHOLE))
def test_whole_applicants_with_one_fact_changed_are_judged_alike(designation: str) -> None:
    changes: list[Raw] = [
        {},
        {"revoked_date": "2024"},
        {"revoked_designation": designation, "revoked_date": "2023-03-10"},
        {"revoked_designation": designation, "revoked_date": "2023-03-09"},
        {"revoked_designation": None},
        {"application_date": None},
        {"application_date": "2023-04-30"},
        {"fraud_found": True},
        {"in_catalogue_scope": False},
        {"data_year": 2024},
        {"national_export_base": "approved", "fraud_found": None},
        {"national_outsourcing_city": "approved", "application_date": "2023-01-01"},
        {"prev_year_trade": cny("3500000"), "fx_cny_per_usd": "7"},
        {"prev_year_trade": cny("3499999.99"), "fx_cny_per_usd": "7"},
        {"prev_year_trade": cny("3500000")},
    ]
    applicants = [facts({**WHOLE[designation], **each}) for each in changes]
    batch = judge_many(rulebook(), designation, applicants, day=TODAY)
    assert not _differences(rulebook(), designation, applicants, TODAY, batch)


@pytest.mark.parametrize(
    "amount",
    [usd("500000.001"), usd("9" * 20), cny("3500000.00000001"), cny("9" * 18)],
    ids=["three-places", "twenty-digits", "eight-places", "too-large-to-convert"],
)
def test_a_figure_without_an_exact_place_goes_through_the_single_judge(amount: Raw) -> None:
    raw = {**WHOLE["key_enterprise"], "prev_year_trade": amount, "fx_cny_per_usd": "7.12345"}
    applicants = [facts(raw), facts(WHOLE["key_enterprise"])]
    assert columns_of(rulebook(), applicants).unfit.tolist() == [True, False]
    batch = judge_many(rulebook(), "key_enterprise", applicants, day=TODAY)
    assert not _differences(rulebook(), "key_enterprise", applicants, TODAY, batch)


def test_more_applicants_than_one_block_are_judged_alike() -> None:
    some = random_profiles(rulebook(), 100, number=7, day=TODAY)
    many = columns_of(rulebook(), some * 1_400)
    batch = judge_columns(rulebook(), "export_base", many, day=TODAY)
    once = judge_columns(rulebook(), "export_base", columns_of(rulebook(), some), day=TODAY)
    assert np.array_equal(batch.overall, np.tile(once.overall, 1_400))
    assert np.array_equal(batch.findings["5.3.3"].relaxed, np.tile(once.findings["5.3.3"].relaxed, 1_400))


def test_nobody_at_all_is_judged_too() -> None:
    batch = judge_many(rulebook(), "key_enterprise", [], day=TODAY)
    assert batch.overall.shape == (0,)


def test_an_unknown_designation_is_refused() -> None:
    with pytest.raises(UnknownDesignation):
        judge_many(rulebook(), "city", [read_facts(rulebook(), {})], day=TODAY)


def test_bounds_and_bytes_are_the_same_thing() -> None:
    assert all(bits(found) == byte for byte, found in BOUNDS.items())
    assert len(BOUNDS) == 6


def test_every_named_check_is_there_for_columns() -> None:
    assert set(COLUMN_CHECKS) == set(CHECKS)
