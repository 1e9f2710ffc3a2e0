"""Clause statuses of a million applicants: the batch against numpy, polars and OpenFisca by hand.

`.venv/bin/python -m benchmarks.batch [ROWS]`. All see the same made-up enterprises, a twentieth of the
answers missing, and give every condition's status and the overall; medians of five runs in one process.
Peers that are not installed are left out: they are no part of the project's environment.

By hand means: only this designation, only dollars, only these conditions and nothing that is presumed.
OpenFisca counts what is missing as 0 or false, so that its statuses are yes or no.
"""

from __future__ import annotations

import datetime as dt
import importlib
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker import compile_rulebook
from checker.batch import judge_columns
from checker.columns import NULL, NULL_NUMBER, Columns
from knowledge.pack import DEFAULT_PACK, load_pack

DESIGNATION, DAY = "key_enterprise", dt.date(2026, 11, 23)
KINDS = ("applicant_kind", "track")
YES_NO = (
    "legally_registered", "independent_legal_person", "does_service_trade", "on_blacklist",
    "stat_registered", "stat_timely",
)  # fmt: skip
AMOUNTS = ("prev_year_trade", "prev_year_service_export")
RUNS = 5
Array = NDArray[Any]


def _columns(rows: int) -> Columns:
    """Enterprises and institutions, mostly with every condition met, some answers null."""
    random, fit = np.random.default_rng(1), np.zeros(rows, bool)
    choices = {
        "applicant_kind": random.choice(np.array([3, 3, 3, 5, 7], np.uint8), rows),
        "track": random.choice(np.array([0, 0, 0, 1, 2], np.uint8), rows),
        **{name: (random.random(rows) < 0.1).astype(np.uint8) for name in YES_NO},
    }
    for name in YES_NO:
        choices[name][random.random(rows) < 0.05] = NULL
    numbers = {name: random.integers(0, 100_000_000, rows) for name in AMOUNTS}
    numbers[AMOUNTS[1]] //= 5
    for each in numbers.values():
        each[random.random(rows) < 0.05] = NULL_NUMBER
    return Columns(rows, choices, numbers, {}, {}, {}, fit)


def _ours(columns: Columns) -> Callable[[], object]:
    rulebook = compile_rulebook(load_pack(DEFAULT_PACK))
    return lambda: judge_columns(rulebook, DESIGNATION, columns, day=DAY)


def _by_numpy(columns: Columns) -> Callable[[], object]:
    """Three-valued logic as pairs of int8 arrays: the worst and the best, minimum and maximum."""
    choices, numbers = columns.choices, columns.numbers

    def yes(name: str, good: int = 0) -> tuple[Array, Array]:
        codes = choices[name]
        return (codes == good).view(np.int8), ((codes == good) | (codes == NULL)).view(np.int8)

    def every(*pairs: tuple[Array, Array]) -> tuple[Array, Array]:
        low, high = pairs[0]
        for other in pairs[1:]:
            low, high = np.minimum(low, other[0]), np.minimum(high, other[1])
        return low, high

    def reaches(name: str, threshold: int) -> tuple[Array, Array]:
        figures = numbers[name]
        reached = figures >= threshold
        return reached.view(np.int8), (reached | (figures < 0)).view(np.int8)

    def judge() -> object:
        kind = choices["applicant_kind"]
        may = ((kind >= 3) & (kind <= 6)).view(np.int8)
        first = every((may, may), *(yes(name) for name in YES_NO[:3]))
        second = yes("on_blacklist", 0)
        third = every(yes("stat_registered"), yes("stat_timely"))
        trade, export = reaches(AMOUNTS[0], 50_000_000), reaches(AMOUNTS[1], 10_000_000)
        general = choices["track"] == 0
        fourth = np.where(general, trade[0], export[0]), np.where(general, trade[1], export[1])
        return first, second, third, fourth, every(first, second, third, fourth)

    return judge


