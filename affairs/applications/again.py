"""A second application starts from the first: what was filled in and handed in upon one that came to nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from affairs.applications.application import Application, Attachment, Courier
from affairs.cases.case import Phase
from affairs.ports import UnitOfWork
from knowledge.forms import Form

__all__ = ["Carried", "carried"]

CAME_TO_NOTHING = frozenset({Phase.NOT_ACCEPTED, Phase.REFUSED, Phase.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes over into the new one; nothing at all where there is nothing to start from."""

    application_no: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    attachments: tuple[Attachment, ...] = ()
    situation: str = ""
    courier: Courier | None = None


async def carried(uow: UnitOfWork, earlier: Application | None, variant: str, form: Form, now: datetime) -> Carried:
    """From the last submitted one of the same item and person, if that came to nothing: what ``form`` still asks.

    Files are the same ones, held by both; those that are kept no longer are left behind. Everything is checked anew
    before the new one is submitted.
    """
    if earlier is None or earlier.variant != variant:
        return Carried()
    case = await uow.cases.get(earlier.application_no)
    if case is None or case.phase not in CAME_TO_NOTHING:
        return Carried()
    fields, slots = {each.key for each in form.fields()}, {slot.key for slot in form.materials}
    fitting = [each for each in earlier.attachments if each.slot in slots]
    held = await uow.files.share([each.file_key for each in fitting], now=now)
    return Carried(
        earlier.application_no,
        {key: value for key, value in earlier.answers.items() if key in fields},
        tuple(each for each in fitting if each.file_key in held),
        earlier.situation if earlier.situation in {each.situation for each in form.decisions} else "",
        earlier.courier,
    )
