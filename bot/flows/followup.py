"""Follow-ups without a subject: they speak of the guide just given, or just being chosen."""

from dataclasses import replace

from affairs.privacy import scrub
from bot import phrases
from bot.flows.centre import centre
from bot.flows.examples import example
from bot.flows.guide import tell
from bot.flows.request import Request
from bot.flows.turn import Step, Turn, offer
from bot.messages import Reply, ReplyKind
from bot.session import Focus
from knowledge.facets import Facet

__all__ = ["facet"]

_LONGEST_QUESTION = 300


def facet(turn: Turn) -> Step:
    """那几天能下来? — the facets of this message, for the item, variant and district in hand."""
    session = turn.session
    choosing = session.pending if session.pending and session.pending.item_code else None
    subject = choosing or (None if session.pending and session.offers else session.focus)
    if subject is None or subject.item_code not in turn.snapshot.catalogue.items_by_code:
        return _no_subject(turn)
    request = _completed(turn, Request.of_focus(subject, turn.understanding.text))
    ready = turn.with_session(session.changed(offers=(), pending=None, rest=()))
    if choosing and session.offers and _leaves_open(request, choosing):
        return _meanwhile(turn, ready, request)
    return tell(ready, request)


def _completed(turn: Turn, before: Request) -> Request:
    """The request with what this message adds."""
    understanding = turn.understanding
    return replace(
        before,
        facets=understanding.facets or before.facets,
        variant=understanding.variant.name if understanding.variant else before.variant,
        situation=understanding.situation or before.situation,
        region=understanding.region.code if understanding.region else before.region,
        regions=() if understanding.region else tuple(each.code for each in understanding.regions),
    )


def _leaves_open(request: Request, pending: Focus) -> bool:
    """Whether nothing was said that settles what the options ask."""
    said = (request.variant, request.situation, request.region)
    return said == (pending.variant, pending.situation, pending.region) and not request.regions


def _meanwhile(turn: Turn, ready: Turn, request: Request) -> Step:
    """Another facet of the item whose options are open: answered, and the options shown again;
    where it depends on the choice too, it waits for it with the others.
    """
    session = turn.session
    asked = Request.of_focus(session.pending or Focus(""), session.last_question)
    step = tell(ready, request)
    if step.outcome != "answered" and request.facets == (Facet.HOURS,):
        return centre(turn)
    if step.outcome != "answered" or request.facets == asked.facets:
        return tell(ready, replace(request, facets=tuple(dict.fromkeys((*asked.facets, *request.facets)))))
    text = f"{step.reply.text}\n{phrases.STILL_OPEN}"
    again = offer(
        turn.with_session(step.session),
        text,
        session.offers,
        pending=session.pending,
        kind=ReplyKind.ANSWER,
        guides=step.reply.guides,
        links=step.reply.links,
    )
    reply = replace(again.reply, facets=step.reply.facets)
    kept = again.session.changed(data={**again.session.data, "menu": session.data.get("menu", "")})
    return Step(reply, kept, "answered", shown=step.shown, confidence=step.confidence)


def _no_subject(turn: Turn) -> Step:
    """Nothing was spoken of yet, or it is still being chosen: what was said waits for the item."""
    session, understanding = turn.session, turn.understanding
    before = session.pending or Focus("")
    facets = tuple(dict.fromkeys((*before.facets, *(each.value for each in understanding.facets))))
    pending = replace(before, facets=facets)
    if not session.offers or "menu" not in session.data:
        text = phrases.WHAT_SUBJECT.format(example=example(turn.snapshot))
        return Step(Reply(ReplyKind.CHOICES, text), session.changed(pending=pending), "clarified")
    titles = "、".join(phrases.TITLES[each.value] for each in understanding.facets)
    lead = phrases.CHOOSE_FIRST_OF.format(titles=titles) if titles else phrases.CHOOSE_FIRST
    step = offer(turn, lead, session.offers, pending=pending)
    said = " ".join(filter(None, (session.last_question, scrub(understanding.text))))[:_LONGEST_QUESTION]
    kept = step.session.changed(last_question=said, data={**step.session.data, "menu": session.data["menu"]})
    return replace(step, session=kept)
