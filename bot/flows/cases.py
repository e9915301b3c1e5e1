"""The second half of asking about cases: what the store says, as the reply."""

from dataclasses import replace

from affairs.cases.viewing import CaseViewing
from affairs.errors import NoSuchCase
from bot import phrases
from bot.answers import progress
from bot.flows.asks import Lookup
from bot.flows.turn import Step
from bot.messages import Incoming, ReplyKind

__all__ = ["cases_told"]

MOST = 8
"""Cases that are listed in one reply."""


async def cases_told(cases: CaseViewing, incoming: Incoming, step: Step) -> Step:
    """The step with its answer: one's own cases alone, of who signed in or is known by the log-in.

    Raises StoreUnavailable.
    """
    wanted = step.asks if isinstance(step.asks, Lookup) else Lookup()
    number = wanted.application_no
    known = incoming.citizen_id
    found = await (
        cases.listed(known, limit=MOST) if known else cases.of_login(incoming.channel, incoming.user, limit=MOST)
    )
    if found is None:
        return _said(step, "\n".join(filter(None, (phrases.CASES_SIGN_IN, wanted.otherwise))))
    if not number:
        if len(found) == 1:
            return _said(step, progress.told(found[0]))
        return _said(step, progress.listed(found) if found else phrases.CASES_NONE)
    try:
        one = cases.one(known, number) if known else cases.one_of_login(incoming.channel, incoming.user, number)
        return _said(step, progress.told(await one))
    except NoSuchCase:
        return _said(step, phrases.CASE_UNKNOWN)


def _said(step: Step, text: str) -> Step:
    return replace(step, reply=replace(step.reply, kind=ReplyKind.SMALLTALK, text=text), asks=None)
