"""http or https: what is written is kept, and only a loopback port without TLS is asked plainly."""

import time
from contextlib import closing

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError, Unreachable
from tests.conftest import RegistryFactory, ServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import guard, sent
from tests.registry.support import PING, catalog_of, feed, password
from tests.support.certificates import Certificates
from tests.support.connection import Connection
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.loopback import Resolver
from tests.support.registry import RealRegistry
from tests.support.scripted import End, Raw, Reply, ScriptedServer
from tests.support.serving import ThreadedServer
from tests.support.sockets import ClosedPort


async def failure_of(connect: Connect, address: str) -> RegistryError:
    with pytest.raises(RegistryError) as failure:
        await connect(address).open()
    return failure.value


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "sub.localhost"])
async def test_a_real_registry_without_tls(
    connect: Connect, open_registry: RealRegistry, host: str
) -> None:
    endpoint = await connect(f"{host}:{open_registry.port}").open()
    assert endpoint.root == f"http://{host}:{open_registry.port}/v2/"


async def test_a_real_registry_with_tls(
    connect: Connect, docker_registry: RegistryFactory, certificates: Certificates
) -> None:
    registry = docker_registry(tls=certificates.server)
    client = connect(feed(registry.authority, ca_file=certificates.ca))
    assert (await client.open()).origin == registry.url
    # After an error of the certificate nothing is asked in the clear.
    error = await failure_of(connect, registry.authority)
    assert error.code is Code.TLS_UNKNOWN_CA
    error = await failure_of(connect, f"http://{registry.authority}")
    assert error.code is Code.HTTP_TO_HTTPS_PORT


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("self_signed", Code.TLS_SELF_SIGNED),
        ("expired", Code.TLS_EXPIRED),
        ("wrong_host", Code.TLS_WRONG_HOST),
    ],
)
async def test_no_way_around_a_certificate(
    connect: Connect,
    scripted_server: ServerFactory,
    certificates: Certificates,
    name: str,
    code: Code,
) -> None:
    server = scripted_server(tls=getattr(certificates, name))
    trusting = feed(f"localhost:{server.port}", ca_file=certificates.ca)
    with pytest.raises(Unreachable) as failure:
        await connect(trusting).open()
    assert failure.value.code is code
    assert {request.method for request in server.requests} <= {"HEAD"}, "but for the time"


@pytest.mark.parametrize(
    "raw",
    [
        Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        Raw(b"garbage"),
        Raw(end=End.CLOSE),
        Raw(end=End.RESET),
    ],
    ids=["http", "garbage", "closed", "reset"],
)
async def test_ways_not_to_speak_tls(
    connect: Connect, scripted_server: ServerFactory, raw: Raw
) -> None:
    """Whatever a plain server makes of a handshake: the next request is asked plainly."""
    server = scripted_server()
    server.on_first_data(raw)
    error = await failure_of(connect, server.authority)
    assert error.url == f"http://{server.authority}/v2/"


async def test_a_plain_server_that_waits_for_the_end_of_a_line(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve_catalog(server, Distribution2(["a"]))
    started = time.monotonic()
    assert await catalog_of(connect(server.authority)) == ["a"]
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Raw(end=End.RESET), Code.CONNECTION_RESET),
        (Raw(end=End.CLOSE), Code.CONNECTION_RESET),
        (Reply(200, b"x" * 50, cut_after=9), Code.TRUNCATED_RESPONSE),
        (Raw(b"220 mail\r\n\r\n"), Code.NOT_HTTP),
        (Reply(200, b"<html>"), Code.HTML_INSTEAD_OF_REGISTRY),
        (Reply(404), Code.NOT_A_REGISTRY),
    ],
)
async def test_a_server_that_spoke_tls_is_not_asked_plainly(
    connect: Connect,
    scripted_server: ServerFactory,
    certificates: Certificates,
    answer: Raw | Reply,
    code: Code,
) -> None:
    server = scripted_server(tls=certificates.server)
    server.on("/v2/", answer)
    with pytest.raises(RegistryError) as failure:
        await connect(feed(server.authority, ca_file=certificates.ca)).open()
    assert failure.value.code is code
    assert (failure.value.url or "").startswith("https://")
    assert server.tls_failures == []


