"""A workbook as a bureau collects it: 300 applicants of all four kinds, some cells dirty, always the same.

`python -m tests.bot.screen_table FILE.xlsx` writes it, to be looked at.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from random import Random

from openpyxl import Workbook

TITLE = "2026年自治区级服务贸易示范城市、基地和重点企业申报汇总表"
HEADINGS = (
    "序号", "单位名称", "申报类别", "单位类型", "领域", "是否依法登记", "有无法人资格", "开展服务贸易业务",
    "是否失信", "统计系统登记", "是否按时填报", "2025年服务进出口额（万美元）", "2025年服务出口额（万美元）",
    "折算汇率", "省部级荣誉", "服务贸易企业数（家）", "文化企业数（家）", "规划和目标", "合作机构",
    "基础设施", "专职人员", "撤销类别", "撤销时间", "货物进出口额（万美元）", "联系电话", "备注",
)  # fmt: skip
PLACES = (
    "呼和浩特",
    "包头",
    "赤峰",
    "鄂尔多斯",
    "满洲里",
    "二连浩特",
    "通辽",
    "呼伦贝尔",
    "锡林浩特",
    "乌海",
)
TRADES = (
    "信息技术",
    "国际物流",
    "翻译",
    "文化传媒",
    "蒙医药",
    "软件",
    "会展",
    "勘测设计",
    "旅行社",
    "呼叫中心",
)
DIRTY: dict[str, tuple[object, ...]] = {
    "2025年服务进出口额（万美元）": (
        "约60",
        "50-60",
        "四百万元",
        "62万元",
        "-3",
        "#REF!",
        "见附件",
        "12%",
        "不详",
    ),
    "2025年服务出口额（万美元）": ("大概10万", "#VALUE!", "无数据", "8万欧元"),
    "是否按时填报": ("有时晚", "看情况", "待查"),
    "是否失信": ("没查", "不清楚", "失信被执行人"),
    "折算汇率": ("7,1", "七块一", "0"),
    "服务贸易企业数（家）": ("十来家", "12.5", "三四家"),
    "撤销时间": ("2025-02-30", "去年", "45000"),
    "申报类别": ("示范城市", "重点企业哦", ""),
    "单位类型": ("公司制", "火星企业"),
}


def table() -> list[list[object]]:
    """All rows, the title, the headings and the sum at the end included."""
    random = Random(2026)
    rows = [_row(random, number) for number in range(1, 301)]
    total: list[object] = ["合计", *[""] * (len(HEADINGS) - 1)]
    return [[TITLE], list(HEADINGS), *rows[:150], [], *rows[150:], total]


def _row(random: Random, number: int) -> list[object]:
    kinds = (_enterprise, _base, _city)
    cells = random.choices(kinds, (80, 15, 5))[0](random)
    cells |= {"序号": number, "联系电话": f"+86 471 {random.randrange(10**6, 10**7)}"}
    for name in DIRTY:
        if random.random() < 0.025 and (cells.get(name) not in (None, "") or name == "申报类别"):
            cells[name] = random.choice(DIRTY[name])
    if random.random() < 0.03:
        cells["备注"] = random.choice(("=HYPERLINK(1)", "@待补", "-详见附件", "+新增"))
    return [cells.get(heading, "") for heading in HEADINGS]


def _common(random: Random, kind: str) -> dict[str, object]:
    return {
        "单位名称": f"{random.choice(PLACES)}{random.choice(TRADES)}{kind}{random.randrange(1000):03d}",
        "货物进出口额（万美元）": random.choice(("", round(random.lognormvariate(5, 1), 1))),
        "撤销类别": "",
        "撤销时间": "",
    }


def _enterprise(random: Random) -> dict[str, object]:
    track = random.choices(("一般", "文化", "中医药", ""), (70, 15, 10, 5))[0]
    trade = round(random.lognormvariate(4.1, 0.7), random.choice((0, 1, 2)))
    export = round(trade * random.random(), 2)
    revoked = random.random() < 0.04
    return _common(random, "有限公司") | {
        "申报类别": random.choice(("重点培育企业（机构）", "重点培育企业", "自治区级重点培育企业")),
        "单位类型": random.choices(("有限责任公司", "企业", "事业单位", "个体户", ""), (60, 25, 6, 3, 6))[0],
        "领域": track,
        "是否依法登记": random.choices(("是", "√", "否", ""), (80, 15, 2, 3))[0],
        "有无法人资格": random.choices(("有", "是", "无", ""), (75, 18, 3, 4))[0],
        "开展服务贸易业务": random.choices(("是", "√", ""), (80, 15, 5))[0],
        "是否失信": random.choices(("否", "无", "是", "曾列入、已移出"), (70, 23, 4, 3))[0],
        "统计系统登记": random.choices(("是", "√", "否", ""), (75, 15, 6, 4))[0],
        "是否按时填报": random.choices(("是", "按时", "晚过一次", "否", ""), (70, 14, 7, 4, 5))[0],
        "2025年服务进出口额（万美元）": random.choices(
            (trade, f"{trade:,}", f"{trade}万美元", ""), (80, 8, 7, 5)
        )[0],
        "2025年服务出口额（万美元）": random.choices((export, ""), (60, 40))[0],
        "省部级荣誉": random.choices(("", "有", "无"), (80, 8, 12))[0],
        "撤销类别": "重点培育企业" if revoked else "",
        "撤销时间": random.choice((dt.datetime(2024, 5, 20), "2021年", "2023年4月")) if revoked else "",
    }


def _base(random: Random) -> dict[str, object]:
    zone = random.random() < 0.6
    return _common(random, "产业园" if zone else "旗") | {
        "申报类别": random.choice(("特色服务出口基地", "出口基地")),
        "单位类型": "园区" if zone else "旗县",
        "领域": random.choices(("一般", "文化", ""), (60, 35, 5))[0],
        "2025年服务进出口额（万美元）": random.choice((round(random.lognormvariate(5.4, 0.6)), "")),
        "服务贸易企业数（家）": random.choice((random.randrange(4, 30), f"{random.randrange(4, 30)}家", "")),
        "文化企业数（家）": random.randrange(0, 14),
        "规划和目标": random.choices(("有", "无", ""), (85, 8, 7))[0],
        "合作机构": random.choices(("有", ""), (85, 15))[0],
        "基础设施": random.choices(("完善", "比较完善", "不完善"), (10, 80, 10))[0],
        "专职人员": random.choices(("五项都有", "部分有", "没有", ""), (70, 15, 8, 7))[0],
    }


def _city(random: Random) -> dict[str, object]:
    return _common(random, "市") | {
        "申报类别": random.choice(("服务贸易创新发展示范城市", "服务外包示范城市")),
        "单位类型": "盟市",
        "2025年服务进出口额（万美元）": round(random.lognormvariate(8.5, 0.5)),
    }


def write_workbook(path: Path) -> None:
    """The table as a workbook."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in table():
        sheet.append(row)
    book.save(path)


if __name__ == "__main__":
    write_workbook(Path(sys.argv[1]))
