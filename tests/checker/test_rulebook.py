"""A rules file that cannot be meant is refused while compiling, with a remedy."""

from __future__ import annotations

import pytest

from checker.compiling import compile_rule
from knowledge.errors import PackFault
from knowledge.schema import Node
from tests.checker.applicants import pack


@pytest.mark.parametrize(
    ("node", "what"),
    [
        ({"fact": "no_such_fact", "judged": True}, "没有 no_such_fact"),
        ({"fact": "track", "met": ["general"]}, "没有列全"),
        ({"fact": "track", "met": ["general", "culture", "tcm"], "not_met": ["tcm"]}, "写了两次"),
        ({"fact": "on_blacklist", "met": ["true"], "not_met": [False, "other_list", "repaired"]}, "没有列全"),
        ({"fact": "track", "at_least": 3}, "类型不同"),
        ({"fact": "prev_year_trade", "at_least": 3}, "类型不同"),
        ({"fact": "prev_year_trade", "at_least": {"usd": 3}, "proven_by": "track"}, "类型不同"),
        ({"by": "track", "cases": {"sport": {"fact": "fraud_found", "judged": True}}}, "没有 sport"),
        ({"check": "no_such_check"}, "没有名为 no_such_check"),
        ({"check": "in_force"}, "facts 或 args 不对"),
        ({"check": "in_force", "facts": {"application": "no_such_fact"}}, "没有 no_such_fact"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused(node: dict[str, object], what: str) -> None:
    with pytest.raises(PackFault) as caught:
        compile_rule(Node.model_validate(node), pack().facts, "5.4.4")
    assert what in caught.value.what
    assert caught.value.remedy
