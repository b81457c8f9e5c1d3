"""A connection to each address of a host."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

from regbrowse.domain.errors import RegistryError
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.failures import too_late, translate
from regbrowse.registry.stage import Progress


@dataclass(frozen=True, slots=True)
class Knock:
    """What became of a connection to one address; `error` is None if it was accepted."""

    address: str
    elapsed_s: float
    error: RegistryError | None = None


async def knock_at_all(
    addresses: Sequence[str], port: int, attempt: Attempt, timeout_s: float
) -> list[Knock]:
    """Connect to all addresses at once, and say what became of each, in their order."""
    return list(
        await asyncio.gather(
            *(_knock(address, port, attempt, timeout_s) for address in addresses[:16])
        )
    )


async def _knock(address: str, port: int, attempt: Attempt, timeout_s: float) -> Knock:
    began = time.monotonic()
    progress = Progress(attempt)
    error: RegistryError | None = None
    try:
        async with asyncio.timeout(timeout_s):
            _, writer = await asyncio.open_connection(address, port)
    except TimeoutError:
        error = too_late(attempt, progress, timeout_s)
    except OSError as cause:
        error = translate(cause, attempt, progress)
        error.__cause__ = cause
    else:
        await hang_up(writer)
    return Knock(address, time.monotonic() - began, error)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close a connection without waiting for the other side."""
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
