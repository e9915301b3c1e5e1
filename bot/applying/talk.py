"""One message of somebody who applies: who, where, and the steps that every stop has in common."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from affairs.applications.application import Application
from affairs.applications.attachments import Attachments
from affairs.applications.drafts import Drafts
from affairs.applications.preregistration import PreRegistrations
from affairs.applications.submission import Submission
from affairs.applications.viewing import Viewing
from affairs.clock import CHINA
from affairs.directory import guide_of
from affairs.errors import NoSuchGuide, NoSuchItem
from affairs.people.citizens import Citizen
from affairs.people.companies import Companies
from affairs.people.profiles import Profiles
from affairs.people.relatives import Relatives
from affairs.people.visitors import Visitors
from bot.applying.path import Path
from bot.applying.place import Place
from bot.applying.showing import form_reply, question
from bot.flows.turn import Step
from bot.messages import Incoming, Reply
from bot.ports import Kin, MediaSource
from bot.session import Session
from knowledge.snapshot import Snapshot

__all__ = ["Cases", "Talk"]


@dataclass(frozen=True, slots=True)
class Cases:
    """The use cases that an application by conversation goes through: those of the API."""

    visitors: Visitors
    profiles: Profiles
    relatives: Relatives
    companies: Companies
    drafts: Drafts
    attachments: Attachments
    submission: Submission
    viewing: Viewing
    preregistrations: PreRegistrations
    media: MediaSource
    kin: Kin | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """One message on its way through the desk."""

    cases: Cases
    citizen: Citizen = field(repr=False)
    incoming: Incoming = field(repr=False)
    session: Session = field(repr=False)
    snapshot: Snapshot
    now: datetime

    @property
    def today(self) -> date:
        """The day in China."""
        return self.now.astimezone(CHINA).date()

    def with_citizen(self, citizen: Citizen) -> "Talk":
        """The same message, more being known of its sender."""
        return replace(self, citizen=citizen)

    def item_name(self, code: str) -> str:
        """What the item is called."""
        item = self.snapshot.catalogue.items_by_code.get(code)
        return item.name if item else code

    def identified(self) -> bool:
        """Whether name and ID number are known, and verified where that is possible."""
        citizen = self.citizen
        return bool(citizen.name and citizen.id_number) and (citizen.verified or not self.cases.profiles.verifies)

    def says(self, place: Place | None, reply: Reply) -> Step:
        """A reply, and where the conversation stands after it; None = the form is left."""
        session = place.within(self.session) if place else Place.left(self.session)
        return Step(reply, session, recorded=False)

    def tells(self, place: Place | None, *lines: str, options: Sequence[str] = ()) -> Step:
        """A reply of these lines and options."""
        return self.says(place, form_reply("\n".join(filter(None, lines)), options))

    async def path(self, number: str) -> Path:
        """The application as it now stands. Raises NoSuchApplication."""
        view = await self.cases.viewing.one(self.citizen, number)
        return Path(view.application, view.examination, self._delivers(view.application))

    def stop(self, path: Path, place: Place, key: str, *lead: str) -> Step:
        """Ask for what is at a key; a table without rows begins with its first cell."""
        form_field = path.form.field(key)
        if form_field is not None and path.is_rows(key) and not path.application.answers.get(key):
            key = f"{key}[0].{form_field.columns[0].key}"
        here = place.moved(
            at=key,
            number=path.application.application_no,
            item=path.application.item_code,
            revision=path.application.revision,
            options=(),
            media="",
        )
        return self.says(here, question(path, key, self.item_name(path.application.item_code), *lead))

    def _delivers(self, application: Application) -> bool:
        region, variant = application.region, application.variant
        try:
            _item, guide = guide_of(self.snapshot, application.item_code, region=region, variant=variant)
        except (NoSuchItem, NoSuchGuide):
            return False
        return guide is not None and guide.courier is True
