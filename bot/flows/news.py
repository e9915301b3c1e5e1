"""有什么新政策, 中心简介: the latest headlines of a column, with their pages."""

from functools import lru_cache

from bot import phrases
from bot.bulletin import Headline, column_asked
from bot.flows.turn import Step, Turn, say
from bot.messages import Link, ReplyKind
from bot.understand.wordings import REMEMBERED
from knowledge.text import normalise

__all__ = ["news_of"]

_LINKS = 3
_PUNCTUATION = str.maketrans("", "", " ?？!！。，,.、")


@lru_cache(maxsize=REMEMBERED)
def _column(text: str) -> str:
    return column_asked(normalise(text).translate(_PUNCTUATION))


def news_of(turn: Turn) -> Step | None:
    """The headlines asked for; None when the message asks for something else, or nothing was published."""
    column = _column(turn.understanding.text)
    headlines: tuple[Headline, ...] = getattr(turn.setting.bulletin, column) if column else ()
    if not headlines:
        return None
    lines = [phrases.NEWS_TITLES[column]]
    lines += [f"{number}. {each.title}（{each.dated:%Y-%m-%d}）" for number, each in enumerate(headlines, 1)]
    if headlines[0].summary:
        lines.insert(2, f"   {headlines[0].summary}")
    links = [Link(each.title, f"/news/{each.id}") for each in headlines[:_LINKS]]
    return say(turn, "\n".join(lines), kind=ReplyKind.ANSWER, outcome="answered", links=links)
