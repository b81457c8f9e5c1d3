"""Run several things at once, and leave none of them behind."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


async def together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Return all results in their order.

    If one fails, or who waits is cancelled, the others are cancelled and waited for, so that none
    still asks a registry whose connections are closed. Raises the first failure itself, which a
    TaskGroup would wrap.
    """
    tasks = [asyncio.create_task(each) for each in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
