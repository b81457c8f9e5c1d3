"""Where a redirect may lead. httpx is not asked to follow any: it would carry headers along."""

from collections.abc import Collection
from urllib.parse import urldefrag, urljoin

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.limits import MAX_REDIRECTS
from regbrowse.registry.redact import redact
from regbrowse.registry.urls import is_local, is_web_url, origin_of

STATUSES = frozenset({301, 302, 303, 307, 308})


def redirect_target(url: str, location: str, seen: Collection[str], attempt: Attempt) -> str:
    """Return the absolute URL that `location` leads to from `url`.

    Raises BadAnswer: `redirect-loop` if it is in `seen`, or `redirect-elsewhere` for one that must
    not be followed: not http(s), from https to http, or from a public host into a private network.
    """
    try:
        target = urldefrag(urljoin(url, location)).url
        here, there = origin_of(url), origin_of(target)
    except ValueError:
        raise _refused(attempt, location, "it is not a URL") from None
    if target in seen or len(seen) > MAX_REDIRECTS:
        raise attempt.error(BadAnswer, Code.REDIRECT_LOOP, location=redact(target))
    if not is_web_url(target):
        raise _refused(attempt, location, "it is not an address of a web server")
    if here[0] == "https" and there[0] == "http":
        raise _refused(attempt, target, "it leads from https to http", downgrade="yes")
    if is_local(there[1]) and not is_local(here[1]):
        raise _refused(attempt, target, "it leads from a public host into a private network")
    return target


def _refused(attempt: Attempt, location: str, reason: str, **facts: str) -> Exception:
    return attempt.error(
        BadAnswer, Code.REDIRECT_ELSEWHERE, location=redact(location), reason=reason, **facts
    )
