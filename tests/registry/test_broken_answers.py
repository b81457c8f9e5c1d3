"""Answers that break off, never come, or are not what they say."""

import gzip
import tracemalloc
import zlib

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegistryError, Unreachable
from regbrowse.registry.limits import Limits
from regbrowse.registry.request import Request
from tests.conftest import ServerFactory
from tests.registry.conftest import Transports
from tests.registry.support import feed, request
from tests.support.certificates import Certificates
from tests.support.scripted import End, Raw, Reply, ScriptedServer

BODY = b"x" * 500
GZIP = [("Content-Encoding", "gzip")]


@pytest.fixture(params=["http", "https"])
def server(
    request: pytest.FixtureRequest, scripted_server: ServerFactory, certificates: Certificates
) -> ScriptedServer:
    return scripted_server(tls=certificates.server if request.param == "https" else None)


async def ask(transports: Transports, server: ScriptedServer, deadline_s: float = 5) -> bytes:
    transport = transports(feed(server.url, insecure=True))
    if deadline_s < 1:
        # On a connection that is open already it is the answer alone that takes time.
        await transport.send(request(f"{server.url}/"))
    asked = Request(f"{server.url}/v2/", "try it", Limits(deadline_s, 1 << 20))
    return (await transport.send(asked)).body


async def failure_of(
    transports: Transports, server: ScriptedServer, deadline_s: float = 5
) -> RegistryError:
    with pytest.raises(RegistryError) as failure:
        await ask(transports, server, deadline_s)
    assert failure.value.facts["host"] == server.authority
    return failure.value


@pytest.mark.parametrize(
    ("answer", "code", "tries"),
    [
        (Raw(end=End.RESET), Code.CONNECTION_RESET, 3),
        (Raw(end=End.CLOSE), Code.CONNECTION_RESET, 3),
        (Raw(end=End.DROP), Code.CONNECTION_RESET, 3),
        (Reply(200, BODY, cut_after=20), Code.TRUNCATED_RESPONSE, 3),
        (Reply(200, BODY, cut_after=20, end=End.RESET), Code.TRUNCATED_RESPONSE, 3),
        (Reply(200, BODY, chunked=True, cut_after=9), Code.TRUNCATED_RESPONSE, 3),
        (Reply(200, BODY, length=900, end=End.CLOSE), Code.TRUNCATED_RESPONSE, 3),
        (Raw(b"220 mail ESMTP\r\n\r\n"), Code.NOT_HTTP, 1),
        (Raw(b"RTSP/1.0 200 OK\r\n\r\n"), Code.NOT_HTTP, 1),
        (Reply(200, b"", [("A b", "c")]), Code.MALFORMED_HTTP, 1),
        (Reply(200, BODY, [("Content-Length", "3")]), Code.MALFORMED_HTTP, 1),
        (Raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"), Code.MALFORMED_HTTP, 1),
        (Raw(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), Code.MALFORMED_HTTP, 1),
        (
            Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n"),
            Code.MALFORMED_HTTP,
            1,
        ),
        (Reply(200, b"", [("Link", "x" * 200_000)]), Code.OVERSIZED_RESPONSE, 1),
        (Reply(200, b"x" * ((1 << 20) + 1)), Code.OVERSIZED_RESPONSE, 1),
        (Reply(200, b"no gzip at all", GZIP), Code.BAD_ENCODING, 1),
        (Reply(200, b"abc", [("Content-Encoding", "zstd")]), Code.BAD_ENCODING, 1),
        (Reply(200, b"abc", [("Content-Encoding", "gzip, br")]), Code.BAD_ENCODING, 1),
        (Reply(200, gzip.compress(BODY)[:-9], GZIP), Code.TRUNCATED_RESPONSE, 3),
    ],
)
async def test_faults(
    transports: Transports, server: ScriptedServer, answer: Reply | Raw, code: Code, tries: int
) -> None:
    server.on("/v2/", answer)
    error = await failure_of(transports, server)
    assert error.code is code
    assert len(server.requests) == tries


async def test_how_much_is_missing(transports: Transports, server: ScriptedServer) -> None:
    server.on("/v2/", Reply(200, BODY, cut_after=20))
    error = await failure_of(transports, server)
    assert isinstance(error, BadAnswer)
    assert error.facts["received_bytes"] == "20"
    assert error.facts["expected_bytes"] == "500"


@pytest.mark.parametrize(
    "answer",
    [
        Raw(end=End.HANG),
        Reply(200, BODY, delay=30),
        Raw([b"HTTP/1.1 200 OK\r\n", 30.0]),
        Raw([b"HTTP/1.1 100 Continue\r\n\r\n"] * 3, end=End.HANG),
    ],
)
async def test_no_answer_in_time(
    transports: Transports, server: ScriptedServer, answer: Reply | Raw
) -> None:
    server.on("/v2/", answer)
    error = await failure_of(transports, server, 0.15)
    assert error.code is Code.HTTP_TIMEOUT
    assert error.facts["seconds"] == "0.15"
    assert len(server.asked("/v2/")) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Reply(200, BODY, piece=1, pause=0.03),
        Reply(200, BODY, chunked=True, piece=1, pause=0.03),
        Reply(200, BODY, cut_after=3, end=End.HANG),
    ],
)
async def test_a_drip_does_not_outlast_the_deadline(
    transports: Transports, server: ScriptedServer, answer: Reply
) -> None:
    server.on("/v2/", answer)
    error = await failure_of(transports, server, 0.2)
    assert error.code is Code.SLOW_RESPONSE
    assert 0 < int(error.facts["received_bytes"]) < 500


