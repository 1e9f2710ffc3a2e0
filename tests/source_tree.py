"""The program's own source as the architecture tests see it: files, syntax trees, string constants."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
LAYERS = ("knowledge", "checker", "conversations", "bot")
"""From the bottom up: each may import itself and what stands before it."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def sources(*packages: str) -> tuple[Path, ...]:
    """The Python files of these packages, sorted."""
    return tuple(path for package in packages for path in sorted((ROOT / package).rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, line: int) -> str:
    """`bot/cli.py:12`, as editors understand it."""
    return f"{path.relative_to(ROOT).as_posix()}:{line}"


def listed(found: list[str]) -> str:
    """All offenders, one a line, for the message of a failed test."""
    return "\n" + "\n".join(found)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """(line, module) for everything that a file imports, also within functions."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def constants(path: Path) -> Iterator[tuple[int, object]]:
    """(line, value) of every constant that is not a docstring or another bare string."""
    bare = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and id(node) not in bare:
            yield node.lineno, node.value


def chinese_length(text: str) -> int:
    """How many Chinese characters a text holds."""
    return len(_CHINESE.findall(text))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file, also nested ones."""
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
