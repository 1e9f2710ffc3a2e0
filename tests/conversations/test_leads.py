"""What an answer says first: the sentence that was asked for, and not only the right clause."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.lines import answer_lines
from tests.conversations.understanding import TODAY, desk

LEADS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "leads.yaml").read_text(encoding="utf-8")
)
CASES = [case for cases in LEADS.values() for case in cases]


def _asked(text: str, day: dt.date = TODAY) -> dict[str, Any]:
    line = json.dumps({"id": "1", "q": text}, ensure_ascii=False)
    answer: dict[str, Any] = json.loads(next(answer_lines(desk(), [line], day)))
    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_the_answer_begins_with_what_was_asked(case: dict[str, Any]) -> None:
    got = _asked(case["text"])
    lead = got["answer"].split("【")[0]
    first = lead.split("\n")[0]
    for part in [case["lead"]] if isinstance(case.get("lead"), str) else case.get("lead", ()):
        assert part in first, lead
    assert case.get("not", "\n") not in first, lead
    assert got["clauses"][:1] == [case["clause"]] if "clause" in case else True, got["clauses"]
    assert set(case.get("clauses", ())) <= set(got["clauses"]), got["clauses"]
    assert got["kind"] == case.get("kind", "answer"), lead
