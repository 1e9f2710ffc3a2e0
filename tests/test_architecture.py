"""The shape of the program holds: imports point down, turns stay pure, the measure stays in its folder.

Every test collects all offenders as `file:line what`, so that one run shows everything there is to do.
"""

from __future__ import annotations

import ast
import re
import tokenize
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import median

from knowledge import DEFAULT_PACK, Pack, load_pack
from knowledge.schema import Condition, Money, Node, Relaxation
from tests.source_tree import (
    LAYERS,
    ROOT,
    chinese_length,
    constants,
    functions,
    imported,
    place,
    sources,
    tree,
)

PURE = ("knowledge", "checker", "conversations")
TINY = ROOT / "tests" / "packs" / "tiny"

CLOCKS_AND_WORLDS = {
    "asyncio", "http", "httpx", "os", "platformdirs", "random", "requests", "secrets", "shutil", "socket",
    "sqlite3", "sqlite_utils", "ssl", "subprocess", "tempfile", "telegram", "threading", "time", "urllib", "uuid",
}  # fmt: skip
"""What reads a clock, the network, the environment, chance or a database: for bot alone."""

NO_MODULE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
WHY_LONG = re.compile(r"\b[Oo]ne file|\b[Ll]ong(?:er)?\b")


def test_imports_point_down() -> None:
    found = []
    for level, package in enumerate(LAYERS):
        above = {*LAYERS[level + 1 :], "tests"}
        for path in sources(package):
            for line, module in imported(path):
                if module.partition(".")[0] in above:
                    found.append(f"{place(path, line)} imports {module}")
    assert found == []


def test_imports_say_from_where() -> None:
    found = [
        f"{place(path, line)} imports {module}"
        for path in sources(*LAYERS)
        for line, module in imported(path)
        if module.startswith(".")
    ]
    assert found == []


def test_only_bot_knows_a_clock_a_network_the_environment_and_a_database() -> None:
    found = []
    for path in sources(*PURE):
        for line, module in imported(path):
            if module.partition(".")[0] in CLOCKS_AND_WORLDS:
                found.append(f"{place(path, line)} imports {module}")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("now", "today", "utcnow"):
                    found.append(f"{place(path, node.lineno)} asks the clock: {node.func.attr}()")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in ("print", "input", "eval", "exec"):
                    found.append(f"{place(path, node.lineno)} calls {node.func.id}()")
    assert found == []


@cache
def _pack(folder: Path) -> Pack:
    return load_pack(folder)


def _names_of(pack: Pack) -> set[str]:
    """Fact names, designations, values of choices, and clause ids with a dot."""
    names = {*pack.facts, *(each.id for each in pack.measure.designations)}
    values = (choice.value for fact in pack.facts.values() for choice in fact.values)
    names |= {value for value in values if isinstance(value, str) and "_" in value}
    return names | {clause for clause in pack.statute.clauses if "." in clause}


def _called(pack: Pack) -> set[str]:
    """What people call the designations, in Chinese."""
    return {
        name
        for each in pack.measure.designations
        for name in (each.name, each.full_name, *each.also_called)
        if chinese_length(name) >= 4
    }


def _thresholds(pack: Pack) -> set[int]:
    """The large figures of the rules; small ones are numbers like any other."""
    found: set[int] = set()

    def walk(node: Node) -> None:
        for threshold in (node.at_least, node.more_than):
            value = threshold.usd if isinstance(threshold, Money) else Decimal(threshold or 0)
            if value >= 20_000:
                found.add(int(value))
        for child in (*node.all_of, *node.any_of, *node.cases.values()):
            walk(child)

    for rules in (pack.common, *pack.rules.values()):
        each: Condition | Relaxation
        for each in (*rules.conditions, *rules.bars, *rules.relaxations):
            walk(each.rule)
    return found


def test_the_packs_have_names_and_figures_to_look_for() -> None:
    for folder in (DEFAULT_PACK, TINY):
        assert len(_names_of(_pack(folder))) > 15
        assert len(_called(_pack(folder))) > 1
        assert _thresholds(_pack(folder))


def test_no_code_knows_a_designation_a_fact_a_clause_or_a_threshold() -> None:
    packs = [_pack(folder) for folder in (DEFAULT_PACK, TINY)]
    names = {name for pack in packs for name in _names_of(pack)}
    called = {name for pack in packs for name in _called(pack)}
    figures = {figure for pack in packs for figure in _thresholds(pack)}
    within = re.compile(r"\b(?:" + "|".join(sorted(name for name in names if "_" in name)) + r")\b")
    found = []
    for path in sources(*LAYERS):
        for line, value in constants(path):
            match value:
                case bool():
                    continue
                case int() | float() if value in figures:
                    found.append(f"{place(path, line)} the threshold {value}")
                case str():
                    known = {value} & names | set(within.findall(value)) | {n for n in called if n in value}
                    found += [f"{place(path, line)} {name}" for name in sorted(known)]
    assert found == []


