"""No test leaves loopback: names are looked up in a table, and other addresses are out of reach.

    resolver["registry.example.com"] = ["127.0.0.2"]
    resolver.fail("registry.example.com", socket.EAI_AGAIN)

Addresses kept for documentation behave as on a machine without a route: 192.0.2.x and 2001:db8::x
are ENETUNREACH, 198.51.100.x is EHOSTUNREACH. Every other address is a mistake in the test.
"""

import errno
import ipaddress
import os
import socket
import sys
from collections.abc import Sequence
from typing import Any

import pytest

_UNREACHABLE = {
    ipaddress.ip_network("192.0.2.0/24"): errno.ENETUNREACH,
    ipaddress.ip_network("2001:db8::/32"): errno.ENETUNREACH,
    ipaddress.ip_network("198.51.100.0/24"): errno.EHOSTUNREACH,
}

_TEXTS = {
    socket.EAI_AGAIN: "Temporary failure in name resolution",
    socket.EAI_FAIL: "Non-recoverable failure in name resolution",
    socket.EAI_NONAME: "Name or service not known",
}

_real_getaddrinfo = socket.getaddrinfo


class LeftLoopbackError(AssertionError):
    """A test looked up a name that it did not declare, or connected to a real address."""


class Resolver:
    """The only names there are, besides localhost and addresses; names in `.invalid` do not exist.

    Set a name to its addresses, in the order in which they are to be tried.
    """

    def __init__(self) -> None:
        self._addresses: dict[str, Sequence[str]] = {}
        self._failures: dict[str, int] = {}
        self.asked: list[str] = []
        """Every name that was looked up, addresses and localhost too, in order."""

    def __setitem__(self, name: str, addresses: Sequence[str]) -> None:
        self._failures.pop(name.lower(), None)
        self._addresses[name.lower()] = addresses

    def fail(self, name: str, error: int = socket.EAI_AGAIN) -> None:
        """Let the look-up of a name fail with this `socket.EAI_*` number."""
        self._failures[name.lower()] = error

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Answer instead of the system until the test is over."""
        monkeypatch.setattr(socket, "getaddrinfo", self._getaddrinfo)

    def _getaddrinfo(
        self,
        host: str | bytes | None,
        port: str | int | None,
        family: int = 0,
        type: int = 0,  # noqa: A002 - the name of the original, which callers use
        proto: int = 0,
        flags: int = 0,
    ) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else host
        answers: list[Any] = []
        for address in self._look_up(name):
            try:
                answers += _real_getaddrinfo(address, port, family, type, proto, flags)
            except socket.gaierror:
                # The address is of the family that was not asked for.
                continue
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, _TEXTS[socket.EAI_NONAME])
        return answers

    def _look_up(self, name: str | None) -> Sequence[str | None]:
        if name is None:
            return [None]
        self.asked.append(name)
        bare = name.lower().rstrip(".")
        if error := self._failures.get(bare):
            raise socket.gaierror(error, _TEXTS.get(error, "Name resolution failed"))
        if bare in self._addresses:
            return self._addresses[bare]
        if bare == "localhost" or _address(bare):
            return [name]
        if bare.endswith(".localhost"):
            return ["127.0.0.1"]
        if bare.endswith(".invalid"):
            return []
        message = f"{name!r} was looked up: give it addresses through the fixture resolver"
        raise LeftLoopbackError(message)


def guard_connections() -> None:
    """Refuse to connect this process to anything but loopback, from now to its end."""
    sys.addaudithook(_guard)


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto"):
        return
    destination = arguments[1]
    if not isinstance(destination, tuple):
        return  # a UNIX socket
    host = str(destination[0])
    address = _address(host)
    if host in ("localhost", "") or (address and (address.is_loopback or address.is_unspecified)):
        return
    for network, error in _UNREACHABLE.items():
        if address and address in network:
            raise OSError(error, os.strerror(error))
    message = f"a connection to {host!r} would leave loopback"
    raise LeftLoopbackError(message)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
