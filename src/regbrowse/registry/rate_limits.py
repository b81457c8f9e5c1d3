"""What answers say of rate limits, and what is remembered of it.

Three spellings, all in use (protocol facts F.3):

* Docker Hub, on manifests: `ratelimit-limit: 100;w=21600`, `ratelimit-remaining: 20;w=21600`
  (docker/docs content/manuals/docker-hub/usage/pulls.md). Without them there is no limit. The IETF
  draft, from which they are, also has lists (`100, 100;w=60`) and `ratelimit-reset`.
* Docker Hub's web API, GitHub, Gitea: `X-RateLimit-Limit`, `-Remaining`, `-Reset`
  (docker/docs content/reference/api/hub/latest.yaml).
* With a refusal `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3), or `X-Retry-After`, a
  Unix time (Docker Hub's web API).

A reset is a Unix time with some (GitHub, Hub, GitLab) and seconds from now with others (the draft):
a number beyond ten years of seconds can only be the former.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from regbrowse.domain.rate_limit import RateLimit

_NUMBER = re.compile(r"[0-9]{1,12}\Z")
_RESET = re.compile(r"[0-9]{1,15}\Z")
_WINDOW = re.compile(r"w\s*=\s*\"?([0-9]{1,9})\"?\Z")
_UNIX_FROM_S = 315_360_000
_MILLISECONDS_FROM = 100_000_000_000
_FAMILIES = ("ratelimit-", "x-ratelimit-")
_MOST_HOSTS = 16


class RateLimits:
    """The limits of the hosts of one feed, as they were said last; for the life of this process."""

    def __init__(self) -> None:
        self._known: dict[str, RateLimit] = {}

    def learn(self, status: int, headers: Mapping[str, str], host: str) -> None:
        """Remember what an answer says. An answer that says nothing changes nothing."""
        said = read_rate_limit(status, headers, host)
        if said is not None and (host in self._known or len(self._known) < _MOST_HOSTS):
            self._known[host] = said

    def tightest(self, now: datetime) -> RateLimit | None:
        """Return the limit of which most is used up, of those that still count at `now`."""
        current = [limit for limit in self._known.values() if limit.holds_at(now)]
        return max(current, key=lambda limit: limit.pressure, default=None)


def read_rate_limit(status: int, headers: Mapping[str, str], host: str) -> RateLimit | None:
    """Read what an answer with `status` says of limits; None if it says nothing.

    Names of headers are in lower case. What is no number is not said.
    """
    now = datetime.now(UTC)
    retry_s = retry_after_s(headers) if status == 429 else None
    for family in _FAMILIES:
        limit, window_s = _quota(headers.get(f"{family}limit", ""))
        remaining, its_window_s = _quota(headers.get(f"{family}remaining", ""))
        if limit is None and remaining is None:
            continue
        resets_at = _reset(headers.get(f"{family}reset", ""), now)
        if resets_at is None and retry_s is not None:
            resets_at = now + timedelta(seconds=retry_s)
        window_s = window_s or its_window_s
        return RateLimit(host, now, limit, remaining, window_s, resets_at, retry_s)
    if not retry_s:
        return None
    resets_at = now + timedelta(seconds=retry_s)
    return RateLimit(host, now, resets_at=resets_at, retry_after_s=retry_s)


def asked_wait_s(status: int, headers: Mapping[str, str]) -> float | None:
    """Return for how many seconds an answer asks to wait; None if it does not say.

    A refusal for the rate (429) may say it by the reset of its limit alone.
    """
    asked = retry_after_s(headers)
    if asked is not None or status != 429:
        return asked
    now = datetime.now(UTC)
    resets = (_reset(headers.get(f"{family}reset", ""), now) for family in _FAMILIES)
    resets_at = next((each for each in resets if each is not None), None)
    return None if resets_at is None else max(0.0, (resets_at - now).total_seconds())


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After`, in seconds from now: a number or an HTTP date (RFC 9110, 10.2.3).

    Docker Hub's web API says it as a Unix time in `X-Retry-After`.
    """
    text = headers.get("retry-after", "").strip()
    now = datetime.now(UTC)
    if text.isdecimal() and len(text) < 10:
        return float(text)
    unix = headers.get("x-retry-after", "").strip()
    try:
        if _NUMBER.match(unix):
            return max(0.0, int(unix) - now.timestamp())
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds()) if text else None
    except (ValueError, TypeError, OverflowError):
        return None


def _quota(text: str) -> tuple[int | None, int | None]:
    """Read a number with its window in seconds: `100`, `100;w=21600`, `100, 100;w=60`.

    The first number of a list is the one that counts, and its window that of the entry that repeats
    it (draft-ietf-httpapi-ratelimit-headers-03, 3.1).
    """
    number: int | None = None
    for item in text[:500].split(","):
        value, *parameters = (part.strip() for part in item.split(";"))
        if not _NUMBER.match(value) or number not in {None, int(value)}:
            continue
        number = int(value)
        for parameter in parameters:
            if window := _WINDOW.match(parameter):
                return number, int(window[1]) or None
    return number, None


def _reset(text: str, now: datetime) -> datetime | None:
    """Read when a limit resets: a Unix time, in milliseconds with some, or seconds from now."""
    # Some say a fraction of seconds, which nobody needs.
    whole = text.strip().partition(".")[0]
    if not _RESET.match(whole):
        return None
    number = int(whole)
    try:
        if number >= _MILLISECONDS_FROM:
            return datetime.fromtimestamp(number / 1000, UTC)
        if number >= _UNIX_FROM_S:
            return datetime.fromtimestamp(number, UTC)
        return now + timedelta(seconds=number)
    except (ValueError, OverflowError, OSError):
        return None
