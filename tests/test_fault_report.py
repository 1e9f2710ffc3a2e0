"""The report of random kills, in short: see fault_report.py, and docs/fault-report.md for the long one."""

from __future__ import annotations

from tests.fault_report import run


def test_ten_kills_at_random_break_no_promise() -> None:
    found = run(kills=10, chats=10, seed=10)
    assert found.kills == 10
    assert found.kept_its_promises, found.lines()
