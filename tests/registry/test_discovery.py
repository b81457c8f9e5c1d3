"""What answers at an address: a registry of version 2, or what else; for v1 see v1/."""

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.feed import ApiVersion
from tests.conftest import RegistryFactory, ServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import unauthorized
from tests.registry.support import PING, catalog_of
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.registry import RealRegistry
from tests.support.scripted import Reply, ScriptedServer, error_reply, json_reply

PAGE = b"<!DOCTYPE html><html><title>Welcome</title></html>"
S3 = b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'
GO_TLS = b"Client sent an HTTP request to an HTTPS server.\n"
NGINX_TLS = b"<html><h1>400</h1>The plain HTTP request was sent to HTTPS port</html>"
VERSION_2 = [("Docker-Distribution-Api-Version", "registry/2.0")]


async def failure_of(connect: Connect, address: str) -> RegistryError:
    with pytest.raises(RegistryError) as failure:
        await connect(address).open()
    return failure.value


async def test_a_real_registry(connect: Connect, open_registry: RealRegistry) -> None:
    endpoint = await connect(open_registry.url).open()
    assert endpoint.root == f"{open_registry.url}/v2/"
    assert endpoint.origin == open_registry.url
    assert endpoint.api is ApiVersion.V2


async def test_a_real_registry_below_a_path(
    connect: Connect, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry(prefix="/docker/registry/")
    endpoint = await connect(registry.url).open()
    assert endpoint.root == f"{registry.url}/v2/"
    assert endpoint.origin == f"http://{registry.authority}"
    assert await catalog_of(connect(registry.url)) == []


@pytest.mark.parametrize(
    "reply",
    [
        PING,
        Reply(200, b"{}"),
        Reply(200, b"{ }\n", [("Content-Type", "application/json")]),
        Reply(200, b"true"),
        Reply(200, b""),
        Reply(200, b"", [("Content-Type", "text/html")]),
        Reply(200, b'{"status": "ok"}'),
        Reply(200, PAGE, [("Docker-Distribution-API-Version", "registry/1.0 registry/2.0")]),
        unauthorized("Basic realm=x"),
        unauthorized(),
        Reply(401, b"true", [("WWW-Authenticate", "Bearer realm=/token")]),
    ],
)
async def test_answers_of_version_2(
    connect: Connect, scripted_server: ServerFactory, reply: Reply
) -> None:
    server = scripted_server()
    server.on("/v2/", reply)
    assert (await connect(server.url).open()).api is ApiVersion.V2
    assert [asked.target for asked in server.requests] == ["/v2/"]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(200, PAGE), Code.HTML_INSTEAD_OF_REGISTRY),
        (Reply(200, b"\n  " + PAGE.lower()), Code.HTML_INSTEAD_OF_REGISTRY),
        (Reply(200, b'<?xml version="1.0"?>\n' + PAGE), Code.HTML_INSTEAD_OF_REGISTRY),
        (Reply(200, S3), Code.NOT_A_REGISTRY),
        (Reply(403, S3), Code.NOT_A_REGISTRY),
        (Reply(404, S3), Code.NOT_A_REGISTRY),
        (Reply(200, b"hello"), Code.NOT_A_REGISTRY),
        (Reply(200, b"{" + b" " * 2000 + b"}"), Code.NOT_A_REGISTRY),
        (Reply(204), Code.NOT_A_REGISTRY),
        (Reply(404, PAGE), Code.NOT_A_REGISTRY),
        (Reply(404), Code.NOT_A_REGISTRY),
        (Reply(405), Code.NOT_A_REGISTRY),
        (Reply(501), Code.NOT_A_REGISTRY),
        (Reply(400, b"bad"), Code.NOT_A_REGISTRY),
        (Reply(400, PAGE), Code.HTML_INSTEAD_OF_REGISTRY),
        (error_reply(404, "NOT_FOUND"), Code.WRONG_PATH_PREFIX),
        (Reply(404, b"", VERSION_2), Code.WRONG_PATH_PREFIX),
        (Reply(404, PAGE, [("Server", "Nexus/3.58.1-02 (OSS)")]), Code.WRONG_PATH_PREFIX),
        (Reply(404, PAGE, [("X-JFrog-Version", "Artifactory/7")]), Code.WRONG_PATH_PREFIX),
        (Reply(403, PAGE, [("Server", "cloudflare")]), Code.BLOCKED_BY_GATEWAY),
        (Reply(403, b"error code: 1020"), Code.BLOCKED_BY_GATEWAY),
        (error_reply(403, "DENIED"), Code.CREDENTIALS_REQUIRED),
        (Reply(429), Code.RATE_LIMITED),
        (Reply(500, b"oops"), Code.SERVER_ERROR),
        (Reply(502, PAGE), Code.GATEWAY_ERROR),
        (Reply(503), Code.GATEWAY_ERROR),
        (error_reply(503, "UNAVAILABLE"), Code.SERVER_ERROR),
        (Reply(504, PAGE, [("Via", "1.1 varnish")]), Code.GATEWAY_ERROR),
        (Reply(302), Code.REDIRECT_ELSEWHERE),
        (Reply(400, GO_TLS), Code.HTTP_TO_HTTPS_PORT),
        (Reply(400, NGINX_TLS), Code.HTTP_TO_HTTPS_PORT),
    ],
)  # fmt: skip
async def test_what_else_answers(
    connect: Connect, scripted_server: ServerFactory, reply: Reply, code: Code
) -> None:
    server = scripted_server()
    server.on("/v2/", reply)
    error = await failure_of(connect, server.url)
    assert error.code is code
    assert error.status == reply.status
    assert error.facts["host"] == server.authority
    assert error.operation == "ask for the API version"
    assert not (error.registry_message or "").startswith("<")


