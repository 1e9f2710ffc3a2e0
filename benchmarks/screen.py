"""Screen long CSV files: `.venv/bin/python -m benchmarks.screen [ROWS ...]` (default 100,000 and 1,000,000).

Each size in a process of its own, from the start of the command to its end: time by the clock and of the
processor, the highest memory.
The applicants are made up: about half are eligible, every amount is another one, one cell in 200 is bad.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

HEADINGS = (
    "单位名称", "类型", "领域", "是否依法登记", "有无法人资格", "是否开展服务贸易", "是否失信",
    "统计系统登记", "是否按时填报", "服务进出口额（万美元）", "服务出口额（万美元）", "省部级荣誉",
)  # fmt: skip
PROGRAM = "from bot.cli import main; main()"


def _cells(random: Random, number: int) -> list[str]:
    amount = f"{random.lognormvariate(4, 1):.4f}"
    return [
        f"第{number}号公司",
        random.choices(("有限责任公司", "企业", "事业单位", "个体户"), (70, 20, 8, 2))[0],
        random.choices(("一般", "文化", "中医药", ""), (80, 12, 5, 3))[0],
        random.choices(("是", "否", ""), (96, 2, 2))[0],
        random.choices(("有", ""), (97, 3))[0],
        "是",
        random.choices(("否", "是", "曾列入、已移出", "不清楚"), (95, 2, 2, 1))[0],
        random.choices(("√", "×", ""), (92, 5, 3))[0],
        random.choices(("是", "晚过一次", "否", ""), (88, 6, 3, 3))[0],
        random.choices((amount, f"约{amount}", ""), (96.5, 0.5, 3))[0],
        f"{float(amount) * random.random():.4f}" if random.random() < 0.5 else "",
        random.choices(("", "有"), (95, 5))[0],
    ]


def _write(path: Path, rows: int) -> None:
    random = Random(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(_cells(random, number) for number in range(rows))


def _screen(folder: Path, rows: int) -> tuple[float, float, float]:
    """Seconds by the clock, of the processor, and the highest memory in MB."""
    source, target = folder / f"{rows}.csv", folder / f"{rows}-out.csv"
    _write(source, rows)
    words = [
        "screen",
        str(source),
        "-o",
        str(target),
        "--designation",
        "key_enterprise",
        "--day",
        "2026-11-23",
    ]
    began = time.perf_counter()
    with (folder / "told.txt").open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *words],
            stdout=told,
            stderr=told,
            env={**os.environ, "FUMAO_DATA": str(folder)},
        )
        _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    if status:
        raise SystemExit((folder / "told.txt").read_text(encoding="utf-8"))
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Print the time and the memory for each size."""
    sizes = [int(word) for word in sys.argv[1:]] or [100_000, 1_000_000]
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            took, busy, memory = _screen(Path(folder), rows)
            speed = f"{rows / took:,.0f} rows/s"
            print(f"{rows:>9,} rows: {took:6.1f} s ({busy:.1f} s of the processor), {speed}, {memory:.0f} MB")


if __name__ == "__main__":
    main()
