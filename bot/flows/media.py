"""Voice, pictures, videos, links, files: what works instead, kindly."""

from types import MappingProxyType

from bot import phrases
from bot.flows.examples import example
from bot.flows.turn import Step, Turn, say
from bot.messages import Kind

__all__ = ["received"]

_SENTENCES = MappingProxyType(
    {
        Kind.VOICE: phrases.VOICE,
        Kind.IMAGE: phrases.IMAGE,
        Kind.VIDEO: phrases.VIDEO,
        Kind.LINK: phrases.LINK,
        Kind.FILE: phrases.FILE,
    }
)


def received(turn: Turn, kind: Kind) -> Step:
    """The sentence for the kind; the conversation stays where it is."""
    sentence = _SENTENCES.get(kind, phrases.UNKNOWN_KIND)
    return say(turn, sentence.format(example=example(turn.snapshot)))
