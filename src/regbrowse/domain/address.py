"""The address of a registry, as a person types it."""

import ipaddress
import re
from dataclasses import dataclass, replace
from typing import Literal, cast
from urllib.parse import quote, unquote_to_bytes

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError

Scheme = Literal["http", "https"]

HUB_HOSTS = frozenset(
    {
        "docker.io",
        "index.docker.io",
        "registry-1.docker.io",
        "registry.hub.docker.com",
        "hub.docker.com",
        "www.docker.io",
    }
)
"""Names of Docker Hub. References say docker.io; logins are kept under index.docker.io."""

HUB_API_HOST = "registry-1.docker.io"
"""The host of Docker Hub that speaks the registry API."""

DEFAULT_PORT: dict[Scheme, int] = {"http": 80, "https": 443}

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")
_HOST_AND_PORT = re.compile(
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::(?P<port>[0-9]+))?\Z",
)
_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?\Z")
NO_LOGIN = "a user name or password cannot be part of it"
_API_ROOTS = frozenset({"v1", "v2"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where a registry is: `[scheme://]host[:port][/prefix]`.

    `scheme` is None where the person did not write one; discovery then decides (https, and for
    loopback hosts also http). `host` is lower-case, IPv6 without brackets. `prefix` is empty or
    starts with a slash and does not end with one; a `/v1` or `/v2` typed at the end is dropped,
    as Docker does.
    """

    host: str
    port: int | None = None
    scheme: Scheme | None = None
    prefix: str = ""

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read an address.

        Raises UsageError with `invalid-address`, `unsupported-scheme` or `secret-in-address`; the
        text is not repeated in the last case, because it holds a secret.
        """
        rest = text.strip()
        if not rest.isprintable():
            raise _invalid(text, "it contains control characters or other invisible ones")
        scheme: Scheme | None = None
        if match := _SCHEME.match(rest):
            written = match["scheme"].lower()
            rest = rest[match.end() :]
            if written not in DEFAULT_PORT:
                _refuse_login(rest)
                raise UsageError(Code.UNSUPPORTED_SCHEME, address=text, scheme=written)
            scheme = cast("Scheme", written)
        authority, slash, path = rest.partition("/")
        _refuse_login(authority)
        if "?" in rest or "#" in rest:
            raise _invalid(text, "it contains ? or #")
        host, port = _host_and_port(authority, text)
        return cls(host, port, scheme, _prefix(slash + path, text))

    @property
    def is_hub(self) -> bool:
        """Whether this is Docker Hub under any of its names."""
        return self.host in HUB_HOSTS

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine by name or by literal (localhost, 127.x, ::1)."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def api_host(self) -> str:
        """The host that speaks the registry API, which differs from the name only on the Hub."""
        return HUB_API_HOST if self.is_hub else self.host

    @property
    def netloc(self) -> str:
        """`host[:port]` as written in URLs and references, IPv6 in brackets."""
        return _netloc(self.host, self.port)

    @property
    def display(self) -> str:
        """The address in words for a screen: without https, with an explicit http."""
        if self.is_hub:
            return "Docker Hub"
        return ("http://" if self.scheme == "http" else "") + self.netloc + self.prefix

    @property
    def schemes_to_try(self) -> tuple[Scheme, ...]:
        """The schemes that discovery may use, in order (see `Address.parse`)."""
        if self.scheme is not None:
            return (self.scheme,)
        return ("https", "http") if self.is_loopback else ("https",)

    def origin(self, scheme: Scheme) -> str:
        """Return `scheme://host[:port]` of the API, the default port left out."""
        port = None if self.port == DEFAULT_PORT[scheme] else self.port
        return f"{scheme}://{_netloc(self.api_host, port)}"

    def v2_root(self, scheme: Scheme) -> str:
        """Return the URL of `/v2/` with its slash.

        Cloudsmith's feeds have the `/v2` in the middle (`/v2/OWNER/REGISTRY`); there the prefix
        already is the root of the API.
        """
        inside = "/v2/" in self.prefix + "/"
        return f"{self.origin(scheme)}{self.prefix}{'/' if inside else '/v2/'}"

    def is_at(self, other: "Address") -> bool:
        """Whether the two are the same server; a scheme that nobody wrote may be either."""
        if self.is_hub or other.is_hub:
            return self.is_hub and other.is_hub
        schemes = {self.scheme, other.scheme} - {None}
        return self.netloc == other.netloc and len(schemes) < 2

    def with_scheme(self, scheme: Scheme) -> "Address":
        """Return the same address with the scheme that discovery found."""
        return replace(self, scheme=scheme)

    def __str__(self) -> str:
        scheme = f"{self.scheme}://" if self.scheme else ""
        return f"{scheme}{self.netloc}{self.prefix}"


def is_engine_host(component: str) -> bool:
    """Whether container engines take the first component of a name for a host.

    If not, it is a namespace of Docker Hub (moby `splitDockerDomain`).
    """
    return (
        component == "localhost"
        or "." in component
        or ":" in component
        or component.lower() != component
    )


def _netloc(host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port is None else f"{name}:{port}"


def _host_and_port(authority: str, text: str) -> tuple[str, int | None]:
    match = _HOST_AND_PORT.match(authority)
    if not match:
        # An IPv6 address has two colons at least.
        ipv6 = "yes" if authority.count(":") > 1 else None
        reason = "host or port are malformed" if authority else "it has no host"
        raise _invalid(text, reason, ipv6=ipv6)
    port = int(match["port"]) if match["port"] and len(match["port"]) < 8 else None
    if match["port"] and (port is None or not 0 < port < 65536):
        raise _invalid(text, f"there is no port {match['port']}")
    return _host(match["host"], text), port


def _host(host: str, text: str) -> str:
    if host.startswith("["):
        try:
            return str(ipaddress.IPv6Address(host[1:-1]))
        except ValueError:
            raise _invalid(text, f"{host} is not an IPv6 address", ipv6="yes") from None
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _invalid(text, "the host is not a valid name") from None
    if not _HOST_NAME.match(ascii_host) or len(ascii_host) > 253:
        raise _invalid(text, "the host is not a valid name")
    if re.fullmatch(r"[0-9.]+", ascii_host):
        try:
            ipaddress.IPv4Address(ascii_host)
        except ValueError:
            raise _invalid(text, f"{ascii_host} is not an IPv4 address") from None
    return ascii_host.lower()


def _prefix(path: str, text: str) -> str:
    # Bytes, because what is percent-encoded need not be UTF-8, and must stay what it is.
    parts = [unquote_to_bytes(part) for part in path.split("/") if part]
    if any(part in {b".", b".."} for part in parts):
        raise _invalid(text, "its path contains . or ..")
    quoted = [quote(part, safe="-._~!$&'()*+,;=:@") for part in parts]
    while quoted and quoted[-1] in _API_ROOTS:
        quoted.pop()
    return "".join("/" + part for part in quoted)


def _refuse_login(text: str) -> None:
    if "@" in text:
        raise UsageError(Code.SECRET_IN_ADDRESS, reason=NO_LOGIN)


def _invalid(text: str, reason: str, ipv6: str | None = None) -> UsageError:
    # A password may hold what ends the host of a URL (`user:pa/ss@host`), so it is not repeated
    # wherever there could be one.
    _refuse_login(text)
    return UsageError(Code.INVALID_ADDRESS, address=text, reason=reason, ipv6=ipv6)
