"""In the hall: how many are ahead, where one is called; and checking in by the hall's own code."""

import re
from dataclasses import replace

from affairs.errors import DomainError, StoreUnavailable
from affairs.hall.desk import Hall
from affairs.hall.queue import Position
from affairs.hall.ticket import TicketState
from bot import phrases
from bot.flows.asks import HallAsk
from bot.flows.turn import Step, Turn, say
from bot.messages import Incoming, ReplyKind

__all__ = ["asks_for_place", "hall_told", "looked_at", "scene_of"]

_ASKS = re.compile(
    r"前面(还|现在)?(有|剩)?(多少|几)(个)?(人|位|号)|(还要|要|还得|得)(等|排)(多久|多长时间|几个人)|"
    r"(到|排到|轮到|叫到)(我|我们)(了)?(吗|没|没有|么)|我(的|是)?(几)?号(是多少|是几号|呢|到了吗)?|我排(到)?(第)?几(号|位|个)?|"
    r"(叫|排)到(几|多少)号了?|什么时候(到|轮到|叫到)我"
)
_AROUND = re.compile(r"^(请问|那|现在|我|你好|您好)+|[呀啊呢吧了？?。.!！\s]+$")
_SCENE = re.compile(r"(?:qrscene_)?hall:([a-z0-9][a-z0-9-]{0,31})")


def asks_for_place(text: str) -> bool:
    """Whether the words ask for one's place in the queue and for nothing else."""
    compact = "".join(text.split())
    return any(_ASKS.fullmatch(each) for each in (compact, compact.rstrip("？?。！!"), _AROUND.sub("", compact)))


def scene_of(key: str) -> str:
    """The venue whose check-in code was scanned, or ''."""
    found = _SCENE.fullmatch(key)
    return found[1] if found else ""


def looked_at(turn: Turn, venue: str = "") -> Step:
    """The step that still has to look into the hall; with ``venue`` it checks in there first."""
    return replace(say(turn, phrases.APOLOGY), asks=HallAsk(venue))


async def hall_told(hall: Hall, incoming: Incoming, step: Step) -> Step:
    """The step with its answer: one's own tickets alone, by the chat's own log-in. Raises StoreUnavailable."""
    venue = step.asks.venue if isinstance(step.asks, HallAsk) else ""
    if venue:
        try:
            await hall.checking_in.of_login(incoming.channel, incoming.user, venue)
        except StoreUnavailable:
            raise
        except DomainError as error:
            detail = error.detail if error.detail not in {"", error.code} else phrases.ERROR_SENTENCES[error.code]
            return _said(step, detail)
    places = await hall.watching.of_login(incoming.channel, incoming.user)
    if places is None:
        return _said(step, phrases.HALL_SIGN_IN)
    none = phrases.HALL_NOTHING_TODAY if venue else phrases.HALL_NO_TICKET
    return _said(step, "\n".join(map(told, places)) or none)


def told(place: Position) -> str:
    """One place in words. What is not known is not made up."""
    ticket = place.ticket
    if ticket.state is TicketState.CALLED:
        words = phrases.HALL_CALLED if place.called_to else phrases.HALL_CALLED_SOMEWHERE
        return words.format(label=ticket.label, window=place.called_to)
    if ticket.state is TicketState.PARKED:
        return phrases.HALL_PARKED.format(label=ticket.label)
    ahead = phrases.HALL_AHEAD.format(label=ticket.label, ahead=place.ahead)
    if place.minutes is None:
        return ahead + phrases.HALL_NO_WINDOW
    return ahead + (phrases.HALL_WAIT.format(minutes=place.minutes) if place.minutes else phrases.HALL_SOON)


def _said(step: Step, text: str) -> Step:
    return replace(step, reply=replace(step.reply, kind=ReplyKind.SMALLTALK, text=text), asks=None)
