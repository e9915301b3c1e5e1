"""Files of an application: received as a stream, looked at, then tied to their slot in one transaction."""

import re
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from affairs.applications.application import Application, Attachment
from affairs.applications.opening import changeable, form_of, own
from affairs.applications.ports import Act
from affairs.errors import NoSuchMaterial, TooLarge
from affairs.files import FileStore
from affairs.ports import Clock, IdempotencyKey, UnitOfWork, UnitOfWorkFactory
from affairs.receiving import Received, Receiving, Upload
from knowledge.forms import Form

__all__ = ["APPLICATION_BYTES", "Attachments", "Slot"]

APPLICATION_BYTES = 200 * 1024 * 1024
"""Bytes of all files of one application."""
NAME_LENGTH = 120
UNFIT = re.compile(r"[\x00-\x1f\x7f/\\]+")


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot that files may be put in: ``room`` is how many more files, ``left`` how many more bytes."""

    application_no: str
    key: str
    room: int
    left: int


class Attachments:
    """Use cases on the files of an application."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, store: FileStore, receiving: Receiving, clock: Clock) -> None:
        self._unit_of_work, self._store, self._receiving, self._clock = unit_of_work, store, receiving, clock

    async def slot(self, citizen_id: str, application_no: str, key: str, *, adding: bool = False) -> Slot:
        """The slot, before anything is received. Raises NoSuchApplication, NoSuchMaterial, NotChangeable."""
        async with self._unit_of_work(read_only=True) as uow:
            application = await own(uow, citizen_id, application_no, now=self._clock.now())
            form = await form_of(uow, application)
        most = _most(form, key)
        changeable(application, None)
        kept = [each for each in application.attachments if adding or each.slot != key]
        room = most - sum(each.slot == key for each in kept)
        return Slot(application_no, key, room, APPLICATION_BYTES - sum(each.size for each in kept))

    async def receive(self, slot: Slot, upload: Upload) -> Attachment:
        """Store one file and look into it; it belongs to nothing yet. Raises TooLarge, StoreUnavailable."""
        return _attachment(slot.key, await self._receiving.receive(upload, slot.left), self._clock.now())

    async def put(
        self,
        citizen_id: str,
        application_no: str,
        key: str,
        received: Sequence[Attachment],
        *,
        adding: bool = False,
        once: IdempotencyKey | None = None,
    ) -> tuple[Application, Form]:
        """Fill the slot with what was received, in place of what was there unless ``adding``; for one key once.

        Raises NoSuchApplication, NotChangeable, NoSuchMaterial, TooLarge (too many files), IdempotencyMismatch;
        nothing is changed then, and what was received is let go of.
        """
        try:
            return await self._put(citizen_id, application_no, key, received, adding=adding, once=once)
        except BaseException:
            await self._receiving.let_go([each.file_key for each in received])
            raise

    async def abandon(self, received: Sequence[Attachment]) -> None:
        """Let go of what was received and is not wanted."""
        await self._receiving.let_go([each.file_key for each in received])

    async def remove(
        self, citizen_id: str, application_no: str, key: str, file_id: str = ""
    ) -> tuple[Application, Form]:
        """Empty the slot, or take one file out of it. Raises NoSuchApplication, NoSuchMaterial, NotChangeable."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await own(uow, citizen_id, application_no, now=now, lock=True)
            form = await form_of(uow, before)
            gone = [each for each in before.in_slot(key) if file_id in {"", each.id}]
            if not gone:
                raise NoSuchMaterial
            changeable(before, None)
            kept = tuple(each for each in before.attachments if each not in gone)
            after = await _changed(uow, before, kept, citizen_id, "remove-file", key, now)
            await uow.files.drop([each.file_key for each in gone], now=now)
            await uow.commit()
        return after, form

    async def found(self, citizen_id: str, application_no: str, file_id: str) -> Attachment:
        """One file of an application. Raises NoSuchApplication, NoSuchMaterial."""
        async with self._unit_of_work(read_only=True) as uow:
            application = await own(uow, citizen_id, application_no, now=self._clock.now())
        attachment = next((each for each in application.attachments if each.id == file_id), None)
        if attachment is None:
            raise NoSuchMaterial
        return attachment

    def opened(self, attachment: Attachment) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes of a file, a piece at a time."""
        return self._store.open(attachment.file_key)

    async def _put(
        self,
        citizen_id: str,
        application_no: str,
        key: str,
        received: Sequence[Attachment],
        *,
        adding: bool,
        once: IdempotencyKey | None,
    ) -> tuple[Application, Form]:
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await own(uow, citizen_id, application_no, now=now, lock=True)
            form = await form_of(uow, before)
            if once is not None and await uow.idempotency.claim(
                citizen_id, "add-file", once.key, digest=once.digest, reference=application_no, now=now
            ):
                await uow.files.drop([each.file_key for each in received], now=now)
                await uow.commit()
                return before, form
            changeable(before, None)
            replaced = [] if adding else list(before.in_slot(key))
            kept = (*(each for each in before.attachments if each not in replaced), *received)
            if sum(each.slot == key for each in kept) > _most(form, key):
                raise TooLarge(f"这项材料最多 {_most(form, key)} 个文件。")
            if sum(each.size for each in kept) > APPLICATION_BYTES:
                raise TooLarge("这份申报的文件加起来太大了，请压缩后再传。")
            for each in received:
                await uow.files.hold(each.file_key, each.size, now=now)
            await uow.files.drop([each.file_key for each in replaced], now=now)
            after = await _changed(uow, before, kept, citizen_id, "add-file", key, now)
            await uow.commit()
        return after, form


def _most(form: Form, key: str) -> int:
    slot = form.material(key)
    if slot is None:
        raise NoSuchMaterial
    return slot.max_files


def _attachment(slot: str, received: Received, now: datetime) -> Attachment:
    fit = UNFIT.sub(" ", received.name).strip()[-NAME_LENGTH:]
    return Attachment(
        secrets.token_hex(8), slot, received.key, received.size, received.sha256, now, fit, received.facts
    )


async def _changed(
    uow: UnitOfWork,
    before: Application,
    attachments: tuple[Attachment, ...],
    citizen_id: str,
    act: str,
    slot: str,
    now: datetime,
) -> Application:
    after = replace(before, attachments=attachments, revision=before.revision + 1, changed_at=now, reminded_at=None)
    await uow.applications.save(after)
    done = Act(after.application_no, now, f"citizen:{citizen_id}", act, after.revision, {"slot": slot})
    await uow.applications.record(done)
    return after
