"""What a conversation remembers between two messages: a frozen, serialisable value."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self

__all__ = ["DECIDING", "REASKED", "Focus", "Offer", "Session"]

DECIDING = frozenset({"variant", "situation", "region"})
"""Kinds of options that complete a question whose item is certain."""

REASKED = "reasked"
"""In ``Session.data``: the present options were asked for again."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The guide that was spoken of: item, variant, situation, district, asked facets."""

    item_code: str
    variant: str = ""
    situation: str = ""
    region: str = ""
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One numbered option that was offered. ``kind`` says what picking it means:
    ``item``, ``variant``, ``situation``, ``region``, ``facet`` or ``intent``.
    """

    kind: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Session:
    """The state of one conversation.

    ``region`` is the remembered district. ``focus`` the guide being spoken of,
    ``earlier`` those before it, the latest first. ``offers`` are the options of the last
    reply, ``pending`` what the flow still needs before it can answer (its facets are
    those asked). ``misses`` counts questions in a row that were not understood.
    ``flow`` and ``data`` belong to the flow that is under way.
    """

    region: str = ""
    focus: Focus | None = None
    earlier: tuple[Focus, ...] = ()
    offers: tuple[Offer, ...] = ()
    pending: Focus | None = None
    misses: int = 0
    rest: tuple[str, ...] = ()
    flow: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    last_question: str = ""

    def changed(self, **changes: Any) -> Self:
        """This session with some fields replaced; called several times a turn, and so not by ``dataclasses.replace``.

        Raises TypeError for what is no field.
        """
        if not changes.keys() <= _FIELDS:
            raise TypeError(f"no fields of a session: {sorted(changes.keys() - _FIELDS)}")
        new = object.__new__(type(self))
        for name, member in _MEMBERS:
            member.__set__(new, changes[name] if name in changes else member.__get__(self))
        return new

    def dumps(self) -> str:
        """Compact JSON; empty fields are left out."""
        return json.dumps({k: v for k, v in asdict(self).items() if v}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> Self:
        """The session of :meth:`dumps`; fields of a newer or older version are ignored."""
        raw: dict[str, Any] = json.loads(text)
        fields: dict[str, Any] = {k: v for k, v in raw.items() if k in cls.__slots__}
        if "focus" in fields:
            fields["focus"] = _focus(fields["focus"])
        if "pending" in fields:
            fields["pending"] = _focus(fields["pending"])
        fields["earlier"] = tuple(_focus(each) for each in fields.get("earlier", ()))
        fields["offers"] = tuple(Offer(**each) for each in fields.get("offers", ()))
        fields["rest"] = tuple(fields.get("rest", ()))
        return cls(**fields)


_FIELDS = frozenset(Session.__slots__)
_MEMBERS = tuple((name, vars(Session)[name]) for name in Session.__slots__)


def _focus(raw: dict[str, Any]) -> Focus:
    return Focus(**{**raw, "facets": tuple(raw.get("facets", ()))})
