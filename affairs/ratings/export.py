"""Ratings as GB/T 39046-2020 table 9 (评价信息) has them."""

from collections.abc import AsyncIterator
from datetime import datetime

from affairs.clock import CHINA
from affairs.ports import UnitOfWorkFactory

__all__ = ["COLUMNS", "RatingExport"]

COLUMNS = ("办件编号", "评价渠道", "评价人", "评价时间", "评价次数", "满意度代码", "文字评价", "行政区划")
BATCH = 500


class RatingExport:
    """Reads the ratings of a span, some at a time."""

    def __init__(self, unit_of_work: UnitOfWorkFactory) -> None:
        self._unit_of_work = unit_of_work

    async def rows(self, since: datetime, until: datetime) -> AsyncIterator[tuple[str, ...]]:
        """One row a rating; who asked to be forgotten has no name. Times are ``YYYYMMDDThhmmss`` in China."""
        after = 0
        while True:
            async with self._unit_of_work(read_only=True) as uow:
                found = await uow.ratings.between(since, until, after=after, limit=BATCH)
                people = {each.citizen_id: await uow.citizens.get(each.citizen_id) for each in found}
            for each in found:
                person = people[each.citizen_id]
                yield (
                    each.case_no,
                    each.channel.value,
                    person.name if person else "",
                    f"{each.rated_at.astimezone(CHINA):%Y%m%dT%H%M%S}",
                    str(each.times),
                    str(int(each.satisfaction)),
                    each.comment,
                    each.region,
                )
            if len(found) < BATCH:
                return
            after = found[-1].id
