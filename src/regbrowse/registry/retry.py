"""When a request that failed is sent once more. All our requests only read, so it is safe.

Which failures: protocol facts F.4 and H.0. Never after 401, 403, 404 or a certificate error, and
a refused connection or an unknown name does not get better by asking again at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from regbrowse.domain.codes import Code

_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
_CODES = frozenset({Code.CONNECTION_RESET, Code.TRUNCATED_RESPONSE, Code.DNS_FAILURE})
_ONCE_MORE = frozenset({Code.CONNECTION_TIMEOUT})
"""Each attempt costs its whole time, so there are two at most."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently. Waits are seconds; they double from `first_wait_s`."""

    attempts: int = 3
    first_wait_s: float = 0.3
    max_wait_s: float = 20.0

    def wait_after_failure(self, code: Code, attempt: int) -> float | None:
        """Seconds to wait after failure number `attempt` (from 1), or None to give up."""
        most = min(self.attempts, 2) if code in _ONCE_MORE else self.attempts
        if code not in _CODES | _ONCE_MORE or attempt >= most:
            return None
        return self._backoff(attempt)

    def wait_after_status(
        self, status: int, headers: Mapping[str, str], attempt: int
    ) -> float | None:
        """Seconds to wait after an answer with `status`, or None to take it as it is.

        A registry that names a longer wait than `max_wait_s` is not waited for.
        """
        if status not in _STATUSES or attempt >= self.attempts:
            return None
        asked = retry_after_s(headers)
        if asked is None:
            return self._backoff(attempt)
        return max(asked, self._backoff(attempt)) if asked <= self.max_wait_s else None

    def _backoff(self, attempt: int) -> float:
        return min(self.first_wait_s * 2.0 ** (attempt - 1), self.max_wait_s)


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
        if unix.isdecimal() and len(unix) < 12:
            return max(0.0, int(unix) - now.timestamp())
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds()) if text else None
    except (ValueError, TypeError, OverflowError):
        return None