class BreaksOff(ThreadedServer):
    """Speaks TLS, and then answers in the clear."""

    async def converse(self, connection: Connection) -> End:
        await connection.reader.read(1 << 16)
        connection._writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await connection._writer.drain()
        return End.CLOSE


async def test_garbage_after_a_good_handshake_is_no_reason_either(
    connect: Connect, certificates: Certificates
) -> None:
    with closing(BreaksOff(tls=certificates.server)) as server:
        with pytest.raises(RegistryError) as failure:
            await connect(feed(server.authority, ca_file=certificates.ca)).open()
        assert failure.value.code is Code.TLS_HANDSHAKE_FAILED
        assert failure.value.facts["detail"] == "WRONG_VERSION_NUMBER"
        assert failure.value.url == f"https://{server.authority}/v2/"


async def test_what_is_written_is_kept(
    connect: Connect, scripted_server: ServerFactory, open_registry: RealRegistry
) -> None:
    error = await failure_of(connect, f"https://{open_registry.authority}")
    assert error.code is Code.HTTPS_TO_HTTP_PORT
    server = scripted_server()
    server.on_first_data(Raw())
    assert (await failure_of(connect, f"https://{server.authority}")).code is Code.TLS_CLOSED


async def test_other_hosts_are_never_asked_plainly(
    connect: Connect, scripted_server: ServerFactory, resolver: Resolver
) -> None:
    resolver["registry.example.com"] = ["127.0.0.1"]
    server = scripted_server()
    server.on("/v2/", PING)
    server.on_first_data(Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    error = await failure_of(connect, f"registry.example.com:{server.port}")
    assert error.code is Code.HTTPS_TO_HTTP_PORT
    assert server.connections == 2, "the second one only looks what it is"


async def test_nobody_is_there(connect: Connect, closed_port: ClosedPort) -> None:
    error = await failure_of(connect, closed_port.authority)
    assert error.code is Code.CONNECTION_REFUSED
    assert error.url == f"https://{closed_port.authority}/v2/"


@pytest.fixture
def upgraded(scripted_server: ServerFactory, certificates: Certificates) -> ScriptedServer:
    """A registry with a login that has moved from http to https; `plain` is where it was."""
    secure = scripted_server(tls=certificates.server)
    guard(secure, lambda said: said is not None, "Basic realm=x")
    return secure


async def test_from_http_to_https_of_the_same_host(
    connect: Connect,
    scripted_server: ServerFactory,
    certificates: Certificates,
    upgraded: ScriptedServer,
) -> None:
    """The login is shown to the new place only."""
    plain = scripted_server()
    plain.on("/v2/", Reply(301, b"", [("Location", f"{upgraded.url}/v2/")]))
    for username in (None, "alice"):
        moved = feed(plain.url, ca_file=certificates.ca, username=username)
        client = connect(moved, password("alice", "wonder"))
        assert await catalog_of(client) == ["team/app"]
        assert (await client.open()).origin == upgraded.url
        assert await client.identity() == "alice"
    assert set(sent(plain)) == {None}
    assert len(plain.requests) == 2


async def test_a_wrong_password_is_told_after_the_move_too(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    plain, secure = scripted_server(), scripted_server(tls=certificates.server)
    plain.on("/v2/", Reply(301, b"", [("Location", f"{secure.url}/v2/")]))
    guard(secure, lambda _: False, "Basic realm=x")
    moved = feed(plain.url, ca_file=certificates.ca, username="alice")
    with pytest.raises(RegistryError) as failure:
        await connect(moved, password("alice", "wrong")).open()
    assert failure.value.code is Code.CREDENTIALS_REJECTED


async def test_from_http_to_https_of_another_host(
    connect: Connect,
    scripted_server: ServerFactory,
    certificates: Certificates,
    upgraded: ScriptedServer,
) -> None:
    plain = scripted_server()
    plain.on("/v2/", Reply(301, b"", [("Location", upgraded.url_for("localhost") + "/v2/")]))
    moved = feed(plain.url, ca_file=certificates.ca)
    client = connect(moved, password("alice", "wonder"))
    assert (await client.open()).origin == plain.url
    assert set(sent(upgraded)) == {None}
