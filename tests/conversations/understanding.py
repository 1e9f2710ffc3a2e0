"""One desk for all tests of the language layer, the day on which they are held, and an answer read."""

from __future__ import annotations

import datetime as dt
from functools import cache

from conversations.answering import read_answer
from conversations.desk import Desk, open_desk
from conversations.given import Given
from conversations.normalise import normalise
from conversations.state import Partial
from conversations.statement import read_statement
from tests.checker.applicants import pack

TODAY = dt.date(2026, 11, 23)


@cache
def desk() -> Desk:
    """The desk of the measure's pack, opened once."""
    return open_desk(pack())


def _designation(name: str) -> str:
    return next((title for title, used in desk().uses.items() if name in used), "key_enterprise")


def _known(name: str) -> dict[str, object]:
    """What is known by the time a fact is asked: what decides that its figure is this one and no other."""
    when = next((m.when for m in desk().pack.statements.measured if m.fact == name and m.when), ())
    known: dict[str, object] = {each.fact: each.values[0] for each in when}
    return known or {"track": "culture"}


def answer(name: str, text: str, *, partial: Partial | None = None, presumed: object = None) -> Given | None:
    """What a message answers to a fact of the first title that uses it."""
    normal = normalise(text)
    statement = read_statement(
        desk().pack, normal, today=TODAY, known=_known(name), designation=_designation(name), uses=desk().uses
    )
    return read_answer(desk(), name, normal, statement, today=TODAY, partial=partial, presumed=presumed)


def slip_of(given: Given | None) -> str | None:
    return given.slip.trouble if given and given.slip else None
