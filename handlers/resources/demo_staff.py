"""The demonstration's staff: one log-in a role, of one password that only this installation can know."""

import asyncio
import hashlib

from affairs.staff.model import Profile
from affairs.staff.office import StaffOffice
from affairs.staff.permissions import Role
from handlers.settings import Settings

__all__ = ["DEMO_STAFF", "demo_lines", "demo_password", "ensure_demo_staff"]

DEMO_STAFF: dict[str, tuple[Role, str]] = {
    "demo-advisor": (Role.ADVISOR, "林晓"),
    "demo-clerk": (Role.CLERK, "周平"),
    "demo-head": (Role.HEAD, "陈立"),
    "demo-supervisor": (Role.SUPERVISOR, "吴静"),
    "demo-editor": (Role.EDITOR, "郑文"),
    "demo-admin": (Role.ADMIN, "何安"),
}
"""Log-in name → role and name shown."""
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def demo_password(settings: Settings) -> str:
    """The same at every start of an installation, and unknown to whoever has not its secret key: 60 bits."""
    secret = settings.secret_key.get_secret_value().encode()
    octets = hashlib.blake2b(secret, person=b"bst demo staff", digest_size=12).digest()
    text = "".join(LETTERS[octet % len(LETTERS)] for octet in octets)
    return f"Demo-{text[:4]}-{text[4:8]}-{text[8:]}"


async def ensure_demo_staff(office: StaffOffice, password: str) -> None:
    """Have every log-in with this password, whatever was done to them since the last start."""
    await asyncio.gather(
        *(
            office.samples.ensure(login, Profile(name, frozenset({role})), password)
            for login, (role, name) in DEMO_STAFF.items()
        )
    )


def demo_lines(password: str) -> str:
    """The log-ins, a line each, to be printed."""
    return "\n".join(f"    {login:17} {password}   ({role})" for login, (role, _) in DEMO_STAFF.items())
