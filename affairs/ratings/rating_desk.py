"""Rating a service (一事一评), and setting right what a bad rating complains of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from affairs.applications.opening import own
from affairs.cases.case import Case
from affairs.clock import WorkCalendar
from affairs.errors import AlreadyRated, InvalidValue, NoSuchApplication, NoSuchCase
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.ratings.rating import ChannelOfRating, Rating, Rectification, RectificationState, Satisfaction
from affairs.ratings.rectifying import RECTIFIED_WITHIN, opened_for
from knowledge.guide import TimeLimit

__all__ = ["Given", "RatingDesk"]


@dataclass(frozen=True, slots=True)
class Given:
    """What the citizen gives. ``times`` tells the services of one case apart (评价次数)."""

    case_no: str
    satisfaction: Satisfaction
    comment: str = ""
    times: int = 1
    channel: ChannelOfRating = ChannelOfRating.MOBILE


class RatingDesk:
    """Use cases on ratings."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        calendar: Callable[[], WorkCalendar],
        clock: Clock,
        *,
        within: TimeLimit = RECTIFIED_WITHIN,
    ) -> None:
        self._unit_of_work, self._calendar, self._clock, self._within = unit_of_work, calendar, clock, within

    async def rate(self, citizen_id: str, given: Given) -> tuple[Rating, date | None]:
        """Take a rating of one's own case; a bad one opens its rectification, and the day it is due comes with it.

        The same rating sent again is the first one.

        Raises NoSuchCase, AlreadyRated, InvalidValue (a service that has not been given yet).
        """
        now = self._clock.now().astimezone(UTC)  # as the store gives it back: sent again, it looks the same
        async with self._unit_of_work() as uow:
            try:
                await own(uow, citizen_id, given.case_no, now=now)
            except NoSuchApplication:
                raise NoSuchCase from None
            case = await uow.cases.get(given.case_no)
            if case is None:
                raise NoSuchCase
            events = await uow.cases.events(given.case_no)
            if not 1 <= given.times <= max(1, len(events)):
                raise InvalidValue("没有这一次服务", field="times")
            rating = _rating(citizen_id, given, case, now)
            rating_id = await uow.ratings.add(rating)
            if rating_id is None:
                return await _same(uow, rating)
            due = await opened_for(uow, rating, rating_id, self._within, self._calendar(), now)
            await uow.commit()
        return replace(rating, id=rating_id), due

    async def rectified(self, rating_id: int, outcome: str) -> Rectification:
        """Say what was done about a bad rating; once. Raises NoSuchCase."""
        async with self._unit_of_work() as uow:
            before = await uow.ratings.rectification(rating_id, lock=True)
            if before is None:
                raise NoSuchCase
            if before.state is RectificationState.DONE:
                return before
            after = replace(before, state=RectificationState.DONE, done_at=self._clock.now(), outcome=outcome)
            await uow.ratings.save_rectification(after)
            await uow.commit()
        return after


def _rating(citizen_id: str, given: Given, case: Case, now: datetime) -> Rating:
    return Rating(
        given.case_no,
        citizen_id,
        given.satisfaction,
        now,
        given.channel,
        given.comment,
        given.times,
        case.region,
        case.item_code,
        case.department,
    )


async def _same(uow: UnitOfWork, rating: Rating) -> tuple[Rating, date | None]:
    """The rating that is there already, if it is this one. Raises AlreadyRated."""
    first = await uow.ratings.of_event(rating.case_no, rating.times)
    if first is None or replace(rating, id=first.id, rated_at=first.rated_at) != first:
        raise AlreadyRated
    opened = await uow.ratings.rectification(first.id)
    return first, opened.due if opened else None
