"""`fumao pack diff`: replay what was stored under two versions of a pack, before the new one is used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from bot.check_command import ProfileFault, read_object
from bot.inspection import look_into
from bot.store_errors import worded
from checker import compile_rulebook
from checker.comparing import StoredCase, compare_cases
from conversations import open_desk, state_from_json
from conversations.diff_wording import cases_lines, changes_lines, questions_lines, say
from conversations.replaying import compare_answers
from knowledge.pack import load_pack


@dataclass(frozen=True)
class Stored:
    """What can be replayed: applicants, questions, and what was wrong with lines that cannot."""

    cases: tuple[StoredCase, ...]
    questions: tuple[str, ...]
    faults: tuple[str, ...] = ()


def stored_in_file(file: Path) -> Stored:
    """The cases (form of `check --jsonl`) and questions (of `ask --jsonl`). Raises ProfileFault."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileFault(say("no_file", path=file)) from error
    cases, questions, faults = [], [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            content = read_object(line).content
        except ProfileFault as error:
            faults.append(say("bad_line", number=number, problem=error))
            continue
        facts, question = content.get("facts"), content.get("q")
        if isinstance(facts, dict):
            name = str(content.get("id", number))
            cases.append(StoredCase(name, str(content.get("designation")), facts))
        elif isinstance(question, str):
            questions.append(question)
        else:
            faults.append(say("bad_line", number=number, problem=say("neither")))
    return Stored(tuple(cases), tuple(dict.fromkeys(questions)), tuple(faults))


def stored_in_chats(database: Path) -> Stored:
    """The cases and questions of all chats; the database is only looked at. Raises StoreError."""
    if not database.exists():
        return Stored((), ())
    with worded(database), closing(look_into(database)) as connection:
        states = [json.loads(text) for (text,) in connection.execute("select state from chats order by chat")]
        said = connection.execute("select payload from events order by seq").fetchall()
    payloads = [json.loads(text) for (text,) in said]
    questions = [str(each["said"]) for each in payloads if isinstance(each, dict) and "said" in each]
    cases = [case for chat, state in enumerate(states, 1) for case in _cases(chat, state)]
    return Stored(tuple(cases), tuple(dict.fromkeys(questions)))


def _cases(chat: int, raw: dict[str, object]) -> Iterator[StoredCase]:
    """The applicants of a chat that have a title; none where its state is of another program."""
    try:
        state = state_from_json(raw)
    except ValidationError:
        return
    for number, case in enumerate(state.cases, 1):
        if case.designation is not None and case.facts:
            named = say("case.named", chat=chat, client=case.name)
            name = named if case.name else say("case.name", chat=chat, number=number)
            yield StoredCase(name, case.designation, case.facts)


def diff_text(old_folder: Path, new_folder: Path, stored: Stored, day: date) -> tuple[str, bool]:
    """What to print, and whether any verdict or answer changes. Raises PackFault."""
    old, new = load_pack(old_folder), load_pack(new_folder)
    rulebooks = compile_rulebook(old), compile_rulebook(new)
    cases = list(compare_cases(*rulebooks, stored.cases, day=day))
    answers = []
    if stored.questions:
        answers = list(compare_answers(open_desk(old), open_desk(new), stored.questions, day=day))
    lines = [
        *changes_lines(old, new, rulebooks[1]),
        "",
        *cases_lines(new, cases),
        *questions_lines(new, answers),
        *stored.faults,
    ]
    return "\n".join(lines), any(each is not None for each in (*cases, *answers))
