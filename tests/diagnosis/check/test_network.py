"""Steps address, dns and tcp: rows 1 to 6 and 88 of the protocol sheet, H.2."""

import socket

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import (
    Checks,
    expect,
    expect_warning,
    step_of,
    told,
)
from tests.registry.support import PING
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.loopback import Resolver
from tests.support.sockets import BlackHole, ClosedPort

NAME = "registry.example.com"


async def test_row_1_nothing_listens(check: Checks, closed_port: ClosedPort) -> None:
    report = await check(f"http://{closed_port.authority}")
    expect(report, Step.TCP, Code.CONNECTION_REFUSED, closed_port.authority)
    assert told(report, Step.TCP, "attempts", 0, "error") == "connection-refused"
    assert "docker run" in report.hints[0]
    assert all(step.elapsed_s is None for step in report.steps[4:])


async def test_row_2_packets_are_dropped(check: Checks, black_hole: BlackHole) -> None:
    report = await check(f"https://{black_hole.authority}", timeout_s=1)
    expect(report, Step.TCP, Code.CONNECTION_TIMEOUT, black_hole.authority)


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "198.51.100.1"])
async def test_row_3_no_way_to_the_network(check: Checks, resolver: Resolver, address: str) -> None:
    resolver[NAME] = [address]
    report = await check(f"https://{NAME}")
    expect(report, Step.TCP, Code.NETWORK_UNREACHABLE, NAME)
    assert told(report, Step.DNS, "addresses") == [address]


async def test_row_4_the_name_is_not_known(check: Checks) -> None:
    report = await check("https://no-such-registry.invalid")
    expect(report, Step.DNS, Code.DNS_NOT_FOUND, "no-such-registry.invalid")
    assert any("nslookup no-such-registry.invalid" in hint for hint in report.hints)


@pytest.mark.parametrize("error", [socket.EAI_AGAIN, socket.EAI_FAIL])
async def test_row_5_the_name_service_is_down(
    check: Checks, resolver: Resolver, error: int
) -> None:
    resolver.fail(NAME, error)
    report = await check(f"https://{NAME}")
    expect(report, Step.DNS, Code.DNS_FAILURE, NAME, "gave no answer")


async def test_row_6_one_address_answers_and_another_does_not(
    check: Checks, scripted_server: ServerFactory, resolver: Resolver
) -> None:
    server = scripted_server(host="127.0.0.1")
    serve_catalog(server, Distribution2(["a"]))
    server.on("/v2/", PING)
    resolver[NAME] = ["::1", "127.0.0.1"]
    report = await check(f"http://{NAME}:{server.port}")
    expect_warning(
        report, Step.TCP, Code.ADDRESS_FAMILY_MISMATCH, NAME, "at 127.0.0.1", "not at ::1"
    )
    assert "first address" in report.hints[0]
    assert told(report, Step.TCP, "answered") == ["127.0.0.1"]


async def test_row_6_on_this_machine_it_is_no_news(
    check: Checks, scripted_server: ServerFactory, resolver: Resolver
) -> None:
    server = scripted_server(host="127.0.0.1")
    serve_catalog(server, Distribution2(["a"]))
    server.on("/v2/", PING)
    resolver["localhost"] = ["::1", "127.0.0.1"]
    report = await check(f"http://localhost:{server.port}")
    assert step_of(report, Step.TCP).code is None
    assert told(report, Step.TCP, "answered") == ["127.0.0.1"]


async def test_both_addresses_answer(
    check: Checks, scripted_server: ServerFactory, resolver: Resolver
) -> None:
    server = scripted_server(host="127.0.0.1")
    scripted_server(host="127.0.0.2", port=server.port)
    serve_catalog(server, Distribution2(["a"]))
    server.on("/v2/", PING)
    resolver[NAME] = ["127.0.0.1", "127.0.0.2"]
    report = await check(f"http://{NAME}:{server.port}")
    assert step_of(report, Step.TCP).code is None
    assert told(report, Step.DNS, "addresses") == ["127.0.0.1", "127.0.0.2"]


async def test_without_a_scheme_a_loopback_port_in_the_clear_is_found(
    check: Checks, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve_catalog(server, Distribution2(["team/app"]))
    server.on("/v2/", PING)
    server.on("/v2/team/app/tags/list", PING)
    report = await check(Feed("prod", Address.parse(f"localhost:{server.port}")))
    assert step_of(report, Step.TLS).status == "skip"
    assert told(report, Step.HTTP, "status") == 200
    assert report.url == f"http://localhost:{server.port}/v2/"
