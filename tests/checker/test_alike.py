"""Applicants with one key share their verdict; contradictions in columns are those that reading finds."""

from __future__ import annotations

from random import Random

from checker import FactError, Verdict, judge, read_facts
from checker.alike import clashing, keys
from checker.columns import columns_of
from checker.facts import facts_of_values
from checker.reading_values import read_value
from tests.checker.applicants import TODAY, WHOLE, facts, rulebook, usd
from tests.checker.profiles import random_profiles
from tests.checker.strategies import values


def _told(verdict: Verdict) -> tuple[object, ...]:
    """All of a verdict that words are made of, apart from the amounts."""
    findings = tuple((each.clause, each.bounds, each.relaxed, each.relaxed_by) for each in verdict.findings)
    warnings = tuple((each.kind, each.clause, *each.detail.items()) for each in verdict.warnings)
    assumed = tuple(verdict.assumed.items())
    return (verdict.overall, findings, verdict.open_facts, verdict.told, warnings, assumed)


def test_whoever_has_the_same_key_is_told_the_same() -> None:
    for designation in rulebook().rulesets:
        amounts = {
            n: usd(800_000 + 7 * k) for k, n in enumerate(("prev_year_trade", "prev_year_culture_export"))
        }
        some = random_profiles(rulebook(), 1_500, number=11, day=TODAY)
        some += [facts({**WHOLE[designation], n: usd(k * 99_999)}) for k in range(90) for n in amounts]
        shared: dict[bytes, tuple[object, ...]] = {}
        for key, each in zip(keys(rulebook(), designation, columns_of(rulebook(), some)), some, strict=True):
            told = _told(judge(rulebook(), designation, each, day=TODAY))
            assert shared.setdefault(key, told) == told
        assert len(shared) < len(some)


def test_amounts_on_the_same_side_of_every_threshold_are_alike() -> None:
    some = [facts(WHOLE["key_enterprise"], prev_year_trade=usd(n)) for n in (1, 2, 499_999, 500_000, 500_001)]
    found = keys(rulebook(), "key_enterprise", columns_of(rulebook(), some))
    assert found[0] == found[1] == found[2]
    assert len(set(found)) == 3


def test_contradictions_in_columns_are_those_that_reading_finds() -> None:
    random, book = Random(5), rulebook()
    domains = {name: values(book, name) for name in book.facts}
    applicants, wrong = [], []
    for _ in range(3_000):
        raw = {
            name: random.choice([*domain, None]) for name, domain in domains.items() if random.random() < 0.3
        }
        stated = {n: None if v is None else read_value(book, n, v) for n, v in raw.items()}
        applicants.append(facts_of_values(book, stated))
        try:
            read_facts(book, raw, day=TODAY)
        except FactError:
            wrong.append(True)
        else:
            wrong.append(False)
    assert clashing(book, columns_of(book, applicants), TODAY).tolist() == wrong
    assert 200 < sum(wrong) < 2_800
