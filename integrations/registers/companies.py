"""A register of companies: credit code, name and legal person in, whether they belong together out.

``{"credit_code", "name", "legal_person"}`` → ``{"result": "match" | "mismatch" | "unknown"}``.
"""

from affairs.errors import ServiceUnavailable
from affairs.people.ports import CompanyOutcome
from integrations.registers.client import RegisterClient

__all__ = ["HttpCompanyRegister"]


class HttpCompanyRegister:
    """:class:`affairs.people.ports.CompanyRegister` over one register."""

    def __init__(self, register: RegisterClient) -> None:
        self._register = register

    async def check(self, credit_code: str, name: str, legal_person: str) -> CompanyOutcome:
        """Whether they belong together. Raises ServiceUnavailable."""
        answer = await self._register.ask({"credit_code": credit_code, "name": name, "legal_person": legal_person})
        try:
            return CompanyOutcome(str(answer.get("result")))
        except ValueError:
            raise ServiceUnavailable("an answer of another contract") from None
