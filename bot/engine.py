"""One turn: claim the message, load the conversation, answer, store both, once."""

import asyncio
import logging
import secrets
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone

from affairs.advising.interests import Interests
from affairs.cases.viewing import CaseViewing
from affairs.clock import NATIONAL, WorkCalendar
from affairs.hall.desk import Hall
from affairs.matters.asking import MatterAsking
from affairs.ports import AskedQuestion, Clock
from affairs.privacy import scrub
from bot import phrases
from bot.applying.desk import ChatDesk
from bot.bulletin import Bulletin
from bot.capabilities import Capabilities
from bot.fit import fitted
from bot.flows.turn import Setting, Step
from bot.handing.desk import HandoverDesk
from bot.handing.place import HandingPlace
from bot.heard import Heard
from bot.looking import lookers
from bot.messages import Incoming, Kind, Reply, ReplyKind
from bot.ports import Begun, Conversations, Preferences, QuestionRecorder, Seen
from bot.router import SILENT_KINDS, left_open, receive
from bot.session import Session
from bot.standing import Standing
from bot.warm import warm
from bot.wishes import WishKind
from knowledge.snapshot import Snapshot

__all__ = ["Engine"]

_LOG = logging.getLogger(__name__)
_CHINA = timezone(timedelta(hours=8))
_TRIES = 3
_FRAMES = 4
_FIRST_POLL, _LONGEST_POLL = 0.02, 0.4
_SILENT = Reply(ReplyKind.SILENT)
_APOLOGY = Reply(ReplyKind.DECLINED, phrases.APOLOGY)
_TO_PEOPLE = frozenset({WishKind.HAND_OVER, WishKind.TO_ADVISOR})
_LARGE_CATALOGUE = 50_000
"""Phrases in the matcher above which a turn is computed beside the event loop."""


def _in_time() -> bool:
    return False


