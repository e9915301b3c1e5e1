"""What holds for whoever writes, with what may change while the process lives: home district, days off, headlines."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from affairs.clock import WorkCalendar
from bot.bulletin import Bulletin
from bot.flows.turn import Setting
from knowledge.snapshot import Snapshot

__all__ = ["Standing"]


@dataclass(frozen=True, slots=True)
class _Made:
    """A setting, and what it was made of."""

    given: Setting
    snapshot: Snapshot
    setting: Setting

    def still(self, given: Setting, snapshot: Snapshot, calendar: WorkCalendar, bulletin: Bulletin) -> bool:
        """Whether it would be made of the same again."""
        setting = self.setting
        same = self.given is given and self.snapshot is snapshot
        return same and setting.calendar is calendar and setting.bulletin is bulletin


class Standing:
    """``home_region`` is a code or a name; ``calendar`` and ``bulletin`` give what holds at each call."""

    def __init__(
        self, home_region: str, calendar: Callable[[], WorkCalendar], bulletin: Callable[[], Bulletin]
    ) -> None:
        self._home_region, self._calendar, self._bulletin = home_region, calendar, bulletin
        self._last: _Made | None = None

    def of(self, given: Setting, snapshot: Snapshot) -> Setting:
        """``given`` with what holds now; the one of the call before while nothing changed."""
        calendar, bulletin = self._calendar(), self._bulletin()
        last = self._last
        if last is None or not last.still(given, snapshot, calendar, bulletin):
            setting = replace(given, home=self._home(snapshot), calendar=calendar, bulletin=bulletin)
            self._last = last = _Made(given, snapshot, setting)
        return last.setting

    def _home(self, snapshot: Snapshot) -> str:
        if not self._home_region or snapshot.regions.get(self._home_region):
            return self._home_region
        named = snapshot.regions.named(self._home_region)
        return named[0].code if named else ""
