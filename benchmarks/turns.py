"""How long a turn takes and how large the process is: `.venv/bin/python -m benchmarks.turns` (half a minute).

Warm times in this process over the questions and dialogues of tests/data; cold start and memory of processes
of their own, each with a filled cache. For looking at, side by side with another version in the same minute.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from bot.opening import open_desk_at
from checker import Facts, judge, read_facts
from conversations import Desk, Said, State, state_from_json, state_to_json, turn, turn_record, word_replies

DATA = Path(__file__).parent.parent / "tests" / "data"
DAY = dt.date(2026, 3, 10)
UNSURE = "不清楚"
MOST_ANSWERS, COLD_STARTS, ROUNDS = 40, 7, 3
QUESTION = "造假会怎么样"

_MEMORY = """
import sys
from pathlib import Path
from bot.opening import open_desk_at
import bot.session
desk = open_desk_at(Path(sys.argv[1]))
from datetime import date
from conversations import Said, State, turn, word_replies
word_replies(desk, turn(State(), Said(sys.argv[2], date(2026, 3, 10)), desk)[1])
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
"""


def _lines(name: str) -> list[dict[str, object]]:
    files = sorted(DATA.glob(f"*_{name}.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def _answers(desk: Desk) -> list[tuple[State, str]]:
    """Every answer of the scripted dialogues, with the state in which it is given."""
    found = []
    for dialogue in _lines("dialogues"):
        profile = dialogue.get("profile")
        if "start" not in dialogue or not isinstance(profile, dict):
            continue
        state, _ = turn(State(), Said(str(dialogue["start"]), DAY), desk)
        for _ in range(MOST_ANSWERS):
            if state.case is None or state.case.asking is None:
                break
            said = str(profile.get(state.case.asking, UNSURE))
            found.append((state, said))
            state, _ = turn(state, Said(said, DAY), desk)
    return found


def _applicants(desk: Desk, states: Iterable[State]) -> list[tuple[str, Facts]]:
    cases = [state.case for state in states if state.case and state.case.designation]
    return [(str(c.designation), read_facts(desk.rulebook, c.facts, day=DAY)) for c in cases]


def _measure(name: str, calls: Sequence[Callable[[], object]]) -> None:
    """Print median, mean and the 95th percentile of the quickest of ROUNDS of each call, in ms.

    A round goes over all calls, so that no call finds its own text still remembered.
    """
    quickest = [float("inf")] * len(calls)
    for _ in range(ROUNDS):
        for number, call in enumerate(calls):
            begun = time.perf_counter()
            call()
            quickest[number] = min(quickest[number], 1000 * (time.perf_counter() - begun))
    mean, p95 = sum(quickest) / len(quickest), quantiles(quickest, n=20)[-1]
    print(f"{name:38} {median(quickest):8.3f} {mean:8.3f} {p95:8.3f} ms")


def _turns(desk: Desk) -> None:
    questions = [str(line["q"]) for line in _lines("questions")]
    answers = _answers(desk)
    done = [turn(state, Said(said, DAY), desk) for state, said in answers]
    applicants = _applicants(desk, [state for state, _ in done])
    print(f"{'':38} {'median':>8} {'mean':>8} {'p95':>8}")
    asked = [partial(turn, State(), Said(question, DAY), desk) for question in questions]
    _measure(f"question, {len(questions)} of them", asked)
    answered = [partial(turn, state, Said(said, DAY), desk) for state, said in answers]
    _measure(f"answer in an assessment, {len(answers)}", answered)
    _measure("its record", [partial(turn_record, desk, s, r, DAY, answer="") for s, r in done])
    _measure("its words", [partial(word_replies, desk, replies) for _, replies in done])
    _measure("state to JSON and back", [partial(_there_and_back, state) for state, _ in done])
    _measure("judge an applicant", [partial(judge, desk.rulebook, d, f, day=DAY) for d, f in applicants])


def _there_and_back(state: State) -> State:
    return state_from_json(state_to_json(state))


def _processes(data: Path) -> None:
    command = [str(Path(sys.executable).parent / "fumao"), "ask", QUESTION]
    environment = {**os.environ, "FUMAO_DATA": str(data)}
    times = []
    for _ in range(COLD_STARTS):
        begun = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begun)
    print(f"{'fumao ask, cold start':38} {median(times):8.2f} s, at best {min(times):.2f} s")
    memory = [sys.executable, "-c", _MEMORY, str(data), QUESTION]
    shown = subprocess.run(memory, check=True, capture_output=True, text=True).stdout
    print(f"{'memory with the desk open':38} {int(shown) / 1024:8.1f} MB")


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        open_desk_at(Path(folder))
        print(f"{'first start, filling the cache':38} {time.perf_counter() - begun:8.2f} s")
        _turns(open_desk_at(Path(folder)))
        _processes(Path(folder))


if __name__ == "__main__":
    main()
