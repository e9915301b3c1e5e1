"""Long texts in pieces that a channel can carry."""

import re

__all__ = ["size", "split_text"]

# What must stay whole: addresses, numbers and codes; a character with its combining marks.
_ATOM = re.compile(
    r"https?://[^\s\u3000-\u9fff\uff00-\uffef]+"
    r"|[0-9A-Za-z][0-9A-Za-z\-_.:/*%@]*"
    r"|.[\u200d\ufe0f\u0300-\u036f]*",
    re.DOTALL,
)
_BREAKS: tuple[str, ...] = ("\n", "。!?！？", ";；", ",，、 ")


def size(text: str) -> int:
    """Bytes of ``text`` in UTF-8, as WeChat counts them."""
    return len(text.encode("utf-8", "surrogatepass"))


def split_text(text: str, limit_bytes: int) -> list[str]:
    """``text`` in order, each piece at most ``limit_bytes`` long in UTF-8.

    Pieces end at a line's end, else a sentence's, else a clause's, never inside a
    character, and inside an address or a number only when that alone is over the limit.
    White space at the cuts is dropped; an empty text gives no piece. ``limit_bytes`` ≥ 16.
    """
    if limit_bytes < 16:
        msg = "limit_bytes must be at least 16"
        raise ValueError(msg)
    pieces: list[str] = []
    rest = [part for atom in _ATOM.findall(text) for part in _bounded(atom, limit_bytes)]
    while rest:
        cut = _cut(rest, limit_bytes)
        piece = "".join(rest[:cut]).strip()
        if piece:
            pieces.append(piece)
        rest = rest[cut:]
    return pieces


def _cut(atoms: list[str], limit: int) -> int:
    """How many atoms the next piece takes."""
    total, fitting = 0, 0
    for atom in atoms:
        total += size(atom)
        if total > limit:
            break
        fitting += 1
    if fitting == len(atoms):
        return fitting
    for breaks in _BREAKS:
        for end in range(fitting, fitting // 3, -1):
            if atoms[end - 1] in breaks:
                return end
    return fitting


def _bounded(atom: str, limit: int) -> list[str]:
    """An atom, cut at characters only when it is over the limit by itself."""
    if size(atom) <= limit:
        return [atom]
    parts, current = [], ""
    for character in atom:
        if size(current + character) > limit:
            parts.append(current)
            current = ""
        current += character
    return [*parts, current]
