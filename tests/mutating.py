"""One small change at a time: to the judge's code (as syntax trees), or to a rule file (as data)."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

Node = dict[str, Any]
SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class CodeMutant:
    """A module with one thing changed."""

    line: int
    what: str
    tree: ast.Module


@dataclass(frozen=True)
class RuleMutant:
    """A rule file's data with one thing changed. `where`: clause and what was changed."""

    file: str
    where: str
    data: Node


def code_mutants(source: str) -> Iterator[CodeMutant]:
    """Every change of an operator, number, condition or statement within the functions of a module."""
    tree = ast.parse(source)
    places = [node for node in ast.walk(tree) if _in_function(tree, node)]
    for place in range(len(places)):
        for number in range(len(_changes(places[place]))):
            other = copy.deepcopy(tree)
            node = [each for each in ast.walk(other) if _in_function(other, each)][place]
            before = ast.unparse(node)
            _changes(node)[number]()
            after = ast.unparse(node) if not isinstance(node, ast.Pass) else "pass"
            ast.fix_missing_locations(other)
            line = getattr(places[place], "lineno", 0)
            yield CodeMutant(line, f"{_short(before)}  →  {_short(after)}", other)


def _short(text: str) -> str:
    return " ".join(text.split())[:90]


def _in_function(tree: ast.Module, node: ast.AST) -> bool:
    line = getattr(node, "lineno", 0)
    spans = [(each.lineno, each.end_lineno or 0) for each in tree.body if isinstance(each, ast.FunctionDef)]
    spans += [
        (each.lineno, each.end_lineno or 0)
        for top in tree.body
        if isinstance(top, ast.ClassDef)
        for each in top.body
        if isinstance(each, ast.FunctionDef)
    ]
    return any(first < line <= last for first, last in spans)


def _changes(node: ast.AST) -> list[Callable[[], None]]:
    """What may be changed at a node, each as an act upon it."""
    found: list[Callable[[], None]] = []
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                swapped = SWAPS.get(type(operator))
                if swapped:
                    found.append(partial(node.ops.__setitem__, place, swapped()))
        case ast.BoolOp():
            other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
            found.append(lambda: setattr(node, "op", other))
        case ast.BinOp() if isinstance(node.op, (ast.Add, ast.Sub)):
            turned = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            found.append(lambda: setattr(node, "op", turned))
        case ast.BinOp() if isinstance(node.op, (ast.BitAnd, ast.BitOr)):
            crossed = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
            found.append(lambda: setattr(node, "op", crossed))
        case ast.Constant() if isinstance(node.value, bool):
            found.append(lambda: setattr(node, "value", not node.value))
        case ast.Constant() if isinstance(node.value, int):
            number = node.value
            found.append(lambda: setattr(node, "value", number + 1))
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            found.append(lambda: setattr(node.func, "id", CALLS[name]))
        case ast.If() | ast.IfExp():
            found.append(lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test)))
        case ast.comprehension() if node.ifs:
            found.append(lambda: setattr(node, "ifs", []))
        case ast.Return() if node.value is not None:
            found.append(lambda: setattr(node, "value", ast.Constant(None)))
    return found


def rule_mutants(file: str, data: Node, clauses: list[str]) -> Iterator[RuleMutant]:
    """Every operator, number, citation, `all`/`any`, table and proviso of a rule file, changed by itself."""
    for path, value in _walk(data):
        for what, key, made in _rule_changes(path, value, clauses):
            other = copy.deepcopy(data)
            target: Any = other
            for step in path[:-1]:
                target = target[step]
            if made is None:
                target.pop(path[-1])
            elif key == path[-1]:
                target[key] = made
            else:
                target[key] = target.pop(path[-1])
            yield RuleMutant(file, f"{_clause(data, path)} {what}", other)


def _walk(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _walk(child, (*path, key))
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from _walk(child, (*path, place))


def _clause(data: Node, path: tuple[Any, ...]) -> str:
    found: Any = data
    for step in path:
        found = found[step]
        if isinstance(found, dict) and "clause" in found:
            return str(found["clause"])
    return str(path[0])


_PROVISOS = {
    "relaxed_by", "only_when_stated", "counts_as", "proven_by", "capped_by", "listed", "reading", "readings",
    "changeable", "exclusive", "unless_stated", "judged",
}  # fmt: skip
_OTHER_OUTCOME = {"met": "review", "review": "not_met", "not_met": "review"}


def _rule_changes(path: tuple[Any, ...], value: Any, clauses: list[str]) -> Iterator[tuple[str, Any, Any]]:
    """(what, new key, new value): the same key with another value, another key, or None for taken out."""
    key, parent = path[-1], path[-2] if len(path) > 1 else ""
    if key in ("all", "any"):
        yield f"{key} → {'any' if key == 'all' else 'all'}", "any" if key == "all" else "all", value
    if key == "at_least":
        yield "at_least → more_than", "more_than", value
    if isinstance(value, int) and not isinstance(value, bool) and key in ("at_least", "usd", "years"):
        for step in (-1, 1):
            yield f"{value} → {value + step}", key, value + step
    if key in ("clause", "relaxed_by") and value in clauses:
        other = clauses[(clauses.index(value) + 1) % len(clauses)]
        yield f"cites {other}", key, other
    if key in _OTHER_OUTCOME and isinstance(value, list) and parent != "automatic":
        yield f"{key} {value} → {_OTHER_OUTCOME[key]}", _OTHER_OUTCOME[key], value
    if key == "review_with" or (parent in ("presumptions", "derived", "parts", "orders") and len(path) == 2):
        yield f"without {key} {str(value)[:40]}", key, None
    if key in _PROVISOS:
        yield f"without {key}: {value}", key, None
    if parent in ("all", "any"):
        yield f"without part {key} of {parent}", key, None
    if parent == "cases" or (len(path) > 1 and path[-2] == "values" and path[0] == "derived"):
        yield f"without {key}", key, None
