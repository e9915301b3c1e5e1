"""Whether a message is about booking, as far as words alone tell it. Pure."""

import re
from dataclasses import replace
from datetime import datetime

from affairs.clock import WorkCalendar
from bot.booking.place import FLOW, NEXT, Mode, Place
from bot.flows.turn import Step, Turn
from bot.messages import Incoming, Kind
from bot.session import Session
from bot.understand import Intent
from bot.wishes import Wish, WishKind
from knowledge import dates

__all__ = ["ADDS", "CANCELS", "CONFIRMS", "LEAVES", "MOVES", "begun", "wished"]

_LONGEST = 60
_END = r"[吧啊呀了哈呢吗。！!~～？? ]*"
_MINE = re.compile(rf"(?:看看?|查看?|查询)?(?:一下)?我的?(?:预约|号)(?:记录|信息|情况)?{_END}|预约(?:记录|查询){_END}")
CANCELS = re.compile(rf"(?:我?要|想|帮我|请)?(?:取消|退掉?|不要)(?:我的|这个)?(?:预约|号|它)?{_END}")
_CANCELS_NAMED = re.compile(
    rf"(?:我?要|想|帮我|请|把)?(?:取消|退掉?)(?:我的|这个)?(?:预约|号){_END}|(?:我的)?预约(?:取消|不去|退){_END}"
)
MOVES = re.compile(
    r"(?:改期|改约|改时间|改到|换到|挪到|调到|延到|推迟|推后|提前|换个?时间|换一?天|改签|晚点|早点|晚[一两半\d]|早[一两半\d])"
)
_MOVES_NAMED = re.compile(r"(?:我?要|想|帮我|请|把)?(?:我的)?(?:预约|号)?(?:改期|改约|换到|改到|挪到|推迟|推后|提前)")
CONFIRMS = re.compile(rf"(?:确认|确定|好的?|可以|行|就这个|就它|对|是的?|嗯+|约吧|ok)(?:预约)?{_END}", re.IGNORECASE)
LEAVES = re.compile(rf"(?:先?不约|不用|算|退出|不办|不预约|不了|取消|不要){_END}")
ADDS = re.compile(r"(?:还要?|再|另外|顺便|同时|一起)(?:想|要)?(?:加上?|办|办理|约)(?:一?[个件下])?(?:[:：])?(.{2,30})")
_SOONEST = re.compile(
    rf"(?:最早|最快|尽快|最近)(?:什么时候|啥时候|哪[天一]天?|几[号点]|能|可以|的号|有号|什么时间)?.{{0,8}}{_END}"
)
_GOES = re.compile(
    r"(?:能|可以|可不可以|能不能|想|要|打算|准备|方便)(?:过?[去来])?(?:不能|不可以)?(?:办|取|领|补|换|做|约)|有(?:没有)?号|去办|来办|办得了|有空位|排得上"
)
_NUMBER = re.compile(r"(?:第|选)?\s*\d{1,2}\s*(?:项|个)?[。.、]?")
_OTHERWISE = re.compile(r"(?:转?人工|客服|重新开始|从头开始|目录|帮助|更多|投诉|电话).{0,4}")


def wished(incoming: Incoming, session: Session, now: datetime, calendar: WorkCalendar) -> Wish | None:
    """What a message wants of the booking desk before anything else is made of it; None for all other messages."""
    if incoming.kind is not Kind.TEXT or (not incoming.text and incoming.choice is None):
        return None
    words = incoming.text.encode("utf-8", "replace").decode().strip()
    if incoming.choice is None and len(words) <= _LONGEST:
        if _MINE.fullmatch(words):
            return Wish(WishKind.MY_PLACES)
        if session.flow != FLOW and _CANCELS_NAMED.fullmatch(words):
            return Wish(WishKind.MY_PLACES, "取消")
        if session.flow not in {FLOW, "apply"} and _MOVES_NAMED.match(words):
            return Wish(WishKind.MY_PLACES, words)
    place = Place.of(session)
    if place is None or session.offers:
        return None
    if incoming.choice is not None or place.mode is Mode.IDENTITY or _is_ours(words, now, calendar):
        return Wish(WishKind.BOOKING_SAID, words, choice=incoming.choice)
    return None


def _is_ours(words: str, now: datetime, calendar: WorkCalendar) -> bool:
    """Whether words in mid-booking go on with it: a number, a command, a time."""
    if len(words) > _LONGEST or _OTHERWISE.fullmatch(words):
        return False
    if any(each.fullmatch(words) for each in (_NUMBER, CONFIRMS, LEAVES, CANCELS)):
        return True
    return bool(MOVES.match(words) or ADDS.match(words)) or _says_when(words, now, calendar)


def _says_when(words: str, now: datetime, calendar: WorkCalendar) -> bool:
    found = dates.read(words, now, calendar)
    return not isinstance(found, dates.Unparsed) or found.why is not dates.Unread.NOTHING


def begun(turn: Turn, step: Step) -> Step:
    """The answer, with the wish to book where one was said; what cannot be booked is answered as it would be."""
    waiting = turn.session.data.get(NEXT)
    wants = _wants(turn)
    if step.wants is not None or (not wants and waiting is None):
        return _past(turn, step)
    said = turn.understanding.text if wants else str(waiting)
    if step.outcome == "clarified" and step.session.offers:
        data = {**step.session.data, NEXT: said}
        return replace(step, session=step.session.changed(data=data))
    data = {key: value for key, value in step.session.data.items() if key != NEXT}
    step = replace(step, session=step.session.changed(data=data))
    focus, intent = step.session.focus, turn.understanding.intent
    codes = step.shown or ((focus.item_code,) if focus and intent is not Intent.ASK else ())
    if not codes and intent is not Intent.BOOKING:
        return step
    region = turn.understanding.region.code if turn.understanding.region else ""
    situation = focus.situation if focus and focus.item_code in codes else ""
    wish = Wish(WishKind.BOOK, said, items=tuple(dict.fromkeys(codes)), region=region, situation=situation)
    return replace(step, wants=wish)


def _wants(turn: Turn) -> bool:
    """Whether it is asked for a place: in so many words, or by asking whether something can be done at a time."""
    understanding = turn.understanding
    if understanding.intent is Intent.BOOKING:
        return True
    if understanding.intent not in {Intent.ASK, Intent.FACET, Intent.UNCLEAR, Intent.APPLY, Intent.CENTRE}:
        return False
    words = understanding.text[:_LONGEST]
    if _SOONEST.fullmatch(words) and turn.session.focus is not None:
        return True
    return bool(_GOES.search(words)) and _says_when(words, turn.now, turn.setting.calendar)


def _past(turn: Turn, step: Step) -> Step:
    """After an answer to something else the booking is left; a question about the guide (要带什么) leaves it open."""
    if step.wants is not None or step.session.flow != FLOW or turn.understanding.intent is Intent.FACET:
        return step
    return replace(step, session=step.session.changed(flow=""))
