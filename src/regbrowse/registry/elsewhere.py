"""Where no registry answered: whether one does under another path, or to another program."""

from dataclasses import replace

from regbrowse.domain.address import Scheme
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.registry.limits import KIB, Limits
from regbrowse.registry.request import Request
from regbrowse.registry.transport import Transport

_ONCE_MORE = Limits(2.0, 64 * KIB)
_AGENT = "docker/27.0.0"


async def asked_otherwise(
    error: RegistryError, feed: Feed, transport: Transport, operation: str
) -> RegistryError:
    """Return `error` with what one more version check, without a login, has shown.

    A gateway may let docker pass (`agent`), and a path too many may hide a registry
    (`without_path`). Raises nothing.
    """
    scheme: Scheme = "https" if error.url.startswith("https:") else "http"
    if error.code is Code.BLOCKED_BY_GATEWAY:
        url = feed.address.v2_root(scheme)
        passes = await _is_registry(transport, Request(url, operation, _ONCE_MORE), _AGENT)
        return error.retold(agent=_AGENT if passes else None)
    if error.code.step is Step.HTTP and feed.address.prefix and error.status is not None:
        url = replace(feed.address, prefix="").v2_root(scheme)
        if await _is_registry(transport, Request(url, operation, _ONCE_MORE)):
            return error.retold(without_path=url.removesuffix("/v2/"))
    return error


async def _is_registry(transport: Transport, request: Request, agent: str | None = None) -> bool:
    """Whether the answer is 200 or 401, as at a registry, and no page."""
    headers = {"Accept": "application/json"} | ({"User-Agent": agent} if agent else {})
    try:
        answer = await transport.send(replace(request, headers=headers, second_look=False))
    except RegistryError:
        return False
    page = answer.looks_like_html or answer.crossed
    return answer.status == 401 or (answer.status == 200 and not page)
