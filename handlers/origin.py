"""Who calls: the address of the peer, or the one a trusted proxy in front of us names.

``X-Forwarded-For`` is read from the right, past the proxies that are trusted, because only
what they appended is true; whatever a caller wrote in front of it is ignored.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

__all__ = ["TrustedProxies", "caller_of"]

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
HOPS = 10
"""Entries of the header that are looked at."""
UNKNOWN = "unknown"
PRIVATE = "private"
NONE = "none"
PRIVATE_NETWORKS = "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,::1/128,fc00::/7,fe80::/10"


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """Networks whose word about the caller is taken."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, text: str) -> "TrustedProxies":
        """``private``, ``none``, or networks separated by commas. Raises ValueError."""
        names = {PRIVATE: PRIVATE_NETWORKS, NONE: ""}.get(text.strip().lower(), text)
        return cls(tuple(ip_network(each.strip(), strict=False) for each in names.split(",") if each.strip()))

    def __contains__(self, address: object) -> bool:
        return isinstance(address, Address) and any(address in network for network in self.networks)


def caller_of(request: web.Request, trusted: TrustedProxies) -> str:
    """What stands for the caller: an IPv4 address, or the /64 of an IPv6 one."""
    caller = _address(request.remote or "")
    if caller is None:
        return UNKNOWN
    hops = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")[-HOPS:]
    for hop in reversed(hops):
        named = _address(hop) if caller in trusted else None
        if named is None:
            break
        caller = named
    return str(ip_network((caller, 64), strict=False)) if isinstance(caller, IPv6Address) else str(caller)


def _address(text: str) -> Address | None:
    """The address in ``text``, without a port or brackets; IPv4 mapped into IPv6 is IPv4."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
