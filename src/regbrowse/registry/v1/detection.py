"""Tell a v1 registry by `GET /v1/_ping`.

Source: moby daemon/pkg/registry/search_endpoint_v1.go and docker-registry 0.9.1. Quay serves a
ping, too, beside its v2, and there are web servers that answer to anything, so v2 is asked first,
and what answers must be JSON or name itself: `X-Docker-Registry-Version` in old servers,
`X-Docker-Registry-Standalone` in later ones.
"""

from regbrowse.domain.address import Scheme
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.registry.answer import Answer
from regbrowse.registry.limits import PING
from regbrowse.registry.request import Request
from regbrowse.registry.transport import Transport

_STANDALONE = "x-docker-registry-standalone"


def v1_root(feed: Feed, scheme: Scheme) -> str:
    """Return the URL of `/v1/` with its slash."""
    return f"{feed.address.origin(scheme)}{feed.address.prefix}/v1/"


async def ping(feed: Feed, transport: Transport, scheme: Scheme, operation: str) -> Answer | None:
    """Ask a server that has answered before; None if it does not this time."""
    try:
        return await transport.send(Request(f"{v1_root(feed, scheme)}_ping", operation, PING))
    except RegistryError:
        return None


def is_v1(answer: Answer, *, doubtful: bool, insisted: bool) -> bool:
    """Whether the answer to the ping is that of a v1 registry.

    One that names itself is. `doubtful` believes JSON, too, as proxies drop headers; `insisted`
    believes a 401 as well, because the feed says that v1 is there.
    """
    if answer.status == 401:
        return insisted
    if answer.status != 200:
        return False
    if any(name.startswith("x-docker-registry-") for name in answer.headers):
        return True
    said = _json(answer)
    return doubtful and (said is True or isinstance(said, dict | str))


def is_standalone(answer: Answer) -> bool:
    """Whether the server that answered the ping is index and registry at once.

    Docker's rule: the header says it (`1`, `true`; any other word is a no, also `mirror`), else
    `standalone` in the body, else it is.
    """
    said = answer.headers.get(_STANDALONE, "").strip().lower()
    if said:
        return said in {"1", "true"}
    body = _json(answer)
    flag = body.get("standalone") if isinstance(body, dict) else None
    return flag is None or str(flag).strip().lower() in {"1", "true"}


def _json(answer: Answer) -> object:
    try:
        return answer.json()
    except ValueError:
        return None
