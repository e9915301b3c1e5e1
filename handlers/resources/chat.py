"""The desk for applications by conversation, over the use cases of the API."""

from affairs.appointments.desk import AppointmentDesk
from bot.applying.desk import ChatDesk
from bot.applying.talk import Cases
from bot.booking.desk import BookingDesk
from handlers.place_links import PlaceLinks
from handlers.resources.applications import ApplicationDesk
from handlers.resources.people import People
from integrations.wechat.client import WeChatClient
from integrations.wechat.media import NoMedia, WeChatKin, WeChatMedia

__all__ = ["chat_desk"]


def chat_desk(
    desk: ApplicationDesk,
    people: People,
    client: WeChatClient | None,
    appointments: AppointmentDesk,
    links: PlaceLinks,
) -> ChatDesk:
    """The desk; without an account's credentials (``client`` None) nothing can be sent to it but words."""
    cases = Cases(
        visitors=people.visitors,
        profiles=people.profiles,
        relatives=people.relatives,
        companies=people.companies,
        drafts=desk.drafts,
        attachments=desk.attachments,
        submission=desk.submission,
        viewing=desk.viewing,
        preregistrations=desk.preregistrations,
        media=WeChatMedia(client) if client else NoMedia(),
        kin=WeChatKin(client) if client else None,
    )
    return ChatDesk(cases, booking=BookingDesk(appointments, links.path))
