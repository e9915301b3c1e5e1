"""Several addresses in one cell (办理地点): numbered, on lines, or split by ; 、 and blanks."""

import re
from functools import lru_cache

from knowledge.importers.cells import lines

__all__ = ["read_addresses", "write_address"]

_PROVINCE = r"(?:北京市|天津市|上海市|重庆市|[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,6}自治区)"
_NUMBERED = re.compile(r"(?:^|(?<=[\s;；。]))(?:\d{1,2}\s*[.、．](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])\s*")
_ENDS = re.compile(r"[;；\n]+")
_AGAIN = re.compile(rf"(?:[、,，]\s*|\s+)(?={_PROVINCE}[\u4e00-\u9fff]{{1,12}}[市区县州])")
_TAIL = re.compile(r"^(?:[、,，)）]|[市区县镇乡号楼](?![\u4e00-\u9fff]{1,6}[:：]))")
_LABEL = re.compile(r"^(?P<label>[^:：\d]{2,40})[:：]\s*(?P<rest>.+)$", re.DOTALL)
_LABEL_TAIL = re.compile(r"(?:的)?(?:办理|办公|受理|服务)?(?:地点|地址|场所)$")
_EDGES = ' \t\n"“”.。,，;；、'


@lru_cache(maxsize=50_000)
def read_addresses(text: str) -> tuple[tuple[str, str], ...]:
    """Name ('' where none stands before a colon) and address of each place, without repetition."""
    pieces: list[str] = []
    for piece in _pieces(text):
        if pieces and _TAIL.match(piece):
            pieces[-1] += piece  # a line broken within an address
        else:
            pieces.append(piece)
    places = [place for piece in pieces for place in _labelled(" ".join(piece.split()).strip(_EDGES)) if place[1]]
    return tuple(dict.fromkeys(places))


def _pieces(text: str) -> list[str]:
    text = "\n".join(" ".join(line.split()) for line in lines(text))  # long blanks are slow to search
    marked = _AGAIN.sub("\n", _NUMBERED.sub("\n", text))
    return [piece for piece in (part.strip() for part in _ENDS.split(marked)) if piece.strip(_EDGES)]


def _labelled(piece: str) -> list[tuple[str, str]]:
    found = _LABEL.match(piece)
    if not found:
        return [("", piece)]
    before, comma, label = found["label"].replace(",", "，").rpartition("，")
    name = _LABEL_TAIL.sub("", label.strip())
    first = [("", before.strip(_EDGES))] if comma else []
    return [*first, (name, found["rest"].strip(_EDGES))]


def write_address(name: str, address: str) -> str:
    """One place on one line, as :func:`read_addresses` takes it."""
    said = " ".join(address.split())
    return f"{name}:{said}" if name else said
