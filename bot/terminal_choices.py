"""The choices of the open question, as rows of a list: taken out of the text where they stand in it.

A reply says its choices as numbered lines. On a screen they become a list to pick from, so that nothing is
shown twice; where the lines are not found, the labels alone make the list and the text stays whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.session import Session, Spoken
from conversations import Desk
from conversations.phrase_file import read_phrases
from conversations.state import CHOOSING


@dataclass(frozen=True)
class Choice:
    """One row. `value`: what it stands for; None where its label is to be said instead."""

    label: str
    row: str
    fact: str = ""
    value: bool | str | None = None


def with_choices(desk: Desk, session: Session, spoken: Spoken) -> tuple[str, tuple[Choice, ...]]:
    """The text without its choices, and these; () where a list would be no help."""
    asking = spoken.record.get("asking")
    if not isinstance(asking, str) or len(spoken.choices) < 2 or session.state.confirming:
        return spoken.text, ()
    lines = spoken.text.split("\n")
    places = _places(lines, spoken.choices)
    found = {number: lines[place].strip() for number, place in places.items()}
    values = _values(desk, asking)
    choices = [
        Choice(label, found.get(number, label), asking, values.get(label))
        for number, label in enumerate(spoken.choices)
        if number in found or asking != CHOOSING or not found
    ]
    choices.sort(key=lambda choice: choice.row != choice.label)  # 都对 has no number and saves most
    kept = (line for place, line in enumerate(lines) if place not in places.values())
    return "\n".join(kept), tuple(choices)


def _values(desk: Desk, asking: str) -> dict[str, bool | str]:
    if asking == CHOOSING:
        return {name: designation for designation, name in desk.rulebook.designations.items()}
    return {choice.label: choice.value for choice in desk.pack.facts[asking].values}


def _places(lines: Sequence[str], labels: Iterable[str]) -> dict[int, int]:
    """Which line says which choice: number of the choice → index of the last such line."""
    form = read_phrases("replies")["asked.choice"]
    begins = [form.format(number=number, label=label) for number, label in enumerate(labels, 1)]
    found = {}
    for number, begin in enumerate(begins):
        places = [place for place, line in enumerate(lines) if line.startswith(begin)]
        if places:
            found[number] = places[-1]
    return found
