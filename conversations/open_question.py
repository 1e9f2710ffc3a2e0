"""The question that is open, put once more: after a question in the middle, after a resume."""

from __future__ import annotations

import datetime as dt

from conversations.assess import ask, verdict_of
from conversations.desk import Desk
from conversations.reply import Asked, ChooseTitle, Reply
from conversations.state import CHOOSING, State


def open_question(state: State, desk: Desk, day: dt.date, *, in_full: bool = False) -> tuple[Reply, ...]:
    """The open question of the case in hand, or nothing. `in_full`: with all that 都对 would confirm."""
    case = state.case
    if case is None or case.asking is None:
        return ()
    if case.asking == CHOOSING:
        return (ChooseTitle(tuple(desk.rulebook.designations)),)
    verdict = verdict_of(desk, case, day)
    if verdict is None:
        return (Asked(case.asking, 0, again=True),)
    return (ask(desk, case, verdict, case.asking, again=True, in_full=in_full),)
