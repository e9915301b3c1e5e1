"""预登记: begun by staff at a counter or on the phone, opened by the citizen on their own phone.

Staff say what is wanted and what was brought; the citizen gets a number and a code. Whoever brings the code
first, gets the application, with what was brought ticked. A code opens nothing for anybody else, then or later.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from affairs.applications.application import Application
from affairs.applications.drafts import OPEN_DRAFTS, Beginning, form_in_force
from affairs.applications.numbers import new_number
from affairs.applications.opening import form_of, own
from affairs.applications.ports import Act
from affairs.applications.preregistered import PreRegistration
from affairs.clock import CHINA
from affairs.directory import find_region, guide_of
from affairs.errors import InvalidValue, NoSuchPreRegistration, TooManyRequests
from affairs.people.acting import Acting
from affairs.people.checks import present
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWorkFactory
from knowledge.codec import digest
from knowledge.forms import Form
from knowledge.forms.prefilling import prefilled
from knowledge.snapshot import Snapshot

__all__ = ["KEPT", "MISSES", "Opened", "PreRegistration", "PreRegistrations", "tidied"]

KEPT = timedelta(days=30)
"""How long a code can be used."""
MISSES = 10
"""Wrong codes that a citizen may bring in a day."""
NOTE_LENGTH = 500
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without what is mistaken for something else when it is written down or told by phone: 0 and O, 1 and I."""
CODE_LENGTH = 8
"""Of 32 signs each: 40 bits, which ten guesses a day do not find in a month."""
DAY = timedelta(days=1)
_MISTAKEN = str.maketrans("", "", "- \u3000")


@dataclass(frozen=True, slots=True)
class Opened:
    """What staff hand over: the number, and the code, which is shown this once."""

    registration: PreRegistration
    code: str = field(repr=False)

    @property
    def shown(self) -> str:
        """The code as it is read out and written down: ``YD-XXXX-XXXX``."""
        return f"YD-{self.code[:4]}-{self.code[4:]}"

    @property
    def scene(self) -> str:
        """What the scan of its QR code carries."""
        return f"pre:{self.code}"


class PreRegistrations:
    """Use cases on pre-registrations."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, snapshot: Callable[[], Snapshot], clock: Clock) -> None:
        self._unit_of_work, self._snapshot, self._clock = unit_of_work, snapshot, clock

    async def open(
        self,
        staff_id: str,
        item_code: str,
        *,
        region: str = "",
        variant: str = "",
        brought: Sequence[str] = (),
        note: str = "",
    ) -> Opened:
        """Begin one. ``region`` is a code or a name, ``brought`` are keys or titles of the form's materials.

        ``staff_id`` is whom the citizen can ask. Raises NoSuchItem, NoSuchGuide, NoSuchRegion, NotOnline,
        InvalidValue (no such material, a note too long).
        """
        now, snapshot = self._clock.now(), self._snapshot()
        today = now.astimezone(CHINA).date()
        form = form_in_force(snapshot, Beginning(item_code, variant), now)
        place = find_region(snapshot, region).code if region else ""
        guide_of(snapshot, item_code, region=place, variant=variant)
        if len(note) > NOTE_LENGTH:
            raise InvalidValue(f"留言最多 {NOTE_LENGTH} 个字。", field="note")
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        registration = PreRegistration(
            number=f"YD{today:%y%m%d}{secrets.randbelow(10**6):06d}",
            staff_id=staff_id,
            item_code=item_code,
            form=digest(form).hex(),
            created_at=now,
            expires_at=now + KEPT,
            variant=variant,
            region=place,
            brought=tuple(dict.fromkeys(_slot(form, each) for each in brought)),
            note=note,
        )
        async with self._unit_of_work() as uow:
            await uow.preregistrations.add(registration, code=_digest(code))
            await uow.commit()
        return Opened(registration, code)

    async def claim(self, citizen: Citizen, code: str) -> tuple[Application, PreRegistration]:
        """The application behind a code: made for whoever brings it first, and theirs alone from then on.

        Raises NoSuchPreRegistration (unknown, over, or another's: no telling which), TooManyRequests
        after too many wrong ones in a day.
        """
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            await present(uow, citizen.id)
            if await uow.preregistrations.misses(citizen.id, since=now - DAY) >= MISSES:
                raise TooManyRequests("错误的预登记码太多了，请明天再试，或请工作人员重新登记。")
            found = await uow.preregistrations.of_code(_digest(tidied(code)))
            application = None
            if found is not None and found.citizen_id == citizen.id:
                return await own(uow, citizen.id, found.application_no, now=now), found
            if found is not None and not found.citizen_id and now < found.expires_at:
                if await uow.applications.count_drafts(citizen.id) >= OPEN_DRAFTS:
                    raise TooManyRequests(f"未提交的申报已有 {OPEN_DRAFTS} 份，请先提交或删除一些。")
                application = _begun(citizen, found, now)
                form = await form_of(uow, application)
                earlier = await uow.applications.earlier(citizen.id, found.item_code, application.principal)
                facts = dict(Acting(citizen).known())
                facts |= {f"earlier.{key}": value for key, value in earlier.answers.items()} if earlier else {}
                application = replace(application, answers=prefilled(form, facts))
                await uow.applications.add(application)
                act = Act(
                    application.application_no, now, f"citizen:{citizen.id}", "claim", 1, {"number": found.number}
                )
                await uow.applications.record(act)
                await uow.preregistrations.claimed(
                    found.number, citizen_id=citizen.id, application_no=application.application_no
                )
            else:
                await uow.preregistrations.missed(citizen.id, now=now)
            await uow.commit()
        if found is None or application is None:
            raise NoSuchPreRegistration(field="code")
        return application, found


def tidied(code: str) -> str:
    """A code as it was made, however it was typed: without ``YD``, hyphens and spaces, in capitals."""
    plain = code.translate(_MISTAKEN).upper()
    return re.sub(r"^(?:PRE:)?(?:YD)?(?=.{8}$)", "", plain)


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode(errors="surrogateescape")).digest()


def _slot(form: Form, named: str) -> str:
    found = next((slot for slot in form.materials if named in {slot.key, slot.title, slot.name}), None)
    if found is None:
        choices = "、".join(f"{slot.key}（{slot.title}）" for slot in form.materials)
        raise InvalidValue(f"没有材料“{named[:60]}”，可选：{choices}。", field="brought")
    return found.key


def _begun(citizen: Citizen, found: PreRegistration, now: datetime) -> Application:
    return Application(
        application_no=new_number(now.astimezone(CHINA).date()),
        item_code=found.item_code,
        citizen_id=citizen.id,
        form=found.form,
        created_at=now,
        changed_at=now,
        variant=found.variant,
        region=found.region,
        brought=found.brought,
    )
