"""The shape of the program holds: imports point down, only bot touches the world, files stay readable.

Every test collects all offenders as `file:line what`, so that one run shows everything there is to do.
"""

from __future__ import annotations

import ast
import re
import tokenize
from pathlib import Path
from statistics import median

from tests.source_tree import (
    LAYERS,
    ROOT,
    chinese_length,
    constants,
    functions,
    imported,
    listed,
    place,
    sources,
    tree,
)

PURE = ("knowledge", "checker", "conversations")

CLOCKS_AND_WORLDS = {
    *("asyncio", "http", "httpx", "os", "platformdirs", "random", "requests", "secrets", "shutil"),
    *("socket", "sqlite3", "sqlite_utils", "ssl", "subprocess", "tempfile", "telegram", "threading"),
    *("time", "urllib", "uuid"),
}
"""What reads a clock, the network, the environment, chance or a database: for bot alone."""

WORLDLY_CALLS = {"now", "today", "utcnow", "print", "input", "eval", "exec"}
NO_MODULE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
WHY_LONG = re.compile(r"\b[Oo]ne file,? because\b")


def test_imports_point_down() -> None:
    found = []
    for level, package in enumerate(LAYERS):
        above = {*LAYERS[level + 1 :], "tests"}
        for path in sources(package):
            for line, module in imported(path):
                if module.partition(".")[0] in above:
                    found.append(f"{place(path, line)} imports {module}")
    assert not found, listed(found)


def test_imports_say_from_where() -> None:
    found = [
        f"{place(path, line)} imports {module}"
        for path in sources(*LAYERS)
        for line, module in imported(path)
        if module.startswith(".")
    ]
    assert not found, listed(found)


def test_only_bot_knows_a_clock_a_network_the_environment_and_a_database() -> None:
    found = []
    for path in sources(*PURE):
        for line, module in imported(path):
            if module.partition(".")[0] in CLOCKS_AND_WORLDS:
                found.append(f"{place(path, line)} imports {module}")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WORLDLY_CALLS:
                found.append(f"{place(path, node.lineno)} calls {ast.unparse(node.func)}")
    assert not found, listed(found)


def test_every_package_says_what_it_offers() -> None:
    found = []
    for package in LAYERS:
        module = tree(ROOT / package / "__init__.py")
        named = [n for n in ast.walk(module) if isinstance(n, ast.Name) and n.id == "__all__"]
        if not named or not ast.get_docstring(module):
            found.append(f"{package}/__init__.py has no sentence or no __all__")
    assert not found, listed(found)


def test_every_module_begins_by_saying_what_it_is() -> None:
    found = [
        place(path, 1)
        for path in sources(*LAYERS, "tests")
        if not ast.get_docstring(tree(path)) and path.read_text(encoding="utf-8").strip()
    ]
    assert not found, listed(found)


def test_whatever_is_public_has_a_docstring() -> None:
    found = []
    for path in sources(*LAYERS):
        for node in [*tree(path).body, *_members(path)]:
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                found.append(f"{place(path, node.lineno)} {node.name}")
    assert not found, listed(found)


def _members(path: Path) -> list[ast.stmt]:
    """What stands in the public classes of a file."""
    classes = [node for node in tree(path).body if isinstance(node, ast.ClassDef)]
    return [member for each in classes if not each.name.startswith("_") for member in each.body]


def test_modules_have_telling_names() -> None:
    found = [place(path, 1) for path in sources(*LAYERS) if path.stem in NO_MODULE_NAMES]
    assert not found, listed(found)


def test_public_dataclasses_are_frozen_unless_they_gather_things_up() -> None:
    found = []
    for path in sources(*LAYERS):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
                continue
            for decorator in node.decorator_list:
                written = ast.unparse(decorator)
                gathers = "in the making" in (ast.get_docstring(node) or "")
                if written.startswith("dataclass") and "frozen=True" not in written and not gathers:
                    found.append(f"{place(path, node.lineno)} {node.name}")
    assert not found, listed(found)


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
    assert len(found) <= 1, listed(found)
    assert all(each.startswith("bot/") for each in found), listed(found)


def test_a_long_file_says_why_it_is_one() -> None:
    found = []
    for path in sources(*LAYERS, "tests"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE and not WHY_LONG.search(ast.get_docstring(tree(path)) or ""):
            found.append(f"{place(path, 1)} has {lines} lines and no “One file, because …” in its header")
    assert not found, listed(found)


def test_functions_are_short() -> None:
    lengths, found = [], []
    for path in sources(*LAYERS):
        for node in functions(path):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            lengths.append(length)
            if length > LONGEST_FUNCTION:
                found.append(f"{place(path, node.lineno)} {node.name} has {length} lines")
    assert not found, listed(found)
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
    assert not found, listed(found)


def test_nothing_is_left_to_do_in_the_code() -> None:
    found = []
    for path in sources(*LAYERS):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"\b(?:TODO|FIXME|XXX|HACK|NotImplementedError)\b", line):
                found.append(place(path, number))
    assert not found, listed(found)


def test_a_conversation_holds_no_sentence_in_code() -> None:
    """Words of the program stand in phrases/*.yaml; short strings are vocabulary or punctuation."""
    found = [
        f"{place(path, line)} {value[:30]}"
        for path in sources("conversations", "bot")
        for line, value in constants(path)
        if isinstance(value, str) and chinese_length(value) > 12 and not _is_pattern(value)
    ]
    assert not found, listed(found)


def _is_pattern(text: str) -> bool:
    """Whether a string is a regular expression or a set of characters, which nobody is shown."""
    return "|" in text or "(?" in text or not re.search(r"[，。；！？：]", text)
