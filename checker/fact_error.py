"""What can be wrong with a stated fact: one exception, worded by conversations/."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class FactError(ValueError):
    """A fact that cannot be taken. `problem` is the id of a phrase, `detail` what that phrase needs.

    `nearest`: the name or value that was probably meant. `other` in the detail: the fact it contradicts.
    """

    def __init__(
        self,
        field: str,
        problem: str,
        detail: Mapping[str, object] = MappingProxyType({}),
        *,
        nearest: str | None = None,
    ) -> None:
        self.field = field
        self.problem = problem
        self.detail = MappingProxyType(dict(detail))
        self.nearest = nearest
        super().__init__(f"{field}: {problem}")
