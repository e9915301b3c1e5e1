"""What was opened for one process, laid out as the handlers reach it."""

from collections.abc import Mapping
from dataclasses import dataclass

from affairs.appointments.desk import AppointmentDesk
from affairs.approval.system import ApprovalSystems
from affairs.hall.desk import Hall
from affairs.handover.room import HandoverRoom
from affairs.matters.room import MatterRoom
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.office import StaffOffice
from bot.engine import Engine
from handlers.metrics import Metrics
from handlers.resources.applications import ApplicationDesk
from handlers.resources.cases import CaseDesk
from handlers.resources.catalogue import Followed
from handlers.resources.notices import messengers
from handlers.resources.people import People
from handlers.resources.portal import Portal
from handlers.resources.wechat import wechat_callback
from handlers.services import HealthCheck, Services
from handlers.settings import Settings
from integrations.calendar import CalendarHolder
from integrations.wechat.client import WeChatClient

__all__ = ["Desks", "gathered"]


@dataclass(frozen=True, slots=True)
class Desks:
    """Everything opened. None while not configured: ``client`` (WeChat), ``approval`` (systems)."""

    followed: Followed
    engine: Engine
    people: People
    applications: ApplicationDesk
    cases: CaseDesk
    staff: StaffOffice
    appointments: AppointmentDesk
    hall: Hall
    handovers: HandoverRoom
    matters: MatterRoom
    portal: Portal
    calendar: CalendarHolder
    client: WeChatClient | None
    approval: ApprovalSystems | None


def gathered(
    settings: Settings,
    uow: UnitOfWorkFactory,
    clock: Clock,
    metrics: Metrics,
    checks: Mapping[str, HealthCheck],
    desks: Desks,
) -> Services:
    """The services over these desks; nothing is opened here."""
    return Services(
        settings=settings,
        snapshot=desks.followed.holder,
        engine=desks.engine,
        catalogues=desks.followed.catalogues,
        learning=desks.portal.learning,
        knowledge=desks.portal.knowledge,
        articles=desks.portal.articles,
        calendar_desk=desks.portal.calendar,
        dead_letters=desks.portal.dead_letters,
        interests=desks.portal.interests,
        advising=desks.portal.advising,
        identity_provider=desks.portal.provider,
        sessions=desks.people.sessions,
        profiles=desks.people.profiles,
        drafts=desks.applications.drafts,
        receiving=desks.applications.receiving,
        attachments=desks.applications.attachments,
        submission=desks.applications.submission,
        viewing=desks.applications.viewing,
        cases=desks.cases.cases,
        case_viewing=desks.cases.viewing,
        inbox=desks.cases.inbox,
        ratings=desks.cases.ratings,
        supervision=desks.cases.supervision,
        board=desks.cases.board,
        bulletins=desks.cases.bulletins,
        oversight=desks.cases.oversight,
        notices=desks.applications.notices,
        reviews=desks.applications.reviews,
        bulk=desks.applications.bulk,
        keeping=desks.applications.keeping,
        sweep=desks.applications.sweep,
        preregistrations=desks.applications.preregistrations,
        relatives=desks.people.relatives,
        companies=desks.people.companies,
        staff=desks.staff,
        appointments=desks.appointments,
        hall=desks.hall,
        handovers=desks.handovers,
        matters=desks.matters,
        uow=uow,
        clock=clock,
        calendar=desks.calendar,
        metrics=metrics,
        deepened=desks.followed.meanings,
        callback=wechat_callback(settings, desks.engine, uow, metrics),
        text_sender=desks.client,
        approval=desks.approval,
        outcomes=desks.cases.cases,
        record_update=desks.cases.cases.record_update,
        messengers=messengers(settings, desks.people.miniapp, desks.client, clock),
        checks=checks,
    )
