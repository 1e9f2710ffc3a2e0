"""What Telegram says no with: a code, its own words, and for 429 how long to wait."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A call that Telegram would refuse; `description` is word for word what the real one answers."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """The body of the HTTP answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> Refused:
    """400, as for everything that is wrong with a call."""
    return Refused(400, f"Bad Request: {reason}")


def too_many_requests(seconds: int) -> Refused:
    """429, with the seconds for which nothing more is accepted."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


BLOCKED = (403, "Forbidden: bot was blocked by the user")
UNAUTHORIZED = (401, "Unauthorized")
NOT_FOUND = (404, "Not Found")
TWO_POLLERS = (
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)
WEBHOOK_CAME = (409, "Conflict: terminated by setWebhook request")
WEBHOOK_IS_SET = (
    409,
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first",
)
