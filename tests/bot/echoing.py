"""A toy turn for tests of the channel: it says how many messages it has heard, and the last one again."""

from __future__ import annotations

from dataclasses import replace

from bot.telegram.arrival import Arrival
from bot.telegram.chat import Chat
from bot.telegram.outcome import Outcome, Room, send


def echo(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    """The state counts, so that an event applied twice or not at all is seen in every later reply."""
    heard = chat.step + 1
    return Outcome(replace(chat, step=heard), (send(f"{heard}:{arrival.text}"),))


def echoes(*texts: str) -> list[str]:
    """What an undisturbed chat answers."""
    return [f"{number}:{text}" for number, text in enumerate(texts, 1)]
