"""Registries that companies run, at their own hosts, and the clients that the tests see them with.

registry = sites.open(FakeHarbor)
client = sites.client(registry, ALICE)
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.login import Login
from regbrowse.registry.client import RegistryClient
from regbrowse.registry.dialects.dialect import Dialect
from regbrowse.registry.paging import Page, PageGuard
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.support import feed
from tests.support.certificates import Certificates
from tests.support.registries.fake import FakeRegistry
from tests.support.registries.hosts import Hosts
from tests.support.scripted import Reply

F = TypeVar("F", bound=FakeRegistry)

REFUSALS = [
    (Reply(401), Code.CATALOG_DENIED),
    (Reply(403, b"{}"), Code.CATALOG_DENIED),
    (Reply(404, b"{}"), Code.CATALOG_UNSUPPORTED),
    (Reply(429, b"{}", [("Retry-After", "0")]), Code.RATE_LIMITED),
    (Reply(500, b"{}"), Code.SERVER_ERROR),
    (Reply(200, b'[{"name":'), Code.CATALOG_INVALID),
    (Reply(200, b"17"), Code.CATALOG_INVALID),
    (Reply(200, b"<html></html>"), Code.HTML_INSTEAD_OF_REGISTRY),
]
"""What any API may answer in place of a list, and the code that it must lead to."""

NO_TAGS = [
    (Reply(401), Code.TAGS_DENIED),
    (Reply(403, b"{}"), Code.TAGS_DENIED),
    (Reply(404, b"{}"), Code.TAGS_NOT_FOUND),
    (Reply(200, b"17"), Code.TAGS_INVALID),
    (Reply(200, b"{"), Code.TAGS_INVALID),
]
"""The same in place of the details of tags."""

JUNK: list[Any] = [None, 1, "x", [], {}, {"name": None}, {"name": 1}, {"name": ["a"]}, {"name": ""}]
"""Entries of a list that are none."""


class Sites:
    """Opens registries; all of their hosts are reached through a proxy of their own."""

    def __init__(self, start: ServerFactory, certificates: Certificates, connect: Connect) -> None:
        self._start = start
        self._certificates = certificates
        self._connect = connect

    def open(self, kind: type[F]) -> F:
        return kind(Hosts(self._start, self._certificates, *kind.names))

    def client(
        self, registry: FakeRegistry, login: Login | None = None, path: str = ""
    ) -> RegistryClient:
        proxy, ca = registry.hosts.proxy.url, self._certificates.ca
        if login is not None:
            registry.accounts.setdefault(login.username, login.secret.reveal())
        return self._connect(feed(registry.host + path, proxy=proxy, ca_file=ca), login)


async def dialect_of(client: RegistryClient) -> Dialect:
    """The dialect that the client found."""
    dialect = await client._own_api()
    assert dialect is not None
    return dialect


async def listed(client: RegistryClient, cursor: str | None = None) -> list[Page]:
    """The pages that the API lists, without the catalog that would be asked first."""
    dialect = await dialect_of(client)
    return [page async for page in dialect.repositories(cursor, PageGuard())]


async def code_of(asking: Callable[[], Awaitable[object]]) -> Code:
    """The code of the error that asking ends in."""
    with pytest.raises(RegistryError) as failure:
        await asking()
    return failure.value.code
