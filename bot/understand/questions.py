"""A long message cut down, and a message with several questions taken apart."""

import re

__all__ = ["LONGEST", "clauses", "shortened"]

LONGEST = 500
"""Characters of a message that are read; of a longer one its beginning and its end."""

SENTENCE_END = re.compile(r"[。！？!?；;\n.]")
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


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a normalised text: normalising left a blank for punctuation."""
    return tuple(
        clause.strip() for part in text.split(" ") for clause in CONNECTOR.split(part) if clause and clause.strip()
    )
