"""What happens to the bot: killed, frozen, without its database or disk, at a wrong time."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from tests.torture.grounds import Ground
from tests.torture.telegram import StormyTelegram
from tests.torture.victim import Victim

#: Of the kills so many come at any moment, in the start too; the others while messages are sent.
_ANY_MOMENT = 1 / 2
#: A process that sends nothing for so long is killed all the same.
_IDLE = 8.0
#: By which part of all the kills may be ahead of the work.
_LEAD = 0.01
_WHOLE_GROUP = 3 / 4
#: How often something else happens between two kills.
_TROUBLES = {"freeze": 0.06, "take away": 0.03, "fill up": 0.03, "clock": 0.04, "rival": 0.01}
#: Seconds by which a clock is usually put right, and now and then.
_WRONG_CLOCK, _VERY_WRONG_CLOCK, _VERY = 10.0, 120.0, 1 / 10


class Chaos:
    """Kills until there were enough kills, and does the rest on the way."""

    def __init__(
        self,
        victims: Sequence[Victim],
        ground: Ground,
        telegram: StormyTelegram,
        chance: random.Random,
    ) -> None:
        self._victims, self._ground, self._telegram = victims, ground, telegram
        self._chance = chance
        self.kills = 0
        self.in_flight = 0  #: messages on their way to Telegram or back at a kill
        self.happened: Counter[str] = Counter()
        self._troubles: dict[str, Callable[[Victim], Awaitable[None]]] = {
            "freeze": self._freeze,
            "take away": self._take_away,
            "fill up": self._fill_up,
            "clock": self._turn_clock,
            "rival": self._rival,
        }

    async def rage(self, kills: int, progress: Callable[[], float]) -> None:
        """Go on until the bot was killed so often.

        *progress* tells which part of the whole campaign is done: the kills are spread over it, so
        that each comes while there is work.
        """
        while self.kills < kills:
            await self._patiently(lambda: progress() >= self.kills / kills - _LEAD)
            victim = self._chance.choice(self._victims)
            await self._trouble(victim)
            await self._moment(victim)
            self._kill(victim)

    def calm_down(self) -> None:
        """Put right what is wrong."""
        for victim in self._victims:
            victim.go_on()
            victim.limit_files(-1)
            victim.set_clock(0)

    def _kill(self, victim: Victim) -> None:
        self.kills += 1
        self.in_flight += self._telegram.under_way
        victim.kill(whole_group=self._chance.random() < _WHOLE_GROUP)

    async def _moment(self, victim: Victim) -> None:
        """Wait for a moment that hurts."""
        if self._chance.random() < _ANY_MOMENT:
            await asyncio.sleep(self._chance.uniform(0.05, 3))
            return
        patience = time.monotonic() + _IDLE
        await self._sending(patience)
        if self._chance.random() < 2 / 3:
            await asyncio.sleep(self._chance.uniform(0, 1.5))
            await self._sending(patience)
        await asyncio.sleep(self._chance.uniform(0, 0.03))

    async def _patiently(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition, but only as long as a process may be idle."""
        try:
            await self._telegram.wait_for(condition, timeout=_IDLE)
        except TimeoutError:
            return

    async def _sending(self, patience: float) -> None:
        """Wait until a message is under way, but not longer than until *patience*."""
        wait = max(0.0, patience - time.monotonic())
        try:
            await self._telegram.wait_for(lambda: self._telegram.under_way, timeout=wait)
        except TimeoutError:
            return

    async def _trouble(self, victim: Victim) -> None:
        drawn = self._chance.random()
        for name, share in _TROUBLES.items():
            if (drawn := drawn - share) < 0:
                await self._troubles[name](victim)
                return

    async def _freeze(self, victim: Victim) -> None:
        await self._sending(time.monotonic() + _IDLE)
        victim.stop()
        await asyncio.sleep(self._chance.uniform(0.2, 4))
        victim.go_on()
        self.happened["frozen"] += 1

    async def _take_away(self, victim: Victim) -> None:
        await self._sending(time.monotonic() + _IDLE)
        done = await self._ground.take_away(self._chance.uniform(0.5, 5))
        self.happened[done] += bool(done)

    async def _fill_up(self, victim: Victim) -> None:
        await self._sending(time.monotonic() + _IDLE)
        done = await self._ground.fill_up(self._victims, self._chance.uniform(0.5, 4))
        self.happened[done] += 1

    async def _turn_clock(self, victim: Victim) -> None:
        wrong = _VERY_WRONG_CLOCK if self._chance.random() < _VERY else _WRONG_CLOCK
        victim.set_clock(self._chance.uniform(-wrong, wrong))
        self.happened["clock turned"] += 1

    async def _rival(self, victim: Victim) -> None:
        await self._telegram.rival()
        self.happened["second poller"] += 1
