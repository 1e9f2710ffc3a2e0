"""Read an answer to the question that was just asked: what was asked decides how a message is read.

The fact asked and a message in, a value, a slip, or nothing out (then the message was not an answer).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from checker import Value, as_json
from conversations.answering_choices import choice_answer
from conversations.answering_figures import (
    amount_answer,
    count_answer,
    date_answer,
    only_currency,
    rate_answer,
    speaks_vaguely,
)
from conversations.desk import Desk
from conversations.given import UNKNOWN, Given, is_unsure
from conversations.numerals import find_figures
from conversations.state import Partial
from conversations.statement import Statement
from conversations.supposing import without_suppositions

_BARE_DATE = re.compile(r"(?:20)?\d\d[年./-]\d{1,2}(?:[月./-](?:\d{1,2}[日号]?)?)?")


def is_bare_answer(desk: Desk, text: str) -> bool:
    """Whether a message is a mere yes, no, figure or currency, so that there is nothing to look up in it."""
    plain = text.strip("。.!！,，~ ")
    if plain in desk.commands.yes or plain in desk.commands.no or desk.command_of.get(plain) == "agree":
        return True
    figures = [f for f in find_figures(plain) if f.start == 0 and f.end == len(plain)]
    said = only_currency(plain) is not None or speaks_vaguely(plain) or bool(_BARE_DATE.fullmatch(plain))
    return bool(figures) or said


def read_answer(
    desk: Desk,
    name: str,
    text: str,
    statement: Statement,
    *,
    today: dt.date,
    partial: Partial | None = None,
    presumed: object = None,
) -> Given | None:
    """What `text` (normal form) answers to fact `name`; None when it is no answer to it.

    `presumed`: what is taken by default for this fact, which a plain 是 confirms.
    """
    fact = desk.pack.facts[name]
    if is_unsure(desk, text):
        return UNKNOWN
    told = without_suppositions(desk.pack, text)
    if told != text and not re.search(r"\w", told):
        return None
    text = told
    match fact.type:
        case "choice":
            return choice_answer(desk, name, fact, text, statement, presumed)
        case "amount":
            return amount_answer(desk, name, text, statement, partial)
        case "count":
            return count_answer(desk, name, text, statement)
        case "rate":
            return rate_answer(name, text)
        case _:
            return date_answer(desk, name, fact, text, today, presumed)


def presumption_as_raw(assumed: Mapping[str, Value], name: str) -> object:
    """The raw form of what is presumed for a fact, or None."""
    return as_json(assumed.get(name))
