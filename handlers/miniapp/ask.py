"""``POST /ask``: one question, through the same engine as WeChat."""

import hashlib
import re
import secrets
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, Field

from affairs.directory import find_region
from affairs.errors import StoreUnavailable
from bot.messages import Incoming, Reply, ReplyKind
from handlers.access import Access
from handlers.auth import signed_in
from handlers.endpoint import IDEMPOTENCY_KEY, Call, Nothing, endpoint
from handlers.keys import services_of

__all__ = ["CHANNEL", "AskAnswer", "AskQuestion", "operations"]

CHANNEL = "api"
TEXT_LIMIT = 2000
"""Characters of a question; the engine looks at the first few hundred."""


UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class AskQuestion(BaseModel, extra="forbid", strict=True):
    """One question. ``conversation_id`` is that of an earlier answer, to go on from it."""

    text: Annotated[str, Field(max_length=TEXT_LIMIT)]
    region: Annotated[str, Field(max_length=100, description="Code, name or short name of a region.")] | None = None
    conversation_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = None
    explain: bool = False


class ChoiceOut(BaseModel):
    """A numbered option."""

    n: int
    label: str


class GuideOut(BaseModel):
    """A guide that the answer rests on; ``confidence`` is a probability."""

    code: str
    name: str
    region: str
    variant: str
    confidence: float


class LinkOut(BaseModel):
    """A page to open, relative to this server."""

    title: str
    path: str


class AskAnswer(BaseModel):
    """The answer: ``text`` without options and links, which stand beside it."""

    conversation_id: str
    kind: str
    text: str
    choices: list[ChoiceOut]
    guides: list[GuideOut]
    facets: list[str]
    links: list[LinkOut]
    explain: dict[str, Any] | None = None


@endpoint(
    "POST",
    "/ask",
    access=Access.ANYONE,
    tag="ask",
    body=AskQuestion,
    reply=AskAnswer,
    idempotent=True,
    errors=(HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def ask(call: Call[Nothing, AskQuestion]) -> AskAnswer:
    """Ask a question in one's own words."""
    services = services_of(call.request)
    question = await call.body()
    region = find_region(services.snapshot(), question.region).code if question.region else ""
    conversation = question.conversation_id or secrets.token_urlsafe(16)
    incoming = Incoming(
        channel=CHANNEL,
        user=conversation,
        text=UNPRINTABLE.sub(" ", question.text),
        message_key=_message_key(call),
        region=region,
        received_at=services.clock.now(),
        citizen_id=call.citizen.id if signed_in(call.request) else "",
    )
    reply = await services.engine.respond(incoming, explain=question.explain)
    if reply.kind is ReplyKind.SILENT:  # the first of two equal messages is still in work
        raise StoreUnavailable
    services.metrics.count("replies", channel=CHANNEL, kind=reply.kind)
    return _answer(conversation, reply, question.explain)


def _message_key(call: Call[Nothing, AskQuestion]) -> str:
    """The idempotency key: the same question sent again within a conversation is answered once."""
    key = call.request.headers.get(IDEMPOTENCY_KEY, "")
    return hashlib.sha256(key.encode(errors="surrogateescape")).hexdigest() if key else ""


def _answer(conversation: str, reply: Reply, explain: bool) -> AskAnswer:
    return AskAnswer(
        conversation_id=conversation,
        kind=reply.kind,
        text=reply.text,
        choices=[ChoiceOut(n=choice.n, label=choice.label) for choice in reply.choices],
        guides=[
            GuideOut(code=g.code, name=g.name, region=g.region, variant=g.variant, confidence=round(g.confidence, 4))
            for g in reply.guides
        ],
        facets=list(reply.facets),
        links=[LinkOut(title=link.title, path=link.path) for link in reply.links],
        explain=dict(reply.explain) if explain else None,
    )


operations = (ask,)
