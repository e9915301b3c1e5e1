"""抽件回访: each month some closed cases of every department, at random, whose applicants are called and asked."""

from collections.abc import Mapping, Sequence
from datetime import date

from affairs.errors import InvalidValue, NoSuchCase
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.supervision.drawn import CallBack
from affairs.supervision.spans import Period, span_of

__all__ = ["CallBacks"]

MOST_ANSWERS, LONGEST = 30, 500


class CallBacks:
    """Use cases on call-backs."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def draw(self, day: date, each: int) -> Sequence[CallBack]:
        """The sample of the month of ``day``: drawn the first time, and the same ever after."""
        span, month = span_of(Period.MONTHLY, day), f"{day:%Y-%m}"
        async with self._unit_of_work() as uow:
            if not await uow.call_backs.of_month(month):
                await uow.call_backs.draw(month, span.since, span.until, each, now=self._clock.now())
            drawn = await uow.call_backs.of_month(month)
            await uow.commit()
        return drawn

    async def listed(self, day: date) -> Sequence[CallBack]:
        """The sample of the month of ``day``; empty before it was drawn."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.call_backs.of_month(f"{day:%Y-%m}")

    async def answer(self, day: date, application_no: str, answers: Mapping[str, str]) -> None:
        """Keep what the applicant said. Raises NoSuchCase (not drawn for that month), InvalidValue."""
        if not 1 <= len(answers) <= MOST_ANSWERS or any(len(f"{ask}{said}") > LONGEST for ask, said in answers.items()):
            raise InvalidValue(f"1 到 {MOST_ANSWERS} 个回答，每个不超过 {LONGEST} 字", field="answers")
        async with self._unit_of_work() as uow:
            month, now = f"{day:%Y-%m}", self._clock.now()
            if not await uow.call_backs.answer(month, application_no, answers, now=now):
                raise NoSuchCase
            await uow.commit()
