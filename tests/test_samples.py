"""Sample questions and dialogues, scored as a stranger would score them; the program never reads them.

`sample_*` are samples of the strangers' own sets, `unseen_*` were written without a look at the program;
of `unseen_second` every third is held back: only its totals are looked at, never what was missed.
A clause is right when it is the one wanted or lies below it. The thresholds are floors: what falls below
one is a step back.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.lines import answer_lines
from tests.conversations.dialogue import Dialogue
from tests.conversations.understanding import TODAY, desk

DATA = Path(__file__).parent / "data"
MOST_TURNS = 40
Line = Mapping[str, Any]

FLOORS = {
    "sample": {
        "answers": 1.0, "hit@1": 0.98, "hit@3": 1.0, "literal": 1.0, "abstains": 1.0, "covers_all": 1.0,
        "assesses": 1.0, "designation": 1.0, "verdict": 1.0, "facts_all": 1.0, "facts_quantities": 1.0,
    },
    "unseen": {
        "answers": 1.0, "hit@1": 0.94, "hit@3": 0.98, "literal": 0.99, "abstains": 1.0, "covers_all": 1.0,
        "assesses": 1.0, "designation": 1.0, "verdict": 1.0, "facts_all": 0.98, "facts_quantities": 1.0,
    },
    "second_open": {
        "answers": 0.98, "hit@1": 0.95, "hit@3": 0.96, "literal": 0.98, "abstains": 1.0, "covers_all": 1.0,
        "assesses": 1.0, "designation": 1.0, "verdict": 1.0, "facts_all": 1.0, "facts_quantities": 1.0,
    },
    "second_held": {
        "answers": 0.96, "hit@1": 0.93, "hit@3": 0.96, "literal": 0.96, "abstains": 0.92, "covers_all": 0.5,
        "assesses": 1.0, "designation": 1.0, "verdict": 0.93, "facts_all": 0.93, "facts_quantities": 1.0,
    },
}  # fmt: skip


@cache
def _read(name: str) -> list[Line]:
    return [
        json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line.strip()
    ]


# Questions ---------------------------------------------------------------------------------------


def _golds(name: str) -> list[Line]:
    """The questions of a set; of the second one, those to learn from or those held back."""
    if not name.startswith("second"):
        return _read(f"{name}_questions.jsonl")
    held = name.endswith("held")
    return [gold for gold in _read("unseen_second.jsonl") if (int(gold["id"][1:]) % 3 == 0) == held]


def _below(clause: str, wanted: str) -> bool:
    return clause == wanted or clause.startswith(wanted + ".")


def _any_of(clauses: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(_below(clause, each) for clause in clauses for each in wanted)


def _same(wanted: object, found: object) -> bool:
    if isinstance(wanted, dict) and isinstance(found, dict):
        same = Decimal(wanted["value"]) == Decimal(found["value"])
        return same and wanted["currency"] == found["currency"]
    return wanted == found and isinstance(wanted, bool) == isinstance(found, bool)


def _marks(gold: Line, got: Line) -> dict[str, bool]:
    """The marks of one answer, only those that apply to this kind of question."""
    if gold["kind"] in ("oos", "chitchat"):
        return {"abstains": got["kind"] in ("abstain", "smalltalk") and not got["clauses"]}
    if gold["kind"] == "selfcheck":
        return _assessment_marks(gold["expect"], got)
    shown = got["kind"] in ("answer", "assessment")
    clauses, wanted = got["clauses"], gold["gold"]
    marks = {
        "answers": shown,
        "hit@1": shown and _any_of(clauses[:1], wanted),
        "hit@3": shown and _any_of(clauses[:3], wanted),
    }
    if gold.get("gold_mode") == "all":
        first = clauses[: 3 * len(wanted)]
        marks["covers_all"] = shown and all(_any_of(first, [each]) for each in wanted)
    if gold.get("answer_must_contain"):
        marks["literal"] = all(part in got["answer"] for part in gold["answer_must_contain"])
    return marks


def _assessment_marks(expect: Line, got: Line) -> dict[str, bool]:
    known = {name: value for name, value in expect["facts"].items() if value is not None}
    figures = {n: v for n, v in known.items() if isinstance(v, (dict, int)) and not isinstance(v, bool)}
    marks = {
        "assesses": got["kind"] == "assessment",
        "designation": got["designation"] == expect["designation"],
        "verdict": got["verdict"] in expect.get("verdict_any", [expect.get("verdict")]),
        "facts_all": all(_same(value, got["facts"].get(name)) for name, value in known.items()),
    }
    if figures:
        marks["facts_quantities"] = all(_same(v, got["facts"].get(n)) for n, v in figures.items())
    return marks


@cache
def _scores(name: str) -> dict[str, float]:
    """Mark → share of the questions to which it applies and that have it."""
    golds = _golds(name)
    asked = [json.dumps({"id": gold["id"], "q": gold["q"]}) for gold in golds]
    tally: defaultdict[str, list[bool]] = defaultdict(list)
    for gold, line in zip(golds, answer_lines(desk(), asked, TODAY), strict=True):
        for mark, good in _marks(gold, json.loads(line)).items():
            tally[mark].append(good)
    return {mark: sum(good) / len(good) for mark, good in tally.items()}


@pytest.mark.parametrize(
    ("name", "mark"), [(name, mark) for name, floors in FLOORS.items() for mark in floors]
)
def test_questions_are_answered_as_well_as_before(name: str, mark: str) -> None:
    assert _scores(name)[mark] >= FLOORS[name][mark], _scores(name)


# Dialogues ---------------------------------------------------------------------------------------

SCRIPTS = [*_read("sample_dialogues.jsonl"), *_read("unseen_dialogues.jsonl")]


@pytest.mark.parametrize("script", SCRIPTS, ids=[str(script["id"]) for script in SCRIPTS])
def test_every_scripted_dialogue_goes_as_expected(script: Line) -> None:
    bad = [f"turn {number}: {what}, got {got}" for number, what, good, got in _play(script) if not good]
    assert not bad


def _play(script: Line) -> Iterator[tuple[int, str, bool, object]]:
    """The checks of a script: its own turns, or its profile answered until nothing more is asked."""
    dialogue, replies = Dialogue(), list[Line]()
    profile = script.get("profile", {})

    def say(text: str) -> None:
        answer = profile.get(replies[-1]["asking"], "不清楚") if text == "@answer" else text
        replies.append(dialogue.say(answer))

    for number, turn in enumerate(script.get("turns", ()), 1):
        say(turn["say"])
        yield from ((number, *check) for check in _checks(turn.get("expect", {}), replies))
    if "turns" in script:
        return
    say(script["start"])
    while replies[-1]["asking"] and len(replies) < MOST_TURNS:
        say("@answer")
    yield len(replies), "concludes", replies[-1]["asking"] is None, replies[-1]["asking"]
    final = {"designation": script["designation"], **script["expect_final"]}
    yield from ((len(replies), *check) for check in _checks(final, replies))


def _checks(expect: Line, replies: Sequence[Line]) -> Iterator[tuple[str, bool, object]]:
    reply = replies[-1]
    for key, want in expect.items():
        match key:
            case "kind" | "verdict" | "designation":
                allowed = want if isinstance(want, list) else [want]
                yield f"{key} in {allowed}", reply[key] in allowed, reply[key]
            case "asking" | "not_asking":
                yield f"{key} {want}", (reply["asking"] in want) == (key == "asking"), reply["asking"]
            case "asking_same" | "asking_differs":
                before = replies[-1 - want]["asking"]
                good = before is not None and (reply["asking"] == before) == (key == "asking_same")
                yield f"{key} {before}", good, reply["asking"]
            case "clauses_any":
                yield f"clauses {want}", _any_of(reply["clauses"][:3], want), reply["clauses"]
            case "contains":
                yield from (
                    (f"contains {part}", part in reply["answer"], reply["answer"][:80]) for part in want
                )
            case "facts":
                for name, value in want.items():
                    found = reply["facts"].get(name)
                    yield f"{name} {value}", found is None if value is None else _same(value, found), found
            case _:
                raise AssertionError(key)
