"""Find out where and how a registry speaks: http or https, and which version of the API.

`GET /v2/` is the only call for this in the OCI specification ("Determining Support"); 200 and 401
mean that v2 is there. The header `Docker-Distribution-API-Version` is not needed, for proxies drop
it, and the body is not parsed: real servers send `{}`, `true` or nothing.
"""

from dataclasses import replace
from urllib.parse import urlsplit

from regbrowse.domain.address import Scheme
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegistryError, Unreachable
from regbrowse.domain.feed import ApiVersion, Feed
from regbrowse.registry.answer import Answer
from regbrowse.registry.elsewhere import asked_otherwise
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.limits import CONNECT_S, LOOPBACK_TLS_S, PING
from regbrowse.registry.refusals import error_for, refusal_code
from regbrowse.registry.request import Purpose, Request
from regbrowse.registry.stage import Stage
from regbrowse.registry.transport import Transport
from regbrowse.registry.urls import origin_of
from regbrowse.registry.v1 import detection

PURPOSE = Purpose("ping", "ask for the API version", Code.CREDENTIALS_REJECTED)

_API_HEADER = "docker-distribution-api-version"

_SOFTWARE_HEADERS = ("x-jfrog-version", "x-artifactory-id", "x-nexus-ui")
"""Registries that live under a path and say who they are on every path."""

_NO_TLS_HERE = frozenset({Code.HTTPS_TO_HTTP_PORT, Code.TLS_CLOSED, Code.TLS_HANDSHAKE_TIMEOUT})
"""How it looks when a port does not speak TLS. A certificate error is not among these."""

_SMALL_BYTES = 1024
"""A version check says nothing, or next to nothing."""

_PINGS = frozenset({b"", b"true", b"{}"})
"""What registries say to a version check, as far as they say anything."""

_MAYBE_V1 = frozenset(
    {
        Code.NOT_A_REGISTRY,
        Code.WRONG_PATH_PREFIX,
        Code.HTML_INSTEAD_OF_REGISTRY,
        Code.BLOCKED_BY_GATEWAY,
        Code.REDIRECT_ELSEWHERE,
    }
)
"""What may be in the place of v2 on a server that has v1."""


async def discover(feed: Feed, transport: Transport) -> Endpoint:
    """Ask a registry for its version, over each scheme that its address allows.

    Raises RegistryError; its code says what is there instead of a registry.
    """
    try:
        return await _discover(feed, transport)
    except BadAnswer as error:
        better = await asked_otherwise(error, feed, transport, PURPOSE.operation)
        raise better from error.__cause__


async def _discover(feed: Feed, transport: Transport) -> Endpoint:
    schemes = feed.address.schemes_to_try
    for scheme, next_scheme in zip(schemes, (*schemes[1:], None), strict=True):
        try:
            return await _ask(feed, transport, scheme, quick=next_scheme is not None)
        except Unreachable as error:
            if next_scheme is None:
                raise
            if not _may_be_plain(error, feed):
                raise await transport.looked_into(error) from error.__cause__
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
            second_look=not quick,
        )
    )
    speaks_v2 = _speaks_v2(answer)
    sure = speaks_v2 and _surely_v2(answer)
    if feed.api is not ApiVersion.V1 and (sure or (speaks_v2 and feed.api is ApiVersion.V2)):
        return _endpoint(root, answer, ApiVersion.V2)
    instead = None if speaks_v2 else _instead(answer)
    if feed.api is ApiVersion.V1 or instead is None or instead in _MAYBE_V1:
        ping = await detection.ping(feed, transport, scheme, PURPOSE.operation)
        doubtful = feed.api is ApiVersion.V1 or instead is Code.NOT_A_REGISTRY
        insisted = feed.api is ApiVersion.V1 and not sure
        if ping is not None and detection.is_v1(ping, doubtful=doubtful, insisted=insisted):
            if feed.api is ApiVersion.V2:
                raise _mismatch(answer, wanted="v2", found="v1")
            return _endpoint(detection.v1_root(feed, scheme), ping, ApiVersion.V1, "_ping")
    if instead is not None:
        raise error_for(answer, instead, PURPOSE.operation)
    if feed.api is ApiVersion.V1:
        raise _mismatch(answer, wanted="v1", found="v2")
    return _endpoint(root, answer, ApiVersion.V2)


def _speaks_v2(answer: Answer) -> bool:
    if answer.status == 401 or _forbids(answer):
        return True
    if answer.status != 200:
        return False
    if "registry/2.0" in answer.headers.get(_API_HEADER, ""):
        return True
    # Proxies drop the header. Then the body tells: `{}`, `true`, nothing; reading on will confirm.
    body = answer.body.strip()
    return body in _PINGS or (body[:1] == b"{" and len(body) <= _SMALL_BYTES)


def says_registry(ping: Answer) -> bool:
    """Whether the answer to a version check is one that registries give, and not just any JSON."""
    asks = ping.status != 200 or bool(ping.challenges)
    return asks or _says_registry(ping) or ping.body.strip() in _PINGS


def _forbids(answer: Answer) -> bool:
    """Whether a registry itself lets nobody in, without asking for a login."""
    return answer.status == 403 and not answer.crossed and _says_registry(answer)


def _surely_v2(answer: Answer) -> bool:
    """Whether it can be nothing else.

    A 401 may be that of a web server in front of a v1 registry whose ping alone is open, as the
    recipe for nginx in docker-registry 0.9 has it.
    """
    asks_as_v2 = any(challenge.scheme == "bearer" for challenge in answer.challenges)
    return answer.status == 200 or asks_as_v2 or _says_registry(answer)


def _endpoint(root: str, answer: Answer, api: ApiVersion, tail: str = "") -> Endpoint:
    """Keep a redirect for the requests that follow: from http to https, or to another path.

    Only the same host is kept, and no other port but for https: what is kept may get the login.
    `tail` is what the version check adds to the root.
    """
    here, there = origin_of(root), origin_of(answer.url)
    upgraded = here[1] == there[1] and (here[0], there[0]) == ("http", "https")
    parts = urlsplit(answer.url)
    known = parts.path.endswith(f"/{api.value}/{tail}")
    if answer.location and (here == there or upgraded) and known:
        root = f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix(tail)}"
        answer = replace(answer, crossed=False)
    return Endpoint(root, api, answer)


def _instead(answer: Answer) -> Code:
    """Say what is there in place of a v2 registry."""
    if answer.location and (answer.looks_like_html or answer.crossed):
        return Code.REDIRECT_ELSEWHERE
    if answer.looks_like_xml and answer.status < 500:
        return Code.NOT_A_REGISTRY
    if answer.status == 403:
        return Code.BLOCKED_BY_GATEWAY
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
