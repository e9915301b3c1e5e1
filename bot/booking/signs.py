"""Whether a message is about booking, as far as words alone tell it. Pure."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from bot.booking.place import FLOW, NEXT, Mode, Place
from bot.flows.items import ask
from bot.flows.turn import Step, Turn
from bot.messages import Incoming, Kind
from bot.session import Session
from bot.understand import Intent, understand
from bot.understand.wordings import REMEMBERED
from bot.wishes import Wish, WishKind
from knowledge import dates
from knowledge.match import Decision
from knowledge.regression import found_for
from knowledge.snapshot import Snapshot

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
LEAVES = re.compile(rf"(?:先?不约|不用|算|退出|不办|不预约|不了|取消|不要|不取消|别取消|不退)了?{_END}")
ADDS = re.compile(r"(?:还要?|再|另外|顺便|同时|一起)(?:想|要)?(?:加上?|办|办理|约)(?:一?[个件下])?(?:[:：])?(.{2,30})")
_SOONEST = re.compile(
    rf"(?:最早|最快|尽快|最近)(?:什么时候|啥时候|哪[天一]天?|几[号点]|能|可以|的号|有号|什么时间)?.{{0,8}}{_END}"
)
_GOES = re.compile(
    r"(?:能|可以|可不可以|能不能|想|要|打算|准备|方便)(?:过?[去来])?(?:不能|不可以)?(?:办|取|领|补|换|做|约)"
    r"|有(?:没有)?号|去办|来办|[去来到].{2,12}办|办得了|有空位|排得上|预约.{2}|办.{2}|(?<![大节违契条合制特邀])约(?!定|束|会|谈|见)(?=.{2})"
)
_HOW = re.compile(r"怎么|咋|如何|啥(?!时候|时间)|什么(?!时候|时间)|哪些|多少钱|材料|有没有(?!号|空|位)")
"""Asked for is what to do, and a time in it is part of the story (下个月到岁数了,退休咋办)."""
_TIME_ALONE = re.compile(
    r"[\d一二三四五六七八九十两零〇:：上下这本个周星期礼拜天日末月号年今明后大前早晨午中晚夜间点钟半刻分时"
    r"第工作国庆节元旦春清明端劳动秋放假完之以到至~\-—和、， 的]{2,24}(?:吧|可以吗|行吗|方便|有空|来)?[。！!？?]*"
)
_BOOKS = re.compile(r"(?:我?要|想|帮我|请)?(?:(?:给|帮|替|代|为)\S{1,6}?)?(?:预约|取号|挂号|约个号)(?:一?下)?[:：,，]?")
_JOINED = re.compile(r"以及|还有|[和跟与、，,]")
_NUMBER = re.compile(r"(?:第|选)?\s*\d{1,2}\s*(?:项|个)?[。.、]?")
_OTHERWISE = re.compile(r"(?:转?人工|客服|重新开始|从头开始|目录|帮助|更多|投诉|电话).{0,4}")


def wished(incoming: Incoming, session: Session, snapshot: Snapshot) -> Wish | None:
    """What a message wants of the booking desk before anything else is made of it; None for all other messages."""
    if incoming.kind is not Kind.TEXT or (not incoming.text and incoming.choice is None):
        return None
    words = incoming.text.encode("utf-8", "replace").decode().strip()
    if incoming.choice is None and (wish := _of_mine(words, session)) is not None:
        return wish
    place = Place.of(session)
    if place is None or session.offers:
        return None
    ours = incoming.choice is not None or place.mode is Mode.IDENTITY or _is_ours(words)
    if not ours or (incoming.choice is None and _of_other(words, place, snapshot)):
        return None
    return Wish(WishKind.BOOKING_SAID, words, choice=incoming.choice)


def _of_mine(words: str, session: Session) -> Wish | None:
    """Whether one's own appointments are spoken of; in mid-booking 取消 is of what is being booked."""
    # Within a form or a booking people type who they are: nothing of it is remembered.
    read = _said_of_mine.__wrapped__ if session.flow else _said_of_mine
    said = read(words) if len(words) <= _LONGEST else ""
    if said == "look":
        return Wish(WishKind.MY_PLACES)
    if said == "cancel" and session.flow != FLOW:
        return Wish(WishKind.MY_PLACES, "取消")
    if said == "move" and session.flow not in {FLOW, "apply"}:
        return Wish(WishKind.MY_PLACES, words)
    return None


@lru_cache(maxsize=REMEMBERED)
def _said_of_mine(words: str) -> str:
    """What is said of one's own appointments: ``look``, ``cancel``, ``move``, or '' for nothing."""
    if _MINE.fullmatch(words):
        return "look"
    if _CANCELS_NAMED.fullmatch(words):
        return "cancel"
    return "move" if _MOVES_NAMED.match(words) else ""


def _is_ours(words: str) -> bool:
    """Whether words in mid-booking go on with it: a number, a command, a time."""
    if len(words) > _LONGEST or _OTHERWISE.fullmatch(words):
        return False
    if any(each.fullmatch(words) for each in (_NUMBER, CONFIRMS, LEAVES, CANCELS)):
        return True
    return bool(MOVES.match(words) or ADDS.match(words)) or dates.speaks_of_time(words)


