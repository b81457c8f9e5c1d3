"""Run code that may block for ever, without waiting for it for ever."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


async def in_thread(work: Callable[[], T], deadline: float | None) -> T:
    """Return what `work` returns or raise what it raises; TimeoutError after `deadline` seconds.

    A thread cannot be stopped. This one is a daemon, so that one which hangs keeps neither the
    event loop nor the process from ending, as a thread of asyncio's pool would.
    """
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # handed to whoever waits
            future.set_exception(error)

    threading.Thread(target=run, name="regbrowse-blocking", daemon=True).start()
    async with asyncio.timeout(deadline):
        return await asyncio.wrap_future(future)