class Engine:
    """Answers messages of every channel.

    ``snapshot`` gives the catalogue in force at each call. ``home_region`` is a code or a
    name; ``wait`` the seconds a repeated message waits for the reply of the first;
    ``deepened`` gives a snapshot with vectors of meaning, None while there are none: it is
    asked beside the event loop, and only for messages that words leave open. ``calendar`` gives the days off;
    ``cases`` what becomes of applications, ``hall`` who waits where: None where they cannot be asked about here.
    ``interests`` keeps what people follow, ``matters`` their complaints and suggestions.
    ``bulletin`` gives the headlines of news and policies.
    ``desk`` fulfils what steps wish of it, for people of its channels; without it nobody can apply here.
    ``advisors`` hands conversations over to staff; without it the bot says where else to ask.
    """

    def __init__(
        self,
        snapshot: Callable[[], Snapshot],
        conversations: Conversations,
        *,
        recorder: QuestionRecorder,
        preferences: Preferences,
        clock: Clock,
        home_region: str = "",
        base_url: str = "",
        office_hours: str = "",
        capabilities: Capabilities | None = None,
        desk: ChatDesk | None = None,
        advisors: HandoverDesk | None = None,
        wait: float = 4.0,
        deepened: Callable[[Snapshot], Snapshot | None] | None = None,
        calendar: Callable[[], WorkCalendar] = lambda: NATIONAL,
        cases: CaseViewing | None = None,
        bulletin: Callable[[], Bulletin] = Bulletin,
        hall: Hall | None = None,
        interests: Interests | None = None,
        matters: MatterAsking | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._conversations = conversations
        self._recorder = recorder
        self._preferences = preferences
        self._clock = clock
        able = replace(capabilities or Capabilities(), progress=cases is not None, hall=hall is not None)
        able = replace(able, advising=interests is not None, matters=matters is not None)
        human = advisors is not None
        able = replace(able, advisors=human)
        self._setting = Setting(
            "", base_url, office_hours, replace(able, apply=desk is not None, booking=bool(desk and desk.books))
        )
        self._signed_in = replace(self._setting, capabilities=replace(able, apply=False, booking=False))
        self._without = replace(self._setting, capabilities=replace(able, apply=False, booking=False, advisors=False))
        self._desk, self._advisors = desk, advisors
        self._lookers = lookers(cases, hall, interests, matters)
        self._wait = wait
        self._deepened = deepened
        self._standing = Standing(home_region, calendar, bulletin)
        self._warmed: Snapshot | None = None
        self._heard = Heard()

    async def respond(self, incoming: Incoming, *, explain: bool = False, late: Callable[[], bool] = _in_time) -> Reply:
        """The reply to one message; to a repetition of it the same reply. Never raises.

        SILENT when nothing is to be said, also when the first of two equal messages is
        still in work after ``wait`` seconds. When ``late()`` as the reply is stored, the caller
        sends the reply in another way, and repetitions of the message get it as SILENT: whoever has to
        send it in the caller's stead still finds what it says.
        """
        if incoming.kind in SILENT_KINDS:
            return _SILENT
        if not incoming.message_key:
            incoming = replace(incoming, unkeyed=secrets.token_hex(12))
        try:
            begun = await self._begin(incoming)
        except Exception as error:  # noqa: BLE001 - without its store the bot still answers
            _report("conversation store away", error)
            return await self._alone(incoming, explain)
        if begun.seen is Seen.FRESH:
            return await self._claimed(incoming, begun, explain, late)
        return begun.reply or _SILENT

    async def preview(self, text: str, region: str = "") -> Reply:
        """What would be answered, for staff to look at: nothing is remembered, and nobody is told that it was asked."""
        step = await self._step(Incoming("console", "", text=text, region=region), Session(), explain=False)
        return step.reply

    async def _begin(self, incoming: Incoming) -> Begun:
        """Claim the message; while another holds it, look again until its reply is there."""
        begun = await self._conversations.begin(incoming)
        if begun.seen is not Seen.IN_PROGRESS:
            return begun
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + self._wait, _FIRST_POLL
        while begun.seen is Seen.IN_PROGRESS and loop.time() + pause <= until:
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_POLL)
            begun = await self._conversations.begin(incoming)
        return begun

    async def _claimed(self, incoming: Incoming, begun: Begun, explain: bool, late: Callable[[], bool]) -> Reply:
        try:
            return await self._run(incoming, begun, explain, late)
        except asyncio.CancelledError:
            await asyncio.shield(self._release(incoming))
            raise
        except Exception as error:  # noqa: BLE001 - the edge of the conversation
            _report("turn failed", error)
            await self._release(incoming)
            return _APOLOGY

    async def _run(self, incoming: Incoming, begun: Begun, explain: bool, late: Callable[[], bool]) -> Reply:
        """Answer and store; anew when another message changed the conversation meanwhile."""
        for attempt in range(1, _TRIES + 1):
            before = await self._session(incoming, begun)
            step = await self._step(incoming, before, explain)
            if step.wants is not None:
                step = await self._whole(incoming, step, explain)
            if await self._finished(incoming, step, begun.revision, late):
                await self._afterwards(incoming, before, step)
                return step.reply
            if attempt < _TRIES:
                begun = await self._conversations.reload(incoming)
                if begun.reply is not None:  # whoever took the claim over has answered: not again, beside the wire
                    return _SILENT if late() else begun.reply
        await self._release(incoming)
        return step.reply

    async def _whole(self, incoming: Incoming, step: Step, explain: bool) -> Step:
        """The step with what it wishes of a desk."""
        if step.wants is not None and step.wants.kind in _TO_PEOPLE and self._advisors is not None:
            handed = await self._advisors.fulfil(step, incoming, self._clock.now().astimezone(_CHINA))
            if handed is not None:
                return handed
            # It was over: whatever was said is the bot's to answer.
            step = await self._step(incoming, HandingPlace.left(step.session), explain)
            if step.wants is not None and step.wants.kind in _TO_PEOPLE:
                handed = await self._advisors.fulfil(step, incoming, self._clock.now().astimezone(_CHINA))
                return handed or step
        if step.wants is None or self._desk is None:
            return step
        snapshot = self._snapshot()
        done = await self._desk.fulfil(step, incoming, snapshot, self._clock.now().astimezone(_CHINA))
        return fitted(done, snapshot, self._setting)

    async def _alone(self, incoming: Incoming, explain: bool) -> Reply:
        """An answer without any memory."""
        try:
            step = await self._step(incoming, Session(), explain)
        except Exception as error:  # noqa: BLE001 - the edge of the conversation
            _report("turn failed", error)
            return _APOLOGY
        return step.reply if step.wants is None else _APOLOGY  # a form cannot be filled in without a memory

    async def _session(self, incoming: Incoming, begun: Begun) -> Session:
        session = begun.session
        if "thread" not in session.data:
            session = session.changed(data={**session.data, "thread": secrets.token_hex(6)})
        if begun.revision == 0 and not session.region:
            region = await self._preferences.region(incoming.channel, incoming.user)
            session = session.changed(region=region)
        if begun.revision == 0 and self._advisors is not None:
            session = self._advisors.found_again(incoming, session)
        return session

    async def _step(self, incoming: Incoming, session: Session, explain: bool) -> Step:
        snapshot = self._snapshot()
        if session.region and snapshot.regions.get(session.region) is None:
            session = session.changed(region="")
        if self._warmed is not snapshot:
            await asyncio.to_thread(warm, snapshot)
            self._warmed = snapshot
        now = self._clock.now().astimezone(_CHINA)
        setting = self._standing.of(self._given(incoming), snapshot)
        if not session.flow and self._heard.first_time(incoming.text):
            await asyncio.sleep(0)  # those whose answer is at hand go first; what takes longer is worked out together
        deep = self._deepened(snapshot) if self._deepened else None
        if deep is not None and not session.flow and left_open(snapshot, incoming):
            step = await asyncio.to_thread(receive, incoming, session, deep, now, setting, explain=explain)
        elif snapshot.matcher.size > _LARGE_CATALOGUE:
            step = await asyncio.to_thread(receive, incoming, session, snapshot, now, setting, explain=explain)
        else:
            step = receive(incoming, session, snapshot, now, setting, explain=explain)
        if step.asks is None:
            return step
        look = self._lookers.get(type(step.asks))
        return step if look is None else fitted(await look(incoming, step), snapshot, setting)

    def _given(self, incoming: Incoming) -> Setting:
        """What can be done for whoever writes."""
        if self._desk and incoming.channel in self._desk.channels:
            return self._setting
        return self._signed_in if self._advisors and self._advisors.takes(incoming) else self._without

    async def _finished(self, incoming: Incoming, step: Step, revision: int, late: Callable[[], bool]) -> bool:
        """Whether nothing more is to be tried; a store that broke meanwhile costs the memory only."""
        try:
            stored = replace(step.reply, kind=ReplyKind.SILENT) if late() else step.reply
            return await self._conversations.finish(incoming, step.session, revision, stored)
        except Exception as error:  # noqa: BLE001 - the answer is there and goes out
            _report("conversation not stored", error)
            return True

    async def _release(self, incoming: Incoming) -> None:
        try:
            await self._conversations.release(incoming)
        except Exception as error:  # noqa: BLE001 - the claim expires by itself
            _report("claim not released", error)

    async def _afterwards(self, incoming: Incoming, before: Session, step: Step) -> None:
        region = step.session.region
        if region and region != before.region:
            await self._preferences.remember_region(incoming.channel, incoming.user, region)
        text = incoming.text if incoming.kind is Kind.TEXT else incoming.event_key.removeprefix("ask:")
        if step.recorded and (incoming.kind is Kind.TEXT or incoming.event_key.startswith("ask:")):
            self._recorder.record(self._question(incoming.channel, text, before, step))

    def _question(self, channel: str, text: str, before: Session, step: Step) -> AskedQuestion:
        picked = step.chosen or step.outcome == "corrected"
        return AskedQuestion(
            asked_at=self._clock.now(),
            channel=channel,
            text=(before.last_question if picked else "") or scrub(text),
            outcome=step.outcome,
            shown=step.shown,
            chosen=step.chosen,
            region=step.session.region,
            confidence=step.confidence,
            catalogue_version=self._snapshot().version,
            thread=str(before.data.get("thread", "")),
        )


def _report(what: str, error: BaseException) -> None:
    """Log where it happened; never the message of the error, which may hold a citizen's words."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    at = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    _LOG.error("%s: %s at %s", what, type(error).__name__, at)
