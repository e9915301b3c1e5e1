"""What gets a sentence and never a guide: danger, insults, injections, others' data, elsewhere."""

from bot import phrases
from bot.answers.places import masked, plain
from bot.flows.examples import example
from bot.flows.human import centre_of, focus_guide
from bot.flows.turn import Step, Turn, say
from bot.handing.place import UPSET, handover_offer
from bot.messages import Link, ReplyKind

__all__ = ["abuse", "complaint", "elsewhere", "emergency", "injection", "others_data", "out_of_scope", "personal"]


def emergency(turn: Turn) -> Step:
    """110, 119, 120 in the first line."""
    return say(turn, phrases.EMERGENCY)


def abuse(turn: Turn) -> Step:
    """Calm, and where to complain."""
    kept = turn.with_session(turn.session.changed(data={**turn.session.data, UPSET: 1}))
    return say(kept, "\n".join((phrases.ABUSE, *handover_offer(turn))))


def injection(turn: Turn) -> Step:
    """Instructions to the bot are not followed."""
    return _declined(turn, phrases.INJECTION.format(example=example(turn.snapshot)))


def others_data(turn: Turn) -> Step:
    """Somebody else's data are never given (个人信息保护法 第十条)."""
    return _declined(turn, phrases.OTHERS_DATA)


def personal(turn: Turn) -> Step:
    """A number of a person's is not wanted here (个人信息保护法 第六条: no more than needed)."""
    return say(turn, phrases.PERSONAL.format(example=example(turn.snapshot)))


def elsewhere(turn: Turn) -> Step:
    """Another city's business: that city's own service account and line."""
    city = turn.understanding.elsewhere
    return _declined(turn, phrases.ELSEWHERE.format(city=city) if city else phrases.ELSEWHERE_BARE)


def out_of_scope(turn: Turn) -> Step:
    """Not the business of a service hall."""
    text = phrases.OUT_OF_SCOPE.format(example=example(turn.snapshot))
    return say(turn, text, kind=ReplyKind.DECLINED, outcome="declined", links=(Link(phrases.ALL_ITEMS, "/guides"),))


def complaint(turn: Turn) -> Step:
    """12345, the guide's supervision line, the centre's phone."""
    lines = [phrases.COMPLAINT_HERE] if turn.setting.capabilities.matters else []
    lines.append(phrases.COMPLAINT)
    guide = focus_guide(turn)
    if guide and guide.complaint_phones:
        name = turn.snapshot.catalogue.items_by_code[guide.item_code].name
        lines.append(phrases.COMPLAINT_GUIDE.format(name=name, phones=_dialled(guide.complaint_phones)))
    venue = centre_of(turn)
    if venue and _dialled(venue.phones):
        lines.append(phrases.COMPLAINT_CENTRE.format(name=venue.name, phones=_dialled(venue.phones)))
    return say(turn, "\n".join(lines))


def _declined(turn: Turn, text: str) -> Step:
    return say(turn, text, kind=ReplyKind.DECLINED)


def _dialled(phones: tuple[str, ...]) -> str:
    return "、".join(plain(phone) for phone in phones if not masked(phone))
