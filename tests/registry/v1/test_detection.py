"""Which version answers at an address, and what becomes of a feed that insists on one."""

import httpx
import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.feed import ApiVersion
from regbrowse.registry.answer import Answer
from regbrowse.registry.v1.detection import is_standalone
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import unauthorized
from tests.registry.support import PING, feed
from tests.registry.v1.support import names_of
from tests.support.certificates import Certificates
from tests.support.registries.v1 import HTML_404, NGINX_401, V1Registry, ping
from tests.support.scripted import Reply, ScriptedServer

PAGE = b"<!DOCTYPE html><html><title>Welcome</title></html>"
STANDALONE = [("X-Docker-Registry-Standalone", "True")]
VERSION = [("X-Docker-Registry-Version", "0.6.0")]
AUTO, V1, V2 = ApiVersion.AUTO, ApiVersion.V1, ApiVersion.V2


async def found(connect: Connect, url: str, api: ApiVersion = AUTO) -> ApiVersion:
    return (await connect(feed(url, api=api)).open()).api


async def failure_of(connect: Connect, url: str, api: ApiVersion = AUTO) -> RegistryError:
    with pytest.raises(RegistryError) as failure:
        await connect(feed(url, api=api)).open()
    return failure.value


async def refused(connect: Connect, url: str, wanted: ApiVersion) -> None:
    error = await failure_of(connect, url, wanted)
    assert error.code is Code.API_VERSION_MISMATCH
    other = {V1: V2, V2: V1}[wanted]
    assert (error.facts["wanted"], error.facts["found"]) == (wanted.value, other.value)


@pytest.mark.parametrize("v2", [HTML_404, Reply(405), Reply(200, b"hello"), Reply(404)])
@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"{}", STANDALONE),
        Reply(200, b"true", VERSION),
        Reply(200, b'{"host": ["Linux"]}'),
        Reply(200, b'"docker-registry server"'),
        Reply(200, b"true"),
        Reply(200, b"", STANDALONE),
    ],
)
async def test_version_1_where_version_2_is_not(
    connect: Connect, scripted_server: ServerFactory, v2: Reply, reply: Reply
) -> None:
    server = scripted_server()
    for prefix in ("", "/below/it"):
        server.on(f"{prefix}/v2/", v2)
        server.on(f"{prefix}/v1/_ping", reply)
        for api in (AUTO, V1):
            endpoint = await connect(feed(server.url + prefix, api=api)).open()
            assert (endpoint.root, endpoint.api) == (f"{server.url}{prefix}/v1/", V1)
            assert endpoint.origin == server.url
            assert endpoint.ping.body == reply.body
        await refused(connect, server.url + prefix, V2)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, b"", STANDALONE),
        Reply(200, PAGE),
        Reply(200, b""),
        Reply(200, b"truly"),
        Reply(200, b"[]"),
        Reply(200, b"[" * 100_000),
        Reply(200, b"\xff"),
        Reply(500),
    ],
)
async def test_no_version_at_all(
    connect: Connect, scripted_server: ServerFactory, reply: Reply
) -> None:
    server = scripted_server()
    server.on("/v1/_ping", reply)
    for api in ApiVersion:
        assert (await failure_of(connect, server.url, api)).code is Code.NOT_A_REGISTRY


async def test_a_server_that_has_both(connect: Connect, scripted_server: ServerFactory) -> None:
    """Quay."""
    server = scripted_server()
    server.on("/v2/", PING)
    server.on("/v1/_ping", Reply(200, b"true", [*VERSION, ("X-Docker-Registry-Standalone", "0")]))
    assert await found(connect, server.url) is V2
    assert len(server.requests) == 1
    assert await found(connect, server.url, V2) is V2
    assert await found(connect, server.url, V1) is V1


@pytest.mark.parametrize("v2", [PING, unauthorized("Basic realm=x"), Reply(200, b"")])
@pytest.mark.parametrize("v1", [HTML_404, NGINX_401, Reply(503)])
async def test_version_2_alone(
    connect: Connect, scripted_server: ServerFactory, v2: Reply, v1: Reply
) -> None:
    server = scripted_server()
    server.on("/v2/", v2)
    server.on("/v1/_ping", v1)
    await refused(connect, server.url, V1)
    assert await found(connect, server.url) is V2


@pytest.mark.parametrize(
    ("v2", "code"),
    [
        (Reply(404, PAGE, [("X-JFrog-Version", "Artifactory/7")]), Code.WRONG_PATH_PREFIX),
        (Reply(200, PAGE), Code.HTML_INSTEAD_OF_REGISTRY),
        (Reply(403, PAGE), Code.BLOCKED_BY_GATEWAY),
    ],
)
async def test_only_a_name_counts_where_something_else_answers_for_version_2(
    connect: Connect, scripted_server: ServerFactory, v2: Reply, code: Code
) -> None:
    server = scripted_server()
    server.on("/v2/", v2)
    server.on("/v1/_ping", Reply(200, b"{}"))
    assert (await failure_of(connect, server.url)).code is code
    assert await found(connect, server.url, V1) is V1
    server.on("/v1/_ping", ping())
    assert await found(connect, server.url) is V1


async def test_a_web_server_with_a_login_in_front(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    """nginx asks for a login for anything but the ping, so a 401 of `/v2/` says nothing."""
    server = scripted_server()
    server.on("/v2/", NGINX_401)
    assert await found(connect, server.url) is V2
    server.on("/v1/_ping", ping())
    assert await found(connect, server.url) is V1
    assert await found(connect, server.url, V2) is V2
    server.on("/v1/_ping", NGINX_401)
    assert await found(connect, server.url) is V2
    assert await found(connect, server.url, V1) is V1


async def test_a_redirect_to_https_is_kept(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.server)
    V1Registry(server)
    front: ScriptedServer = scripted_server()
    front.on(None, lambda r: Reply(301, b"", [("Location", server.url + r.target)]))
    client = connect(feed(front.url, ca_file=certificates.ca))
    assert (await client.open()).root == f"{server.url}/v1/"
    asked = len(front.requests)
    assert await names_of(client)
    assert len(front.requests) == asked


@pytest.mark.parametrize(
    ("header", "body", "standalone"),
    [
        ("True", b"{}", True),
        ("1", b"", True),
        (" true ", b'{"standalone": false}', True),
        ("False", b'{"standalone": true}', False),
        ("0", b"true", False),
        ("mirror", b"{}", False),
        ("", b'{"standalone": false}', False),
        (None, b'{"standalone": false}', False),
        (None, b'{"standalone": "True"}', True),
        (None, b'{"standalone": null}', True),
        (None, b'{"standalone": {}}', False),
        (None, b"{}", True),
        (None, b"true", True),
        (None, b"<html>", True),
    ],
)
def test_what_is_standalone(header: str | None, body: bytes, standalone: bool) -> None:
    headers = httpx.Headers({} if header is None else {"X-Docker-Registry-Standalone": header})
    assert is_standalone(Answer(200, headers, body, "http://r.invalid/v1/_ping")) is standalone
