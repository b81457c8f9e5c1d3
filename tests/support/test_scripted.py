"""Scripted servers do as told, and httpx raises what protocol failures really look like."""

import re
import socket
import time

import httpx
import pytest

from tests.conftest import ServerFactory
from tests.support.certificates import Certificates
from tests.support.scripted import End, Raw, Reply, ScriptedServer, error_reply, json_reply
from tests.support.sockets import BlackHole, ClosedPort

BODY = b"x" * 500


async def fetch(url: str, seconds: float = 5) -> httpx.Response:
    # Certificates are the business of test_tls.
    async with httpx.AsyncClient(verify=False, timeout=seconds) as client:
        return await client.get(url)


def leaf(error: BaseException) -> BaseException:
    while below := error.__cause__ or error.__context__:
        error = below
    return error


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize(
    ("answer", "error", "text"),
    [
        (Raw(end=End.RESET), httpx.ReadError, "^$"),
        (Raw(end=End.CLOSE), httpx.RemoteProtocolError, "Server disconnected without sending"),
        (Raw(end=End.DROP), httpx.RemoteProtocolError, "Server disconnected without sending"),
        (Raw(end=End.HANG), httpx.ReadTimeout, "^$"),
        (Raw(b"220 mail ESMTP\r\n\r\n"), httpx.RemoteProtocolError, "illegal status line"),
        (Reply(200, BODY, delay=30), httpx.ReadTimeout, "^$"),
        (Reply(200, BODY, cut_after=20), httpx.RemoteProtocolError, "received 20 bytes, expected"),
        (Reply(200, BODY, cut_after=20, end=End.RESET), httpx.ReadError, "^$"),
        (Reply(200, BODY, cut_after=20, end=End.HANG), httpx.ReadTimeout, "^$"),
        (Reply(200, BODY, length=900, end=End.CLOSE), httpx.RemoteProtocolError, "expected 900"),
        (Reply(200, BODY, chunked=True, cut_after=9), httpx.RemoteProtocolError, "chunked read"),
        (Reply(200, b"", [("A", "x" * 200_000)]), httpx.RemoteProtocolError, "buffer too long"),
        (Reply(200, b"", [("Content-Length", "3")]), httpx.RemoteProtocolError, "conflicting"),
        (Reply(200, b"", [("A b", "c")]), httpx.RemoteProtocolError, "illegal header line"),
        (Reply(200, b"no", [("Content-Encoding", "gzip")]), httpx.DecodingError, "header check"),
    ],
)
async def test_faults(
    scripted_server: ServerFactory,
    certificates: Certificates,
    *,
    tls: bool,
    answer: Reply | Raw,
    error: type[Exception],
    text: str,
) -> None:
    server = scripted_server(tls=certificates.server if tls else None)
    server.on("/v2/", answer)
    with pytest.raises(error, match=text):
        await fetch(server.url + "/v2/", 0.3 if error is httpx.ReadTimeout else 5)
    assert [request.path for request in server.requests] == ["/v2/"]


