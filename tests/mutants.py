"""`make mutants`: is every line of the judge and every word of the rule files held by some test?

A mutant is killed when a scenario does not end as it says (by either judge), when the rules no longer load,
or, for what the scenarios let through, when a fast test of the checker or the pack's lint fails. Survivors
are printed; docs/mutants.md explains them. One process forked for each, nothing written into the project.
"""

from __future__ import annotations

import importlib
import inspect
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from types import FunctionType

import pytest
import yaml

from checker import Rulebook, compile_rulebook, judge, read_facts
from checker.batch import OVERALLS, judge_many
from checker.batch_bounds import BOUNDS, UNLISTED
from knowledge.lint import lint_pack
from knowledge.pack import DEFAULT_PACK, Pack, build_pack, load_pack, pack_files
from tests.checker import applicants
from tests.checker.applicants import TODAY
from tests.mutating import CodeMutant, RuleMutant, code_mutants, rule_mutants
from tests.traceability import Scenario, cases

ROOT = Path(__file__).parents[1]
MODULES = ("judge", "weigh", "presuming", "checks", "known", "facts", "batch", "batch_weigh", "batch_checks")
QUICK = (
    *("brute_force", "verdict", "thresholds", "facts", "gaps", "waiting", "rulebook", "learning"),
    *("properties", "settling", "plans", "batch"),
)
"""Tests of the checker asked about code that the scenarios let through, the quickest first."""
FOR_RULES = ("verdict", "facts", "gaps", "plans", "waiting", "settling")
SECONDS = 60
"""For one mutant; who takes longer is in a loop, and killed."""


def _holds(book: Rulebook, scenario: Scenario) -> bool:
    """Whether a scenario still ends as it says, and the batch says what the single judge says."""
    facts = read_facts(book, dict(scenario.given), day=TODAY)
    verdict = judge(book, scenario.designation, facts, day=TODAY)
    if verdict.overall not in scenario.overalls:
        return False
    found = {each.clause: each.bounds.status for each in verdict.findings}
    if any(found.get(clause) != status for clause, status in scenario.conditions.items()):
        return False
    batch = judge_many(book, scenario.designation, [facts], day=TODAY)
    columns = {clause: int(each.own[0]) for clause, each in batch.findings.items()}
    many = {clause: BOUNDS[byte].status for clause, byte in columns.items() if byte != UNLISTED}
    return (OVERALLS[batch.overall[0]], many) == (verdict.overall, found)


def _survives(change: Callable[[], None], tests: tuple[str, ...], folder: Path | None = None) -> bool:
    """Whether a change, made in a process of its own, is noticed by nothing."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        try:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                change()
                noticed = _noticed(tests, folder)
        except BaseException:  # whatever goes wrong in a mutant is how it is noticed
            noticed = True
        os._exit(1 if noticed else 0)
    _, status = os.waitpid(child, 0)
    return status == 0


def _noticed(tests: tuple[str, ...], folder: Path | None) -> bool:
    book = applicants.rulebook()
    for ruleset in book.rulesets.values():
        for provision in ruleset.provisions:
            provision.memory.clear()
    if not all(_holds(book, scenario) for scenario in SCENARIOS):
        return True
    if folder is not None and lint_pack(folder):
        return True
    files = [str(ROOT / "tests" / "checker" / f"test_{name}.py") for name in tests]
    return bool(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files]))


def _put(module: str, mutant: CodeMutant) -> None:
    """Give every function of a module the code that it has in the mutant."""
    original = importlib.import_module(module)
    space = {**vars(original)}
    code = compile(mutant.tree, str(original.__file__), "exec")
    exec(code, space)
    for name, value in vars(original).items():
        for own, other in _functions(value, space.get(name)):
            if own.__module__ == module:
                own.__code__ = other.__code__


def _functions(value: object, other: object) -> Iterator[tuple[FunctionType, FunctionType]]:
    if isinstance(value, FunctionType) and isinstance(other, FunctionType):
        yield value, other
    elif inspect.isclass(value) and inspect.isclass(other):
        for name, member in vars(value).items():
            member, changed = getattr(member, "fget", member), vars(other).get(name)
            changed = getattr(changed, "fget", changed)
            if isinstance(member, FunctionType) and isinstance(changed, FunctionType):
                yield member, changed


def _swap_pack(mutant: RuleMutant) -> None:
    """Let the tests see the changed rules wherever they ask for the measure's pack."""
    files = dict(pack_files(DEFAULT_PACK))
    files[mutant.file] = yaml.safe_dump(mutant.data, allow_unicode=True, sort_keys=False).encode()
    changed: Pack = build_pack(files)
    real = load_pack
    applicants.pack.cache_clear()
    applicants.rulebook.cache_clear()
    vars(applicants)["load_pack"] = lambda folder: changed if folder == DEFAULT_PACK else real(folder)
    compile_rulebook(changed)


def _of_code() -> Iterator[tuple[str, bool]]:
    for name in MODULES:
        path = ROOT / "checker" / f"{name}.py"
        for mutant in code_mutants(path.read_text("utf-8")):
            if not SAMPLE.random() < SHARE:
                continue
            change = partial(_put, f"checker.{name}", mutant)
            yield f"checker/{name}.py:{mutant.line} {mutant.what}", _survives(change, QUICK)


def _of_rules() -> Iterator[tuple[str, bool]]:
    clauses = [*applicants.pack().statute.clauses]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pack"
        shutil.copytree(DEFAULT_PACK, folder)
        for path in sorted((DEFAULT_PACK / "rules").glob("*.yaml")):
            text = path.read_text("utf-8")
            for mutant in rule_mutants(f"rules/{path.name}", yaml.safe_load(text), clauses):
                if SAMPLE.random() < SHARE:
                    written = yaml.safe_dump(mutant.data, allow_unicode=True, sort_keys=False)
                    (folder / mutant.file).write_text(written, "utf-8")
                    alive = _survives(partial(_swap_pack, mutant), FOR_RULES, folder)
                    yield f"{mutant.file} {mutant.where}", alive
            (folder / "rules" / path.name).write_text(text, "utf-8")


def main() -> None:
    """Print the survivors as they are found, then the score."""
    both = {"rules": _of_rules, "code": _of_code}
    for called in sys.argv[2:] or both:
        found = both[called]()
        began, tried, alive = time.monotonic(), 0, 0
        for what, survived in found:
            tried, alive = tried + 1, alive + survived
            if survived:
                print(f"survived  {what}", flush=True)
        share = 100 * (tried - alive) / max(tried, 1)
        seconds = time.monotonic() - began
        print(f"{called}: {tried - alive} of {tried} killed ({share:.1f} %), {seconds:.0f} s", flush=True)


SHARE = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
"""Which part of the mutants is tried, picked by a fixed seed: `python -m tests.mutants 0.1 rules`."""
SAMPLE = random.Random(1)
SCENARIOS = [each for each in cases() if "error" not in each.overalls]

if __name__ == "__main__":
    main()
