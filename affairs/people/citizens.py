"""What we know of a citizen. Values; personal ones are kept out of every ``repr``."""

from dataclasses import dataclass, field
from datetime import datetime

from affairs.people.principals import Capacity

__all__ = ["AccessToken", "Citizen", "LoggedIn", "Login"]


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person who uses the desk. ``id`` is ours, opaque and random.

    ``verified_at`` is when name and ID number were confirmed by a verification service
    (or vouched for by the platform); None = they are what the person says.
    ``region`` is the remembered district's code. ``capacity`` is as what the centre knows them,
    ``licence`` the number of an intermediary's licence.
    """

    id: str
    created_at: datetime
    name: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    verified_at: datetime | None = None
    region: str = ""
    capacity: Capacity = Capacity.CITIZEN
    licence: str = ""
    erased_at: datetime | None = None

    @property
    def verified(self) -> bool:
        """Whether name and ID number were confirmed."""
        return self.verified_at is not None


@dataclass(frozen=True, slots=True)
class Login:
    """One way a person is known to a platform: ``channel`` is ``miniapp``, ``wechat`` or ``union``."""

    channel: str
    user: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """What a platform says of whoever brought a log-in code.

    ``name``, ``id_number`` and ``phone`` are filled only by a platform that vouches for them.
    The platform's session key is never part of it: it does not leave the adapter.
    """

    openid: str = field(repr=False)
    unionid: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    def logins(self) -> tuple[Login, ...]:
        """The ways this person is known, the surest first."""
        union = (Login("union", self.unionid),) if self.unionid else ()
        return (Login("miniapp", self.openid), *union)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token as its owner gets it, once; we keep its digest alone."""

    value: str = field(repr=False)
    expires_at: datetime
