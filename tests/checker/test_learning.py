"""Answers come one by one, in any order: bounds only tighten, and what is settled stays so.

For every pack and for both judges; test_properties.py takes bigger steps of the first measure.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker import FactError, Facts, Verdict, as_json, judge, read_facts
from checker.batch import OVERALLS, judge_many
from checker.finding import Bounds
from knowledge.pack import DEFAULT_PACK
from tests.checker.applicants import TINY, TODAY, Raw, rulebook
from tests.checker.strategies import second_doors, values

TITLES = st.sampled_from(
    [(folder, name) for folder in (DEFAULT_PACK, TINY) for name in rulebook(folder).rulesets]
)
MANY = settings(max_examples=150, deadline=None)


def _applicant(data: st.DataObject, folder: Path, designation: str) -> Raw:
    """A consistent applicant of whom much is known, facts in the order in which they are told."""
    book = rulebook(folder)
    raw: Raw = {}
    for name in data.draw(st.permutations(sorted(book.rulesets[designation].facts))):
        if data.draw(st.integers(0, 4)):
            told = {**raw, name: data.draw(st.sampled_from(values(book, name)))}
            if _read(folder, told) is not None:
                raw = told
    return raw


def _read(folder: Path, raw: Raw) -> Facts | None:
    try:
        return read_facts(rulebook(folder), raw, day=TODAY)
    except FactError:
        return None


def _held(folder: Path, designation: str, raw: Raw) -> Raw:
    """The presumptions that hold for the whole applicant, stated from the beginning.

    Also what is judged by others, what opens a second door and what makes amounts count: of these a later
    answer may rightly better or worsen what seemed settled (rules.md §6.4, 6.7, 6.11).
    """
    book = rulebook(folder)
    ruleset = book.rulesets[designation]
    whole = read_facts(book, raw, day=TODAY)
    assumed = judge(book, designation, whole, day=TODAY).assumed
    year = {book.year_of_figures.fact, book.year_of_figures.application} if book.year_of_figures else set()
    first = {*ruleset.judged, *second_doors(book, designation), *year, *ruleset.presumptions}
    told = {name: value for name, value in raw.items() if name in first}
    # What stays unsaid is said to be unknown, lest it be presumed on the way.
    unknown = dict.fromkeys(ruleset.presumptions)
    return {**unknown, **{name: as_json(value) for name, value in assumed.items()}, **told}


def _tighter(after: Bounds, before: Bounds) -> bool:
    return before.low <= after.low <= after.high <= before.high


def _steps(folder: Path, designation: str, held: Raw, order: list[str], raw: Raw) -> list[Verdict]:
    known, found = dict(held), []
    for name in ("", *order):
        known |= {name: raw[name]} if name else {}
        facts = _read(folder, known)
        assume(facts is not None)
        assert facts is not None
        found.append(judge(rulebook(folder), designation, facts, day=TODAY))
    return found


@MANY
@given(st.data())
def test_every_further_answer_only_tightens_bounds_and_leaves_what_is_settled(data: st.DataObject) -> None:
    folder, designation = data.draw(TITLES)
    raw = _applicant(data, folder, designation)
    held = _held(folder, designation, raw)
    order = [name for name in raw if name not in held]
    steps = _steps(folder, designation, held, order, raw)
    for before, after in pairwise(steps):
        assert before.open_facts or before.overall == "undetermined" or after.overall == before.overall
        for finding in before.findings:
            again = after.finding(finding.clause)
            if again is not None and finding.role in ("condition", "bar"):
                assert _tighter(again.bounds, finding.bounds)
                assert _tighter(again.relaxed, finding.relaxed)


@MANY
@given(st.data())
def test_the_order_of_answers_does_not_matter_to_either_judge(data: st.DataObject) -> None:
    folder, designation = data.draw(TITLES)
    raw = _applicant(data, folder, designation)
    held = _held(folder, designation, raw)
    order = [name for name in raw if name not in held]
    other = data.draw(st.permutations(order))
    one = _steps(folder, designation, held, order, raw)[-1]
    two = _steps(folder, designation, held, list(other), raw)[-1]
    assert one == two
    batch = judge_many(rulebook(folder), designation, [one.facts, two.facts], day=TODAY)
    assert {OVERALLS[code] for code in batch.overall.tolist()} == {one.overall}


@MANY
@given(st.data())
def test_an_answer_to_what_is_not_open_changes_no_overall(data: st.DataObject) -> None:
    """Whoever is settled need not be asked; whoever is not is asked only what can still move the overall."""
    folder, designation = data.draw(TITLES)
    raw = _applicant(data, folder, designation)
    held = _held(folder, designation, raw)
    known = {name: value for name, value in raw.items() if name in held or data.draw(st.booleans())}
    facts = _read(folder, {**held, **known})
    assume(facts is not None)
    assert facts is not None
    before = judge(rulebook(folder), designation, facts, day=TODAY)
    idle = [name for name in raw if name not in {**held, **known} and name not in before.open_facts]
    for name in idle:
        more = _read(folder, {**held, **known, name: raw[name]})
        derived = more is None or dict(more.derived) != dict(facts.derived)
        if more is None or derived:
            continue
        after = judge(rulebook(folder), designation, more, day=TODAY)
        assert after.overall == before.overall, name
