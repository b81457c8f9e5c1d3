"""The check of a feed, with the logins and the environment of the person who asks for it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from regbrowse.diagnosis.check.run import run_check
from regbrowse.diagnosis.check.state import Surroundings
from regbrowse.domain.check import DEFAULT_TIMEOUT_S, CheckEvent
from regbrowse.domain.check_target import CheckTarget
from regbrowse.service.access import Access


class Checker:
    """Runs checks."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def check(
        self, target: CheckTarget, timeout_s: float = DEFAULT_TIMEOUT_S
    ) -> AsyncGenerator[CheckEvent]:
        """Yield each step as it begins and ends, and the report last.

        `timeout_s` are seconds for all of it. What fails is in the report and never raised. Close
        the generator to end a check early.
        """
        access = self._access
        limits = access.limits_of(target.feed)
        around = Surroundings(access.find_login, access.environ, limits)
        async with aclosing(run_check(target, around, timeout_s)) as events:
            async for event in events:
                yield event
