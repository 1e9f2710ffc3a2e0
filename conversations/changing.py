"""Change an earlier answer by naming it: 改金额, 修改专人那项."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from conversations.assess import verdict_of
from conversations.desk import Desk
from conversations.figures import amount
from conversations.given import is_question
from conversations.normalise import normalise
from conversations.numerals import find_figures
from conversations.phrasing import phrases
from conversations.reply import Asked, Notice, Reply
from conversations.state import Case, State
from conversations.statement import Statement

RENAMED = re.compile(r"我?[要想]*(?:修改|更正|改一下|改下|改)(?!成|为|回)[^成为,，。]+$")
"""改…: names what is to be changed and gives no value, though the name may read like one (改按时填报)."""


def change_by_name(desk: Desk, text: str, case: Case) -> str | None:
    """改金额, 修改专人那项: the fact whose name stands in the message."""
    words = phrases(desk.commands.change)
    if not words.within(text) or is_question(desk, text):
        return None
    rest = text
    for word in sorted(words.words, key=len, reverse=True):
        rest = rest.replace(word, "")
    used = desk.facts_used(case.designation) if case.designation else desk.pack.facts.keys()
    return _by_its_name(desk, rest, used) or _by_sort(desk, rest, case) or fact_named(desk, rest, used)


def new_amount(desk: Desk, text: str, statement: Statement, case: Case) -> dict[str, object]:
    """改成12万美元: the only amount of this case, changed; nothing where it is not plain which is meant."""
    if not phrases(desk.commands.change).within(text) or is_question(desk, text) or statement.strong:
        return {}
    figures = [f for f in find_figures(text) if f.kind == "money" and f.value is not None]
    own = [n for n, v in case.facts.items() if desk.pack.facts[n].type == "amount" and v is not None]
    if len(figures) != 1 or len(own) != 1 or figures[0].currency not in desk.rulebook.currencies:
        return {}
    return {own[0]: amount(figures[0].value or Decimal(0), figures[0].currency)}


def _by_its_name(desk: Desk, text: str, used: Collection[str]) -> str | None:
    """The fact whose very name these words are; 提交日期 is more than some 日期."""
    return next(
        (n for n in desk.pack.facts if n in used and normalise(desk.pack.facts[n].name) == text), None
    )


def _by_sort(desk: Desk, text: str, case: Case) -> str | None:
    """改金额, 改家数: the amount (or count) of this case, the one asked last where there are several."""
    for sort, words in desk.commands.sorts.items():
        if any(word in text for word in words) and len(text) <= 8:
            own = [n for n in (*case.facts, *case.asked) if desk.pack.facts[n].type == sort]
            return own[-1] if own else None
    return None


def fact_named(desk: Desk, text: str, used: Collection[str]) -> str | None:
    """Of the facts `used`, the one that a few words name best: its name, or what people call it; or None."""
    rest = text.strip("。.!！,， 一下那个项的答案吧")
    if len(rest) < 2:
        return None
    best: tuple[float, str] | None = None
    for name in (n for n in desk.pack.facts if n in used):
        called = normalise(desk.pack.facts[name].name)
        pairs = {rest[i : i + 2] for i in range(len(rest) - 1)}
        asked = normalise(desk.pack.facts[name].question)
        share = (
            sum((pair in called) or 0.8 * (pair in asked) for pair in pairs) / len(pairs) if pairs else 0.0
        )
        score = share + (0.5 if rest in called else 0.0) - len(called) / 400
        if share >= 0.5 and (best is None or score > best[0]):
            best = (score, name)
    if best:
        return best[1]
    for measured in desk.pack.statements.measured:
        if measured.fact in used and any(normalise(n) == rest for n in measured.names):
            return measured.fact
    return None


def ask_again_for(state: State, desk: Desk, name: str, day: dt.date) -> tuple[State, tuple[Reply, ...]]:
    """Ask a fact again because the person wants to change it; its old answer stays until then."""
    case = state.case or Case()
    verdict = verdict_of(desk, case, day)
    if verdict is None:
        return state, (Notice("nothing_to_change"),)
    case = replace(case, asking=name, asked=(*(a for a in case.asked if a != name), name), partial=None)
    fact = desk.pack.facts[name].name
    return state.with_case(case), (Notice("changing", (("fact", fact),)), Asked(name, 0))
