"""One campaign: everything is set up, the bot is tormented, what it owes is counted."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.fakes.bot_api import TOKEN
from tests.torture.chaos import Chaos
from tests.torture.grounds import Ground, Witness, ground
from tests.torture.judge import Verdict, lost_in
from tests.torture.ledger import Ledger
from tests.torture.ministry import Ministries
from tests.torture.options import Options
from tests.torture.subscribers import Crowd
from tests.torture.telegram import StormyTelegram
from tests.torture.victim import Victim

_REPORT_EVERY = 30.0
#: Releases are published ahead of the kills by this part of all, so that there is always work.
_AHEAD = 0.03
#: Nothing slow to heal happens after this part of the kills.
_SLOW_UNTIL = 0.6
_MANY_KILLS = 100

Say = Callable[[str], None]


class Campaign:
    """The parties of one campaign, and its course."""

    def __init__(
        self, options: Options, ministries: Ministries, telegram: StormyTelegram, place: Ground
    ) -> None:
        self._options, self._ministries, self._telegram = options, ministries, telegram
        self._chance = random.Random(f"campaign {options.seed}")
        self.ledger = Ledger()
        self.crowd = Crowd(options, telegram, self.ledger, random.Random(f"crowd {options.seed}"))
        self.witness = Witness(place.url)
        self.victims: list[Victim] = []
        self._ground = place
        self._published = 0
        self.began = time.monotonic()

    async def fight(self, folder: Path, say: Say) -> Verdict:
        """Torment the bot, let it recover, and judge."""
        self.victims = self._gather(folder)
        chaos = Chaos(
            self.victims, self._ground, self._telegram, random.Random(f"chaos {self._options.seed}")
        )
        reporting = asyncio.create_task(self._report(chaos, say))
        try:
            await self._peace(say)
            await self._war(chaos, say)
            await self._recovery(say)
        finally:
            reporting.cancel()
            chaos.calm_down()
            await asyncio.gather(*(victim.end() for victim in self.victims))
        for line in (*self._course(chaos), *lost_in(self.ledger)):
            say(line)
        return await self._verdict(chaos)

    def _gather(self, folder: Path) -> list[Victim]:
        feeds = folder / "feeds.toml"
        feeds.write_text(self._ministries.feeds_file)
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self._telegram.url,
            "FEEDS_FILE": str(feeds),
            "DATABASE_URL": self._ground.url,
            "BROADCAST_RATE": f"{self._options.rate:g}",
        }
        names = [f"bot-{number}" for number in range(self._options.processes)]
        return [Victim(name, folder, settings | {"DATA_DIR": str(folder / name)}) for name in names]

    async def _peace(self, say: Say) -> None:
        """Start the bot; let it read the old stock, and people say what they want."""
        self._ministries.stock_up()
        await asyncio.gather(*(victim.begin() for victim in self.victims))
        await self.crowd.join()
        while not self._ministries.taken_in:
            await asyncio.sleep(0.2)
        say(f"{len(self.crowd.people)} chats have joined after {self._seconds} s")

    async def _war(self, chaos: Chaos, say: Say) -> None:
        self._telegram.calm = self._ministries.calm = False
        async with asyncio.TaskGroup() as tasks:
            stirring = tasks.create_task(self._stir(chaos))
            publishing = tasks.create_task(self._publish(chaos))
            await chaos.rage(self._options.kills, self._progress)
            await publishing
            stirring.cancel()
        self._telegram.calm = self._ministries.calm = True
        chaos.calm_down()
        say(f"{chaos.kills} kills, {self._published} releases after {self._seconds} s; recovering")

    def _progress(self) -> float:
        """Tell which part of all releases has reached everybody."""
        options = self._options
        return self._published / options.releases - len(self.ledger.pending) / options.alerts

    async def _publish(self, chaos: Chaos) -> None:
        """Publish as the kills go on, but not much more than can be sent."""
        options = self._options
        backlog = 2 * options.chats
        while self._published < options.releases:
            due = (chaos.kills / max(1, options.kills) + _AHEAD) * options.releases
            if self._published < due and len(self.ledger.pending) < backlog:
                self._ministries.publish(self.ledger.publish)
                self._published += 1
            await asyncio.sleep(0.1)

    async def _stir(self, chaos: Chaos) -> None:
        """Let people and ministries do what they do."""
        options = self._options
        async with asyncio.TaskGroup() as tasks:
            while True:
                await asyncio.sleep(self._chance.uniform(0.3, 2))
                self._ministries.change()
                if self._chance.random() < 1 / 3:
                    tasks.create_task(self.crowd.stir())
                slow = chaos.kills < options.kills * _SLOW_UNTIL and options.kills >= _MANY_KILLS
                if slow and self._chance.random() < 1 / 40:
                    self.crowd.let_slip()

    async def _recovery(self, say: Say) -> None:
        """Wait until nothing is owed and nothing left to do, or nothing has come for long."""
        self.ledger.last_receipt = time.monotonic()
        while not await self._finished():
            if time.monotonic() - self.ledger.last_receipt > self._options.patience:
                say("nothing has come for long: what is missing counts as lost")
                return
            await asyncio.sleep(0.5)

    async def _finished(self) -> bool:
        if self.ledger.pending or not self._ministries.taken_in:
            return False
        return await self.witness.unfinished(self._telegram.gone) == 0

    async def _verdict(self, chaos: Chaos) -> Verdict:
        turns = await self.witness.turns()
        home = self.ledger.home
        named = {(home(*place), number): turn for (place, number), turn in turns.items()}
        ledger, crowd = self.ledger, self.crowd
        return Verdict(
            kills=chaos.kills,
            lost_answers=self._telegram.lost_answers,
            owed=ledger.owed,
            received=ledger.received,
            excused=sum(not ledger.alerts[one] for one in ledger.excused),
            lost=len(ledger.pending),
            repeated=ledger.repeated,
            out_of_order=ledger.out_of_order(named),
            wrong=len(ledger.wrong),
            unanswered=crowd.commands - crowd.answers,
            complaints=len(self._telegram.complaints),
            leaks=sum(_leaks(victim.log) for victim in self.victims),
        )

    async def _report(self, chaos: Chaos, say: Say) -> None:
        while True:
            await asyncio.sleep(_REPORT_EVERY)
            ledger = self.ledger
            say(
                f"{self._seconds:5} s  kills {chaos.kills}  releases {self._published}  "
                f"owed {ledger.owed}  received {ledger.received}  waiting {len(ledger.pending)}  "
                f"excused {len(ledger.excused)}  repeated {ledger.repeated}  "
                f"wrong {len(ledger.wrong)}"
            )

    def _course(self, chaos: Chaos) -> list[str]:
        """Tell what happened, for those who want to know whether it was hard enough."""
        floods = self._telegram.floods
        itself = sum(victim.ended_by_itself for victim in self.victims)
        return [
            f"the bot: {_listed(chaos.happened)}; ended by itself {itself}, "
            f"in flight at kills {chaos.in_flight}",
            f"telegram: {_listed(self._telegram.faults)}; floods refused {floods.refused}, "
            f"while halted {floods.while_halted}, most in a second {floods.most}",
            f"ministries: {_listed(self._ministries.deeds)}",
            f"people: {_listed(self.crowd.deeds)}; commands {self.crowd.commands}, "
            f"apologies {self.crowd.apologies}, corrections {self.ledger.corrections.total()}",
        ]

    @property
    def _seconds(self) -> int:
        return round(time.monotonic() - self.began)


async def torture(options: Options, say: Say) -> Verdict:
    """Run one campaign; *say* is told how it goes."""
    async with _folder(options) as folder, AsyncExitStack() as stack:
        place = await stack.enter_async_context(ground(options.database, folder))
        ministries = await stack.enter_async_context(
            Ministries(random.Random(f"ministries {options.seed}"))
        )
        telegram = await stack.enter_async_context(
            StormyTelegram(random.Random(f"telegram {options.seed}"), options.speed)
        )
        campaign = Campaign(options, ministries, telegram, place)
        stack.push_async_callback(campaign.witness.close)
        return await campaign.fight(folder, say)


@asynccontextmanager
async def _folder(options: Options) -> AsyncIterator[Path]:
    if options.keep:
        kept = Path(options.keep)
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="torture") as name:
        yield Path(name)


def _leaks(log: Path) -> int:
    secret = TOKEN.partition(":")[2]
    with log.open(encoding="utf-8", errors="replace") as lines:
        return sum(secret in line for line in lines)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if name)
