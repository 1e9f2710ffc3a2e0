"""One desk for all tests of the language layer, and the day on which they are held."""

from __future__ import annotations

import datetime as dt
from functools import cache

from conversations.desk import Desk, open_desk
from tests.checker.applicants import pack

TODAY = dt.date(2026, 11, 23)


@cache
def desk() -> Desk:
    """The desk of the measure's pack, opened once."""
    return open_desk(pack())
