"""Read a pack's YAML strictly: no repeated keys, no yes/no booleans, every error with file and line.

Scalars follow the JSON rules: only true and false are booleans, null and ~ are nothing, 2023-05-01 is a
day; yes, on and 12:30 are text. Positions are worked out only where something is wrong: they are slow.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import PackFault

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # PyYAML was built without libyaml: the same result, ten times slower
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]  # stands in for the C class

Form = TypeVar("Form")
Step = str | int

DEEPEST = 60
"""Nesting beyond this is taken for an anchor that contains itself."""

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

_STR, _INT_TAG, _FLOAT_TAG = "tag:yaml.org,2002:str", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
_DAY_TAG, _WORD_TAG = "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"
_PLAIN_START = frozenset("0123456789+-.tfn~")

_WHAT = {
    "missing": ("缺少 {key}", "请补上这一项。"),
    "extra_forbidden": ("不认识的键 {key}", "请核对拼写；能写哪些键见 knowledge/schema.py。"),
    "string_type": ("{key} 应为文字，写的是 {input!r}", "请加引号。"),
    "string_too_short": ("{key} 是空的", "请写上内容，或删去这一项。"),
    "literal_error": ("{key} 写的是 {input!r}", "只能写 {expected}。"),
    "too_short": ("{key} 太少", "至少要 {min_length} 项。"),
}
_MISSING = {
    "reviewed": "请对照原文核对这个文件，再写上核对的日期，例如 reviewed: 2025-01-31。",
    "question": "每个事实都要有问法，请补上 question。",
}


class _Loader(_BaseLoader):
    """The C parser with a short resolver of plain scalars."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        if kind is not yaml.ScalarNode:
            return "tag:yaml.org,2002:map" if kind is yaml.MappingNode else "tag:yaml.org,2002:seq"
        if not implicit[0]:
            return _STR
        if not value:
            return _WORD_TAG
        if value[0] not in _PLAIN_START:
            return _STR
        if value in _WORDS:
            return _WORD_TAG
        if _INT.fullmatch(value):
            return _INT_TAG
        if _DAY.fullmatch(value):
            return _DAY_TAG
        return _FLOAT_TAG if _FLOAT.fullmatch(value) else _STR

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Path resolvers are not used."""

    def ascend_resolver(self) -> None:
        """Path resolvers are not used."""


def parse(source: str, file: str) -> object:
    """The plain data of a YAML text. Raises PackFault (syntax, repeated key, key that is no text)."""
    data, faults = build(compose(source, file), file)
    if faults:
        raise faults[0]
    return data


def build(root: yaml.Node, file: str) -> tuple[object, tuple[PackFault, ...]]:
    """The plain data of a node tree, and all its faults. Of a repeated key the last value is taken."""
    builder = _Builder(file)
    return builder.build(root, 0), tuple(builder.faults)


def compose(source: str, file: str) -> yaml.Node:
    """The node tree of a YAML text, with positions. Raises PackFault on bad syntax or an empty file."""
    try:
        loader = _Loader(source)
        node: yaml.Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        what = f"YAML 写法有误：{error.problem}"
        raise PackFault(file, line, what, "请核对这一行的缩进、引号和冒号。") from error
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else 0
        raise PackFault(file, line, "有不能用的控制字符", "请删去这个字符。") from error
    if node is None:
        raise PackFault(file, 0, "文件是空的", "请按 knowledge/schema.py 的样式写。")
    return node


def read(source: str, file: str, form: TypeAdapter[Form]) -> Form:
    """Parse and check against a form. Raises PackFault at the first error."""
    data = parse(source, file)
    try:
        return form.validate_python(data)
    except ValidationError as error:
        raise faults_of(error, source, file)[0] from error


def faults_of(error: ValidationError, source: str, file: str) -> tuple[PackFault, ...]:
    """All errors of a form as faults with their lines, one for each place."""
    return form_faults(error, compose(source, file), file)


def form_faults(error: ValidationError, root: yaml.Node, file: str) -> tuple[PackFault, ...]:
    """The same over a node tree that is there already."""
    faults: dict[int, PackFault] = {}
    for detail in error.errors():
        line = line_at(root, detail["loc"])
        faults.setdefault(line, _fault(detail, file, line))
    return tuple(faults[line] for line in sorted(faults))


def line_at(root: yaml.Node, path: Sequence[Step]) -> int:
    """The line (from 1) of the deepest node on the path; steps that lead nowhere are passed over."""
    node, line = root, root.start_mark.line + 1
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    node, line = value, key.start_mark.line + 1
                    break
    return line


class _Builder:
    """Makes plain data of nodes and keeps what is wrong on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[PackFault] = []

    def build(self, node: yaml.Node, depth: int) -> object:
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.tag == _STR else self._scalar(node)
        if depth > DEEPEST:
            self._refuse(node, "嵌套太深", "多半是锚点（&）引用了自己，请展开写。")
            return None
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, depth + 1) for child in node.value]
        data: dict[str, object] = {}
        for key, value in node.value:
            if key.tag != _STR:
                written = key.value if isinstance(key, yaml.ScalarNode) else "…"
                self._refuse(key, f"键 {written} 不是文字", f'请加引号："{written}"。')
                continue
            if key.value in data:
                self._refuse(key, f"键 {key.value} 重复了", "请合并成一处。")
            data[key.value] = self.build(value, depth + 1)
        return data

    def _scalar(self, node: yaml.ScalarNode) -> object:
        text: str = node.value
        if node.tag == _INT_TAG:
            return int(text.replace("_", ""))
        if node.tag == _FLOAT_TAG:
            return float(text)
        if node.tag == _WORD_TAG and text in _WORDS:
            return _WORDS[text]
        if node.tag == _DAY_TAG:
            return self._day(node)
        self._refuse(node, f"不用 YAML 标签 {node.tag}", "请去掉标签。")
        return None

    def _day(self, node: yaml.ScalarNode) -> dt.date | None:
        try:
            return dt.date.fromisoformat(node.value)
        except ValueError:
            self._refuse(node, f"没有 {node.value} 这一天", "请核对日期；若是文字请加引号。")
            return None

    def _refuse(self, node: yaml.Node, what: str, remedy: str) -> None:
        self.faults.append(PackFault(self.file, node.start_mark.line + 1, what, remedy))


def _fault(detail: ErrorDetails, file: str, line: int) -> PackFault:
    keys = [str(step) for step in detail["loc"] if not isinstance(step, int)]
    context: Mapping[str, object] = detail.get("ctx", {})
    said = {"key": keys[-1] if keys else "这里", "input": detail["input"], **context}
    what, remedy = _WHAT.get(detail["type"], ("{key} 不合格式", "{msg}"))
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "missing" and said["key"] in _MISSING:
        remedy = _MISSING[str(said["key"])]
    if detail["type"] == "value_error":
        what, remedy = "{key}：{msg}", "请按这一说明改写；样式见 knowledge/schema.py。"
    return PackFault(file, line, what.format(msg=message, **said), remedy.format(msg=message, **said))
