"""Where a redirect may lead. httpx is not asked to follow any: it would carry headers along."""

import ipaddress
from urllib.parse import urljoin, urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer
from regbrowse.registry.failures import Attempt
from regbrowse.registry.redact import redact

STATUSES = frozenset({301, 302, 303, 307, 308})


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Return (scheme, host, port) with default ports filled in, to compare origins."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or default


def is_local(host: str) -> bool:
    """Whether a host is named as one of this machine or of a private network.

    Only the name is looked at: `localhost` and literals that are loopback, link-local, private or
    unspecified (regclient's rule, internal/regnet).
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_private or address.is_loopback or address.is_unspecified


def redirect_target(url: str, location: str, attempt: Attempt) -> str:
    """Return the absolute URL that `location` leads to from `url`.

    Raises BadAnswer with `redirect-elsewhere` for one that must not be followed: not http(s), from
    https to http, or from a public host into a private network.
    """
    try:
        target = urljoin(url, location)
        here, there = origin_of(url), origin_of(target)
    except ValueError:
        raise _refused(attempt, location, "it is not a URL") from None
    if there[0] not in {"http", "https"} or not there[1] or "@" in urlsplit(target).netloc:
        raise _refused(attempt, location, "it is not an address of a web server")
    if here[0] == "https" and there[0] == "http":
        raise _refused(attempt, target, "it leads from https to http")
    if is_local(there[1]) and not is_local(here[1]):
        raise _refused(attempt, target, "it leads from a public host into a private network")
    return target


def _refused(attempt: Attempt, location: str, reason: str) -> Exception:
    return attempt.error(
        BadAnswer, Code.REDIRECT_ELSEWHERE, location=redact(location), reason=reason
    )
