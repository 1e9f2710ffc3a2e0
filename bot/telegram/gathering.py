"""What gathers for the store's next commit, and what a commit did: the engine's two heaps."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.telegram.arrival import Arrival
from bot.telegram.turning import Turned


@dataclass
class Gathered:
    """Work in the making: what the next commit will do."""

    arrivals: list[Arrival] = field(default_factory=list)
    received: list[asyncio.Future[None]] = field(default_factory=list)
    """Of those who wait for their arrivals to be kept."""
    kept: list[asyncio.Future[None]] = field(default_factory=list)
    """Of those who wait for anything else."""
    delivered: dict[int, tuple[int, ...]] = field(default_factory=dict)
    given_up: list[tuple[list[int], str]] = field(default_factory=list)
    pauses: dict[str, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.arrivals or self.delivered or self.given_up or self.pauses or self.kept)


@dataclass
class Done:
    """What a commit did, in the making."""

    new: list[str] = field(default_factory=list)
    turned: list[Turned] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
