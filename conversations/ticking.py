"""The ticks on the list of materials: which papers an applicant has ready. Kept by the id of the item."""

from __future__ import annotations

from dataclasses import replace

from checker import Verdict, materials_for
from conversations.assess import verdict_of
from conversations.desk import Desk
from conversations.event import Ticked
from conversations.reply import Materials, Notice, Reply
from conversations.state import Case, State


def materials_of(desk: Desk, case: Case, verdict: Verdict, *, again: bool = False) -> Materials:
    """The list of a case, with those ticks that belong to it. `again`: it is shown already and changes."""
    items = _items(desk, verdict)
    ticked = tuple(item for item in items if item in case.ticked)
    return Materials(verdict, case.name, ticked, again)


def tick(state: State, event: Ticked, desk: Desk) -> tuple[State, tuple[Reply, ...]]:
    """Tick an item off, or take its tick back; refused when the list of this case has no such item."""
    case = state.case
    verdict = verdict_of(desk, case, event.day) if case else None
    if case is None or verdict is None or event.item not in _items(desk, verdict):
        return state, (Notice("expired"),)
    others = tuple(item for item in case.ticked if item != event.item)
    case = replace(case, ticked=others if event.item in case.ticked else (*others, event.item))
    return state.with_case(case), (materials_of(desk, case, verdict, again=True),)


def _items(desk: Desk, verdict: Verdict) -> tuple[str, ...]:
    found = materials_for(desk.rulebook, verdict.designation, verdict.facts, verdict.assumed)
    return tuple(item.material.id for item in found)
