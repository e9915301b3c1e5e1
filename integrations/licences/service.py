"""The licences of a person or a company, asked of the region's licence library (电子证照库).

``{"types": […], "holder_number": …}`` → ``{"licences": [{"type", "number", "holder", "holder_number",
"legal_person", "address", "scope", "valid_from", "valid_until"}]}``; dates as ``YYYY-MM-DD``, every
field but ``type`` may be left out. ``holder_number`` is an ID number or a credit code.
"""

from collections.abc import Mapping, Sequence

import msgspec

from affairs.errors import ServiceUnavailable
from affairs.people.acting import Acting
from affairs.precheck.supplied import FoundLicence
from integrations.registers.client import RegisterClient

__all__ = ["HttpLicences"]


class HttpLicences:
    """:class:`affairs.applications.licences.Licences` over one library."""

    def __init__(self, register: RegisterClient) -> None:
        self._register = register

    async def find(self, types: Sequence[str], acting: Acting) -> Mapping[str, FoundLicence]:
        """Their licences by type; of several of one type the one that lasts longest. Raises ServiceUnavailable."""
        found: dict[str, FoundLicence] = {}
        for number in _holders(acting):
            answer = await self._register.ask({"types": list(types), "holder_number": number})
            for licence in _read(answer):
                known = found.get(licence.type)
                if licence.type in types and licence.holder_number == number and _longer(licence, known):
                    found[licence.type] = licence
        return found


def _holders(acting: Acting) -> Sequence[str]:
    """Whose licences may be looked at: a company's and its own person's never mix with a stranger's."""
    if acting.company:
        return [acting.company.credit_code]
    number = acting.relative.id_number if acting.relative else acting.citizen.id_number
    return [number] if number else []


def _read(answer: Mapping[str, object]) -> list[FoundLicence]:
    try:
        return msgspec.convert(answer.get("licences"), list[FoundLicence])
    except msgspec.ValidationError:
        raise ServiceUnavailable("an answer of another contract") from None


def _longer(licence: FoundLicence, known: FoundLicence | None) -> bool:
    if known is None or licence.valid_until is None:
        return True
    return known.valid_until is not None and licence.valid_until > known.valid_until
