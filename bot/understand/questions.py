"""A long message cut down, and a message with several questions taken apart."""

import re

from knowledge.catalogue import Catalogue

__all__ = ["LONGEST", "clauses", "shortened", "unquoted"]

LONGEST = 500
"""Characters of a message that are read; of a longer one its beginning and its end."""

SENTENCE_END = re.compile(r"[。！？!?；;\n.]")
HEADING = re.compile(r"【([^【】\n]{2,80})】")
QUOTED_END = re.compile(r"[\n。”」]|\s+")
QUESTION_SIGN = re.compile(r"[?？]|吗|么|呢|怎|咋|如何|能不能|可不可以|什么|啥|哪|多少|几|必须|一定")
HALF_WIDTH = str.maketrans("（）", "()")
CONNECTOR = re.compile(
    r"(?<=.{2})(?=(?:还有就是|还有|另外|再问一?下|再问|顺便问一?下|顺便|对了|以及|再就是|再一个|同时还?想?问?))"
)


def shortened(text: str) -> str:
    """At most ``LONGEST`` characters: the first sentences and the last, where the question stands."""
    if len(text) <= LONGEST:
        return text
    head, tail = text[: LONGEST // 2], text[-(LONGEST // 2 - 1) :]
    if ends := list(SENTENCE_END.finditer(head)):
        head = head[: ends[-1].end()]
    if start := SENTENCE_END.search(tail[:-2]):
        tail = tail[start.end() :]
    return f"{head} {tail}"


def unquoted(text: str, catalogue: Catalogue) -> str:
    """A message that holds one of the bot's own answers cut to the item it was about and what is asked of it."""
    if (heading := HEADING.search(text)) is None:
        return text
    name = heading[1].split("·")[0].translate(HALF_WIDTH).strip()
    if all(item.name.translate(HALF_WIDTH) != name for item in catalogue.items):
        return text
    said = [text[: heading.start()], *QUOTED_END.split(text[heading.end() :])]
    asked = next((each for each in reversed(said) if QUESTION_SIGN.search(each)), "")
    return f"{name} {asked}"


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a normalised text: normalising left a blank for punctuation."""
    return tuple(
        clause.strip() for part in text.split(" ") for clause in CONNECTOR.split(part) if clause and clause.strip()
    )
