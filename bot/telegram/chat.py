"""Where a chat on Telegram stands: the dialogue, and what its buttons mean now. Frozen, stored as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from conversations import State
from conversations.options import Option


@dataclass(frozen=True)
class Spoken:
    """The last message that was answered, so that it can be taken back when its writer edits it.

    `message`: its id; `before`: the dialogue before it; `asked`: whether it was only a question.
    """

    message: int
    before: State
    asked: bool


@dataclass(frozen=True)
class Draft:
    """An officer's answer, not sent yet. `question`: number of the question that was kept."""

    question: int
    answer: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chat:
    """One chat. `step` counts the keyboards, so that an old one is known; `options`: those of this step.

    `noticed`: the notice on what is kept was shown. `traditional`: replies in traditional characters.
    `pressed`: the last button taken, so that a double tap counts once.
    """

    talk: State = field(default_factory=State)
    step: int = 0
    options: tuple[Option, ...] = ()
    noticed: bool = False
    traditional: bool = False
    pressed: str = ""
    spoken: Spoken | None = None
    draft: Draft | None = None


_ADAPTER = TypeAdapter(Chat)


def chat_to_json(chat: Chat) -> dict[str, object]:
    """The chat as plain JSON values; what stands as at the beginning is left out."""
    dumped: dict[str, object] = _ADAPTER.dump_python(chat, mode="json", exclude_defaults=True)
    return dumped


def chat_from_json(data: Mapping[str, object]) -> Chat:
    """The chat again; {} gives the beginning. Raises pydantic.ValidationError for anything else."""
    return _ADAPTER.validate_python(dict(data))
