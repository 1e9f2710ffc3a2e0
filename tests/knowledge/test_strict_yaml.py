"""Strict YAML: nothing ambiguous passes, and every fault has its line."""

import datetime as dt

import pytest
from pydantic import TypeAdapter

from knowledge import PackFault
from knowledge.schema import Banked, Fact
from knowledge.strict_yaml import parse, read


def fault_of(source: str) -> PackFault:
    with pytest.raises(PackFault) as caught:
        parse(source, "a.yaml")
    assert caught.value.remedy
    return caught.value


def test_only_true_and_false_are_booleans() -> None:
    assert parse("[true, false, yes, no, on, off, null, ~]", "a.yaml") == [
        True, False, "yes", "no", "on", "off", None, None
    ]  # fmt: skip


def test_numbers_days_and_text_are_told_apart() -> None:
    source = '[12, -3, 1.5, 2023-05-01, "2023-05-01", 12:30, 007, 2024-06, 0x1F]'
    assert parse(source, "a.yaml") == [
        12, -3, 1.5, dt.date(2023, 5, 1), "2023-05-01", "12:30", "007", "2024-06", "0x1F"
    ]  # fmt: skip


def test_anchors_may_be_used() -> None:
    assert parse("a: &x {b: 1}\nc: *x\n", "a.yaml") == {"a": {"b": 1}, "c": {"b": 1}}


def test_an_anchor_that_contains_itself_is_refused() -> None:
    assert "嵌套太深" in fault_of("a: &x\n  b: *x\n").what


def test_a_repeated_key_is_refused_at_its_second_place() -> None:
    fault = fault_of("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n")
    assert (fault.line, fault.what) == (5, "键 c 重复了")


def test_a_key_that_is_no_text_is_refused() -> None:
    assert fault_of("a: 1\ntrue: 2\n").line == 2
    assert fault_of("a: 1\n5.10: 2\n").line == 2


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a: 1\n  b: 2\n", 2),
        ("a: [1, 2\n", 2),
        ('a: "x\n', 2),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: 2023-02-30\n", 1),
        ("a: !!python/object:os.system x\n", 1),
        ("a: 1\nb: \x07\n", 2),
    ],
)
def test_bad_syntax_is_refused_with_its_line(source: str, line: int) -> None:
    assert fault_of(source).line == line


def test_an_empty_file_is_refused() -> None:
    assert fault_of("# 只有注释\n").what == "文件是空的"


QUESTIONS = """
- clauses: ["1"]
  asks: [甲]
  answer: 乙
- clauses:
    - "5.4"
    - 5.10
  asks: [丙]
  answer: 丁
"""

FACT = """
x:
  name: 甲
  type: count
  question: 几？
  why: {text: 乙, clause: "1"}
  where: 丙
  example: 3家
"""


def test_a_form_error_carries_the_line_of_the_entry() -> None:
    with pytest.raises(PackFault) as caught:
        read(QUESTIONS, "questions.yaml", TypeAdapter(tuple[Banked, ...]))
    assert (caught.value.file, caught.value.line) == ("questions.yaml", 7)
    assert "条款编号要加引号" in caught.value.what


def test_an_unknown_key_is_refused_at_its_line() -> None:
    with pytest.raises(PackFault) as caught:
        read(f"{FACT}  exampel: 4家\n", "facts.yaml", TypeAdapter(dict[str, Fact]))
    assert (caught.value.line, caught.value.what) == (9, "不认识的键 exampel")


def test_a_missing_key_is_told_at_the_entry() -> None:
    with pytest.raises(PackFault) as caught:
        read(FACT.replace("  question: 几？\n", ""), "facts.yaml", TypeAdapter(dict[str, Fact]))
    assert (caught.value.line, caught.value.what) == (2, "缺少 question")
