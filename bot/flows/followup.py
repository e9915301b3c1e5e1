"""Follow-ups without a subject: they speak of the guide just given, or just being chosen."""

from dataclasses import replace

from bot import phrases
from bot.flows.examples import example
from bot.flows.guide import tell
from bot.flows.request import Request
from bot.flows.turn import Step, Turn, offer
from bot.messages import Reply, ReplyKind
from bot.session import Focus

__all__ = ["facet"]


def facet(turn: Turn) -> Step:
    """那几天能下来? — the facets of this message, for the item, variant and district in hand."""
    session, understanding = turn.session, turn.understanding
    choosing = session.pending if session.pending and session.pending.item_code else None
    subject = choosing or (None if session.pending and session.offers else session.focus)
    if subject is None or subject.item_code not in turn.snapshot.catalogue.items_by_code:
        return _no_subject(turn)
    before = Request.of_focus(subject, understanding.text)
    request = replace(
        before,
        facets=understanding.facets or before.facets,
        variant=understanding.variant.name if understanding.variant else before.variant,
        situation=understanding.situation or before.situation,
        region=understanding.region.code if understanding.region else before.region,
        regions=() if understanding.region else tuple(each.code for each in understanding.regions),
    )
    return tell(turn.with_session(session.changed(offers=(), pending=None, rest=())), request)


def _no_subject(turn: Turn) -> Step:
    """Nothing was spoken of yet: the facets wait for the item."""
    session = turn.session
    facets = tuple(each.value for each in turn.understanding.facets)
    pending = replace(session.pending or Focus(""), facets=facets)
    if session.offers and "menu" in session.data:
        return offer(turn, session.data["menu"], session.offers, pending=pending)
    text = phrases.WHAT_SUBJECT.format(example=example(turn.snapshot))
    return Step(Reply(ReplyKind.CHOICES, text), session.changed(pending=pending), "clarified")