def _of_other(words: str, place: Place, snapshot: Snapshot) -> bool:
    """Whether a new wish is said: a time for something else than what is being booked."""
    if place.mode is Mode.IDENTITY or ADDS.match(words) or not _GOES.search(words):
        return False
    found = found_for(snapshot, _BOOKS.sub("", words))
    codes = {each.code for each in found.candidates[:3]}
    return found.decision is not Decision.DECLINE and not codes & set(place.items)


def _names_an_hour(words: str, turn: Turn) -> bool:
    """Whether a time is one to the hour or the half of a day (下周三上午): a day alone may ask whether one is open
    then.
    """
    found = dates.read(words, turn.now, turn.setting.calendar)
    spans = found.choices if isinstance(found, dates.Ambiguous) else (found,)
    return all(isinstance(each, dates.Span) and each.time is not None for each in spans)


def begun(turn: Turn, step: Step) -> Step:
    """The answer, with the wish to book where one was said; what cannot be booked is answered as it would be."""
    waiting = turn.session.data.get(NEXT)
    wants = _wants(turn)
    if step.asks is not None:
        return step  # whoever asks for their place in the queue, or for their case, has what they would book
    if step.wants is not None or (not wants and waiting is None):
        return _past(turn, step)
    step = _asked(turn, step)
    region = turn.understanding.region.code if turn.understanding.region else ""
    said, where = (turn.understanding.text, region) if wants or not waiting else tuple(waiting)
    if step.outcome == "clarified" and step.session.offers:
        data = {**step.session.data, NEXT: [said, where]}
        return replace(step, session=step.session.changed(data=data))
    data = {key: value for key, value in step.session.data.items() if key != NEXT}
    step = replace(step, session=step.session.changed(data=data))
    if not wants and not (step.outcome == "answered" and step.shown):
        return step
    codes = _several(turn.snapshot, said) or step.shown or _codes(turn, step)
    if not codes and turn.understanding.intent is not Intent.BOOKING:
        return step
    focus = step.session.focus
    situation = focus.situation if focus and focus.item_code in codes else ""
    wish = Wish(WishKind.BOOK, said, items=tuple(dict.fromkeys(codes)), region=region or where, situation=situation)
    return replace(step, wants=wish)


def _asked(turn: Turn, step: Step) -> Step:
    """The answer to what is to be done, without the wish to book: it may name items that the whole hides."""
    words = _BOOKS.sub("", turn.understanding.text)
    if turn.understanding.intent is not Intent.BOOKING or not words.strip():
        return step
    alone = turn.session.changed(offers=(), pending=None, focus=None)
    known = understand(words, alone, turn.snapshot, turn.now.date(), turn.setting.calendar)
    if known.intent is not Intent.ASK or not (known.match and known.match.decision is not Decision.DECLINE):
        return step
    return ask(Turn(known, alone, turn.snapshot, turn.now, turn.setting))


def _several(snapshot: Snapshot, words: str) -> tuple[str, ...]:
    """The items where two or more are named side by side (换身份证和办居住证); else none."""
    parts = [each for each in _JOINED.split(_BOOKS.sub("", words)) if len(each) > 1]
    if len(parts) < 2:
        return ()
    found = (found_for(snapshot, each) for each in parts[:4])
    codes = tuple(dict.fromkeys(each.candidates[0].code for each in found if each.decision is Decision.ANSWER))
    return codes if len(codes) > 1 else ()


def _codes(turn: Turn, step: Step) -> tuple[str, ...]:
    """The item of a wish whose answer shows none: the guide spoken of."""
    asked = turn.understanding.intent is Intent.ASK
    return (step.session.focus.item_code,) if step.session.focus and not asked else ()


def _wants(turn: Turn) -> bool:
    """Whether it is asked for a place: in so many words, or by asking whether something can be done at a time."""
    understanding = turn.understanding
    if understanding.intent is Intent.BOOKING:
        return True
    if understanding.intent not in {Intent.ASK, Intent.FACET, Intent.UNCLEAR, Intent.APPLY, Intent.CENTRE}:
        return False
    words = understanding.text[:_LONGEST]
    said = _said_of_going(words)
    if said.books and not understanding.facets:
        return True
    if turn.session.focus is not None and (said.soonest or (said.time_alone and _names_an_hour(words, turn))):
        return True
    return said.at_a_time


class _Going(NamedTuple):
    """What words say of going there: that a place is wished for; how soon; a time and nothing else; that something
    can be done at a time.
    """

    books: bool
    soonest: bool
    time_alone: bool
    at_a_time: bool


@lru_cache(maxsize=REMEMBERED)
def _said_of_going(words: str) -> _Going:
    at_a_time = bool(_GOES.search(words)) and not _HOW.search(words) and dates.speaks_of_time(words)
    return _Going(
        bool(_BOOKS.match(words)), bool(_SOONEST.fullmatch(words)), bool(_TIME_ALONE.fullmatch(words)), at_a_time
    )


def _past(turn: Turn, step: Step) -> Step:
    """After an answer to something else the booking is left; a question about the guide (要带什么) leaves it open."""
    if step.wants is not None or step.session.flow != FLOW or turn.understanding.intent is Intent.FACET:
        return step
    return replace(step, session=step.session.changed(flow=""))
