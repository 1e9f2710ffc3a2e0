"""Rows screened together are each what the single judge and the ordinary wording say of them."""

from __future__ import annotations

from random import Random

from checker import gaps, judge, read_facts
from checker.batch_bounds import bits
from conversations.gap_wording import gap_line
from conversations.headings import read_headings
from conversations.screen_columns import Filler
from conversations.screen_plan import Plan, make_plan
from conversations.screen_wording import open_text, status_word, warning_text
from conversations.screening import Row, Screened, Screener
from tests.checker.applicants import TODAY, pack, rulebook

HEADINGS = {
    "申报类别": ("重点培育企业", "重点培育企业", "出口基地", "服务贸易创新发展示范城市", "服务外包示范城市"),
    "类型": ("企业", "事业单位", "园区", "旗县", "盟市", "个体户", "", "不清楚"),
    "领域": ("一般", "文化", "中医药", "", "不清楚"),
    "是否依法登记": ("是", "是", "否", ""),
    "有无法人资格": ("有", "有", ""),
    "开展服务贸易": ("是", "是", "否"),
    "是否失信": ("否", "否", "是", "曾列入、已移出", "看情况"),
    "系统登记": ("是", "是", "否", ""),
    "按时填报": ("是", "晚过一次", "否", ""),
    "汇率": ("7", "7.1234", "7.12345", ""),
    "数据年度": ("2025", "", "", "", "2024", "不清楚"),
    "省部级荣誉": ("", "", "有", "不清楚"),
    "服务贸易企业数": ("", "9", "12", "15"),
    "文化类企业数量": ("", "7", "8", "9"),
    "文化类服务贸易企业数量": ("", "4", "5", "8"),
    "服务外包企业数": ("15", "14", ""),
    "规划和目标": ("有", "无", ""),
    "专职人员": ("五项都有", "部分有", "没有"),
    "已落实投资": ("是", "否", ""),
    "尚在招商阶段": ("是", ""),
    "国家级特色服务出口基地": ("", "", "", "已获批"),
    "弄虚作假": ("", "", "", "是", "不清楚"),
    "撤销类别": ("", "", "", "无", "重点培育企业", "特色服务出口基地"),
    "撤销时间": ("", "", "2024", "2023-03-09", "2021年5月"),
    "提交日期": ("", "", "2026-05-01", "2023-04-01"),
}
AMOUNTS = ("服务进出口额", "服务出口额", "文化出口额", "离岸合同执行额")
MARKS = (10, 20, 50, 100, 200, 300, 500, 5000)


def _table(random: Random, count: int) -> tuple[Plan, list[Row]]:
    texts = ["单位名称", *HEADINGS, *AMOUNTS]
    plan = make_plan(rulebook(), read_headings(pack(), texts, 2025), "", list(rulebook().rulesets))
    rows = [
        Row(n, [f"{n}号", *(random.choice(cells) for cells in HEADINGS.values()), *_amounts(random)])
        for n in range(count)
    ]
    return plan, rows


def _amounts(random: Random) -> list[str]:
    """Dollars and yuan on, near and far from every threshold; now and then one without an exact place."""
    found = []
    for _ in AMOUNTS:
        mark, near = random.choice(MARKS), random.choice((0.5, 0.81, 0.99, 1, 1, 1.02, 3))
        yuan = random.random() < 0.3
        figure = f"{mark * near * (7 if yuan else 1):.4f}{random.choice(('', '', '', '0003'))}"
        found.append(
            random.choice((f"{figure}万{'元' if yuan else '美元'}", "", "约50万美元"))
            if random.random() < 0.8
            else ""
        )
    return found


def _alone(filler: Filler, plan: Plan, row: Row, designation: str) -> tuple[object, ...]:
    """What the single judge and the wording say of a row."""
    book = rulebook()
    facts = read_facts(book, filler.fill([row], designation).raw(0), day=TODAY)
    verdict = judge(book, designation, facts, day=TODAY)
    found = [verdict.finding(clause) for clause in plan.clauses]
    statuses = tuple(status_word(bits(f.bounds), bits(f.relaxed)) if f else "" for f in found)
    gap = "\n".join(gap_line(pack(), each) for each in gaps(book, verdict))
    return (verdict.overall, statuses, gap, open_text(pack(), verdict), warning_text(pack(), book, verdict))


def _told(screened: Screened) -> tuple[object, ...]:
    return (screened.overall, screened.statuses, screened.gap, screened.open, screened.warnings)


def test_every_row_is_told_what_it_would_be_told_by_itself() -> None:
    plan, rows = _table(Random(3), 3_000)
    screened = Screener(pack(), rulebook(), plan, TODAY).screen(rows)
    filler = Filler(pack(), rulebook(), plan, TODAY)
    judged = [each for each in screened if each.overall != "error"]
    assert len(judged) > 800
    for each in judged:
        assert _told(each) == _alone(filler, plan, each.row, each.designation), each
    assert any("人民币" in each.gap for each in judged)
    assert {each.overall for each in judged} >= {"needs_review", "undetermined", "not_eligible"}


def test_it_does_not_matter_who_stands_beside_whom() -> None:
    plan, rows = _table(Random(4), 400)
    together = Screener(pack(), rulebook(), plan, TODAY).screen(rows)
    screener = Screener(pack(), rulebook(), plan, TODAY)
    assert [one for row in reversed(rows) for one in screener.screen([row])] == together[::-1]
