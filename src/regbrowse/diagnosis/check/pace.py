"""The time of a check: how a step ends that has none left."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from regbrowse.diagnosis.check.late import too_late, would_ask
from regbrowse.diagnosis.check.outcome import Outcome, skip
from regbrowse.diagnosis.check.state import State
from regbrowse.diagnosis.template import pasteable
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import RegbrowseError

_AFTER_S = 0.05
"""Within which a step that was told to end does so."""

_LEFT_S = 0.3
"""What is left when a request has ended because the check does."""

_WAITED = frozenset(
    {
        Code.PROXY_TIMEOUT,
        Code.CONNECTION_TIMEOUT,
        Code.TLS_HANDSHAKE_TIMEOUT,
        Code.HTTP_TIMEOUT,
        Code.SLOW_RESPONSE,
        Code.CATALOG_SLOW,
    }
)
"""How a step ends that would have waited longer."""


class Pace:
    """Runs steps within the time of the whole check.

    What a step waited for in vain is to blame only if it had a fair share of the time. If others
    have used that up, and a registry has answered them, it is the time that was too short.
    """

    def __init__(self, state: State, timeout_s: float) -> None:
        self._state = state
        self._timeout_s = timeout_s

    async def run(self, step: Step, work: Callable[[State], Awaitable[Outcome]]) -> Outcome:
        """Run a step and return how it ended."""
        had_s = self._state.left_s
        if had_s <= 0:
            return self._too_late(step, had_s)
        try:
            async with asyncio.timeout(had_s + _AFTER_S):
                outcome = await work(self._state)
        except TimeoutError:
            return self._too_late(step, had_s)
        if self._state.left_s < _LEFT_S and _was_waiting(outcome) and self._was_short(had_s):
            return self._without_time(outcome)
        return outcome

    def _too_late(self, step: Step, had_s: float) -> Outcome:
        if not would_ask(step, self._state):
            return skip("there was no time left for it")
        late = too_late(step, self._state, self._timeout_s)
        return self._without_time(late) if self._was_short(had_s) else late

    def _was_short(self, had_s: float) -> bool:
        return self._state.endpoint is not None and had_s < self._timeout_s / 2

    def _without_time(self, outcome: Outcome) -> Outcome:
        place = self._state.feed.saved_name or str(self._state.feed.address)
        name = place if pasteable(place) else "NAME"
        more = f"{4 * self._timeout_s:g}"
        hint = f"Give the check more time: `regbrowse check {name} --timeout {more}`."
        words = f"the time of the check was over ({self._timeout_s:g} s)"
        return skip(words, outcome.evidence, (hint,))


def _was_waiting(outcome: Outcome) -> bool:
    return any(each.code in _WAITED for each in _causes(outcome.error))


def _causes(error: BaseException | None) -> Iterator[RegbrowseError]:
    while isinstance(error, RegbrowseError):
        yield error
        error = error.__cause__
