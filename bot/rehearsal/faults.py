"""Faults by script: which of the bot's calls go wrong, and how."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from bot.rehearsal.refusal import BLOCKED, NOT_FOUND, TWO_POLLERS, UNAUTHORIZED, Refused, too_many_requests

_FAULT = re.compile(
    r"429:\d+|500|502|401|403|404|409|400:.+|(?:hang|slow):\d+(?:\.\d+)?|drop_before|drop_after|garbage"
)


class Rule(BaseModel):
    """One line of a script: the calls it meets, how many it lets pass first, how many it spoils.

    `fault`: "429:3" (retry after 3), "400:<reason>", "401", "403", "404", "409", "500", "502",
    "drop_before" (nothing happens, no answer), "drop_after" (it happens, no answer), "garbage" (it happens,
    the answer is half a JSON), "hang:60" (seconds) and "slow:200" (milliseconds): it happens after that time,
    if the client is still waiting.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: str
    method: str = "*"
    chat: int | None = None
    times: int | None = 1
    after: int = 0

    @field_validator("fault")
    @classmethod
    def _is_a_fault(cls, fault: str) -> str:
        if not _FAULT.fullmatch(fault):
            raise ValueError(f"no such fault: {fault}")
        return fault

    def meets(self, method: str, chat: int | None) -> bool:
        """Whether a call is of those meant."""
        return self.method.lower() in ("*", method.lower()) and self.chat in (None, chat)


class Faults:
    """A script being played."""

    def __init__(self, rules: Iterable[Rule | Mapping[str, Any]] = ()) -> None:
        self.rules = [Rule.model_validate(rule) for rule in rules]
        self._met = [0] * len(self.rules)

    def next(self, method: str, chat: int | None) -> str | None:
        """The fault of this call, if it has one; the first rule that spoils it counts."""
        for index, rule in enumerate(self.rules):
            if not rule.meets(method, chat):
                continue
            self._met[index] += 1
            spoilt = self._met[index] - rule.after
            if spoilt > 0 and (rule.times is None or spoilt <= rule.times):
                return rule.fault
        return None


def refusal(fault: str) -> Refused | None:
    """The refusal that a fault stands for, if it is one."""
    kind, _, rest = fault.partition(":")
    match kind:
        case "429":
            return too_many_requests(int(rest))
        case "400":
            return Refused(400, f"Bad Request: {rest}")
        case "401":
            return Refused(*UNAUTHORIZED)
        case "403":
            return Refused(*BLOCKED)
        case "404":
            return Refused(*NOT_FOUND)
        case "409":
            return Refused(*TWO_POLLERS)
        case "500":
            return Refused(500, "Internal Server Error")
    return None
