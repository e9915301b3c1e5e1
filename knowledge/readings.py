"""How Chinese characters are read, without tones.

The table is pypinyin's, read from its one file: the package itself loads a dictionary of phrases
besides, 50 MB that nothing here asks for.
"""

import importlib.util
import unicodedata
from functools import cache
from pathlib import Path

__all__ = ["readings"]

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))


@cache
def readings(character: str) -> tuple[str, ...]:
    """The toneless syllables of a character, the commonest first; () for one that has none."""
    found = _table().get(ord(character), "")
    return tuple(dict.fromkeys(map(_toneless, found.split(",")))) if found else ()


def _toneless(syllable: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", syllable).translate(_TONES))


@cache
def _table() -> dict[int, str]:
    package = importlib.util.find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pypinyin")
    spec = importlib.util.spec_from_file_location("pinyin_table", Path(package.origin).with_name("pinyin_dict.py"))
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("pypinyin.pinyin_dict")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    table: dict[int, str] = module.pinyin_dict
    return table
