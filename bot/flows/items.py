"""Questions whose item is not certain: best guesses, an honest 没找到, corrections; and all
questions of one message, one after the other.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import phrases
from bot.flows.examples import example
from bot.flows.guide import tell
from bot.flows.human import ways
from bot.flows.request import Request, requests_of
from bot.flows.scenario import scenario, scenario_of
from bot.flows.turn import Step, Turn, offer, short_label
from bot.handing.place import handover_offer
from bot.messages import GuideRef, Link, Reply, ReplyKind
from bot.session import Focus, Offer
from knowledge.guide import Item
from knowledge.match.family import Family, family_of

__all__ = ["NONE", "QUEUED", "answer_all", "ask", "correct", "decline", "guess"]

NONE = "none"
QUEUED = "ask:"
"""Prefix of a question in ``Session.rest`` that waits for its turn."""

OTHERS = "others"
"""In ``Session.data``: the items that came next in the match of the last question."""

_NEAR, _WAYS = 12, 6
"""Candidates that are looked through for further ways of one thing, and ways that are offered."""
_OFFER_HUMAN_AFTER = 2
_OTHERS = 3
_LIKELY = 0.03


def ask(turn: Turn) -> Step:
    """A new question (or several in one message)."""
    session = turn.session.changed(rest=(), offers=(), pending=None)
    found = scenario_of(turn)
    if found is not None:
        return scenario(turn.with_session(session), found)
    requests = requests_of(turn.understanding, turn.session)
    step = answer_all(turn.with_session(session), requests)
    kept = {**step.session.data, OTHERS: _runners_up(turn, step)}
    return step.with_session(step.session.changed(data=kept))


def answer_all(turn: Turn, requests: Sequence[Request]) -> Step:
    """Answer in order; after the first that needs a choice the others wait in ``rest``."""
    steps: list[Step] = []
    for at, request in enumerate(requests):
        step = _one(turn, request)
        steps.append(step)
        turn = turn.with_session(step.session)
        left = tuple(QUEUED + each.dumps() for each in requests[at + 1 :])
        if step.reply.choices and left:
            waiting = step.session.changed(rest=step.session.rest + left)
            steps[-1] = Step(step.reply, waiting, step.outcome, step.shown, step.chosen, step.confidence)
            break
    return _joined(steps)


def _one(turn: Turn, request: Request) -> Step:
    known = tuple(code for code in request.items if code in turn.snapshot.catalogue.items_by_code)
    if len(known) == 1 and len(request.items) == 1:
        return tell(turn, request)
    return guess(turn, request, known) if known else decline(turn)


def guess(turn: Turn, request: Request, codes: Sequence[str], text: str = phrases.WHICH_ITEM) -> Step:
    """The best guesses as options; what was asked about them is kept for the one picked.

    Where they are one thing done in several ways, it is asked which way.
    """
    known = turn.snapshot.catalogue.items_by_code
    items = [known[code] for code in codes]
    family = family_of([item.name for item in items]) if text is phrases.WHICH_ITEM else None
    if family:
        items += _relatives(turn, family, codes)
        ways = [family.way_of(item.name) for item in items]
        text = phrases.WHICH_WAY.format(stem=family.stem, ways="、".join(ways[:-1]), last=ways[-1])
    names = [item.name for item in items]
    offers = [Offer("item", item.code, family.way_of(item.name) if family else _label(item, names)) for item in items]
    offers.append(Offer("intent", NONE, phrases.NONE_OF_THESE))
    scores = dict(zip(request.items, request.confidences, strict=False))
    guides = [GuideRef(item.code, item.name, confidence=round(scores.get(item.code, 0.0), 4)) for item in items]
    pending = Focus("", request.variant, request.situation, request.region, tuple(f.value for f in request.facets))
    step = offer(turn, text, offers, pending=pending, guides=guides)
    session = step.session.changed(last_question=request.text or turn.session.last_question)
    return Step(step.reply, session, "clarified", step.shown, confidence=max(request.confidences, default=None))


def _relatives(turn: Turn, family: Family, codes: Sequence[str]) -> list[Item]:
    """Further candidates that are done in another way again."""
    match, known = turn.understanding.match, turn.snapshot.catalogue.items_by_code
    near = [known[each.code] for each in match.candidates[:_NEAR] if each.code in known] if match else []
    others: dict[str, Item] = {}
    for item in near:
        way = family.way_of(item.name)
        if way and way not in family.ways and item.code not in codes:
            others.setdefault(way, item)
    return list(others.values())[: _WAYS - len(codes)]


def decline(turn: Turn) -> Step:
    """Nothing in the catalogue is meant; the second time in a row a human is offered."""
    misses = turn.session.misses + 1
    first = phrases.NOT_FOUND.format(example=example(turn.snapshot)) + phrases.NOT_FOUND_MORE
    text = (
        first
        if misses < _OFFER_HUMAN_AFTER
        else "\n".join((phrases.NOT_FOUND_AGAIN, *handover_offer(turn), *ways(turn)))
    )
    reply = Reply(ReplyKind.DECLINED, text, links=(Link(phrases.ALL_ITEMS, "/guides"),))
    return Step(reply, turn.session.changed(misses=misses, offers=(), pending=None), "declined")


def correct(turn: Turn) -> Step:
    """都不是, or 不对 after an answer: the guess was wrong, and the knowledge desk learns it."""
    session = turn.session
    offered = tuple(each.value for each in session.offers if each.kind == "item")
    shown = offered or ((session.focus.item_code,) if session.focus else ())
    others = [] if offered else list(session.data.get(OTHERS, ()))
    data = {key: value for key, value in session.data.items() if key != OTHERS}
    focus = session.focus if offered else None
    cleared = session.changed(misses=session.misses + 1, offers=(), pending=None, rest=(), focus=focus, data=data)
    known = [code for code in others if code in turn.snapshot.catalogue.items_by_code]
    if known:
        facets = Request.of_focus(session.focus).facets if session.focus else ()
        request = Request(tuple(known), facets=facets, text=session.last_question)
        step = guess(turn.with_session(cleared), request, known, phrases.CORRECTED_OTHERS)
        return replace(step, outcome="corrected", shown=shown)
    many = cleared.misses >= _OFFER_HUMAN_AFTER
    text = "\n".join((phrases.NOT_FOUND_AGAIN, *handover_offer(turn), *ways(turn))) if many else phrases.CORRECTED
    return Step(Reply(ReplyKind.DECLINED, text), cleared, "corrected", shown=shown)


def _runners_up(turn: Turn, step: Step) -> list[str]:
    """The next best items, should the one answered not be what was meant."""
    match = turn.understanding.match
    if match is None or step.outcome != "answered":
        return []
    likely = [each.code for each in match.candidates if each.confidence >= _LIKELY and each.code not in step.shown]
    return likely[:_OTHERS]


def _label(item: Item, names: Sequence[str]) -> str:
    if names.count(item.name) > 1 and item.department:
        return phrases.NOTED.format(name=item.name, note=item.department)
    return item.name


def _joined(steps: Sequence[Step]) -> Step:
    """Several steps as one reply; a question asked back comes last and gives the kind."""
    last = steps[-1]
    if len(steps) == 1:
        return last
    answered = any(step.outcome == "answered" for step in steps)
    facets = dict.fromkeys(facet for step in steps for facet in step.reply.facets)
    text = "\n\n".join(step.reply.text for step in steps)
    kind = ReplyKind.ANSWER if answered and not last.reply.choices else last.reply.kind
    reply = Reply(
        kind,
        text,
        choices=last.reply.choices,
        guides=tuple(guide for step in steps for guide in step.reply.guides),
        facets=tuple(facets),
        links=tuple(dict.fromkeys(link for step in steps for link in _named(step.reply))),
    )
    shown = tuple(code for step in steps for code in step.shown)
    return Step(reply, last.session, "answered" if answered else last.outcome, shown, confidence=steps[0].confidence)


def _named(reply: Reply) -> tuple[Link, ...]:
    """The links of one of several answers, each with the name of its item."""
    name = next((guide.name for guide in reply.guides), "")
    title = phrases.FULL_GUIDE_OF.format(name=short_label(name)) if name else phrases.FULL_GUIDE
    return tuple(replace(link, title=title) if link.title == phrases.FULL_GUIDE else link for link in reply.links)
