"""The inbox at work: what arrives is kept, turns are made, replies go to the sender. One owner of the store.

All work on the store goes through one loop, which does whatever has gathered in one commit: new arrivals, a
turn of each of several chats, deliveries, pauses. So a message is confirmed to Telegram only once it is kept,
a reply is sent only once the turn is kept, and many chats share the cost of one commit. Chats take turns, one
event each, so that nobody waits for a chat that floods.

One file, because the counts of what waits are right only if everything that changes them is seen together.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.channel_store import DAY
from bot.failpoints import reach
from bot.records import Outgoing
from bot.store_errors import StoreError
from bot.telegram.arrival import Arrival
from bot.telegram.counters import Counters
from bot.telegram.gathering import Done, Gathered
from bot.telegram.leftovers import read_what_is_left, try_suspects
from bot.telegram.outcome import Send
from bot.telegram.turning import Turner

_LOG = logging.getLogger("fumao")
AT_ONCE, LONG_ENOUGH = 64, 0.02
"""Turns that share a commit at the most, and the seconds after which no further one is begun: longer commits
would hold up what else is waiting."""
MOST_WAITING = 50
"""Messages of one chat that may wait; what comes beyond is not read, and the chat is told so."""
_BREATH = 1.0
"""Seconds to wait after trouble with the store before trying again."""
_CHORES_EVERY = 3600.0

Result = TypeVar("Result")
Hand = Callable[[str, Sequence[Outgoing]], None]


class Engine:
    """Made and used within one event loop; the store is touched by its one thread alone."""

    def __init__(self, turner: Turner, counters: Counters, *, now: Callable[[], float] = time.time) -> None:
        """`now`: the machine's clock, in Unix seconds; it decides about expiry and nothing else."""
        self._turner = turner
        self._counters = counters
        self._now = now
        self._age = 1
        self._gathered = Gathered()
        self._ready: OrderedDict[str, None] = OrderedDict()
        self._waiting: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._wake = asyncio.Event()
        self._stopping = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self.hand: Hand = lambda chat, replies: None
        """Takes the replies of a turn, to be sent."""
        self.say_goodbye: Callable[[str, Send], None] = lambda chat, send: None
        """Takes what is to be said after everything of a chat was erased."""
        self.unsent: Callable[[str], int] = lambda chat: 0
        """How many replies wait in a chat to be sent: who is not heard out is not read on either."""

    # From the channel ------------------------------------------------------------------------

    async def receive(self, arrivals: Sequence[Arrival]) -> None:
        """Keep what arrived. Returns when it is durable; raises StoreError when it is not kept."""
        taken = [arrival for arrival in arrivals if self._has_room(arrival)]
        if taken:
            self._gathered.arrivals.extend(taken)
            await self._kept(self._gathered.received)

    def _has_room(self, arrival: Arrival) -> bool:
        if self._waiting[arrival.chat] + self.unsent(arrival.chat) < MOST_WAITING:
            self._waiting[arrival.chat] += 1
            return True
        self._dropped[arrival.chat] += 1
        self._counters.count("flooded")
        return False

    # From the sender (sender.Ledger) ---------------------------------------------------------

    async def delivered(self, number: int, remote: tuple[int, ...]) -> None:
        """See sender.Ledger."""
        await self._gather(lambda gathered: gathered.delivered.update({number: remote}))

    async def given_up(self, numbers: list[int], trouble: str) -> None:
        """See sender.Ledger."""
        await self._gather(lambda gathered: gathered.given_up.append((numbers, trouble)))

    async def paused(self, pauses: dict[str, float]) -> None:
        """See sender.Ledger."""
        if pauses:
            await self._gather(lambda gathered: gathered.pauses.update(pauses))

    async def slot(self, chat: str, slot: str) -> tuple[int, ...]:
        """See sender.Ledger."""
        return await self._in_thread(lambda: self._turner.store.slot(chat, slot))

    async def _gather(self, add: Callable[[Gathered], None]) -> None:
        add(self._gathered)
        await self._kept(self._gathered.kept)

    async def _kept(self, futures: list[asyncio.Future[None]]) -> None:
        """Wait until the next commit is done."""
        kept = asyncio.get_running_loop().create_future()
        futures.append(kept)
        self._wake.set()
        await kept

    # The loop --------------------------------------------------------------------------------

    async def begin(self, take_pauses: Callable[[Mapping[str, float]], None]) -> None:
        """Take up what an earlier process left: pauses, replies, events but those it died over."""
        await self._in_thread(lambda: try_suspects(self._turner))
        left = await self._in_thread(lambda: read_what_is_left(self._turner.store, self._now()))
        self._age = left.age
        take_pauses(left.pauses)
        for chat in left.chats:
            self.hand(chat.name, chat.replies)
            if chat.events:
                self._waiting[chat.name] += chat.events
                self._ready[chat.name] = None
        self._wake.set()

    @property
    def depth(self) -> dict[str, int]:
        """Messages in hand that wait for their turn, and in how many chats."""
        return {"waiting": sum(self._waiting.values()), "waiting_chats": len(self._waiting)}

    async def run(self) -> None:
        """Work until `stop`, and then until all that was gathered is kept."""
        chores = asyncio.ensure_future(self._do_chores())
        while not (self._stopping and not self._gathered):
            await self._wake.wait()
            self._wake.clear()
            if self._gathered or (self._ready and not self._stopping):
                await self._commit()
        chores.cancel()
        await asyncio.gather(chores, return_exceptions=True)
        self._thread.shutdown()

    def stop(self) -> None:
        """No further turns; `run` ends when what is in hand is kept."""
        self._stopping = True
        self._wake.set()

    async def _commit(self) -> None:
        """One round: everything gathered and a turn of each of the chats at the front."""
        gathered, self._gathered = self._gathered, Gathered()
        turns = 0 if self._stopping else AT_ONCE
        chats = [self._ready.popitem(last=False)[0] for _ in range(min(turns, len(self._ready)))]
        floods = {chat: self._dropped[chat] for chat in chats if chat in self._dropped}
        try:
            done = await self._in_thread(lambda: self._work(gathered, chats, floods))
        except StoreError as error:
            await self._recover(error, gathered, chats)
            return
        reach("kept")
        self._counters.store_trouble = ""
        self._settle(gathered, done)
        await self._erase(done)

    async def _recover(self, error: StoreError, gathered: Gathered, chats: list[str]) -> None:
        """Nothing was kept: arrivals are refused (Telegram brings them again), the rest is done later."""
        _LOG.error("the store: %s", type(error).__name__)
        self._counters.store_trouble = type(error).__name__
        self._to_the_front(chats)
        for arrival in gathered.arrivals:
            self._waits_for_less(arrival.chat)
        for future in gathered.received:
            if not future.done():
                future.set_exception(error)
        again = self._gathered
        self._gathered = Gathered(
            again.arrivals,
            again.received,
            [*gathered.kept, *again.kept],
            {**gathered.delivered, **again.delivered},
            [*gathered.given_up, *again.given_up],
            {**gathered.pauses, **again.pauses},
        )
        await asyncio.sleep(_BREATH)
        self._wake.set()

    def _waits_for_less(self, chat: str) -> None:
        """One message less that waits; a chat for which none does is not remembered."""
        self._waiting[chat] -= 1
        if self._waiting[chat] <= 0:
            del self._waiting[chat]

    def _to_the_front(self, chats: Sequence[str]) -> None:
        for chat in reversed(chats):
            self._ready[chat] = None
            self._ready.move_to_end(chat, last=False)

    def _settle(self, gathered: Gathered, done: Done) -> None:
        for future in (*gathered.received, *gathered.kept):
            if not future.done():
                future.set_result(None)
        known = Counter(arrival.chat for arrival in gathered.arrivals) - Counter(done.new)
        for chat in known.elements():  # what was known already waits for nothing
            self._waits_for_less(chat)
        self._to_the_front(done.later)
        for chat in done.new:
            self._ready[chat] = None
        for turned in done.turned:
            self._counters.turned(turned)
            self._waits_for_less(turned.chat)
            if turned.chat in self._waiting:
                self._ready[turned.chat] = None
            self._dropped[turned.chat] -= turned.flooded
            if self._dropped[turned.chat] <= 0:
                del self._dropped[turned.chat]
            self.hand(turned.chat, turned.replies)
            for chat, reply in turned.elsewhere:
                self.hand(chat, (reply,))
        for chat in done.idle:  # its events went otherwise, such as by a restored copy
            self._waiting[chat] = sum(each.chat == chat for each in self._gathered.arrivals)
            if not self._waiting[chat]:
                del self._waiting[chat]
        if self._ready or self._gathered:
            self._wake.set()

    async def _erase(self, done: Done) -> None:
        """After a chat was forgotten: its bytes too, then the last words to it."""
        forgotten = [turned for turned in done.turned if turned.forgotten]
        if forgotten:
            try:
                await self._in_thread(self._turner.store.scrub)
            except StoreError as error:  # the rows are gone; the next opening does the rest
                _LOG.error("the store: %s", type(error).__name__)
        for turned in forgotten:
            for send in turned.goodbye:
                self.say_goodbye(turned.chat, send)

    def _work(self, gathered: Gathered, chats: Sequence[str], floods: dict[str, int]) -> Done:
        """In the store's thread, in one commit."""
        done = Done()
        store = self._turner.store
        with store.together():
            for arrival in gathered.arrivals:
                if store.accept(
                    "telegram", str(arrival.update), arrival.chat, arrival.payload(), age=self._age
                ):
                    done.new.append(arrival.chat)
            store.mark_delivered(gathered.delivered)
            for numbers, trouble in gathered.given_up:
                store.give_up(numbers, trouble)
            for scope, until in gathered.pauses.items():
                store.pause(scope, until)
            begin = time.monotonic()
            for number, chat in enumerate(chats):
                if time.monotonic() - begin > LONG_ENOUGH:
                    done.later.extend(chats[number:])
                    break
                turned = self._turner.turn(chat, flooded=floods.get(chat, 0))
                if turned is None:
                    done.idle.append(chat)
                else:
                    done.turned.append(turned)
        return done

    async def _do_chores(self) -> None:
        """Once an hour: move the store's clock on, erase what has expired."""
        while True:
            await asyncio.sleep(_CHORES_EVERY)
            try:
                gone = await self._in_thread(self._expire)
            except StoreError as error:
                _LOG.error("the store: %s", type(error).__name__)
                continue
            if gone:
                _LOG.info("expired: %d events", gone)

    def _expire(self) -> int:
        store = self._turner.store
        self._age = store.age(self._now())
        return store.expire(self._age - self._turner.keep_days * DAY)

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