def _by_polars(columns: Columns) -> Callable[[], object]:
    """Booleans with nulls: polars' own three-valued logic."""
    pl = importlib.import_module("polars")
    data = {name: columns.choices[name] for name in KINDS}
    frame = pl.DataFrame({**data, **{name: columns.choices[name] == 0 for name in YES_NO}, **columns.numbers})
    known = [
        *(
            pl.when(pl.Series(columns.choices[name] != NULL)).then(pl.col(name)).alias(name)
            for name in YES_NO
        ),
        *(pl.when(pl.col(name) >= 0).then(pl.col(name)).alias(name) for name in AMOUNTS),
    ]
    frame = frame.with_columns(known)
    met = pl.col("track") == 0
    first = pl.all_horizontal(pl.col("applicant_kind").is_between(3, 6), *map(pl.col, YES_NO[:3]))
    fourth = pl.when(met).then(pl.col(AMOUNTS[0]) >= 50_000_000).otherwise(pl.col(AMOUNTS[1]) >= 10_000_000)
    clauses = {
        "c1": first,
        "c2": pl.col("on_blacklist"),
        "c3": pl.col("stat_registered") & pl.col("stat_timely"),
        "c4": fourth,
    }
    lazy = frame.lazy().select(**clauses).with_columns(pl.all_horizontal(*clauses).alias("overall"))
    return lambda: lazy.collect()


def _by_openfisca(columns: Columns) -> Callable[[], object]:
    """A variable per fact and per clause; missing counts as false or 0."""
    entities = importlib.import_module("openfisca_core.entities")
    periods = importlib.import_module("openfisca_core.periods")
    variables = importlib.import_module("openfisca_core.variables")
    builders = importlib.import_module("openfisca_core.simulations")
    systems = importlib.import_module("openfisca_core.taxbenefitsystems")
    person = entities.build_entity("person", "persons", "", is_person=True)
    system = systems.TaxBenefitSystem([person])

    def variable(name: str, kind: type, formula: Callable[..., Array] | None = None) -> None:
        body: dict[str, object] = {
            "value_type": kind,
            "entity": person,
            "definition_period": periods.DateUnit.YEAR,
            "label": name,
        }
        system.add_variable(
            type(name, (variables.Variable,), body | ({"formula": formula} if formula else {}))
        )

    for name in (*KINDS, *AMOUNTS):
        variable(name, int)
    for name in YES_NO:
        variable(name, bool)

    def every(*names: str) -> Callable[..., Array]:
        return lambda person, period: np.logical_and.reduce([person(name, period) for name in names])

    def may(person: Any, period: Any) -> Array:
        kind: Array = person("applicant_kind", period)
        return (kind >= 3) & (kind <= 6)

    def enough(person: Any, period: Any) -> Array:
        trade, export = (person(name, period) for name in AMOUNTS)
        general = person("track", period) == 0
        reached: Array = np.where(general, trade >= 50_000_000, export >= 10_000_000)
        return reached

    variable("may", bool, may)
    variable("c1", bool, every("may", *YES_NO[:3]))
    variable("c2", bool, every("on_blacklist"))
    variable("c3", bool, every(*YES_NO[4:]))
    variable("c4", bool, enough)
    variable("overall", bool, every("c1", "c2", "c3", "c4"))
    facts: dict[str, Array] = {name: columns.choices[name].astype(np.int32) for name in KINDS}
    facts |= {name: columns.choices[name] == 0 for name in YES_NO}
    facts |= {name: np.maximum(columns.numbers[name], 0).astype(np.int32) for name in AMOUNTS}

    def judge() -> object:
        simulation = builders.SimulationBuilder().build_default_simulation(system, columns.length)
        for name, values in facts.items():
            simulation.set_input(name, "2025", values)
        return simulation.calculate("overall", "2025")

    return judge


def main() -> None:
    """Print the rows a second of each, and how much faster or slower than the batch."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    columns = _columns(rows)
    found: dict[str, float] = {}
    for name, make in (
        ("batch", _ours),
        ("numpy by hand", _by_numpy),
        ("polars by hand", _by_polars),
        ("OpenFisca-Core", _by_openfisca),
    ):
        try:
            judge = make(columns)
        except ModuleNotFoundError as error:
            print(f"{name}: {error.name} is not installed")
            continue
        times = []
        for _ in range(RUNS):
            began = time.perf_counter()
            judge()
            times.append(time.perf_counter() - began)
        found[name] = median(times)
        ratio = found[name] / found["batch"]
        print(f"{name:15} {rows / found[name] / 1e6:7.1f} M rows/s, takes {ratio:5.2f} times as long")


if __name__ == "__main__":
    main()
