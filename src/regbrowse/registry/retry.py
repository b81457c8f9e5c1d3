"""When a request that failed is sent once more. All our requests only read, so it is safe.

Which failures: protocol facts F.4 and H.0. Never after 401, 403, 404 or a certificate error, and
a refused connection or an unknown name does not get better by asking again at once. Who has had too
many requests (429) is asked again when it says so, and not at all if it does not say: Docker Hub's
limit on abuse says nothing, and gets longer by each request.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from regbrowse.domain.codes import Code
from regbrowse.registry.rate_limits import asked_wait_s

TOO_MANY = 429

_STATUSES = frozenset({408, TOO_MANY, 500, 502, 503, 504})
_CODES = frozenset({Code.CONNECTION_RESET, Code.TRUNCATED_RESPONSE, Code.DNS_FAILURE})
_ONCE_MORE = frozenset({Code.CONNECTION_TIMEOUT})
"""Each attempt costs its whole time, so there are two at most."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently. Waits are seconds; they double from `first_wait_s`.

    `max_wait_s` is the longest wait in silence, `max_told_wait_s` that of which somebody sees the
    countdown (containers/image waits 60 s at most, too).
    """

    attempts: int = 3
    first_wait_s: float = 0.3
    max_wait_s: float = 20.0
    max_told_wait_s: float = 60.0

    def wait_after_failure(self, code: Code, attempt: int) -> float | None:
        """Seconds to wait after failure number `attempt` (from 1), or None to give up."""
        most = min(self.attempts, 2) if code in _ONCE_MORE else self.attempts
        if code not in _CODES | _ONCE_MORE or attempt >= most:
            return None
        return self._backoff(attempt)

    def wait_after_status(
        self, status: int, headers: Mapping[str, str], attempt: int, *, told: bool = False
    ) -> float | None:
        """Seconds to wait after an answer with `status`, or None to take it as it is.

        A registry that names a longer wait than `max_wait_s` is not waited for; after 429 than
        `max_told_wait_s`, if somebody is `told` of it.
        """
        if status not in _STATUSES or attempt >= self.attempts:
            return None
        asked = asked_wait_s(status, headers)
        if asked is None:
            return None if status == TOO_MANY else self._backoff(attempt)
        most = self.max_told_wait_s if told and status == TOO_MANY else self.max_wait_s
        return max(asked, self._backoff(attempt)) if asked <= most else None

    def _backoff(self, attempt: int) -> float:
        return min(self.first_wait_s * 2.0 ** (attempt - 1), self.max_wait_s)
