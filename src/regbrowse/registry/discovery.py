"""Find out where and how a registry speaks: http or https, and which version of the API.

`GET /v2/` is the only call for this in the OCI specification ("Determining Support"); 200 and 401
mean that v2 is there. The header `Docker-Distribution-API-Version` is not needed, for proxies drop
it, and the body is not parsed: real servers send `{}`, `true` or nothing.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from regbrowse.domain.address import Scheme
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError, Unreachable
from regbrowse.domain.feed import ApiVersion, Feed
from regbrowse.registry.answer import Answer
from regbrowse.registry.limits import CONNECT_S, LOOPBACK_TLS_S, PING
from regbrowse.registry.refusals import error_for, refusal_code
from regbrowse.registry.request import Purpose, Request
from regbrowse.registry.stage import Stage
from regbrowse.registry.transport import Transport
from regbrowse.registry.urls import origin_of

PURPOSE = Purpose("ping", "ask for the API version", Code.CREDENTIALS_REJECTED)

_API_HEADER = "docker-distribution-api-version"

_SOFTWARE_HEADERS = ("x-jfrog-version", "x-artifactory-id", "x-nexus-ui")
"""Registries that live under a path and say who they are on every path."""

_NO_TLS_HERE = frozenset({Code.HTTPS_TO_HTTP_PORT, Code.TLS_CLOSED, Code.TLS_HANDSHAKE_TIMEOUT})
"""How it looks when a port does not speak TLS. A certificate error is not among these."""

_SMALL_BYTES = 1024
"""A version check says nothing, or next to nothing."""


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
    # A reset after TLS was agreed on is that of a server that speaks TLS.
    hung_up = error.code is Code.CONNECTION_RESET and error.facts.get("stage") == Stage.TLS
    return refused or hung_up or error.code in _NO_TLS_HERE


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
            raise _mismatch(answer, wanted="v1", found="v2")
        return _endpoint(root, answer)
    raise await _diagnose(feed, transport, scheme, answer)


def _speaks_v2(answer: Answer) -> bool:
    if answer.status == 401:
        return True
    if answer.status != 200:
        return False
    if "registry/2.0" in answer.headers.get(_API_HEADER, ""):
        return True
    # Proxies drop the header. Then the body tells: `{}`, `true`, nothing; reading on will confirm.
    body = answer.body.strip()
    return body in {b"", b"true"} or (body[:1] == b"{" and len(body) <= _SMALL_BYTES)


def _endpoint(root: str, answer: Answer) -> Endpoint:
    """Keep a redirect for the requests that follow: from http to https, or to another path.

    Only the same host is kept, and no other port but for https: what is kept may get the login.
    """
    here, there = origin_of(root), origin_of(answer.url)
    upgraded = here[1] == there[1] and (here[0], there[0]) == ("http", "https")
    parts = urlsplit(answer.url)
    if answer.location and (here == there or upgraded) and parts.path.endswith("/v2/"):
        root = f"{parts.scheme}://{parts.netloc}{parts.path}"
        answer = replace(answer, crossed=False)
    return Endpoint(root, ApiVersion.V2, answer)


async def _diagnose(
    feed: Feed, transport: Transport, scheme: Scheme, answer: Answer
) -> RegistryError:
    """Say what is there in place of a v2 registry."""
    code = _instead(answer)
    if code is not Code.NOT_A_REGISTRY:
        return error_for(answer, code, PURPOSE.operation)
    if not await _speaks_v1(feed, transport, scheme):
        return error_for(answer, Code.NOT_A_REGISTRY, PURPOSE.operation)
    if feed.api is ApiVersion.V2:
        return _mismatch(answer, wanted="v2", found="v1")
    return error_for(answer, Code.V1_ONLY, PURPOSE.operation)


def _instead(answer: Answer) -> Code:
    """What an answer comes from that is none of v2."""
    if answer.location and (answer.looks_like_html or answer.crossed):
        return Code.REDIRECT_ELSEWHERE
    if answer.looks_like_xml and answer.status < 500:
        return Code.NOT_A_REGISTRY
    if answer.status == 403:
        return Code.CREDENTIALS_REQUIRED if _says_registry(answer) else Code.BLOCKED_BY_GATEWAY
    if answer.status == 404 and _is_registry_software(answer):
        return Code.WRONG_PATH_PREFIX
    return refusal_code(
        answer, PURPOSE, missing=Code.NOT_A_REGISTRY, unexpected=Code.NOT_A_REGISTRY
    )


def _mismatch(answer: Answer, *, wanted: str, found: str) -> RegistryError:
    return error_for(
        answer, Code.API_VERSION_MISMATCH, PURPOSE.operation, wanted=wanted, found=found
    )


def _says_registry(answer: Answer) -> bool:
    """Whether the answer is made as only a registry makes it."""
    named = "registry/2.0" in answer.headers.get(_API_HEADER, "")
    return named or answer.registry_error[0] is not None


def _is_registry_software(answer: Answer) -> bool:
    return (
        _says_registry(answer)
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
