"""日清、周结、月通报: what each department did with each item in a span of days."""

from dataclasses import dataclass, replace

from affairs.ports import UnitOfWorkFactory
from affairs.supervision.cards import Level
from affairs.supervision.figures import ItemFigures, summed
from affairs.supervision.spans import Span

__all__ = ["Bulletin", "Bulletins"]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The figures of a span, by department and item in their order."""

    span: Span
    items: tuple[ItemFigures, ...]

    @property
    def departments(self) -> tuple[ItemFigures, ...]:
        """The same, summed by department."""
        names = dict.fromkeys(each.department for each in self.items)
        return tuple(summed(name, [each for each in self.items if each.department == name]) for name in names)

    @property
    def total(self) -> ItemFigures:
        """All of it."""
        return summed("合计", self.items)


class Bulletins:
    """Counts what happened in a span."""

    def __init__(self, unit_of_work: UnitOfWorkFactory) -> None:
        self._unit_of_work = unit_of_work

    async def of(self, span: Span) -> Bulletin:
        """The bulletin of a span."""
        async with self._unit_of_work(read_only=True) as uow:
            counted = await uow.cases.by_item(span.since, span.until)
            cards = await uow.supervision.counts(span.since, span.until)
            rated = await uow.ratings.by_item(span.since, span.until)
        by_item = {(each.department, each.item_code): each for each in counted}
        for department, item, _level in cards:
            by_item.setdefault((department, item), ItemFigures(department, item))
        for department, item in rated:
            by_item.setdefault((department, item), ItemFigures(department, item))
        whole = [
            replace(
                figures,
                yellow=cards.get((*key, Level.YELLOW.value), 0),
                red=cards.get((*key, Level.RED.value), 0),
                rated=rated.get(key, (0, 0, 0))[0],
                bad=rated.get(key, (0, 0, 0))[1],
                stars=rated.get(key, (0, 0, 0))[2],
            )
            for key, figures in by_item.items()
        ]
        return Bulletin(span, tuple(sorted(whole, key=lambda each: (each.department, each.item_code))))
