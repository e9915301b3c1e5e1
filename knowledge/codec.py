"""Parts of a catalogue as compact JSON and back, exactly.

Fields at their default are left out, so a document means the same when a later version
adds a field. Reading checks every type. Equal parts that are read with one
:class:`Reader` become one object, because guides of one city repeat their materials,
places and sentences hundreds of times.
"""

import hashlib
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any, Final

import msgspec

from knowledge.forms import Condition, Form, parse, write
from knowledge.guide import Guide, Item
from knowledge.learning import OutOfScope, RegressionQuestion, Scenario, Synonym
from knowledge.places import Region, Venue

__all__ = ["KINDS", "Part", "Reader", "digest", "encode", "kind_of"]

Part = Item | Guide | Region | Venue | Synonym | OutOfScope | RegressionQuestion | Scenario | Form

KINDS: Final[dict[str, type[Part]]] = {
    "item": Item,
    "guide": Guide,
    "region": Region,
    "venue": Venue,
    "synonym": Synonym,
    "out_of_scope": OutOfScope,
    "regression": RegressionQuestion,
    "scenario": Scenario,
    "form": Form,
}
"""The kinds of parts, in the order in which a catalogue lists them."""

_NAMES: Final = {part: kind for kind, part in KINDS.items()}
DIGEST_BYTES: Final = 16


def _condition(_kind: type[Any], data: Any) -> Condition:
    # Conditions are stored as they are written in YAML; NotationError is the ValueError that msgspec wants.
    return parse(data)


_encoder = msgspec.json.Encoder()
_decoders: Final = {kind: msgspec.json.Decoder(part, dec_hook=_condition) for kind, part in KINDS.items()}
_NOTHING: Final = object()


def kind_of(part: Part) -> str:
    """The kind of a part, a key of :data:`KINDS`."""
    return _NAMES[type(part)]


def encode(part: Part) -> bytes:
    """The part as JSON; equal parts give equal bytes. Raises ValueError for lone surrogates."""
    return _encoder.encode(_plain(part))


def digest(part: Part, payload: bytes | None = None) -> bytes:
    """16 bytes that tell this part from any other, the same for equal parts. ``payload``: its encoding, where known."""
    data = encode(part) if payload is None else payload
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES, person=kind_of(part).encode()).digest()


class Reader:
    """Reads parts, sharing what is equal among all that it has read."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}

    def read(self, kind: str, payload: bytes | str) -> Part:
        """The part of :func:`encode`. Raises ValueError when ``payload`` is no such part."""
        try:
            part: Part = _decoders[kind].decode(payload)
        except msgspec.MsgspecError as error:
            raise ValueError(f"not a stored {kind}: {error}") from None
        self._share(part)
        return part

    def _share(self, part: Any) -> None:
        # A part is seen by nobody else yet, so it may still be put together although it is frozen.
        for name, default in _fields(type(part)):
            value = getattr(part, name)
            if value is default or value is None:
                continue
            shared = self._shared(value, (type(part), name))
            if shared is not value:
                object.__setattr__(part, name, shared)

    def _shared(self, value: Any, place: tuple[type[Any], str]) -> Any:
        kind = type(value)
        if kind is str:
            return self._known.setdefault(value, value)
        if isinstance(value, Condition):
            return self._known.setdefault(value, value)
        if kind is tuple:
            # With its place, because tuples of different codes may be equal ("1" is many things).
            value = tuple([self._shared(each, place) for each in value])
            return self._known.setdefault((place, value), value)
        if _fields(kind):
            known = self._known.get((kind, value), _NOTHING)
            if known is not _NOTHING:
                return known
            self._share(value)
            self._known[kind, value] = value
        return value


_FIELDS: dict[type[Any], tuple[tuple[str, Any], ...]] = {}


def _fields(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    """Names and defaults of a dataclass's fields; empty for anything else."""
    known = _FIELDS.get(kind)
    if known is None:
        known = tuple((field.name, field.default) for field in fields(kind)) if is_dataclass(kind) else ()
        _FIELDS[kind] = known
    return known


def _plain(value: Any) -> Any:
    """The value in terms that JSON has; fields at their default are left out."""
    if type(value) is tuple:
        return [_plain(each) for each in value]
    if isinstance(value, Condition):
        return write(value)
    if isinstance(value, Decimal):
        # 5.0 and 5 are equal, so they have to be the same bytes.
        return format(value.normalize(), "f")
    names = _fields(type(value))
    if not names:
        return value
    return {name: _plain(kept) for name, default in names if (kept := getattr(value, name)) != default}
