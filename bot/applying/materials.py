"""Photos and files of materials: each into the slot that is asked for, looked at as soon as it is there."""

from affairs.applications.attachments import Slot
from affairs.applications.looking import looked_at
from affairs.errors import NoSuchFile, ServiceUnavailable
from affairs.precheck import Need, Severity
from affairs.receiving import Upload
from bot.applying import phrases
from bot.applying.commands import Command, said
from bot.applying.filling import onward
from bot.applying.path import Path, slot_key
from bot.applying.place import Mode, Place
from bot.applying.talk import Talk
from bot.applying.values import picked
from bot.flows.turn import Step
from bot.wishes import Wish
from knowledge.forms import MaterialSlot

__all__ = ["received", "slot_chosen", "to_slot"]

_AGAIN = frozenset({"重传", "重新传", "重拍", "重新拍", "删除", "删掉", "重来"})


async def to_slot(talk: Talk, path: Path, place: Place, wish: Wish, slot: MaterialSlot) -> Step:
    """Words while a material is asked for. Raises NotChangeable."""
    command = said(wish.text).command
    has = path.filled(slot)
    if wish.text.strip() in _AGAIN and path.application.in_slot(slot.key):
        await talk.cases.attachments.remove(talk.citizen.id, place.number, slot.key)
        emptied = phrases.EMPTIED.format(title=slot.title)
        return talk.stop(await talk.path(place.number), place, place.at, emptied)
    if command in {Command.SKIP, Command.NONE} or (has and command in {Command.DONE, Command.KEEP}):
        return await onward(talk, path, place, place.at)
    if command in {Command.DONE, Command.KEEP}:
        nothing = phrases.NOTHING_YET.format(title=slot.title)
        return talk.stop(path, place, place.at, nothing)
    return talk.tells(place, phrases.SEND_FILE.format(title=slot.title))


async def received(talk: Talk, path: Path, place: Place, media_id: str) -> Step:
    """A file came: into the slot that is asked for, else which one it is for is asked."""
    asked_for = path.slot(place.at)
    if asked_for is not None and place.mode is Mode.AT:
        return await _into(talk, path, place, asked_for, media_id)
    slots = _open(path)
    if not slots:
        return talk.stop(path, place, place.at, phrases.NO_SLOT)
    if len(slots) == 1:
        return await _into(talk, path, place, slots[0], media_id)
    waiting = place.moved(mode=Mode.WHICH_SLOT, media=media_id, options=tuple(slot_key(each) for each in slots))
    return talk.tells(waiting, phrases.WHICH_SLOT, options=[each.title for each in slots])


async def slot_chosen(talk: Talk, path: Path, place: Place, wish: Wish) -> Step:
    """Which material the file that waits is for."""
    slots = [slot for key in place.options if (slot := path.slot(key)) is not None]
    if said(wish.text).command in {Command.SKIP, Command.BACK, Command.NONE}:
        return talk.stop(path, place.moved(mode=Mode.AT), place.at)
    index = picked(wish.text, wish.choice, [each.title for each in slots])
    if index is None:
        return talk.tells(place, phrases.WHICH_OPTION.format(last=len(slots)), options=[each.title for each in slots])
    return await _into(talk, path, place.moved(mode=Mode.AT), slots[index], place.media)


def _open(path: Path) -> list[MaterialSlot]:
    """The slots that take another file, those that are required and empty first."""
    takes = [each for each in path.needed if each.need is not Need.SHARED]
    takes = [each for each in takes if len(path.application.in_slot(each.slot.key)) < each.slot.max_files]
    first = [each.slot for each in takes if each.need is Need.REQUIRED and not path.filled(each.slot)]
    return first + [each.slot for each in takes if each.slot not in first]


async def _into(talk: Talk, path: Path, place: Place, slot: MaterialSlot, media_id: str) -> Step:
    """Fetch, store, look into, keep. Raises TooLarge, NoSuchMaterial, NotChangeable."""
    at_slot = place.at == slot_key(slot)
    attachments = talk.cases.attachments
    room = await attachments.slot(talk.citizen.id, place.number, slot.key, adding=True)
    try:
        return await _kept(talk, path, place, slot, room, media_id, at_slot=at_slot)
    except ServiceUnavailable:
        return talk.tells(place, phrases.MEDIA_AWAY)
    except NoSuchFile:
        return talk.tells(place, phrases.MEDIA_GONE)


async def _kept(
    talk: Talk, path: Path, place: Place, slot: MaterialSlot, room: Slot, media_id: str, *, at_slot: bool
) -> Step:
    attachments = talk.cases.attachments
    async with talk.cases.media.open(talk.incoming.channel, media_id) as file:
        attachment = await attachments.receive(room, Upload(file.name, file.chunks))
    there = path.application.in_slot(slot.key)
    if any(each.digest == attachment.digest for each in there):
        await attachments.abandon([attachment])
        return talk.tells(place, phrases.GOT_SAME.format(title=slot.title, count=len(there)))
    findings = looked_at(slot, attachment, path.application, path.examination)
    if wrong := [each for each in findings if each.severity is Severity.ERROR]:
        await attachments.abandon([attachment])
        return talk.tells(place, phrases.NOT_TAKEN.format(message=wrong[0].message, remedy=wrong[0].remedy))
    await attachments.put(talk.citizen.id, place.number, slot.key, [attachment], adding=True)
    after = await talk.path(place.number)
    count = len(after.application.in_slot(slot.key))
    noticed = [phrases.NOTICED.format(message=each.message, remedy=each.remedy) for each in findings]
    full = count >= slot.max_files
    got = (phrases.GOT_FULL if full or not at_slot else phrases.GOT).format(title=slot.title, count=count)
    if not at_slot:
        return talk.stop(after, place, place.at, got, *noticed)
    if full:
        return await onward(talk, after, place, place.at, got, *noticed)
    return talk.tells(place.moved(revision=after.application.revision), got, *noticed)
