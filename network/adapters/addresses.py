"""Which hosts may be fetched from: names spelt plainly, all of whose addresses are public.

A private address is fetched only when the operator names it (`NETWORK_FETCH_ALLOW`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LONGEST_NAME = 253

# IANA special-purpose address registries, and multicast.
_SPECIAL_4 = [
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
_GLOBAL_6 = IPv6Network("2000::/3")
_SPECIAL_6 = [
    IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")
]
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, and what is wrapped in it too."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    inner = _wrapped(address)
    if inner is not None and not is_public(inner):
        return False
    if address in _MAPPED or address in _NAT64:
        return True
    return address in _GLOBAL_6 and not any(address in network for network in _SPECIAL_6)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address an IPv6 address stands for: mapped, NAT64, 6to4 or ISATAP."""
    number = int(address)
    is_isatap = (number >> 32) & 0xFFFFFFFF in _ISATAP
    if address in _MAPPED or address in _NAT64 or is_isatap:
        return IPv4Address(number & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return IPv4Address((number >> 80) & 0xFFFFFFFF)
    return None


def plain_host(host: str) -> str | None:
    """A host in its one plain spelling; None for what could be read in two ways.

    Addresses written as one number, in hexadecimal, in octal or shortened are such.
    """
    literal = _literal(host)
    if literal is not None:
        return str(literal) if str(literal) == host.lower() or ":" in host else None
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return None
    labels = name.split(".")
    if len(name) > _LONGEST_NAME or _NUMBER.fullmatch(labels[-1]):
        return None
    return name if all(_LABEL.fullmatch(label) for label in labels) else None


def _literal(host: str) -> Address | None:
    try:
        found = ip_address(host)
    except ValueError:
        return None
    return None if isinstance(found, IPv6Address) and found.scope_id else found


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the operator lets be fetched although it is private: names, addresses, networks.

    With a port after a name or an address, only that port.
    """

    entries: frozenset[tuple[str, int | None]]

    @classmethod
    def of(cls, given: Iterable[str]) -> "Allowance":
        return cls(frozenset(_entry(text.lower()) for text in given))

    def holds(self, host: str, port: int, address: Address | None = None) -> bool:
        """Whether a host by its name, or one of its addresses, may be fetched on a port."""
        fitting = (name for name, only in self.entries if only in (None, port))
        if address is None:
            return host in set(fitting)
        return any(_covers(name, address) for name in fitting)


def _entry(text: str) -> tuple[str, int | None]:
    name, colon, port = text.rpartition(":")
    if colon and port.isdecimal() and (":" not in name or name.endswith("]")):
        return _plain_entry(name), int(port)
    return _plain_entry(text), None


def _plain_entry(text: str) -> str:
    bare = text.replace("[", "").replace("]", "")
    return plain_host(bare) or bare


def _covers(entry: str, address: Address) -> bool:
    try:
        return address in ip_network(entry, strict=False)
    except ValueError:
        return False
