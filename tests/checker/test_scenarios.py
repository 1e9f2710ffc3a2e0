"""Scenarios: one sentence each, both sides of every threshold and of every date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.check_command import run_check
from tests.checker.applicants import ABSENT, TODAY, pack, rulebook, status, verdict

FOLDER = Path(__file__).parents[1] / "scenarios"
OWN: list[dict[str, Any]] = yaml.safe_load((FOLDER / "own.yaml").read_text(encoding="utf-8"))
SAMPLE = [json.loads(line) for line in (FOLDER / "sample.jsonl").read_text(encoding="utf-8").splitlines()]


def _stated(value: object) -> object:
    if isinstance(value, list):
        return {"value": str(value[0]), "currency": value[1]}
    return ABSENT if value == "absent" else value


@pytest.mark.parametrize("case", OWN, ids=[each["name"] for each in OWN])
def test_a_scenario_ends_as_it_should(case: dict[str, Any]) -> None:
    found = verdict(case["of"], **{name: _stated(value) for name, value in case["with"].items()})
    assert found.overall == case["overall"]
    assert {clause: status(found, clause) for clause in case["conditions"]} == case["conditions"]


@pytest.mark.parametrize("gold", SAMPLE, ids=[each["reason"] for each in SAMPLE])
def test_a_sample_scenario_is_judged_exactly(gold: dict[str, Any]) -> None:
    (line,) = run_check(pack(), rulebook(), [json.dumps(gold)], TODAY)
    got, wanted = json.loads(line), gold["expected"]
    assert got["id"] == gold["id"]
    assert got["overall"] in [wanted["overall"], *wanted.get("overall_any", [])]
    if wanted["overall"] == "error":
        assert got["error"]
        assert got["field"] in gold["facts"]
        return
    assert {clause: got["conditions"][clause]["status"] for clause in wanted["conditions"]} == wanted[
        "conditions"
    ]
    assert set(wanted.get("ask", [])) <= set(got["open_facts"])
