"""Find out where and how a registry speaks: http or https, and which version of the API.

`GET /v2/` is the only call for this in the OCI specification ("Determining Support"); 200 and 401
mean that v2 is there. The header `Docker-Distribution-API-Version` is not needed, for proxies drop
it, and the body is not parsed: real servers send `{}`, `true` or nothing.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from regbrowse.domain.address import Scheme
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError, Unreachable
from regbrowse.domain.feed import ApiVersion, Feed
from regbrowse.registry.answer import Answer
from regbrowse.registry.auth import Purpose
from regbrowse.registry.limits import CONNECT_S, LOOPBACK_TLS_S, PING
from regbrowse.registry.redirects import origin_of
from regbrowse.registry.refusals import error_for, refusal
from regbrowse.registry.transport import Request, Transport

PURPOSE = Purpose("ping", "ask for the API version", Code.CREDENTIALS_REJECTED)

_API_HEADER = "docker-distribution-api-version"

_SOFTWARE_HEADERS = ("x-jfrog-version", "x-artifactory-id", "x-nexus-ui")
"""Registries that live under a path and say who they are on every path."""

_NO_TLS_HERE = frozenset(
    {
        Code.HTTPS_TO_HTTP_PORT,
        Code.TLS_CLOSED,
        Code.TLS_HANDSHAKE_TIMEOUT,
        Code.CONNECTION_RESET,
    }
)
"""How it looks when a port does not speak TLS. A certificate error is not among these."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A registry that answered.

    `root` is the URL of `/v2/` with its slash, `origin` is `scheme://host[:port]`, and `ping` is
    the answer of the version check, whose challenges tell whether a login is wanted or possible.
    """

    root: str
    api: ApiVersion
    ping: Answer

    @property
    def origin(self) -> str:
        """Where the registry lives: `scheme://host[:port]`."""
        parts = urlsplit(self.root)
        return f"{parts.scheme}://{parts.netloc}"


async def discover(feed: Feed, transport: Transport) -> Endpoint:
    """Ask a registry for its version, over each scheme that its address allows.

    Raises RegistryError; its code says what is there instead of a v2 registry.
    """
    schemes = feed.address.schemes_to_try
    for scheme, next_scheme in zip(schemes, (*schemes[1:], None), strict=True):
        try:
            return await _ask(feed, transport, scheme, quick=next_scheme is not None)
        except Unreachable as error:
            if next_scheme is None or not _may_be_plain(error, feed):
                raise
    raise AssertionError(schemes)  # an address always has a scheme to try


def _may_be_plain(error: Unreachable, feed: Feed) -> bool:
    # Without a port https means 443, so nothing listening there says nothing about port 80.
    refused = error.code is Code.CONNECTION_REFUSED and feed.address.port is None
    return refused or error.code in _NO_TLS_HERE


async def _ask(feed: Feed, transport: Transport, scheme: Scheme, *, quick: bool) -> Endpoint:
    root = feed.address.v2_root(scheme)
    connect_s = LOOPBACK_TLS_S if quick else CONNECT_S
    answer = await transport.send(
        Request(
            root,
            PURPOSE.operation,
            PING,
            headers={"Accept": "application/json"},
            connect_s=connect_s,
        )
    )
    if _speaks_v2(answer):
        if feed.api is ApiVersion.V1:
            raise error_for(
                answer, Code.API_VERSION_MISMATCH, PURPOSE.operation, wanted="v1", found="v2"
            )
        return Endpoint(_root_after_redirect(root, answer), ApiVersion.V2, answer)
    raise await _diagnose(feed, transport, scheme, answer)


def _speaks_v2(answer: Answer) -> bool:
    if answer.status == 401:
        return True
    if answer.status != 200:
        return False
    if "registry/2.0" in answer.headers.get(_API_HEADER, ""):
        return True
    body = answer.body.strip()
    return body in {b"", b"{}", b"true"}


def _root_after_redirect(root: str, answer: Answer) -> str:
    """Keep a redirect of the same host for the requests that follow: to https, or to a path."""
    stays = origin_of(answer.url)[1] == origin_of(root)[1]
    path = urlsplit(answer.url).path
    if answer.location and stays and path.endswith("/v2/"):
        parts = urlsplit(answer.url)
        return f"{parts.scheme}://{parts.netloc}{path}"
    return root


async def _diagnose(
    feed: Feed, transport: Transport, scheme: Scheme, answer: Answer
) -> RegistryError:
    """Say what is there in place of a v2 registry."""
    if answer.location and (answer.looks_like_html or answer.crossed):
        return error_for(answer, Code.REDIRECT_ELSEWHERE, PURPOSE.operation)
    if answer.status == 403 and not answer.looks_like_html:
        return error_for(answer, Code.CREDENTIALS_REQUIRED, PURPOSE.operation)
    if answer.status == 404 and _is_registry_software(answer):
        return error_for(answer, Code.WRONG_PATH_PREFIX, PURPOSE.operation)
    if answer.status == 404 and await _speaks_v1(feed, transport, scheme):
        return error_for(answer, Code.V1_ONLY, PURPOSE.operation)
    return refusal(answer, PURPOSE, missing=Code.NOT_A_REGISTRY, unexpected=Code.NOT_A_REGISTRY)


def _is_registry_software(answer: Answer) -> bool:
    return (
        answer.registry_error[0] is not None
        or "registry/2.0" in answer.headers.get(_API_HEADER, "")
        or answer.headers.get("server", "").startswith("Nexus")
        or any(header in answer.headers for header in _SOFTWARE_HEADERS)
    )


async def _speaks_v1(feed: Feed, transport: Transport, scheme: Scheme) -> bool:
    """Ask `/v1/_ping`: its headers, or a body of JSON, tell a v1 registry."""
    url = f"{feed.address.origin(scheme)}{feed.address.prefix}/v1/_ping"
    try:
        answer = await transport.send(Request(url, PURPOSE.operation, PING))
    except RegistryError:
        return False
    named = any(name.startswith("x-docker-registry-") for name in answer.headers)
    return answer.status == 200 and (named or answer.body.strip()[:1] in {b"{", b"t", b'"'})
