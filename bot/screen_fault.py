"""What keeps a table from being screened at all."""

from __future__ import annotations


class ScreenFault(Exception):
    """A table that cannot be screened at all; the message is for people."""
