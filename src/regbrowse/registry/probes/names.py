"""From a host's name to all its addresses."""

import asyncio
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import Unreachable
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.failures import translate
from regbrowse.registry.stage import Progress


@dataclass(frozen=True, slots=True)
class Resolution:
    """The addresses of a host in the order of the system, and the seconds that it took."""

    addresses: Sequence[str]
    elapsed_s: float


async def resolve(host: str, port: int, attempt: Attempt, timeout_s: float) -> Resolution:
    """Look a name up. Raises Unreachable with `dns-not-found` or `dns-failure`."""
    began = time.monotonic()
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout_s):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise attempt.error(Unreachable, Code.DNS_FAILURE, f"tried for {timeout_s:.0f} s") from None
    except socket.gaierror as error:
        raise translate(error, attempt, Progress(attempt)) from error
    except UnicodeError as error:
        raise attempt.error(Unreachable, Code.DNS_NOT_FOUND) from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    return Resolution(addresses, time.monotonic() - began)
