"""The event loop of every command and of the screens: one that no name service can hold up.

asyncio looks names up in a pool of threads and waits for all of them at the end. One look-up takes
half a minute and more where the name service is silent (resolv.conf(5): 5 s, twice, for each
server), so a deadline or ctrl-c would end the work, and the program would stay.
"""

import asyncio
import socket
import sys
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar

from regbrowse.credentials.threads import in_thread

T = TypeVar("T")

if sys.platform == "win32":
    _Loop = asyncio.ProactorEventLoop
else:
    _Loop = asyncio.SelectorEventLoop


class EventLoop(_Loop):
    """The loop of the platform, but whoever stops waiting for a name has stopped."""

    async def getaddrinfo(
        self,
        host: Any,
        port: Any,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 (the name that asyncio calls it by)
        proto: int = 0,
        flags: int = 0,
    ) -> list[Any]:
        """Look a name up, in a thread that nobody waits for in the end."""
        look_up = partial(socket.getaddrinfo, host, port, family, type, proto, flags)
        return await in_thread(look_up, None)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end in such a loop, as `asyncio.run` would."""
    with asyncio.Runner(loop_factory=EventLoop) as runner:
        return runner.run(work)
