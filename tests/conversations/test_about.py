"""What is said must be about what was asked: else it is no yes, no no and no amount."""

from __future__ import annotations

import pytest

from tests.conversations.understanding import answer, desk

FACTS = desk().pack.facts
YES_NO = [
    name
    for name, fact in FACTS.items()
    if {True, False} <= {c.value for c in fact.values if isinstance(c.value, bool)}
]
PLANS = {"base_plan", "service_trade_plan_issued", "outsourcing_strategy", "plan_includes_service_trade"}
OTHER_THINGS: dict[str, set[str]] = {
    "有专人，五项都管": {"dedicated_staff", "outsourcing_staff"},
    "没有专人": {"dedicated_staff", "outsourcing_staff"},
    "事业单位": {"independent_legal_person", "legally_registered"},
    "我们是园区": set(),
    "园区有物业公司": set(),
    "有翻译资质": set(),
    "有高新企业证书": set(),
    "有审计报告": set(),
    "有三家基地": set(),
    "有六家服务贸易企业": {"does_service_trade"},
    "我们有员工80人": set(),
    "办公楼挺大的": set(),
    "已经开业三年了": set(),
    "属于文化类": set(),
    "是民营企业": set(),
    "没有外资": set(),
    "没有分公司": set(),
    "没交过税": set(),
    "规划都有": PLANS,
    "没有规划": PLANS,
    "没失信": {"on_blacklist"},
    "有营业执照": {"legally_registered", "independent_legal_person"},
}  # fmt: skip


@pytest.mark.parametrize("text", OTHER_THINGS)
def test_what_is_said_of_something_else_is_no_yes_or_no_to_what_is_asked(text: str) -> None:
    taken = {name for name in YES_NO if (got := answer(name, text)) and got.known and got.value is not None}
    assert taken <= OTHER_THINGS[text]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("budget_and_measures", "有，财政局每年列三百万，措施也有", True),
        ("budget_and_measures", "钱能安排，办法还没出", False),
        ("budget_and_measures", "预算能安排，但措施没定", False),
        ("mofcom_case", "有的，去年入选的", True),
        ("on_blacklist", "没有，信用中国查过", False),
        ("stat_timely", "没断过", True),
        ("dedicated_staff", "五项都管", True),
        ("dedicated_staff", "知识产权没人", "partial"),
        ("plan_includes_service_trade", "规划里提了一句", False),
        ("legally_registered", "登记了的", True),
        ("legally_registered", "有的，2015年注册", True),
    ],
)
def test_what_follows_a_yes_or_no_tells_of_the_same(name: str, text: str, value: object) -> None:
    given = answer(name, text)
    assert given is not None
    assert (given.known, given.value) == (True, value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prev_year_tcm_export", "药材出口80万美元"),
        ("prev_year_tcm_export", "80万美元的药材"),
        ("prev_year_culture_export", "工艺品出口30万美元"),
        ("prev_year_trade", "煤炭进口200万美元"),
        ("prev_year_trade", "员工80人"),
        ("prev_year_trade", "如果做到60万美元呢"),
        ("prev_year_trade", "明年60万美元"),
    ],
)
def test_an_amount_of_other_things_is_no_answer(name: str, text: str) -> None:
    given = answer(name, text)
    assert given is None or not given.known
