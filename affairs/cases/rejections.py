"""What an approval system refuses for good: staff find it among the dead letters, the applicant is told so."""

from collections.abc import Sequence

from affairs.applications.ports import Act
from affairs.approval.errors import FieldFault
from affairs.errors import NoSuchApplication
from affairs.notifications.inbox import tell
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["Rejections"]

NAMED = 3


class Rejections:
    """The use case on deliveries that were refused."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def rejected(self, application_no: str, *, system: str, reason: str, faults: Sequence[FieldFault]) -> None:
        """Write it down and tell the applicant; once for each revision. Raises NoSuchApplication."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            application = await uow.applications.get(application_no, lock=True)
            if application is None:
                raise NoSuchApplication
            details = {"system": system, "reason": reason, "fields": [fault.field for fault in faults]}
            act = Act(application_no, now, f"system:{system}", "rejected", application.revision, details)
            await uow.applications.record(act)
            words = "；".join(fault.reason for fault in faults[:NAMED])
            text = "审批系统没有收下您的申报，工作人员正在处理，不用重新提交。" + (f"原因：{words}。" if words else "")
            key = f"rejected:{application_no}:{application.revision}"
            await tell(
                uow, application.citizen_id, key, "申报正在人工处理", text, now=now, application_no=application_no
            )
            await uow.commit()
