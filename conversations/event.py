"""What comes in: something said, picked or ticked, with the day on which it was."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it was typed, not yet normalised. `day`: the day of the conversation."""

    text: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Picked:
    """A choice picked from a list: the fact it answers and the value, by id and never by label."""

    fact: str
    value: bool | str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Ticked:
    """An item of the list of materials ticked off, or its tick taken back. `item`: its id."""

    item: str
    day: dt.date


Event = Said | Picked | Ticked
