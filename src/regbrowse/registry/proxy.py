"""Which forward proxy a request goes through, and who said so.

The feed's own proxy comes first, else the environment as curl reads it: `https_proxy`,
`http_proxy`, `all_proxy`, then `no_proxy`, lower case before upper case. `HTTP_PROXY` in upper
case is honoured too, as Go and httpx do: this is no CGI program. httpx's own reading is not used:
it ignores CIDR entries and fails on IPv6 ones (protocol facts, H.0).
"""

import ipaddress
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import httpx

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.registry.urls import origin_of

_SCHEMES = frozenset({"http", "https"})
_LOGIN = re.compile(r"(?:.*://)?(?P<user>[^:]*):(?P<password>.*)@")
_SEPARATORS = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy in use. `url` may hold a login (from the environment) and is never shown."""

    url: str
    source: str
    """Who named it: "the feed" or a variable such as HTTPS_PROXY."""

    @property
    def display(self) -> str:
        """The proxy's `scheme://host:port`, without its login."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    @property
    def has_login(self) -> bool:
        """Whether a user name is sent to it."""
        return bool(urlsplit(self.url).username)

    def __repr__(self) -> str:
        return f"Proxy({self.display!r}, {self.source!r})"


class ProxySettings:
    """The proxies of one feed: its own, or those of the environment that is handed in."""

    def __init__(self, feed_proxy: str | None, environ: Mapping[str, str]) -> None:
        self._feed_proxy = feed_proxy
        self._environ = environ

    def for_url(self, url: str) -> Proxy | None:
        """Return the proxy for `url`, or None for a direct connection.

        Raises UsageError with `proxy-misconfigured`, which names the variable.
        """
        if self._feed_proxy is not None:
            return _checked(self._feed_proxy, "the feed")
        scheme, host, port = origin_of(url)
        found = self._variable(f"{scheme}_proxy") or self._variable("all_proxy")
        if found is None or self._excluded(host, port):
            return None
        name, value = found
        return _checked(value, name)

    def exception_for(self, url: str) -> tuple[str, str] | None:
        """Return the variable and its entry that keep `url` from a proxy, None without such.

        It is told only where there would be a proxy otherwise.
        """
        scheme, host, port = origin_of(url)
        there_is_one = self._variable(f"{scheme}_proxy") or self._variable("all_proxy")
        found = self._variable("no_proxy")
        if self._feed_proxy is not None or there_is_one is None or found is None:
            return None
        entries = (entry for entry in _SEPARATORS.split(found[1]) if entry)
        matching = next((entry for entry in entries if _matches(entry, host, port)), None)
        return None if matching is None else (found[0], matching)

    def secrets(self) -> Iterator[str]:
        """Yield the passwords of all proxies that are named, and the logins as they are sent."""
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            for spelling in (name, name.upper()):
                authority = _LOGIN.search(self._environ.get(spelling, ""))
                if authority is not None:
                    user, password = authority["user"], authority["password"]
                    pair = f"{unquote(user)}:{unquote(password)}".encode("utf-8", "surrogateescape")
                    yield from (password, unquote(password), b64encode(pair).decode("ascii"))

    def _variable(self, name: str) -> tuple[str, str] | None:
        for spelling in (name, name.upper()):
            if value := self._environ.get(spelling, "").strip():
                return spelling, value
        return None

    def _excluded(self, host: str, port: int | None) -> bool:
        found = self._variable("no_proxy")
        if found is None:
            return False
        return any(_matches(entry, host, port) for entry in _SEPARATORS.split(found[1]) if entry)


def is_network(entry: str) -> bool:
    """Whether an entry of NO_PROXY is a network (`10.0.0.0/8`), which not all programs read."""
    return "/" in entry and _network(entry) is not None


def _matches(entry: str, host: str, port: int | None) -> bool:
    """Whether an entry of NO_PROXY is for a host, as curl and Go read it."""
    if entry == "*":
        return True
    network = _network(entry)
    address = _ip(host)
    if network is not None:
        return address is not None and address in network
    name, colon, entry_port = entry.lower().rpartition(":")
    if colon and entry_port.isdecimal():
        if int(entry_port) != port:
            return False
    else:
        name = entry.lower()
    name = name.strip("[]").removeprefix("*").lstrip(".")
    return host == name or (address is None and host.endswith(f".{name}"))


def _network(entry: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return None


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _checked(text: str, source: str) -> Proxy:
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        # A slash in a password makes the login look like the host; that must not be shown.
        usable = bool(parts.hostname) and parts.port != 0 and "@" not in parts.path
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        raise _misconfigured(source, "it is not a URL") from None
    if not usable:
        raise _misconfigured(source, "it is not a URL")
    if parts.scheme not in _SCHEMES:
        reason = f"a proxy of the kind {parts.scheme}:// is not supported"
        raise _misconfigured(source, reason, kind=parts.scheme)
    return Proxy(url, source)


def _misconfigured(source: str, reason: str, kind: str | None = None) -> UsageError:
    return UsageError(Code.PROXY_MISCONFIGURED, source=source, reason=reason, kind=kind)
