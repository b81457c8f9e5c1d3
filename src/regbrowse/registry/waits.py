"""Waits that a registry asks for, kept to with a countdown where somebody sees it."""

import asyncio
import math
from collections.abc import Callable

from regbrowse.domain.rate_limit import Waiting

Listener = Callable[[Waiting], None]

TOTAL_S = 300.0
"""Seconds that one client waits in all. A walk that needs more ends, and goes on from there next
time: a script in the night should not hang for hours."""


class Waits:
    """The long waits of one client. They are begun only while somebody listens."""

    def __init__(self, total_s: float = TOTAL_S) -> None:
        self._left_s = total_s
        self.listener: Listener | None = None
        """Is told of each second of a wait."""

    def allows(self, seconds: float) -> bool:
        """Whether a wait of `seconds` is within what is left of the total."""
        return self.listener is not None and seconds <= self._left_s

    async def count_down(self, seconds: float, host: str) -> None:
        """Wait for `seconds`, telling the listener each second, at last that none is left."""
        self._left_s -= seconds
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + seconds
        while (left := ends_at - loop.time()) > 0:
            self._tell(Waiting(math.ceil(left), host))
            # What is left is whole seconds after this, so that no number is skipped.
            await asyncio.sleep(left - (math.ceil(left) - 1))
        self._tell(Waiting(0, host))

    def _tell(self, waiting: Waiting) -> None:
        if self.listener is not None:
            self.listener(waiting)
