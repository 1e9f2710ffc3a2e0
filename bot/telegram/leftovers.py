"""What an earlier process left in the store: replies to send, events to do, and the one that it died over."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.channel_store import ChannelStore
from bot.records import Outgoing
from bot.telegram.turning import Turner

_LOG = logging.getLogger("fumao")


@dataclass(frozen=True)
class LeftChat:
    """A chat with replies to send, or with so many events still to do."""

    name: str
    replies: tuple[Outgoing, ...]
    events: int


@dataclass(frozen=True)
class Left:
    """`pauses`: scope → end; `age`: the store's own clock now."""

    chats: tuple[LeftChat, ...]
    pauses: Mapping[str, float]
    age: int


def try_suspects(turner: Turner) -> None:
    """Events that the program may have died over, each alone, so that only the one at fault is parked."""
    store = turner.store
    for seq in store.park_deadly():
        _LOG.error("event %d parked: the program ended over it again and again", seq)
    for seq, chat in store.suspects():
        store.count_try(seq)
        with store.together():
            turned = turner.turn(chat)
        if turned is not None and turned.forgotten:
            store.scrub()
    store.note_open()


def read_what_is_left(store: ChannelStore, now: float) -> Left:
    """What is to be done in the chats of this channel. `now`: the machine's clock, in Unix seconds."""
    chats = [
        LeftChat(chat, store.pending(chat), store.to_do(chat))
        for chat in store.waiting()
        if chat.startswith("telegram:")
    ]
    return Left(tuple(chats), store.pauses(now), store.age(now))
