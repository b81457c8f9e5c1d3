"""What must be known of a URL before a request goes there."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

import httpx

_HOST = re.compile(r"(?:[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+)\Z")

_LONGEST = 32_768
"""Characters; half of what httpx takes, so that there is room for more parameters."""


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Return (scheme, host, port) with default ports filled in, to compare origins.

    Raises ValueError for what is no URL.
    """
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or default


def is_web_url(url: str) -> bool:
    """Whether a request can be sent to `url`: http or https, with a host, without a login.

    httpx has the last word. It refuses what urlsplit takes, such as control characters, and raises
    an exception outside its own tree for it. The host must be plain, because httpx would rewrite
    any other (`127。1` is `127.1` to it) after it was judged here.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        return False
    return (
        parts.scheme in {"http", "https"}
        and _HOST.match(parts.hostname or "") is not None
        and "@" not in parts.netloc
        and port != 0
        and len(url) <= _LONGEST
    )


def is_local(host: str) -> bool:
    """Whether a host is named as one of this machine or of a private network.

    Only the name is looked at: `localhost` and literals that are loopback, link-local, private or
    unspecified (regclient's rule, internal/regnet).
    """
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = _address(name)
    return address is not None and (
        address.is_private or address.is_loopback or address.is_unspecified
    )


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        pass
    try:
        # The resolver takes `127.1`, `0x7f.1` and `2130706433` for addresses, too.
        return ipaddress.IPv4Address(socket.inet_aton(name))
    except (OSError, ValueError):
        return None
