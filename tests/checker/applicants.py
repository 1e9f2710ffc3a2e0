"""Applicants for the tests of the checker: whole profiles from which a case departs, and shortcuts."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from checker import Facts, Rulebook, Verdict, compile_rulebook, judge, read_facts
from knowledge.pack import DEFAULT_PACK, Pack, load_pack

TODAY = date(2026, 3, 10)
TINY = Path(__file__).parents[1] / "packs" / "tiny"
Raw = dict[str, object]


@cache
def pack(folder: Path = DEFAULT_PACK) -> Pack:
    """The measure's pack, read once."""
    return load_pack(folder)


@cache
def rulebook(folder: Path = DEFAULT_PACK) -> Rulebook:
    """The compiled rules, compiled once."""
    return compile_rulebook(pack(folder))


def usd(value: object) -> Raw:
    """So many dollars, as JSON states them."""
    return {"value": str(value), "currency": "USD"}


def cny(value: object) -> Raw:
    """So many yuan."""
    return {"value": str(value), "currency": "CNY"}


ENTERPRISE: Raw = {
    "track": "general",
    "legally_registered": True,
    "independent_legal_person": True,
    "does_service_trade": True,
    "on_blacklist": False,
    "stat_registered": True,
    "stat_timely": True,
    "prev_year_trade": usd(800_000),
}
BASE: Raw = {
    "base_kind": "admin_region",
    "track": "general",
    "base_plan": True,
    "cooperation": True,
    "infrastructure": True,
    "dedicated_staff": True,
    "service_trade_enterprise_count": 20,
}
CITY: Raw = {
    "applicant_kind": "league_city",
    "plan_includes_service_trade": True,
    "budget_and_measures": True,
    "service_trade_plan_issued": True,
    "city_advantages": True,
    "key_enterprise_count": 30,
    "prev_year_trade": usd(50_000_000),
}
OUTSOURCING: Raw = {
    "applicant_kind": "league_city",
    "outsourcing_strategy": True,
    "outsourcing_budget": True,
    "outsourcing_staff": True,
    "outsourcing_advantages": True,
    "outsourcing_enterprise_count": 15,
    "prev_year_offshore_exec": usd(5_000_000),
}
WHOLE = {
    "key_enterprise": ENTERPRISE,
    "export_base": BASE,
    "innovation_city": CITY,
    "outsourcing_city": OUTSOURCING,
}
ABSENT = "(absent)"
"""As a value: the fact is left out."""


def facts(raw: Raw, **changes: object) -> Facts:
    """A profile with some facts changed, or left out when ABSENT."""
    stated = {**raw, **changes}
    return read_facts(rulebook(), {k: v for k, v in stated.items() if v != ABSENT}, day=TODAY)


def verdict(designation: str, /, **changes: object) -> Verdict:
    """The verdict on a whole profile of the designation with some facts changed."""
    return verdict_on(designation, facts(WHOLE[designation], **changes))


def verdict_on(designation: str, given: Facts, day: date = TODAY) -> Verdict:
    """The verdict on these facts and no others."""
    return judge(rulebook(), designation, given, day=day)


def status(found: Verdict, clause: str) -> str | None:
    """The clause's own status, None where it is not listed."""
    finding = found.finding(clause)
    return finding.bounds.status if finding else None