def test_common_phrases_name_no_designation() -> None:
    called = {name for folder in (DEFAULT_PACK, TINY) for name in _called(_pack(folder))}
    found = [
        f"{place(path, number)} {name}"
        for path in sorted((ROOT / "conversations" / "phrases").glob("*.yaml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for name in sorted(called, key=len, reverse=True)
        if name in line
    ]
    assert found == []


def test_every_package_says_what_it_offers() -> None:
    found = []
    for package in LAYERS:
        module = tree(ROOT / package / "__init__.py")
        named = [n for n in ast.walk(module) if isinstance(n, ast.Name) and n.id == "__all__"]
        if not named or not ast.get_docstring(module):
            found.append(f"{package}/__init__.py has no sentence or no __all__")
    assert found == []


def test_every_module_begins_by_saying_what_it_is() -> None:
    found = [
        place(path, 1)
        for path in sources(*LAYERS, "tests")
        if not ast.get_docstring(tree(path)) and path.read_text(encoding="utf-8").strip()
    ]
    assert found == []


def test_whatever_is_public_has_a_docstring() -> None:
    found = []
    for path in sources(*LAYERS):
        for scope in (tree(path), *(n for n in tree(path).body if isinstance(n, ast.ClassDef))):
            if isinstance(scope, ast.ClassDef) and scope.name.startswith("_"):
                continue
            for node in scope.body:
                if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    continue
                if not node.name.startswith("_") and not ast.get_docstring(node):
                    found.append(f"{place(path, node.lineno)} {node.name}")
    assert found == []


def test_modules_have_telling_names() -> None:
    found = [place(path, 1) for path in sources(*LAYERS) if path.stem in NO_MODULE_NAMES]
    assert found == []


def test_public_dataclasses_are_frozen() -> None:
    found = []
    for path in sources(*LAYERS):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
                continue
            for decorator in node.decorator_list:
                written = ast.unparse(decorator)
                if written.startswith("dataclass") and "frozen=True" not in written:
                    found.append(f"{place(path, node.lineno)} {node.name}")
    assert found == []


def test_everything_is_caught_only_once_at_the_edge_of_bot() -> None:
    found = []
    for path in sources(*LAYERS):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = ast.unparse(node.type) if node.type else "everything"
            goes_on = not isinstance(node.body[-1], ast.Raise)
            if caught == "Exception" or (caught in ("everything", "BaseException") and goes_on):
                found.append(f"{place(path, node.lineno)} catches {caught}")
    assert len(found) <= 1, found
    assert all(each.startswith("bot/") for each in found), found


def test_a_long_file_says_why_it_is_one() -> None:
    found = []
    for path in sources(*LAYERS, "tests"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE and not WHY_LONG.search(ast.get_docstring(tree(path)) or ""):
            found.append(f"{place(path, 1)} has {lines} lines and no “One file, because …” in its header")
    assert found == []


def test_functions_are_short() -> None:
    lengths, found = [], []
    for path in sources(*LAYERS):
        for node in functions(path):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            lengths.append(length)
            if length > LONGEST_FUNCTION:
                found.append(f"{place(path, node.lineno)} {node.name} has {length} lines")
    assert found == []
    assert median(lengths) <= 12
    assert sum(length <= 35 for length in lengths) >= 0.9 * len(lengths)


def test_an_ignored_type_error_has_its_reason_beside_it() -> None:
    reason = re.compile(r"# type: ignore\[[\w, -]+\]\s+# \S.{8,}")
    found = []
    for path in sources(*LAYERS, "tests"):
        with path.open("rb") as file:
            for token in tokenize.tokenize(file.readline):
                ignores = token.type == tokenize.COMMENT and token.string.startswith("# type: ignore")
                if ignores and not reason.fullmatch(token.string):
                    found.append(place(path, token.start[0]))
    assert found == []


def test_nothing_is_left_to_do_in_the_code() -> None:
    found = []
    for path in sources(*LAYERS):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"\b(?:TODO|FIXME|XXX|HACK|NotImplementedError)\b", line):
                found.append(place(path, number))
    assert found == []


def test_a_conversation_holds_no_sentence_in_code() -> None:
    """Words of the program stand in phrases/*.yaml; short strings are vocabulary or punctuation."""
    found = [
        f"{place(path, line)} {value[:30]}"
        for path in sources("conversations", "bot")
        for line, value in constants(path)
        if isinstance(value, str) and chinese_length(value) > 12 and not _is_pattern(value)
    ]
    assert found == []


def _is_pattern(text: str) -> bool:
    """Whether a string is a regular expression or a set of characters, which nobody is shown."""
    return "|" in text or "(?" in text or not re.search(r"[，。；！？：]", text)
