"""Answers to the question that was asked: every fact of the pack, every label, number and usual word.

A wrong favourable answer is the worst error: what is a wish, a question or small talk gives no value.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.given import Given
from knowledge.schema import Choice
from tests.conversations.chinese import ARBITRARY, FLOODS
from tests.conversations.understanding import answer, desk, slip_of

FACTS = desk().pack.facts
BLANKET = {
    name: value for blanket in desk().pack.statements.blankets for name, value in blanket.facts.items()
}
CHOICES = [name for name, fact in FACTS.items() if fact.type == "choice"]
YES_NO = [
    name
    for name in CHOICES
    if {True, False} <= {c.value for c in FACTS[name].values if isinstance(c.value, bool)}
]
OF = {
    kind: [name for name, fact in FACTS.items() if fact.type == kind]
    for kind in ("amount", "count", "rate", "date", "year")
}
LABELS = [
    pytest.param(name, choice, id=f"{name}-{choice.value}")
    for name in CHOICES
    for choice in FACTS[name].values
]
UNSURE = [
    "不清楚",
    "不知道",
    "不太清楚",
    "跳过",
    "说不好",
    "忘了",
    "待定",
    "我也不确定",
    "得问会计",
    "暂时不清楚。",
]
NO_ANSWER = [
    "今天天气真好",
    "哈哈哈",
    "你是谁",
    "吃了吗",
    "明天下雨吗",
    "讲个笑话",
    "晚上吃烧烤",
    "这个要多久",
    "什么意思呢",
    "是不是很麻烦？",
    "谢谢你",
    "你真棒",
    "周末去哪玩",
    "股票涨了",
]
PENDING = [
    "还在办",
    "正在办",
    "打算办",
    "准备办",
    "争取今年办",
    "马上就办",
    "在办了",
    "快了",
    "明年再说",
    "如果有呢",
    "要是有呢？",
]


@pytest.mark.parametrize(("name", "choice"), LABELS)
def test_every_label_gives_its_value(name: str, choice: Choice) -> None:
    for text in (choice.label, choice.label + "。", f" {choice.label} "):
        assert answer(name, text) == Given(choice.value, known=True)


@pytest.mark.parametrize("name", CHOICES)
def test_every_number_gives_its_choice_and_the_one_after_the_last_means_not_known(name: str) -> None:
    values = [choice.value for choice in FACTS[name].values]
    for number, value in enumerate(values, start=1):
        for text in (str(number), f"第{'一二三四五六七八九'[number - 1]}个", f"选{number}", f"{number}."):
            assert answer(name, text) == Given(value, known=True)
    if len(values) < 9:
        assert answer(name, str(len(values) + 1)) == Given(known=True)
    if len(values) < 8:
        assert slip_of(answer(name, "9")) == "not_understood"


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("text", UNSURE)
def test_not_knowing_is_an_answer(name: str, text: str) -> None:
    assert answer(name, text) == Given(known=True)


@pytest.mark.parametrize("name", YES_NO)
@pytest.mark.parametrize(
    "text", ["有", "有的", "是", "是的", "嗯", "嗯嗯", "对", "对的", "有啊", "是呀", "确定", "yes"]
)
def test_yes_means_yes(name: str, text: str) -> None:
    given = answer(name, text)
    assert given is not None
    assert given.value is True


@pytest.mark.parametrize("name", YES_NO)
@pytest.mark.parametrize(
    "text",
    [
        "没有",
        "没",
        "不是",
        "还没",
        "还没有",
        "没弄过",
        "没有的",
        "暂时没有",
        "从来没有",
        "no",
        "没呢",
        "谈不上",
    ],
)
def test_no_means_no(name: str, text: str) -> None:
    given = answer(name, text)
    assert given is not None
    assert given.value is False


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("text", NO_ANSWER)
def test_talk_of_something_else_never_gives_a_choice(name: str, text: str) -> None:
    given = answer(name, text)
    assert given is None or not given.known


@pytest.mark.parametrize("name", sorted(set(YES_NO) & set(BLANKET)))
@pytest.mark.parametrize("text", PENDING)
def test_a_wish_a_plan_or_an_if_never_gives_the_favourable_value(name: str, text: str) -> None:
    given = answer(name, text)
    assert given is None or given.value is not BLANKET[name]


@pytest.mark.parametrize("name", sorted(set(YES_NO) & set(BLANKET)))
def test_the_name_of_a_thing_in_a_question_or_a_plan_is_no_answer(name: str) -> None:
    called = FACTS[name].name
    for text in (
        f"{called}要怎么弄？",
        f"什么叫{called}？",
        f"要不要{called}？",
        f"如果有{called}呢？",
        f"{called}是什么意思",
        f"准备弄{called}",
        f"打算明年搞{called}",
    ):
        given = answer(name, text)
        assert given is None or given.value is not BLANKET[name], text


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("on_blacklist", "没失信", False),
        ("on_blacklist", "信用良好", False),
        ("on_blacklist", "没上过", False),
        ("on_blacklist", "以前上过，修复了", "repaired"),
        ("on_blacklist", "在经营异常名录里", "other_list"),
        ("on_blacklist", "上了黑名单", True),
        ("stat_timely", "就迟报过一次", "late_once"),
        ("stat_timely", "月月按时", True),
        ("stat_timely", "经常漏报", False),
        ("stat_timely", "刚登记，还没到填报期", "not_due"),
        ("stat_registered", "登记了", True),
        ("stat_registered", "没登记", False),
        ("dedicated_staff", "只有招商有", "partial"),
        ("dedicated_staff", "专人还没配", False),
        ("dedicated_staff", "都配了专人", True),
        ("infrastructure", "谈不上完善", False),
        ("infrastructure", "挺完善的", True),
        ("still_promoting", "早就招满了", False),
        ("still_promoting", "还在招", True),
        ("investment_landed", "资金都到位了", True),
        ("investment_landed", "没落实", False),
        ("mofcom_case", "典型案例没有", False),
        ("mofcom_case", "拿过典型案例", True),
        ("provincial_honor", "荣誉没有", False),
        ("track", "做演出的", "culture"),
        ("track", "蒙医药", "tcm"),
        ("track", "软件外包", "general"),
        ("track", "都不是", "general"),
        ("applicant_kind", "我们是医院", "institution"),
        ("applicant_kind", "个体户", "sole_trader"),
        ("applicant_kind", "有限公司", "enterprise"),
        ("base_kind", "园区", "functional_zone"),
        ("base_kind", "旗县", "admin_region"),
        ("base_kind", "以公司名义", "enterprise"),
        ("capital_origin", "港资", "hmt"),
        ("capital_origin", "内资的", "domestic"),
        ("national_export_base", "没有", "none"),
        ("revoked_designation", "没有被撤销过", "none"),
        ("revoked_designation", "没有", "none"),
        ("fraud_found", "没造假", False),
        ("service_trade_plan_issued", "还在征求意见", False),
        ("service_trade_plan_issued", "已经印发了", True),
        ("budget_and_measures", "财政没钱", False),
        ("cooperation", "跟蒙古国的机构有合作", True),
        ("scale_effect", "没啥带动", False),
        ("legally_registered", "有执照", True),
        ("independent_legal_person", "不是法人", False),
        ("does_service_trade", "只出口羊肉", False),
        ("mainly_in_region", "业务都在内蒙古", True),
        ("in_catalogue_scope", "不在目录里", False),
    ],
)
def test_natural_answers_are_read(name: str, text: str, value: object) -> None:
    given = answer(name, text)
    assert given is not None
    assert (given.known, given.value) == (True, value)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(sorted(FACTS)), ARBITRARY)
def test_no_text_whatever_makes_the_reading_fail(name: str, text: str) -> None:
    given = answer(name, text)
    if given is not None and given.known and given.value is not None and FACTS[name].type == "choice":
        assert given.value in [choice.value for choice in FACTS[name].values]


@pytest.mark.parametrize("flood", FLOODS, ids=range(len(FLOODS)))
def test_a_flood_is_read_to_its_end(flood: str) -> None:
    for name in ("on_blacklist", "prev_year_trade", "application_date"):
        answer(name, flood)
