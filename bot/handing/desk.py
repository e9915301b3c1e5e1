"""The desk behind a hand-over in the conversation: puts it together, sends it off, passes on what is said."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from affairs.clock import CHINA
from affairs.errors import DomainError, InvalidValue, NoSuchFile, ServiceUnavailable, TooLarge
from affairs.handover.asking import Asking, Said
from affairs.handover.correcting import Correcting
from affairs.handover.errors import HandoverOver, NoSuchCorrection, NoSuchHandover
from affairs.handover.gathering import Subject
from affairs.handover.handover import Handover, Message, Reason, State
from affairs.handover.viewing import Place
from affairs.people.citizens import Login
from affairs.people.visitors import Visitors
from affairs.receiving import Received, Receiving, Upload
from bot.applying.place import Place as FormPlace
from bot.flows.turn import Step
from bot.handing import phrases
from bot.handing.place import HandingPlace
from bot.messages import Choice, Incoming, Kind, Reply, ReplyKind
from bot.ports import Kin, MediaSource
from bot.session import Session
from bot.wishes import Wish, WishKind

__all__ = ["HandoverDesk"]

WECHAT = "wechat"
YES = frozenset({"1", "是", "好", "好的", "可以", "行", "转", "转吧", "转接", "确认", "要", "转人工", "转给工作人员"})
NO = frozenset({"2", "不", "不用", "不用了", "不转", "先不转", "算了", "取消", "不要"})
LEAVES = frozenset({"不等了", "取消转人工", "不转了", "结束咨询"})
DECISIONS = {"同意修改": True, "不修改": False, "不同意修改": False}
"""The very words: a bare 同意 may answer something else that the advisor asked."""
STARS = frozenset("12345")
WEEKDAYS = "一二三四五六日"
FILES = frozenset({Kind.IMAGE, Kind.FILE})


class _Unfit(Exception):
    """Cannot be passed on; the text is what the citizen is told."""


class HandoverDesk:
    """Fulfils wishes of hand-overs. ``open_accounts`` are the people of WeChat who have an open one, by account."""

    def __init__(
        self,
        asking: Asking,
        correcting: Correcting,
        visitors: Visitors,
        receiving: Receiving,
        media: MediaSource,
        kin: Kin | None = None,
    ) -> None:
        self._asking, self._correcting, self._visitors, self._receiving = asking, correcting, visitors, receiving
        self._media, self._kin = media, kin
        self.open_accounts: Mapping[str, str] = {}

    def takes(self, incoming: Incoming) -> bool:
        """Whether whoever writes can be handed over: they are somebody."""
        return incoming.channel == WECHAT or bool(incoming.citizen_id)

    def found_again(self, incoming: Incoming, session: Session) -> Session:
        """A new session of somebody whose hand-over outlived the one before."""
        handover_id = self.open_accounts.get(incoming.user) if incoming.channel == WECHAT else None
        return HandingPlace(handover_id, confirmed=True, told=True).within(session) if handover_id else session

    async def fulfil(self, step: Step, incoming: Incoming, now: datetime) -> Step | None:
        """The step with what it wished for; None = it is over, and the message is to be answered as any other.

        Raises what the store raises when it is away.
        """
        wish = step.wants
        if wish is None:
            return step
        if wish.kind is WishKind.HAND_OVER:
            return await self._proposed(step, incoming, wish, now)
        place = HandingPlace.of(step.session)
        if place is None or not self.takes(incoming):
            return None
        citizen_id = await self._citizen(incoming)
        try:
            if not place.confirmed:
                return await self._answered(step, incoming, wish, place, citizen_id, now)
            return await self._passed_on(step, incoming, wish, place, citizen_id)
        except (HandoverOver, NoSuchHandover):
            return await self._rated(step, wish, place, citizen_id)

    async def _citizen(self, incoming: Incoming) -> str:
        if incoming.citizen_id:
            return incoming.citizen_id
        login = Login(incoming.channel, incoming.user)
        known = await self._visitors.known(login)
        if known is not None:
            return known.id
        union = await self._kin.union_of(incoming.channel, incoming.user) if self._kin else ""
        return (await self._visitors.welcome([login, *([Login("union", union)] if union else [])])).id

    async def _proposed(self, step: Step, incoming: Incoming, wish: Wish, now: datetime) -> Step:
        """What would go to staff, to be confirmed."""
        session = step.session
        form = FormPlace.of(session)
        channel = WECHAT if incoming.channel == WECHAT else "miniapp"
        subject = Subject(
            channel,
            Reason(wish.text),
            words=session.last_question,
            item_code=wish.item,
            variant=wish.variant,
            situation=wish.situation,
            region=wish.region,
            application_no=form.number if form else "",
            thread=str(session.data.get("thread", "")),
        )
        citizen_id = await self._citizen(incoming)
        try:
            made = await self._asking.propose(citizen_id, subject)
        except DomainError:  # the application is gone meanwhile
            made = await self._asking.propose(citizen_id, Subject(channel, Reason(wish.text)))
        if made.is_open:
            place = HandingPlace(made.id, confirmed=True, told=True)
            return _says(place, session, phrases.RUNNING)
        return _asks(HandingPlace(made.id), session, made)

    async def _answered(
        self, step: Step, incoming: Incoming, wish: Wish, place: HandingPlace, citizen_id: str, now: datetime
    ) -> Step:
        """Yes, no, or more to tell."""
        words = wish.text.strip().rstrip("。！!")
        if wish.choice == 1 or (wish.choice is None and words in YES):
            handover, stands = await self._asking.confirm(citizen_id, place.id)
            confirmed = HandingPlace(handover.id, confirmed=True)
            return _says(confirmed, step.session, place_told(stands, now))
        if wish.choice == 2 or (wish.choice is None and words in NO):
            await self._asking.withdraw(citizen_id, place.id)
            return Step(_reply(phrases.DECLINED), HandingPlace.left(step.session), recorded=False)
        if incoming.kind is not Kind.TEXT or not words:
            return _says(place, step.session, phrases.CONFIRM, confirm=True)
        return _asks(place, step.session, await self._asking.reword(citizen_id, place.id, words))

    async def _passed_on(
        self, step: Step, incoming: Incoming, wish: Wish, place: HandingPlace, citizen_id: str
    ) -> Step:
        """To the advisor; the bot says nothing but, once, that it was passed on while nobody has taken it."""
        if wish.text.strip().rstrip("。！!") in LEAVES:
            await self._asking.withdraw(citizen_id, place.id)
            return Step(_reply(phrases.CANCELLED), HandingPlace.left(step.session), recorded=False)
        if (agreed := DECISIONS.get(wish.text.strip().rstrip("。！!"))) is not None:
            with suppress(NoSuchCorrection):  # then they are words like any others
                await self._correcting.decide(citizen_id, place.id, agree=agreed)
                return Step(Reply(ReplyKind.SILENT), place.within(step.session), "handover", recorded=False)
        try:
            received = await self._file(incoming, wish)
            message, handover = await self._said(citizen_id, place.id, Said(wish.text, received, _name(incoming)))
        except _Unfit as unfit:
            return _says(place, step.session, str(unfit))
        if received is not None and (message.file is None or message.file.key != received.key):
            await self._receiving.let_go([received.key])  # sent again: the first one is kept
        if incoming.channel != WECHAT:
            return _says(place, step.session, phrases.PASSED_ON)
        if handover.state is State.WAITING and not place.told:
            return _says(HandingPlace(place.id, confirmed=True, told=True), step.session, phrases.MORE)
        return Step(Reply(ReplyKind.SILENT), place.within(step.session), "handover", recorded=False)

    async def _said(self, citizen_id: str, handover_id: str, said: Said) -> tuple[Message, Handover]:
        """Say it; a file that belongs to nothing is let go of. Raises _Unfit, HandoverOver, NoSuchHandover."""
        try:
            return await self._asking.say(citizen_id, handover_id, said)
        except BaseException as error:
            if said.file is not None:
                await self._receiving.let_go([said.file.key])
            if isinstance(error, InvalidValue):
                raise _Unfit(phrases.NO_MEDIA) from None
            raise

    async def _file(self, incoming: Incoming, wish: Wish) -> Received | None:
        """The file that came with the message, received. Raises _Unfit for what cannot be passed on."""
        if incoming.kind is Kind.TEXT:
            return None
        if incoming.kind not in FILES or not wish.media_id:
            raise _Unfit(phrases.NO_MEDIA)
        try:
            async with self._media.open(incoming.channel, incoming.media_id) as file:
                return await self._receiving.receive(Upload(file.name, file.chunks))
        except (NoSuchFile, ServiceUnavailable, TooLarge):
            raise _Unfit(phrases.NOT_FETCHED) from None

    async def _rated(self, step: Step, wish: Wish, place: HandingPlace, citizen_id: str) -> Step | None:
        """After it was closed a number rates it; anything else is a new matter."""
        words = wish.text.strip()
        if place.confirmed and words in STARS:
            try:
                await self._asking.rate(citizen_id, place.id, int(words))
            except (HandoverOver, NoSuchHandover):
                return None
            return Step(_reply(phrases.RATED), HandingPlace.left(step.session), recorded=False)
        return None


def place_told(place: Place, now: datetime) -> str:
    """Where one stands, in words."""
    if place.opens_at is not None:
        return phrases.CLOSED_NOW.format(opens=_moment(place.opens_at, now), by=_moment(place.by, now))
    ahead = phrases.AHEAD.format(count=place.ahead) if place.ahead else phrases.NEXT_UP
    return phrases.PLACE.format(ahead=ahead, by=_moment(place.by, now))


def _moment(at: datetime, now: datetime) -> str:
    there = at.astimezone(CHINA)
    if there.date() == now.astimezone(CHINA).date():
        return f"{there:%H:%M}"
    return f"{there.month}月{there.day}日（周{WEEKDAYS[there.weekday()]}）{there:%H:%M}"


def _name(incoming: Incoming) -> str:
    """The message's own name: a repetition of it is not said twice."""
    if not incoming.message_key:
        return ""
    return hashlib.blake2b(incoming.message_key.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _asks(place: HandingPlace, session: Session, made: Handover) -> Step:
    lead = phrases.ASK.format(summary=made.brief.summary) if made.brief.summary else phrases.FIRST_CONFIRM
    return _says(place, session, lead, *([phrases.CONFIRM] if made.brief.summary else []), confirm=True)


def _says(place: HandingPlace, session: Session, *lines: str, confirm: bool = False) -> Step:
    choices = (Choice(1, phrases.GO), Choice(2, phrases.STAY)) if confirm else ()
    reply = Reply(ReplyKind.HANDOVER, "\n".join(lines), choices=choices)
    return Step(reply, place.within(session), "handover", recorded=False)


def _reply(text: str) -> Reply:
    return Reply(ReplyKind.SMALLTALK, text)
