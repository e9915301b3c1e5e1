"""How an application by conversation begins: who it is, for whom, and whether there is one already."""

import hashlib
import re
from collections.abc import Sequence

from affairs.applications.application import Application, ApplicationState
from affairs.applications.drafts import Beginning, form_in_force
from affairs.clock import CHINA
from affairs.errors import NoSuchPreRegistration
from affairs.people.acting import SELF
from affairs.ports import IdempotencyKey
from affairs.precheck.names import read_name
from bot import phrases as general
from bot.applying import phrases
from bot.applying.commands import Command, said
from bot.applying.masking import masked_name
from bot.applying.path import SUMMARY
from bot.applying.place import Mode, Place
from bot.applying.talk import Talk
from bot.applying.values import picked
from bot.flows.turn import Step
from bot.wishes import Wish

__all__ = [
    "begin",
    "claim",
    "draft_chosen",
    "identity_given",
    "identity_in",
    "paused",
    "principals",
    "resume",
    "whom_chosen",
]

ANEW = "new"
_DRAFTS = 8
_ID = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{15})(?![0-9A-Za-z])")
_SIGNS = r"[\s:：,，。;；]"
_HEAD = re.compile(rf"^(?:{_SIGNS}|姓名|本人|我叫|我是|名字|叫)+")
_TAIL = re.compile(rf"{_SIGNS}*的?(?:公民|居民)?(?:身份证?(?:件)?(?:号码?)?|证件号码?|号码)?(?:是|为)?{_SIGNS}*$")


async def begin(talk: Talk, wish: Wish) -> Step:
    """Somebody wants to apply: first what is still to be known of them."""
    form_in_force(talk.snapshot, Beginning(wish.item, wish.variant), talk.now)
    place = Place(item=wish.item, variant=wish.variant, region=wish.region, situation=wish.situation)
    if not talk.identified():
        return talk.tells(place.moved(mode=Mode.IDENTITY), phrases.IDENTITY)
    return await _draft_or_new(talk, place)


async def identity_given(talk: Talk, place: Place, wish: Wish) -> Step:
    """Name and ID number in one message; they go to the profile alone. Raises IdentityMismatch, ServiceUnavailable."""
    command = said(wish.text).command
    if command is Command.PAUSE:
        return await paused(talk, place)
    if command in {Command.SKIP, Command.NONE} and not place.number:
        return await _draft_or_new(talk, place.moved(later=True), phrases.IDENTITY_LATER)
    if command in {Command.BACK, Command.SKIP, Command.SHOW} and place.number:
        return talk.stop(await talk.path(place.number), place.moved(mode=Mode.AT), SUMMARY)
    given = identity_in(wish.text)
    if given is None:
        return talk.tells(place, phrases.IDENTITY_PARTS)
    citizen = await talk.cases.profiles.set_identity(talk.citizen.id, *given)
    told = phrases.IDENTITY_DONE if citizen.verified else phrases.IDENTITY_NOTED
    known, lead = talk.with_citizen(citizen), told.format(name=masked_name(citizen.name))
    if place.number:
        return known.stop(await known.path(place.number), place.moved(mode=Mode.AT), SUMMARY, lead)
    return await _draft_or_new(known, place, lead)


def identity_in(text: str) -> tuple[str, str] | None:
    """Name and ID number of one message; None where either is not there."""
    found = _ID.search(text)
    if found is None:
        return None
    read = read_name(_TAIL.sub("", _HEAD.sub("", text.replace(found[0], " ")), count=1))
    return None if read.value is None else (read.value, found[0].upper())


async def _draft_or_new(talk: Talk, place: Place, *lead: str) -> Step:
    """Go on with a draft of the same item, if there is one; else for whom a new one is."""
    same = [each for each in await _drafts(talk) if each.item_code == place.item and each.variant == place.variant]
    if not same:
        return await _for_whom(talk, place, *lead)
    day = _day(same[0])
    text = phrases.SAME_DRAFT.format(name=talk.item_name(place.item), day=day)
    chosen = place.moved(mode=Mode.DRAFT, options=(same[0].application_no, ANEW))
    return talk.tells(chosen, *lead, text, options=(phrases.GO_ON, phrases.ANEW))


async def resume(talk: Talk, *lead: str) -> Step:
    """Go on with what was begun, here or on the mini-program."""
    drafts = await _drafts(talk)
    if not drafts:
        return talk.tells(None, *lead, phrases.NO_DRAFTS)
    if len(drafts) == 1:
        return await _opened(talk, drafts[0].application_no, phrases.RESUMED)
    labels = [phrases.DRAFT_LABEL.format(name=talk.item_name(each.item_code), day=_day(each)) for each in drafts]
    place = Place(mode=Mode.DRAFT, options=tuple(each.application_no for each in drafts))
    return talk.tells(place, *lead, phrases.WHICH_DRAFT, options=labels)


async def draft_chosen(talk: Talk, place: Place, wish: Wish) -> Step:
    """One of the drafts was picked, or a new application. Raises NoSuchApplication."""
    if said(wish.text).command is Command.PAUSE:
        return talk.tells(None, phrases.PAUSED_EARLY)
    labels = [phrases.GO_ON, phrases.ANEW] if ANEW in place.options else [""] * len(place.options)
    index = picked(wish.text, wish.choice, labels)
    if index is None:
        return talk.tells(place, phrases.WHICH_OPTION.format(last=len(place.options)))
    chosen = place.options[index]
    if chosen == ANEW:
        return await _for_whom(talk, place.moved(options=()))
    return await _opened(talk, chosen, phrases.RESUMED)


