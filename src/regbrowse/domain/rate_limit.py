"""What a registry says of how often it may be asked, and the waits that come of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from regbrowse.domain.address import Address
from regbrowse.domain.wording import count_text, plural, rfc3339

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What the last answer of a host said of its limit; None for what it did not say.

    `limit` and `remaining` count requests (pulls on Docker Hub), `window_s` is the time for which
    `limit` is, `resets_at` when there is more again, and `retry_after_s` the wait that was asked
    for with a refusal. `seen_at` is when it was said. Times are UTC.
    """

    host: str
    seen_at: datetime
    limit: int | None = None
    remaining: int | None = None
    window_s: int | None = None
    resets_at: datetime | None = None
    retry_after_s: float | None = None

    def holds_at(self, now: datetime) -> bool:
        """Whether what was said still counts: neither reset nor window have passed since.

        Without either it counts, as all that is known.
        """
        ends = self.resets_at
        if ends is None and self.window_s is not None:
            ends = self.seen_at + timedelta(seconds=self.window_s)
        return ends is None or now < ends

    @property
    def pressure(self) -> float:
        """How much of the limit is used, from 0 to 1; 0 where nobody can tell."""
        if self.remaining is None:
            return 1.0 if self.retry_after_s else 0.0
        if self.remaining == 0:
            return 1.0
        return max(0.0, 1 - self.remaining / self.limit) if self.limit else 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A registry takes no requests for now, and its wait is kept to.

    `seconds_left` counts down to 0, which says that it is asked again. `host` is who asked for the
    wait, which may be the token server.
    """

    seconds_left: int
    host: str


def waiting_words(waiting: Waiting) -> str:
    """Say that and how long is waited: `waiting 42 s (rate limit)`."""
    return f"waiting {waiting.seconds_left} s (rate limit)"


def limit_words(limit: RateLimit | None, now: datetime, address: Address | None = None) -> str:
    """Say in a few words what is left of a limit, for a status line; empty if nothing is known.

    `20 of 100 requests left (per 6 h)`, `no requests left for 5 min`. A limit of another host than
    that of the registry at `address`, such as its web site's, says whose it is.
    """
    if limit is None or not limit.holds_at(now):
        return ""
    words = _left_words(limit, now)
    own = address is None or limit.host in {address.netloc, address.api_host}
    return f"{words} at {limit.host}" if words and not own else words


def _left_words(limit: RateLimit, now: datetime) -> str:
    until = None
    if limit.resets_at is not None:
        until = max(1, round((limit.resets_at - now).total_seconds()))
    if limit.remaining is None and limit.limit is None:
        return f"no requests for {span_text(until)}" if until else ""
    if limit.remaining == 0:
        return f"no requests left{f' for {span_text(until)}' if until else ''}{_per(limit)}"
    if limit.remaining is None:
        return f"{plural(limit.limit or 0, 'request')} allowed{_per(limit)}"
    of = f" of {count_text(limit.limit)}" if limit.limit is not None else ""
    noun = "request" if (limit.limit or limit.remaining) == 1 else "requests"
    return f"{count_text(limit.remaining)}{of} {noun} left{_per(limit)}"


def allowance_words(limit: RateLimit) -> str | None:
    """Say how much is allowed: `100 requests per 6 h`; None if that is not known."""
    if limit.limit is None:
        return None
    per = f" per {span_text(limit.window_s)}" if limit.window_s else ""
    return plural(limit.limit, "request") + per


def limit_document(limit: RateLimit | None, now: datetime) -> dict[str, Any] | None:
    """Return a limit for JSON, null if none is known."""
    if limit is None or not limit.holds_at(now):
        return None
    return {
        "host": limit.host,
        "limit": limit.limit,
        "remaining": limit.remaining,
        "window_s": limit.window_s,
        "resets_at": rfc3339(limit.resets_at),
        "retry_after_s": limit.retry_after_s,
        "seen_at": rfc3339(limit.seen_at),
    }


def span_text(seconds: float) -> str:
    """Return a length of time in its largest whole unit: `6 h`, `90 s`."""
    for size, unit in _UNITS:
        if seconds >= 2 * size or seconds == size:
            return f"{round(seconds / size)} {unit}"
    return f"{round(seconds)} s"


def _per(limit: RateLimit) -> str:
    return f" (per {span_text(limit.window_s)})" if limit.window_s else ""
