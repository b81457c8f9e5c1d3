"""Work that says when it waits for a registry, second by second."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TYPE_CHECKING, Final, TypeVar

from regbrowse.domain.rate_limit import Waiting

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient

T = TypeVar("T")

_END: Final = object()


async def with_waits(
    work: AsyncIterator[T], client: "RegistryClient"
) -> AsyncGenerator[T | Waiting]:
    """Yield what `work` yields, and in between each second that `client` waits.

    While this runs, the client keeps to long waits that a registry asks for; else it reports the
    refusal. Cancel or close it to end a wait; then `work` is closed, too.
    """
    waits: asyncio.Queue[Waiting] = asyncio.Queue()
    client.waits.listener = waits.put_nowait
    step: asyncio.Task[object] | None = None
    tick = asyncio.create_task(waits.get())
    try:
        while True:
            step = step or asyncio.create_task(_next(work))
            await asyncio.wait({step, tick}, return_when=asyncio.FIRST_COMPLETED)
            if tick.done():
                yield tick.result()
                tick = asyncio.create_task(waits.get())
            elif step.done():
                found, step = step.result(), None
                if found is _END:
                    return
                yield found  # type: ignore[misc]  # T: `_next` yields nothing else
    finally:
        client.waits.listener = None
        for task in (tick, step):
            if task is not None:
                await _ended(task)
        if isinstance(work, AsyncGenerator):
            await work.aclose()


async def _next(work: AsyncIterator[T]) -> T | object:
    return await anext(work, _END)


async def _ended(task: "asyncio.Task[object] | asyncio.Task[Waiting]") -> None:
    """Cancel a task and wait until it has let go of what it holds."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # Nobody waits for it any more.
