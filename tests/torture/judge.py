"""The verdict: what was owed and what came of it, as a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.torture.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The figures of one campaign."""

    kills: int
    lost_answers: int
    owed: int
    received: int
    excused: int  #: owed to a chat that left, or changed its wishes, before the alert came
    lost: int
    repeated: int
    out_of_order: int
    wrong: int
    unanswered: int  #: commands
    complaints: int  #: requests that the description of the Bot API forbids
    leaks: int  #: lines of the log that show the token

    @property
    def allowed(self) -> int:
        """How many repeats the promise allows: one for each kill and each lost answer."""
        return self.kills + self.lost_answers

    @property
    def faults(self) -> tuple[str, ...]:
        """Say which promises were broken."""
        broken = {
            f"{self.lost} alerts were lost": self.lost > 0,
            f"{self.wrong} messages came to a wrong place": self.wrong > 0,
            f"{self.repeated} repeats are more than {self.allowed}": self.repeated > self.allowed,
            f"{self.unanswered} commands were not answered": self.unanswered > 0,
            f"{self.complaints} requests were malformed": self.complaints > 0,
            f"the log shows the token {self.leaks} times": self.leaks > 0,
        }
        return tuple(fault for fault, is_so in broken.items() if is_so)

    def table(self) -> str:
        """Give all figures, one a line."""
        rows = {
            "kills": self.kills,
            "answers lost on the way": self.lost_answers,
            "owed": self.owed,
            "received": self.received,
            "excused": self.excused,
            "lost": self.lost,
            "repeated": f"{self.repeated} (allowed {self.allowed})",
            "out of order": self.out_of_order,
            "wrong place": self.wrong,
            "commands unanswered": self.unanswered,
            "malformed requests": self.complaints,
            "token in logs": self.leaks,
        }
        return "\n".join(f"{name:<26}{value:>24}" for name, value in rows.items())


def lost_in(ledger: Ledger, most: int = 20) -> Iterable[str]:
    """Name what was lost and what went wrong, for whoever looks for the reason."""
    for (chat, thread), number in sorted(ledger.pending)[:most]:
        yield f"lost: release {number} for chat {chat}, thread {thread}"
    for (chat, thread), number, text in ledger.wrong[:most]:
        yield f"wrong: release {number} in chat {chat}, thread {thread}: {text[:60]!r}"
    often = [(count, *told) for told, count in ledger.alerts.items() if count > 2]
    for count, (chat, thread), number in sorted(often, reverse=True)[:most]:
        yield f"{count} times: release {number} in chat {chat}, thread {thread}"
