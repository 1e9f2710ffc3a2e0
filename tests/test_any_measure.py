"""No code knows the first measure: its names and figures stand in its folder, and another one works too.

The second pack is small and made up; what it can do, the program can do for any measure.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

from checker import compile_rulebook, judge, read_facts
from conversations import Reply, Said, State, open_desk, turn, word_replies
from conversations.reply import Answered, Asked, Concluded, NotSaid
from knowledge import DEFAULT_PACK, Pack, load_pack
from knowledge.schema import Money, Node
from tests.source_tree import LAYERS, ROOT, chinese_length, constants, listed, place, sources

TINY = ROOT / "tests" / "packs" / "tiny"


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
        for condition in (*rules.conditions, *rules.bars):
            walk(condition.rule)
        for relaxation in rules.relaxations:
            walk(relaxation.rule)
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
                case int() | float() if value in figures and not _is_unit(path, value):
                    found.append(f"{place(path, line)} the threshold {value}")
                case str():
                    known = {value} & names | set(within.findall(value)) | _longest(called, value)
                    found += [f"{place(path, line)} {name}" for name in sorted(known)]
    assert not found, listed(found)


def _longest(names: set[str], text: str) -> set[str]:
    """The names that stand in a text, without those that are part of another one."""
    within = {name for name in names if name in text}
    return {name for name in within if not any(name != other and name in other for other in within)}


def _is_unit(path: Path, number: float) -> bool:
    """Whether a figure is what 万 and its like stand for, where numerals are read."""
    return path.stem == "numerals" and str(number).strip("0") == "1"


def test_common_phrases_name_no_designation() -> None:
    called = {name for folder in (DEFAULT_PACK, TINY) for name in _called(_pack(folder))}
    found = [
        f"{place(path, number)} {name}"
        for path in sorted((ROOT / "conversations" / "phrases").glob("*.yaml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for name in sorted(_longest(called, line))
    ]
    assert not found, listed(found)


TINY_DAY = dt.date(2025, 3, 10)


def _talk(*said: str) -> tuple[State, list[tuple[Reply, ...]]]:
    """A dialogue about the second, made-up measure."""
    desk, state, heard = open_desk(_pack(TINY)), State(), []
    for text in said:
        state, replies = turn(state, Said(text, TINY_DAY), desk)
        assert word_replies(desk, replies).strip()
        heard.append(replies)
    return state, heard


def test_another_measure_is_judged_by_the_same_checker() -> None:
    rulebook = compile_rulebook(_pack(TINY))
    for designation in rulebook.designations:
        verdict = judge(rulebook, designation, read_facts(rulebook, {}, day=TINY_DAY), day=TINY_DAY)
        assert verdict.overall == "undetermined"
        assert verdict.open_facts


def test_another_measure_answers_its_own_questions() -> None:
    _, [replies] = _talk("乡村书屋要什么条件")
    answered = [reply for reply in replies if isinstance(reply, Answered)]
    assert answered
    assert "3.2" in answered[0].clauses
    _, [replies] = _talk("认定了给多少钱")
    assert any(isinstance(reply, NotSaid) for reply in replies)


ANSWERS = {
    "shop_form": "实体书店",
    "books_on_shelf": "3200册",
    "registered": "是",
    "tidy": "是",
    "cheated": "没有",
}


def test_another_measure_is_assessed_to_the_end() -> None:
    said = ["帮我测", "1"]
    for _ in range(2 * len(ANSWERS)):
        state, heard = _talk(*said)
        asked = [reply for reply in heard[-1] if isinstance(reply, Asked)]
        if not asked:
            break
        said.append("都对" if asked[0].usual else ANSWERS[asked[0].fact])
    [concluded] = [reply for reply in heard[-1] if isinstance(reply, Concluded)]
    assert concluded.verdict.designation == "model_shop"
    assert concluded.verdict.overall == "needs_review"
    assert state.case is not None
    assert state.case.asking is None
