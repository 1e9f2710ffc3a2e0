"""Facts are read strictly: what is wrong is named, what is certain filled in, nothing guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from checker import Amount, FactError, Span, nearest_fact, read_facts
from tests.checker.applicants import TODAY, Raw, rulebook, usd


def _error(raw: Raw) -> FactError:
    with pytest.raises(FactError) as caught:
        read_facts(rulebook(), raw, day=TODAY)
    return caught.value


@pytest.mark.parametrize("value", [True, False, 8.5, 8.0, "8", -1, "八", [], {}, 1e400])
def test_a_count_is_a_whole_number_and_nothing_else(value: object) -> None:
    error = _error({"service_trade_enterprise_count": value})
    assert (error.field, error.problem) == ("service_trade_enterprise_count", "count")


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "五十万",
        "50万",
        "500,000",
        "-1",
        -1,
        -0.01,
        "NaN",
        "inf",
        "Infinity",
        "1_000",
        "５０",
        None,
        True,
        float("nan"),
        float("inf"),
        [],
        {},
        "1e999",
        "9" * 41,
        " 500000",
        "0x10",
        "--1",
        "1.2.3",
    ],
)
def test_an_amount_that_is_no_number_of_dollars_is_refused(value: object) -> None:
    error = _error({"prev_year_trade": {"value": value, "currency": "USD"}})
    assert (error.field, error.problem) == ("prev_year_trade", "amount")


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("500000", "500000"),
        (500000, "500000"),
        (0.1, "0.1"),
        ("1e6", "1000000"),
        ("-0", "0"),
        ("100000.01",) * 2,
    ],
)
def test_an_amount_is_read_to_the_last_digit(value: object, amount: str) -> None:
    facts = read_facts(rulebook(), {"prev_year_trade": {"value": value, "currency": "USD"}})
    found = facts.value("prev_year_trade")
    assert isinstance(found, Amount)
    assert found.value == Decimal(amount)


@pytest.mark.parametrize("currency", [None, "EUR", "usd", "美元", 1, ""])
def test_a_currency_that_is_not_accepted_is_refused_with_those_that_are(currency: object) -> None:
    error = _error({"prev_year_trade": {"value": "1", "currency": currency}})
    assert error.problem == "currency"
    assert error.detail["accepted"] == ("USD", "CNY")


def test_an_amount_without_its_currency_or_with_something_else_is_refused() -> None:
    assert _error({"prev_year_trade": {"value": "1"}}).problem == "currency"
    assert _error({"prev_year_trade": {**usd(1), "unit": "万"}}).problem == "amount_extra"
    assert _error({"prev_year_trade": 500000}).problem == "amount_form"
    assert _error({"prev_year_trade": {"currency": "USD"}}).problem == "amount_form"


@pytest.mark.parametrize("rate", [0, "0", -7, "abc", "", True, float("nan"), [], "inf"])
def test_a_rate_that_is_not_above_zero_is_refused_whether_it_is_used_or_not(rate: object) -> None:
    assert _error({"fx_cny_per_usd": rate}).problem == "rate"


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-30",
        "2026-2-3",
        "2026-13-01",
        "2026-00-10",
        "2026-03-00",
        "20260310",
        "2026",
        "2026-03",
        2026,
        "",
        "0000-01-01",
        True,
        "9999-12-31",
        "2026-03-10T00:00",
    ],
)
def test_a_day_that_is_not_one_is_refused(day: object) -> None:
    assert _error({"application_date": day}).problem == "date"


@pytest.mark.parametrize(
    ("stated", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        (2023, "2023-01-01", "2023-12-31"),
        ("2024-02-29",) * 3,
    ],
)
def test_a_coarse_date_is_the_span_of_its_days(stated: object, first: str, last: str) -> None:
    found = read_facts(rulebook(), {"revoked_date": stated}).value("revoked_date")
    assert isinstance(found, Span)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize("stated", ["2024-00", "2024-13", "2024-00-15", "2024-06-00", "2024-00-00", "0000"])
def test_a_coarse_date_has_no_part_zero(stated: str) -> None:
    assert _error({"revoked_date": stated}).problem == "date"


@pytest.mark.parametrize("year", ["2025", 2025.0, True, 25, 10**6, -1])
def test_a_year_is_four_digits(year: object) -> None:
    assert _error({"data_year": year}).problem in ("year", "count")


@pytest.mark.parametrize(
    ("name", "value", "nearest"),
    [
        ("track", "cultur", "culture"),
        ("track", "文化出口", "culture"),
        ("on_blacklist", "true", "true"),
        ("on_blacklist", 1, None),
        ("track", None.__class__, None),
        ("applicant_kind", "enterprises", "enterprise"),
    ],
)
def test_a_value_outside_the_choices_is_refused_with_the_nearest(
    name: str, value: object, nearest: str | None
) -> None:
    error = _error({name: value})
    assert (error.field, error.problem) == (name, "choice")
    assert nearest is None or error.nearest == nearest


def test_one_is_not_true() -> None:
    assert _error({"legally_registered": 1}).problem == "choice"
    assert _error({"legally_registered": "true"}).nearest == "true"


def test_an_unknown_name_is_refused_with_the_nearest_by_id_or_by_chinese_name() -> None:
    assert _error({"prev_year_trad": usd(1)}).nearest == "prev_year_trade"
    assert nearest_fact(rulebook(), "上年度服务进出口") == "prev_year_trade"
    assert nearest_fact(rulebook(), "\u0000") is None


@pytest.mark.parametrize(
    ("raw", "field", "other"),
    [
        ({"base_kind": "functional_zone", "applicant_kind": "enterprise"}, "base_kind", "applicant_kind"),
        ({"base_kind": "enterprise", "applicant_kind": "sole_trader"}, "base_kind", "applicant_kind"),
        ({"base_kind": "admin_region", "applicant_kind": "functional_zone"}, "base_kind", "applicant_kind"),
        (
            {"applicant_kind": "branch", "independent_legal_person": True},
            "independent_legal_person",
            "applicant_kind",
        ),
        (
            {"prev_year_trade": usd(5), "prev_year_service_export": usd("5.01")},
            "prev_year_service_export",
            "prev_year_trade",
        ),
        (
            {"culture_enterprise_count": 4, "culture_trade_enterprise_count": 5},
            "culture_trade_enterprise_count",
            "culture_enterprise_count",
        ),
        ({"revoked_date": "2026-03-11"}, "revoked_date", "application_date"),
        ({"revoked_date": "2025", "application_date": "2024-05-05"}, "revoked_date", "application_date"),
    ],
)
def test_a_contradiction_names_both_fields(raw: Raw, field: str, other: str) -> None:
    error = _error(raw)
    assert (error.field, error.detail["other"]) == (field, other)


def test_what_is_no_contradiction_is_taken() -> None:
    for raw in (
        {"prev_year_trade": usd(5), "prev_year_service_export": {"value": "30", "currency": "CNY"}},
        {"prev_year_trade": usd(5), "prev_year_service_export": usd("5.00")},
        {"base_kind": "enterprise", "applicant_kind": "institution"},
        {"revoked_date": "2026-03-10"},
        {"revoked_date": "2026"},
        {"applicant_kind": "branch", "independent_legal_person": False},
    ):
        assert read_facts(rulebook(), raw, day=TODAY).stated


def test_what_follows_is_filled_in_also_where_it_was_said_to_be_unknown() -> None:
    facts = read_facts(rulebook(), {"applicant_kind": "banner_county", "base_kind": None})
    assert facts.value("base_kind") == "admin_region"
    assert facts.derived == {"base_kind": "admin_region"}
    assert (
        read_facts(rulebook(), {"applicant_kind": "sole_trader"}).value("independent_legal_person") is False
    )
    assert "base_kind" not in read_facts(rulebook(), {"applicant_kind": "branch"}).known


def test_null_is_stated_and_unknown() -> None:
    facts = read_facts(rulebook(), {"prev_year_trade": None, "on_blacklist": None})
    assert facts.is_stated("on_blacklist")
    assert facts.value("on_blacklist") is None
    assert facts.as_json() == {"prev_year_trade": None, "on_blacklist": None}
