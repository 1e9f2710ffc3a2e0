"""Which applicants a table holds are alike: same key, same verdict but for the figures that it names.

Words are made for one of them and serve all. The key holds everything that judging and telling look at: of
an amount only how it lies to each threshold, of all else the value itself.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from checker.columns import ABSENT, MONEY, NULL, RATE, Codes, Columns, Mask, Numbers, choice_code, day_number
from checker.rule import Reaches, leaves
from checker.rulebook import Rulebook, Ruleset


def keys(rulebook: Rulebook, designation: str, columns: Columns) -> list[bytes]:
    """A key for each applicant."""
    ruleset = rulebook.rulesets[designation]
    bands: list[NDArray[np.uint8]] = [each.reshape(-1, 1) for each in columns.choices.values()]
    for name, figures in columns.numbers.items():
        if rulebook.facts[name].type == "amount":
            bands += _bands(rulebook, ruleset, columns, name)
        else:
            bands.append(_as_bytes(figures))
    for name, (first, last) in columns.spans.items():
        bands += [columns.undated[name].reshape(-1, 1), _as_bytes(first), _as_bytes(last)]
    if not bands:
        return [b""] * columns.length
    matrix = np.hstack(bands)
    width, whole = matrix.shape[1], matrix.tobytes()
    return [whole[at : at + width] for at in range(0, len(whole), width)]


def _as_bytes(numbers: Numbers) -> NDArray[np.uint8]:
    return np.ascontiguousarray(numbers).view(np.uint8).reshape(len(numbers), 8)


def _bands(rulebook: Rulebook, ruleset: Ruleset, columns: Columns, name: str) -> list[NDArray[np.uint8]]:
    """How an amount lies to each threshold: unknown, below, exactly, above, near after conversion."""
    figures = columns.numbers[name]
    converted = columns.converted.get(name, np.zeros(1, bool))
    state = np.minimum(figures, 0) + 2 + 4 * converted
    found = [state.astype(np.uint8).reshape(-1, 1)]
    rate = np.maximum(columns.numbers.get(rulebook.rate, np.zeros(1, np.int64)), 0)
    for threshold in sorted(_thresholds(ruleset, name)):
        own = int(threshold * MONEY)
        band = np.sign(figures - own)
        if converted.any():
            needed, given = own * rate, np.maximum(figures, 0) * RATE
            near = (given >= -(-97 * needed // 100)) & (given <= 103 * needed // 100)
            band = np.where(converted, np.sign(given - needed) + 4 * near, band)
        found.append((band + 1).astype(np.uint8).reshape(-1, 1))
    return found


def _thresholds(ruleset: Ruleset, name: str) -> set[Decimal]:
    everything = [*ruleset.provisions, *ruleset.relaxations.values()]
    found = [leaf for each in everything for leaf in leaves(each.rule) if isinstance(leaf, Reaches)]
    return {Decimal(leaf.threshold) for leaf in found if name in leaf.reads}


def clashing(rulebook: Rulebook, columns: Columns, day: date) -> Mask:
    """Where facts contradict each other (facts.py says how, and says it to people)."""
    found = np.zeros(columns.length, bool)
    for derivation in rulebook.derivations:
        source = columns.choices.get(derivation.source)
        value = columns.choices.get(derivation.fact)
        if source is None or value is None:
            continue
        causes, facts = rulebook.facts[derivation.source], rulebook.facts[derivation.fact]
        follows = np.full(256, ABSENT, np.uint8)
        for cause, result in derivation.values.items():
            follows[choice_code(causes, cause)] = choice_code(facts, result)
        expected: Codes = follows[source]
        wrong = (expected != value) & ((expected != ABSENT) | derivation.exclusive)
        found |= wrong & (source < NULL) & (value < NULL)
    return found | _parts_exceed(rulebook, columns) | _out_of_order(rulebook, columns, day)


def _parts_exceed(rulebook: Rulebook, columns: Columns) -> Mask:
    found = np.zeros(columns.length, bool)
    nowhere = np.zeros(1, bool)
    for each in rulebook.parts:
        part, whole = columns.numbers.get(each.part), columns.numbers.get(each.whole)
        if part is not None and whole is not None:
            same = columns.converted.get(each.part, nowhere) == columns.converted.get(each.whole, nowhere)
            found |= same & (part > whole) & (whole >= 0)
    return found


def _out_of_order(rulebook: Rulebook, columns: Columns, day: date) -> Mask:
    found = np.zeros(columns.length, bool)
    for each in rulebook.orders:
        if each.earlier not in columns.spans:
            continue
        last, known = np.full(1, day_number(day)), np.ones(1, bool)
        if each.later in columns.spans:
            undated = columns.undated[each.later]
            last = np.where(undated == ABSENT, last, columns.spans[each.later][1])
            known = undated != NULL
        found |= (columns.undated[each.earlier] == 0) & known & (columns.spans[each.earlier][0] > last)
    return found
