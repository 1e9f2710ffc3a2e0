"""The desk, opened once for all tests of conversations."""

from __future__ import annotations

import pytest

from conversations import Desk
from tests.conversations import understanding


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The desk of the measure's pack."""
    return understanding.desk()
