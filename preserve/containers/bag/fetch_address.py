"""Which addresses a bag may send us to: fetch.txt is a stranger's list of places (RFC 8493 5.2).

Whoever writes fetch.txt, or answers with a redirection, chooses where this machine connects to.
So nothing is left to a lenient reader: what is not plainly an address of the web is refused, and
a name counts as no more than the addresses that it stands for.
"""

import ipaddress
import re
from typing import Final, NamedTuple

_LONGEST_URL: Final = 8192
_URL: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^#]*)(?:#.*)?", re.DOTALL)
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_LITERAL: Final = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::([0-9]{1,5}))?")
_NAMED: Final = re.compile(r"([^:\[\]]+)(?::([0-9]{1,5}))?")
_LABEL: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
_LONGEST_HOST: Final = 253
_PORTS: Final = {"http": 80, "https": 443}
_FIRST_FREE_PORT: Final = 1024
_LAST_PORT: Final = 65535
_SAFE: Final = frozenset(range(0x21, 0x7F))

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# What no packet of the public network may carry, whatever version of a table a library has.
_OWN_4: Final = tuple(
    ipaddress.IPv4Network(each)
    for each in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    )
)
_NEVER_4: Final = tuple(map(ipaddress.IPv4Network, ("0.0.0.0/32", "224.0.0.0/4", "240.0.0.0/4")))
_GLOBAL_6: Final = ipaddress.IPv6Network("2000::/3")
_OWN_6: Final = tuple(
    ipaddress.IPv6Network(each)
    for each in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_NEVER_6: Final = tuple(map(ipaddress.IPv6Network, ("::/128", "ff00::/8", "100::/64")))
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})


class Rules(NamedTuple):
    """What the user allows.

    Attributes:
        allow_http: also addresses without a secured connection.
        allow_private: also machines of this network, and this machine.
    """

    allow_http: bool = False
    allow_private: bool = False


class Target(NamedTuple):
    """An address that may be asked for.

    Attributes:
        scheme: `https` or `http`.
        host: in lower case, without brackets and without a final dot.
        port: as given, else the scheme's own.
        path: path and query, as they are sent.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port: as the header `Host` has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Where it leads, fit for a message: without the path, which may hold a secret."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The address as a whole."""
        return f"{self.origin}{self.path}"


def target_of(url: str, rules: Rules) -> Target:
    """Return where an address leads, if it is one that may be asked for (RFC 3986 3).

    Letters beyond ASCII are taken in path and query, and sent as their UTF-8 in `%XX`; in a
    host's name they are not: two such names can look the same, so `xn--` has to be written.

    Raises:
        ValueError: it may not be asked for; the reason, after "The address ...".
    """
    if len(url) > _LONGEST_URL:
        raise ValueError(f"has {len(url)} characters; no more than {_LONGEST_URL} are taken")
    _require_scheme(url, rules)
    match = _URL.fullmatch(url)
    if match is None:
        raise ValueError("is not written as an address of the web")
    scheme, authority, path = match[1].lower(), match[2], match[3]
    if "@" in authority:
        raise ValueError("holds a user or a password; nobody is logged in anywhere here")
    host, port = _host_and_port(authority)
    return Target(scheme, host, _port(port, scheme), _sent(path))


def _require_scheme(url: str, rules: Rules) -> None:
    found = _SCHEME.match(url)
    scheme = found[1].lower() if found else ""
    if scheme not in _PORTS:
        what = f"begins with {scheme}:" if scheme else "does not say how to get there"
        raise ValueError(f"{what}; only https is taken, and http where that is allowed")
    if scheme == "http" and not rules.allow_http:
        raise ValueError("is http, where nothing is secured on the way; --allow-http allows it")


def _host_and_port(authority: str) -> tuple[str, str | None]:
    literal = _LITERAL.fullmatch(authority)
    if literal is not None:
        try:
            return ipaddress.IPv6Address(literal[1]).compressed, literal[2]
        except ValueError:
            raise ValueError("has a host that is no IPv6 address") from None
    named = _NAMED.fullmatch(authority)
    if named is None:
        raise ValueError("has a host or a port that cannot be understood")
    return _name(named[1]), named[2]


def _name(written: str) -> str:
    """Return a host's name, or four numbers with dots: nothing else that some system takes."""
    host = written.lower().removesuffix(".")
    if not host.isascii():
        raise ValueError("has a host beyond ASCII; its name has to be written with xn--")
    labels = host.split(".")
    if len(host) > _LONGEST_HOST or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("has a host that is no name of a machine")
    if not _NUMBER.fullmatch(labels[-1]):
        return host
    try:
        return ipaddress.IPv4Address(written).compressed
    except ValueError:
        raise ValueError("has a host in numbers that are not the four of an address") from None


def _port(written: str | None, scheme: str) -> int:
    """Return the port. Those below 1024 are other services', but for the web's own two."""
    port = _PORTS[scheme] if written is None else int(written)
    if port not in _PORTS.values() and not _FIRST_FREE_PORT <= port <= _LAST_PORT:
        raise ValueError(f"has the port {port}; 80, 443 and those from 1024 on are taken")
    return port


def _sent(path: str) -> str:
    if "\\" in path:
        raise ValueError("holds a backslash, which some programs read as a slash")
    data = path.encode("utf-8", "surrogateescape")
    if any(byte <= 0x20 or byte == 0x7F for byte in data):  # noqa: PLR2004 - controls and space
        raise ValueError("holds a space or a control character")
    sent = "".join(chr(byte) if byte in _SAFE else f"%{byte:02X}" for byte in data)
    return sent if sent.startswith("/") else f"/{sent}"


def address_problem(address: str, rules: Rules) -> str | None:
    """Return why nothing may be fetched from a network address, after "it ...", or None.

    Addresses that hold another one (IPv4 in IPv6 by mapping, 6to4, NAT64, ISATAP ...) count as
    the other one, too.

    Args:
        address: as the system gives it, `192.0.2.7` or `fe80::1%eth0`.
        rules: what the user allows. Groups, the address of nobody and reserved ones never are.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "is no network address"
    for each in (found, *_within(found)):
        if _is_in(each, _NEVER_4, _NEVER_6):
            return "leads to an address that is no single machine's"
        if not rules.allow_private and not _is_public(each):
            return "leads to this machine or into a private network; --allow-private allows it"
    return None


def _within(address: _Address) -> tuple[ipaddress.IPv4Address, ...]:
    """Return the IPv4 addresses that an IPv6 address stands for or is reached through."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    known = address.ipv4_mapped or address.sixtofour
    if known is not None:
        return (known,)
    number = int(address)
    is_holding = address in _NAT64 or (number >> 32) & 0xFFFFFFFF in _ISATAP
    return (ipaddress.IPv4Address(number & 0xFFFFFFFF),) if is_holding else ()


def _is_public(address: _Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not _is_in(address, _OWN_4, ())
    if address.ipv4_mapped is not None or address in _NAT64:
        return True  # what they hold is judged by itself
    return address.is_global and address in _GLOBAL_6 and not _is_in(address, (), _OWN_6)


def _is_in(
    address: _Address,
    four: tuple[ipaddress.IPv4Network, ...],
    six: tuple[ipaddress.IPv6Network, ...],
) -> bool:
    networks = four if isinstance(address, ipaddress.IPv4Address) else six
    return any(address in network for network in networks)
