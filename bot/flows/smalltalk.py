"""Greetings, thanks, chat: a sentence that leads back to what the bot is for."""

from types import MappingProxyType

from bot import phrases
from bot.flows.examples import example
from bot.flows.turn import Step, Turn, say
from bot.understand import Intent

__all__ = ["talk"]

_SENTENCES = MappingProxyType(
    {
        Intent.GREETING: phrases.GREETING,
        Intent.THANKS: phrases.THANKS,
        Intent.CHITCHAT: phrases.CHITCHAT,
        Intent.EMPTY: phrases.EMPTY,
    }
)


def talk(turn: Turn) -> Step:
    """The sentence for the intent; options that were open stay open."""
    sentence = _SENTENCES.get(turn.understanding.intent, phrases.CHITCHAT)
    return say(turn, sentence.format(example=example(turn.snapshot)))
