"""What an answer says first: the sentence that was asked for, and not only the right clause."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversations.dialogue import Dialogue

LEADS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "leads.yaml").read_text(encoding="utf-8")
)
CASES = [case for cases in LEADS.values() for case in cases]


def _asked(text: str, before: str) -> Mapping[str, Any]:
    dialogue = Dialogue()
    if before:
        dialogue.say(before)
    return dialogue.say(text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_the_answer_begins_with_what_was_asked(case: dict[str, Any]) -> None:
    got = _asked(case["text"], case.get("before", ""))
    lead = got["answer"].split("【")[0]
    first = lead.split("\n")[0]
    for part in [case["lead"]] if isinstance(case.get("lead"), str) else case.get("lead", ()):
        assert part in first, lead
    assert case.get("not", "\n") not in first, lead
    assert got["clauses"][:1] == [case["clause"]] if "clause" in case else True, got["clauses"]
    assert set(case.get("clauses", ())) <= set(got["clauses"]), got["clauses"]
    assert got["kind"] == case.get("kind", "answer"), lead
