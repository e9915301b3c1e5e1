"""更多, 返回, 回到刚才那个, 重新开始, 对 and 不对."""

from dataclasses import replace

from bot import phrases
from bot.flows.choice import pick, previous_menu
from bot.flows.examples import example
from bot.flows.guide import link_to, tell
from bot.flows.human import focus_guide
from bot.flows.items import QUEUED, answer_all, correct
from bot.flows.request import Request
from bot.flows.turn import Step, Turn, offer, say
from bot.flows.unclear import asked_again, none_of_kinds
from bot.messages import Reply, ReplyKind
from bot.session import DECIDING, Session

__all__ = ["back", "more", "no", "restart", "yes"]

_EARLIER_WORDS = ("刚才", "刚刚", "之前", "前面", "原来", "前一个", "上一个", "先前")
_KEPT = ("thread",)


def more(turn: Turn) -> Step:
    """The rest of a long answer, the questions still waiting, or the next page of options."""
    session = turn.session
    if session.rest:
        return _next_of_rest(turn)
    page = int(session.data.get("page", 0))
    if session.offers and page < len(session.offers):
        return offer(turn, str(session.data.get("menu", "")), session.offers, pending=session.pending, start=page)
    guide = focus_guide(turn)
    return say(turn, phrases.NO_MORE, links=(link_to(guide),) if guide else ())


def back(turn: Turn) -> Step:
    """One step back: to the options before, else to the subject before."""
    stack = list(turn.session.data.get("back", []))
    if any(word in turn.understanding.text for word in _EARLIER_WORDS) or not stack:
        return _earlier(turn)
    restored = previous_menu(turn.session)
    return offer(turn.with_session(restored), str(restored.data["menu"]), restored.offers, pending=restored.pending)


def restart(turn: Turn) -> Step:
    """Forget the subject; the district stays."""
    kept = {key: value for key, value in turn.session.data.items() if key in _KEPT}
    session = Session(region=turn.session.region, data=kept)
    return say(turn.with_session(session), phrases.RESTARTED)


def yes(turn: Turn) -> Step:
    """The only guess is meant; several need a number; else it is merely polite."""
    offers = [each for each in turn.session.offers if each.kind != "intent"]
    if len(offers) == 1:
        return pick(turn, turn.session.offers.index(offers[0]) + 1)
    if offers:
        return asked_again(turn, phrases.WHICH_NUMBER)
    return say(turn, phrases.AFFIRMED)


def no(turn: Turn) -> Step:
    """What was offered or answered is not what was meant."""
    if turn.session.offers and turn.session.offers[0].kind in DECIDING:
        return none_of_kinds(turn)
    if turn.session.offers or turn.session.focus:
        return correct(turn)
    return say(turn, phrases.WHICH_THING.format(example=example(turn.snapshot)))


def _next_of_rest(turn: Turn) -> Step:
    first, *others = turn.session.rest
    session = turn.session.changed(rest=tuple(others))
    if first.startswith(QUEUED):
        cleared = session.changed(offers=(), pending=None)
        return answer_all(turn.with_session(cleared), (Request.loads(first.removeprefix(QUEUED)),))
    shown = (session.focus.item_code,) if session.focus else ()
    return Step(Reply(ReplyKind.ANSWER, first), session, "answered", shown=shown)


def _earlier(turn: Turn) -> Step:
    session = turn.session
    focus = session.focus if session.pending else next(iter(session.earlier), None)
    if focus is None or focus.item_code not in turn.snapshot.catalogue.items_by_code:
        return say(turn, phrases.NOTHING_EARLIER.format(example=example(turn.snapshot)))
    cleared = session.changed(offers=(), pending=None, rest=())
    return replace(tell(turn.with_session(cleared), Request.of_focus(focus)), chosen=focus.item_code)
