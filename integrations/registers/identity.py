"""A verification service: name and ID number in, whether they belong together out.

``{"name", "id_number"}`` → ``{"result": "match" | "mismatch" | "unknown"}``.
"""

from affairs.errors import ServiceUnavailable
from affairs.people.ports import IdentityOutcome
from integrations.registers.client import RegisterClient

__all__ = ["HttpIdentityCheck"]


class HttpIdentityCheck:
    """:class:`affairs.people.ports.IdentityCheck` over one register."""

    def __init__(self, register: RegisterClient) -> None:
        self._register = register

    async def check(self, name: str, id_number: str) -> IdentityOutcome:
        """Whether they belong together. Raises ServiceUnavailable."""
        answer = await self._register.ask({"name": name, "id_number": id_number})
        try:
            return IdentityOutcome(str(answer.get("result")))
        except ValueError:
            raise ServiceUnavailable("an answer of another contract") from None