async def test_a_gateway_says_who_it_is(connect: Connect, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    for header in ("Server", "Via"):
        server.on("/v2/", Reply(502, PAGE, [(header, "nginx/1.25")]))
        assert (await failure_of(connect, server.url)).facts["server"] == "nginx/1.25"


def moved(to: str, status: int = 302) -> Reply:
    return Reply(status, b"<a href='x'>Found</a>", [("Location", to)])


@pytest.mark.parametrize("location", ["/login?next=/v2/", "{other}/sso"])
async def test_a_login_page(
    connect: Connect, scripted_server: ServerFactory, location: str
) -> None:
    server, other = scripted_server(), scripted_server()
    server.on("/v2/", moved(location.format(other=other.url)))
    server.on("/login", Reply(200, PAGE))
    other.on("/sso", Reply(200, b"ok"))
    error = await failure_of(connect, server.url)
    assert error.code is Code.REDIRECT_ELSEWHERE
    assert error.facts["location"].startswith(("http://127.0.0.1:", other.url))


async def test_a_registry_that_has_moved_below_a_path(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", moved("/artifactory/api/docker/x/v2/"))
    serve_catalog(server, Distribution2(["a"]), prefix="/artifactory/api/docker/x")
    client = connect(server.url)
    assert await catalog_of(client) == ["a"]
    assert (await client.open()).root == f"{server.url}/artifactory/api/docker/x/v2/"


async def test_a_registry_that_answers_for_another_host(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    """registry.k8s.io sends each request to a mirror nearby; the address stays what it is."""
    front, mirror = scripted_server(), scripted_server()
    mirror.on("/v2/", PING)
    mirror.on("/v2/_catalog", json_reply({"repositories": ["a"]}))
    for path in ("/v2/", "/v2/_catalog"):
        front.on(path, moved(mirror.url + path, 307))
    client = connect(front.url)
    assert await catalog_of(client) == ["a"]
    assert (await client.open()).origin == front.url


async def test_a_slash_at_the_end_is_asked_for(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server: ScriptedServer = scripted_server()
    server.on("/sub/path/v2/", PING)
    for address in ("{}/sub/path", "{}/sub/path/", "{}/sub/path/v2", "{}/sub/path/v2/"):
        await connect(address.format(server.url)).open()
    assert {asked.path for asked in server.requests} == {"/sub/path/v2/"}
