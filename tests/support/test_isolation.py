"""A test sees neither the developer's machine nor the world."""

import errno
import os
import socket
from pathlib import Path

import httpx
import pytest

from tests.support.loopback import LeftLoopbackError, Resolver
from tests.support.machine import Machine, isolate


def test_the_home_is_empty_and_the_tests_own(machine: Machine) -> None:
    assert Path.home() == machine.home
    assert list(machine.home.iterdir()) == []
    assert os.environ["DOCKER_CONFIG"] == str(machine.docker_config)
    assert os.environ["REGBROWSE_CONFIG_DIR"] == str(machine.config)


def test_the_developers_variables_are_forgotten(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = ["https_proxy", "NO_PROXY", "SSL_CERT_FILE", "REGBROWSE_PASSWORD", "XDG_DATA_DIRS"]
    for name in names:
        monkeypatch.setenv(name, "leaked")
    isolate(monkeypatch, tmp_path / "other")
    assert "leaked" not in {os.environ.get(name) for name in names}


def test_two_homes_differ(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert isolate(monkeypatch, tmp_path).home != machine.home


async def test_names_have_the_addresses_they_are_given(resolver: Resolver) -> None:
    resolver["registry.example.com"] = ["127.0.0.2", "::1"]
    found = socket.getaddrinfo("Registry.example.com.", 443, type=socket.SOCK_STREAM)
    assert [answer[4][0] for answer in found] == ["127.0.0.2", "::1"]
    only = socket.getaddrinfo("registry.example.com", 443, socket.AF_INET6, socket.SOCK_STREAM)
    assert [answer[4][0] for answer in only] == ["::1"]
    assert resolver.asked == ["Registry.example.com.", "registry.example.com"]


@pytest.mark.parametrize("name", ["broken.example", "no-such-host.invalid"])
async def test_names_can_fail(resolver: Resolver, name: str) -> None:
    resolver.fail("broken.example", socket.EAI_AGAIN)
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError, match=r"failure|not known") as failure:
            await client.get(f"http://{name}/")
    error: BaseException | None = failure.value
    while error and not isinstance(error, socket.gaierror):
        error = error.__cause__ or error.__context__
    assert isinstance(error, socket.gaierror)
    expected = socket.EAI_AGAIN if name == "broken.example" else socket.EAI_NONAME
    assert error.errno == expected


async def test_an_undeclared_name_is_a_loud_mistake() -> None:
    async with httpx.AsyncClient() as client:
        with pytest.raises(LeftLoopbackError, match=r"registry\.example\.com"):
            await client.get("http://registry.example.com/")


@pytest.mark.parametrize("address", ["8.8.8.8", "10.0.0.1", "2606:4700::1111"])
def test_a_real_address_is_a_loud_mistake(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(LeftLoopbackError):
        client.connect((address, 80))


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("192.0.2.1", errno.ENETUNREACH),
        ("2001:db8::1", errno.ENETUNREACH),
        ("198.51.100.1", errno.EHOSTUNREACH),
    ],
)
def test_addresses_for_documentation_have_no_route(address: str, error: int) -> None:
    with pytest.raises(OSError, match=r"unreachable|No route") as failure:
        socket.create_connection((address, 80), timeout=0.1)
    assert failure.value.errno == error
