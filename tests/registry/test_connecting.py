"""No connection comes about: which error that is, how often it is tried, and for how long."""

import asyncio
import socket
import time

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError, Unreachable
from regbrowse.registry.limits import Limits
from regbrowse.registry.request import Request
from tests.conftest import ServerFactory
from tests.registry.conftest import Transports
from tests.registry.support import PING, request
from tests.support.loopback import Resolver
from tests.support.scripted import Reply
from tests.support.sockets import BlackHole, ClosedPort


async def failure_of(transports: Transports, asked: Request) -> RegistryError:
    with pytest.raises(Unreachable) as failure:
        await transports(asked.url.partition("/v2/")[0]).send(asked)
    return failure.value


async def test_nobody_listens(transports: Transports, closed_port: ClosedPort) -> None:
    error = await failure_of(transports, request(f"http://{closed_port.authority}/v2/"))
    assert error.code is Code.CONNECTION_REFUSED
    assert error.facts["host"] == closed_port.authority
    assert error.facts["detail"] == "Connection refused"
    assert error.operation == "try it"
    assert error.__cause__ is not None


async def test_packets_vanish(transports: Transports, black_hole: BlackHole) -> None:
    started = time.monotonic()
    for scheme in ("http", "https"):
        asked = request(f"{scheme}://{black_hole.authority}/v2/", connect_s=0.1)
        error = await failure_of(transports, asked)
        assert error.code is Code.CONNECTION_TIMEOUT
    # Twice each, at 0.1 s, with a wait of 0.01 s between.
    assert 0.4 < time.monotonic() - started < 2


async def test_packets_vanish_until_the_deadline(
    transports: Transports, black_hole: BlackHole
) -> None:
    """The time that is over in the middle of a second attempt does not hide what is wrong."""
    for deadline_s in (0.15, 0.05):
        asked = Request(
            f"http://{black_hole.authority}/v2/", "try it", Limits(deadline_s, 1000), connect_s=0.1
        )
        error = await failure_of(transports, asked)
        assert error.code is Code.CONNECTION_TIMEOUT


async def test_there_is_no_such_name(transports: Transports, resolver: Resolver) -> None:
    error = await failure_of(transports, request("https://no-such-host.invalid/v2/"))
    assert error.code is Code.DNS_NOT_FOUND
    assert resolver.asked == ["no-such-host.invalid"]


async def test_a_name_that_no_name_can_be(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", Reply(307, headers=[("Location", f"http://{'a' * 70}.invalid/v2/")]))
    error = await failure_of(transports, request(f"{server.url}/v2/"))
    assert error.code is Code.REDIRECT_ELSEWHERE
    assert isinstance(error.__cause__, RegistryError)
    assert error.__cause__.code is Code.DNS_NOT_FOUND


@pytest.mark.parametrize("number", [socket.EAI_AGAIN, socket.EAI_FAIL])
async def test_the_name_service_fails(
    transports: Transports, resolver: Resolver, number: int
) -> None:
    resolver.fail("registry.example.com", number)
    error = await failure_of(transports, request("http://registry.example.com/v2/"))
    assert error.code is Code.DNS_FAILURE
    assert len(resolver.asked) == 3


@pytest.mark.parametrize("address", ["192.0.2.1", "198.51.100.1", "[2001:db8::1]"])
async def test_there_is_no_route(transports: Transports, address: str) -> None:
    error = await failure_of(transports, request(f"http://{address}:5000/v2/"))
    assert error.code is Code.NETWORK_UNREACHABLE


async def test_all_addresses_are_tried(
    transports: Transports, scripted_server: ServerFactory, resolver: Resolver
) -> None:
    server = scripted_server()
    server.on("/v2/", PING)
    resolver["registry.example.com"] = ["::1", "127.0.0.9", "127.0.0.1"]
    url = server.url_for("registry.example.com")
    answer = await transports(url).send(request(f"{url}/v2/"))
    assert answer.status == 200


async def test_none_of_several_addresses_answers(
    transports: Transports, closed_port: ClosedPort, resolver: Resolver
) -> None:
    resolver["registry.example.com"] = ["::1", "127.0.0.1", "192.0.2.1"]
    url = f"http://registry.example.com:{closed_port.port}/v2/"
    error = await failure_of(transports, request(url))
    assert error.code is Code.CONNECTION_REFUSED


async def test_waiting_for_each_other_is_not_the_servers_fault(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    """Twenty requests, of which eight go at once, take longer together than each may."""
    server = scripted_server()
    server.on("/slow", Reply(200, b"ok", delay=0.2))
    transport = transports(server.url)
    asked = Request(f"{server.url}/slow", "try it", Limits(0.5, 1000))
    answers = await asyncio.gather(*(transport.send(asked) for _ in range(20)))
    assert {answer.body for answer in answers} == {b"ok"}
    assert server.connections <= 8
