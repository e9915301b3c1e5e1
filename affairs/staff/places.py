"""Where somebody called from, as much of it as is kept."""

from dataclasses import dataclass
from ipaddress import ip_network

__all__ = ["Origin", "network_of"]

KEPT_BITS = {4: 24, 6: 48}


@dataclass(frozen=True, slots=True)
class Origin:
    """Who logs in: ``address`` counts failures and is kept only as a keyed hash, ``agent`` names the browser."""

    address: str
    agent: str = ""

    @property
    def network(self) -> str:
        """What is shown and logged in the address's place."""
        return network_of(self.address)


def network_of(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one; '' for what is none."""
    try:
        given = ip_network(address, strict=False)
    except ValueError:
        return ""
    return str(given.supernet(new_prefix=min(KEPT_BITS[given.version], given.prefixlen)))