async def test_a_busy_answer_before_does_not_make_silence_slow(
    transports: Transports, server: ScriptedServer
) -> None:
    server.on("/v2/", Reply(503, BODY), Raw(end=End.HANG))
    error = await failure_of(transports, server, 0.3)
    assert error.code is Code.HTTP_TIMEOUT


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, BODY),
        Reply(200, BODY, chunked=True, piece=7),
        Reply(200, BODY, length=None),
        Reply(200, gzip.compress(BODY), GZIP),
        Reply(200, gzip.compress(BODY), [("content-encoding", "X-Gzip")], piece=1),
        Reply(200, gzip.compress(BODY) + bytes(512), GZIP),
        Reply(200, zlib.compress(BODY), [("Content-Encoding", "deflate")]),
        Reply(200, BODY, [("Content-Encoding", "identity")]),
    ],
)
async def test_what_works(transports: Transports, server: ScriptedServer, reply: Reply) -> None:
    server.on("/v2/", reply)
    assert await ask(transports, server) == BODY
    assert server.requests[0].header("Accept-Encoding") == "identity"
    assert (server.requests[0].header("User-Agent") or "").startswith("regbrowse/")


async def test_an_empty_body_needs_no_encoding(
    transports: Transports, server: ScriptedServer
) -> None:
    server.on("/v2/", Reply(200, b"", GZIP))
    assert await ask(transports, server) == b""


async def test_as_much_as_is_allowed(transports: Transports, server: ScriptedServer) -> None:
    most = bytes(1 << 20)
    server.on("/v2/", Reply(200, most), Reply(200, gzip.compress(most), GZIP))
    assert await ask(transports, server) == most
    assert await ask(transports, server) == most


async def test_a_bomb_does_not_fill_the_memory(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    bomb = gzip.compress(bytes(100 << 20), 9)
    server.on("/v2/", Reply(200, bomb, GZIP))
    tracemalloc.start()
    try:
        error = await failure_of(transports, server)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.code is Code.OVERSIZED_RESPONSE
    assert error.facts["limit_bytes"] == str(1 << 20)
    assert peak < 10 << 20


async def test_a_connection_that_was_closed_meanwhile_is_replaced(
    transports: Transports, server: ScriptedServer
) -> None:
    server.on("/v2/", Reply(200, BODY), Raw(end=End.CLOSE), Reply(200, BODY))
    transport = transports(feed(server.url, insecure=True))
    for _ in range(2):
        assert (await transport.send(request(f"{server.url}/v2/"))).body == BODY
    assert [asked.connection for asked in server.requests] == [1, 1, 2]


async def test_cookies_are_not_kept(transports: Transports, server: ScriptedServer) -> None:
    cookies = [("Set-Cookie", "sid=hunter2; Path=/"), ("Set-Cookie", "\x01=;;;=\x7f; Domain=.")]
    server.on("/v2/", Reply(200, BODY, cookies))
    transport = transports(feed(server.url, insecure=True))
    for _ in range(2):
        await transport.send(request(f"{server.url}/v2/"))
    assert server.requests[1].header("Cookie") is None


async def test_a_closed_transport_opens_again(
    transports: Transports, server: ScriptedServer
) -> None:
    server.on("/v2/", Reply(200, BODY))
    transport = transports(feed(server.url, insecure=True))
    for _ in range(2):
        assert (await transport.send(request(f"{server.url}/v2/"))).status == 200
        await transport.aclose()
    assert server.connections == 2


async def test_plain_http_to_a_tls_port(
    transports: Transports, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server(tls=certificates.server)
    url = f"http://{server.authority}"
    with pytest.raises(Unreachable) as failure:
        await transports(url).send(request(f"{url}/v2/"))
    assert failure.value.code is Code.CONNECTION_RESET
