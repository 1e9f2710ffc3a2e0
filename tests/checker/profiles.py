"""Thousands of random applicants fast: values on and around every threshold, null, absent, whole profiles."""

from __future__ import annotations

from datetime import date
from random import Random

from checker import FactError, Facts, Rulebook, read_facts
from tests.checker.applicants import Raw
from tests.checker.strategies import values


def random_profiles(book: Rulebook, count: int, *, number: int, day: date) -> list[Facts]:
    """So many applicants without contradictions; `number` picks which."""
    random = Random(number)
    domains = {name: values(book, name) for name in book.facts}
    found: list[Facts] = []
    while len(found) < count:
        try:
            found.append(read_facts(book, _raw(random, domains), day=day))
        except FactError:
            continue
    return found


def _raw(random: Random, domains: dict[str, list[object]]) -> Raw:
    """Some say little, some nearly everything; now and then that something is not known."""
    told = random.choice((0.1, 0.5, 0.9))
    return {
        name: None if random.random() < 0.08 else random.choice(domain)
        for name, domain in domains.items()
        if domain and random.random() < told
    }