async def _for_whom(talk: Talk, place: Place, *lead: str) -> Step:
    """Whom it is for, where there is anybody beside oneself."""
    options, labels = await principals(talk)
    if len(options) == 1:
        return await _begun(talk, place, SELF, *lead)
    chosen = place.moved(mode=Mode.WHOM, options=tuple(options))
    return talk.tells(chosen, *lead, phrases.WHOM, options=labels)


async def whom_chosen(talk: Talk, place: Place, wish: Wish) -> Step:
    """For whom was picked. Raises NoSuchPrincipal for one who is none any more."""
    if said(wish.text).command in {Command.PAUSE, Command.BACK}:
        return talk.tells(None, phrases.PAUSED_EARLY)
    _options, labels = await principals(talk)
    known = labels if len(labels) == len(place.options) else [""] * len(place.options)
    index = picked(wish.text, wish.choice, known)
    if index is None:
        return talk.tells(place, phrases.WHICH_OPTION.format(last=len(place.options)))
    return await _begun(talk, place, place.options[index])


async def principals(talk: Talk) -> tuple[list[str], list[str]]:
    """Those one may act for, oneself first: their ids, and what they are called."""
    options, labels = [SELF], [phrases.WHOM_SELF]
    for relative in await talk.cases.relatives.listed(talk.citizen.id):
        options.append(relative.id)
        relation = phrases.RELATIONS.get(relative.relation.value, phrases.RELATIONS["other"])
        labels.append(phrases.WHOM_RELATIVE.format(relation=relation, name=masked_name(relative.name)))
    for company, held in await talk.cases.companies.represented(talk.citizen.id):
        if held.holds(talk.now):
            options.append(company.id)
            labels.append(company.name)
    return options, labels


async def _begun(talk: Talk, place: Place, whom: str, *lead: str) -> Step:
    """A new draft, and its first question; the same one for the same message.

    Raises what :meth:`affairs.applications.drafts.Drafts.begin` raises.
    """
    form = form_in_force(talk.snapshot, Beginning(place.item, place.variant), talk.now)
    situation = place.situation if place.situation in {each.situation for each in form.decisions} else ""
    beginning = Beginning(place.item, place.variant, place.region, situation, whom)
    application, _form = await talk.cases.drafts.begin(talk.citizen, beginning, _key(talk, beginning))
    path = await talk.path(application.application_no)
    told = phrases.BEGUN.format(name=talk.item_name(place.item), number=application.application_no)
    fresh = place.moved(mode=Mode.AT, upto="", options=())
    first = [phrases.BEGUN_FROM.format(number=application.begun_from)] if application.begun_from else []
    return talk.stop(path, fresh, path.after(""), *lead, told, *first, phrases.HOW)


async def claim(talk: Talk, wish: Wish) -> Step:
    """Open what was registered at a counter. Raises TooManyRequests, NoSuchApplication."""
    try:
        application, registration = await talk.cases.preregistrations.claim(talk.citizen, wish.text)
    except NoSuchPreRegistration as error:
        place = Place.of(talk.session)
        return talk.tells(place, general.ERROR_SENTENCES[error.code])
    form_slots = {slot.key: slot.title for slot in (await talk.path(application.application_no)).form.materials}
    titles = "、".join(form_slots[key] for key in application.brought if key in form_slots)
    brought = phrases.BROUGHT.format(titles=titles) if titles else ""
    note = phrases.NOTE.format(note=registration.note) if registration.note else ""
    return await _opened(talk, application.application_no, phrases.FROM_COUNTER, brought, note)


async def _opened(talk: Talk, number: str, told: str, *lead: str) -> Step:
    """An application that exists, from the first thing that is wanting. Raises NoSuchApplication."""
    path = await talk.path(number)
    application = path.application
    if not application.state.changeable:
        return talk.tells(None, phrases.NOT_ANY_MORE.format(number=number))
    upto = path.resumed()
    place = Place(item=application.item_code, variant=application.variant, region=application.region, upto=upto)
    opened = told.format(name=talk.item_name(application.item_code), number=number)
    return talk.stop(path, place, path.after(upto), opened, *lead)


async def paused(talk: Talk, place: Place) -> Step:
    """Put aside: the draft stays."""
    if not place.number:
        return talk.tells(None, phrases.PAUSED_EARLY)
    path = await talk.path(place.number)
    until = path.application.expires_at.astimezone(CHINA)
    return talk.tells(None, phrases.PAUSED.format(day=f"{until.month}月{until.day}日"))


async def _drafts(talk: Talk) -> Sequence[Application]:
    """What can be gone on with, the latest first."""
    listed = await talk.cases.viewing.listed(talk.citizen.id, limit=50)
    open_ones = [each for each in listed if each.state.changeable]
    lasting = [each for each in open_ones if each.state is not ApplicationState.DRAFT or each.expires_at > talk.now]
    return lasting[:_DRAFTS]


def _day(application: Application) -> str:
    changed = application.changed_at.astimezone(CHINA)
    return f"{changed.month}月{changed.day}日"


def _key(talk: Talk, beginning: Beginning) -> IdempotencyKey | None:
    """A message that is answered twice begins one application."""
    if not talk.incoming.message_key:
        return None
    stated = repr(beginning).encode(errors="surrogateescape")
    return IdempotencyKey(f"chat:{talk.incoming.message_key}"[:200], hashlib.sha256(stated).digest())
