"""How long to wait after wrong passwords. Pure.

Three tallies are kept for an attempt, for names that exist and for those that do not:

* the name from this address: what hits who guesses, and nobody else;
* the address: one machine that tries many names;
* the name from everywhere: many machines that try one name. Its wait is short, because any
  stranger can bring it about; and it does not hold where this person logged in before.

A tally leaks: failures are forgiven one by one as time goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

__all__ = ["POLICIES", "Policy", "Tally", "TallyKind", "charged", "cleared", "waiting"]

REMEMBERED = timedelta(days=90)
"""How long an address counts as one from which the person logged in before."""


class TallyKind(StrEnum):
    """What is counted."""

    PAIR = "pair"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Tally:
    """Failures not yet forgiven, as of ``last_at``; nothing is tried before ``blocked_until``."""

    failures: float = 0.0
    last_at: datetime | None = None
    blocked_until: datetime | None = None
    succeeded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """``free`` failures cost nothing; each further one doubles the wait from ``first`` up to ``longest``."""

    free: int
    first: timedelta
    longest: timedelta
    forgiven: timedelta
    """The time after which one failure is forgiven."""

    def wait(self, failures: float) -> timedelta:
        """How long to wait after that many failures."""
        beyond = round(failures) - self.free
        return min(self.longest, self.first * 2 ** min(beyond - 1, 30)) if beyond > 0 else timedelta(0)

    def after_failure(self, tally: Tally, now: datetime) -> Tally:
        """The tally with one failure more."""
        passed = (now - tally.last_at) / self.forgiven if tally.last_at else 0.0
        failures = max(0.0, tally.failures - max(0.0, passed)) + 1
        wait = self.wait(failures)
        return replace(tally, failures=failures, last_at=now, blocked_until=now + wait if wait else None)


POLICIES: Mapping[TallyKind, Policy] = {
    TallyKind.PAIR: Policy(5, timedelta(seconds=30), timedelta(minutes=15), timedelta(minutes=10)),
    TallyKind.ADDRESS: Policy(50, timedelta(seconds=10), timedelta(minutes=5), timedelta(seconds=20)),
    TallyKind.NAME: Policy(10, timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5)),
}
Tallies = Mapping[TallyKind, Tally]


def waiting(tallies: Tallies, now: datetime) -> timedelta:
    """How long until an attempt may be made; zero when it may be made now."""
    binding = [tally.blocked_until for kind, tally in tallies.items() if _binds(kind, tallies, now)]
    return max([timedelta(0), *(until - now for until in binding if until is not None)])


def charged(tallies: Tallies, now: datetime) -> dict[TallyKind, Tally]:
    """The tallies as if the attempt fails: counted before the password is looked at, so that none slips past."""
    return {kind: POLICIES[kind].after_failure(tally, now) for kind, tally in tallies.items()}


def cleared(tallies: Tallies, now: datetime) -> dict[TallyKind, Tally]:
    """The tallies after success: the name's are forgotten; the address only gets its attempt back.

    Who has an account of their own must not wipe out by it what they tried on others'.
    """
    address = tallies[TallyKind.ADDRESS]
    return {
        TallyKind.PAIR: Tally(last_at=now, succeeded_at=now),
        TallyKind.ADDRESS: replace(address, failures=max(0.0, address.failures - 1), blocked_until=None),
        TallyKind.NAME: Tally(last_at=now),
    }


def _binds(kind: TallyKind, tallies: Tallies, now: datetime) -> bool:
    """The tally of the name from everywhere does not hold where the person logged in before."""
    known = tallies[TallyKind.PAIR].succeeded_at
    return kind is not TallyKind.NAME or known is None or now - known > REMEMBERED