async def test_a_body_without_a_length_may_be_cut_unnoticed(scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on("/", Reply(200, b'{"a": 1}', length=None, cut_after=4))
    assert (await fetch(server.url)).content == b'{"a"'


async def test_a_slow_drip_outlasts_the_read_timeout(scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on("/", Reply(200, b"0123456789", piece=1, pause=0.05))
    started = time.monotonic()
    assert (await fetch(server.url, seconds=0.3)).content == b"0123456789"
    assert time.monotonic() - started > 0.4


async def test_a_plan_of_bytes_and_pauses(scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on("/", Raw([b"HTTP/1.1 200 OK\r\n", 0.1, b"Content-Length: 2\r\n\r\no", 0.1, b"k"]))
    assert (await fetch(server.url)).text == "ok"


async def test_bytes_before_any_request_and_after_the_first(scripted_server: ServerFactory) -> None:
    greeting, answering = scripted_server(), scripted_server()
    greeting.on_connect(Raw(b"SSH-2.0-test\r\n\r\n", end=End.HANG))
    with pytest.raises(httpx.RemoteProtocolError, match=r"SSH-2.0-test"):
        await fetch(greeting.url)
    answering.on_first_data(Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    with pytest.raises(httpx.ConnectError, match="WRONG_VERSION_NUMBER"):
        await fetch(f"https://{answering.authority}")


async def test_ports_that_do_not_answer(closed_port: ClosedPort, black_hole: BlackHole) -> None:
    with pytest.raises(httpx.ConnectError) as refused:
        await fetch(f"http://{closed_port.authority}")
    assert isinstance(leaf(refused.value), ConnectionRefusedError)
    with pytest.raises(httpx.ConnectTimeout):
        await fetch(f"http://{black_hole.authority}", seconds=0.2)


def test_scripts_follow_each_other_and_the_last_stays(scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on("/v2/", Reply(503), json_reply({"a": 1}))
    with httpx.Client(base_url=server.url) as client:
        assert [client.get("/v2/").status_code for _ in range(3)] == [503, 200, 200]
        assert client.get("/v2/").json() == {"a": 1}
        assert client.get("/elsewhere").status_code == 404
    assert server.connections == 1
    assert {request.connection for request in server.requests} == {1}


def test_rules_look_at_method_query_and_pattern(scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on(re.compile(r"/v2/.+/tags/list"), json_reply({"tags": None}))
    server.on("/v2/a/tags/list", error_reply(405, "UNSUPPORTED"), method="HEAD")
    server.on("/v2/a/tags/list", Reply(418), query={"last": "a/b"})
    with httpx.Client(base_url=server.url) as client:
        assert client.get("/v2/a/tags/list?n=1").status_code == 200
        assert client.get("/v2/a/tags/list?n=1&last=a%2Fb").status_code == 418
        assert client.head("/v2/a/tags/list").status_code == 405
    assert [request.query.get("last") for request in server.requests] == [None, "a/b", None]


def test_a_function_sees_the_request_as_it_came(scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on(None, lambda request: Reply(200, request.body + request.target.encode()))
    raw = b"POST /A%2fb?x=1 HTTP/1.1\r\nhOST: me\r\nX-Twice: 1\r\nX-Twice: 2\r\n"
    with socket.create_connection((server.host, server.port)) as client:
        client.sendall(raw + b"Content-Length: 4\r\nConnection: close\r\n\r\nbody")
        assert client.makefile("rb").read().endswith(b"\r\n\r\nbody/A%2fb?x=1")
    (request,) = server.requests
    assert request.headers[:3] == (("hOST", "me"), ("X-Twice", "1"), ("X-Twice", "2"))


def test_headers_repeat_in_order_and_case(scripted_server: ServerFactory) -> None:
    server = scripted_server()
    headers = [("www-AUTHENTICATE", "Basic"), ("WWW-Authenticate", "Bearer"), ("B", "1")]
    server.on("/", Reply(401, headers=headers))
    answer = httpx.get(server.url)
    assert answer.headers.get_list("www-authenticate") == ["Basic", "Bearer"]
    names = [name for name, _ in answer.headers.raw]
    assert names[:3] == [b"www-AUTHENTICATE", b"WWW-Authenticate", b"B"]


def test_a_connection_may_be_closed_without_warning(scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on("/", Reply(200, b"ok", end=End.CLOSE))
    with socket.create_connection((server.host, server.port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        answer = client.makefile("rb").read()
    assert answer == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.mark.parametrize("host", ["127.0.0.2", "::1"])
def test_other_hosts(scripted_server: ServerFactory, host: str) -> None:
    server = scripted_server(host=host)
    server.on("/", Reply(200, b"there"))
    assert httpx.get(server.url).text == "there"


def test_a_mistake_in_a_script_is_raised_at_the_end() -> None:
    server = ScriptedServer()

    def script(_request: object) -> Reply:
        message = "the script is wrong"
        raise AssertionError(message)

    server.on("/", script)
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(server.url)
    with pytest.raises(AssertionError, match="the script is wrong"):
        server.close()
    server.close()


def test_closing_does_not_wait_for_anybody(certificates: Certificates) -> None:
    server = ScriptedServer(tls=certificates.server)
    started = time.monotonic()
    with socket.create_connection((server.host, server.port)):
        while not server.connections:
            time.sleep(0.01)
        server.close()
    assert time.monotonic() - started < 2
