"""Tables screened in a test's own folder: the rows of the results, what was told, the counts."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from bot.screen import Screening, screen_file
from conversations.screen_tally import Tally
from tests.checker.applicants import pack, rulebook

DAY = dt.date(2026, 3, 10)
HEADING = (
    "单位名称,类型,领域,依法登记,法人资格,开展服务贸易,是否失信,系统登记,按时填报,服务进出口额（万美元）"
)
GOOD = "甲公司,企业,一般,是,有,是,否,是,是,62"
KEY = "key_enterprise"


def screen(
    folder: Path, content: str | bytes, designation: str = KEY, *, suffix: str = ".csv"
) -> tuple[list[dict[str, str]], str, Tally]:
    """The rows of the results by heading, what was told, the counts."""
    source, target = folder / f"in{suffix}", folder / "out.csv"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    told: list[str] = []
    tally = screen_file(Screening(pack(), rulebook(), DAY, designation), source, target, told.append)
    text = target.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""))), "\n".join(told), tally


def lines(*rows: str) -> str:
    """A CSV file of these rows under its headings."""
    return "\n".join((HEADING, *rows)) + "\n"
