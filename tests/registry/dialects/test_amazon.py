"""Amazon's registry needs no dialect and no library: its Link is opaque, its login is Docker's.

Sources: google/go-containerregistry#681 and #1091 for the pages, renovate's ecr.ts for the login.
"""

from collections.abc import Callable

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError
from regbrowse.registry.client import RegistryClient
from regbrowse.registry.paging import CursorRefused
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.hosted import ALICE, basic, client_of, details_of
from tests.registry.scripted_login import unauthorized
from tests.registry.support import PING, catalog_of, pages_of, password, tags_of
from tests.support.certificates import Certificates
from tests.support.dialects import Ecr
from tests.support.registries.hosts import Hosts
from tests.support.scripted import Raw, Reply, Request

HOST = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
AWS = password("AWS", "twelve-hour-token")
CHALLENGE = f'Basic realm="https://{HOST}/",service="ecr.amazonaws.com"'
NAMES = [f"team/app{n:04}" for n in range(2300)]
TAGS = [f"v{n}" for n in range(250)]

Answering = Callable[[Request], Reply | Raw]


def behind_the_login(good: Answering) -> Answering:
    def answer(request: Request) -> Reply | Raw:
        said = request.header("Authorization")
        return good(request) if said == basic(AWS) else unauthorized(CHALLENGE)

    return answer


class Amazon:
    """A catalog and one repository, to be read by the user AWS alone."""

    def __init__(self, hosts: Hosts) -> None:
        self.hosts = hosts
        self.catalog, self.tags = Ecr(NAMES), Ecr(TAGS)
        hosts[HOST].on("/v2/", behind_the_login(lambda _: PING))
        hosts[HOST].on("/v2/_catalog", behind_the_login(self.catalog))
        hosts[HOST].on("/v2/team/app/tags/list", behind_the_login(self.tags))


@pytest.fixture
def amazon(scripted_server: ServerFactory, certificates: Certificates) -> Amazon:
    return Amazon(Hosts(scripted_server, certificates, HOST))


@pytest.fixture
def client(connect: Connect, certificates: Certificates, amazon: Amazon) -> RegistryClient:
    return client_of(connect, certificates, amazon.hosts, HOST, AWS)


async def test_the_catalog_and_the_tags(client: RegistryClient, amazon: Amazon) -> None:
    assert await catalog_of(client) == NAMES
    assert [r.query["n"] for r in amazon.catalog.requests] == ["1000"] * 3
    assert await tags_of(client) == TAGS
    assert len(amazon.tags.requests) == 3
    assert await client.identity() == "AWS"
    assert (await client.ways()).software is None
    assert await details_of(client, "team/app") == []


async def test_a_walk_is_resumed_behind_its_opaque_cursor(client: RegistryClient) -> None:
    first = (await pages_of(client))[0]
    assert first.cursor is not None
    assert NAMES[999] not in first.cursor
    rest = [p async for p in client.catalog(first.cursor, known=first.names, pages=1)]
    assert [name for page in rest for name in page.names] == NAMES[1000:]


async def test_a_cursor_of_another_making_is_refused(client: RegistryClient) -> None:
    """405 UNSUPPORTED, as for a page that is too large: the walk begins anew."""
    with pytest.raises(CursorRefused):
        _ = [p async for p in client.catalog("/v2/_catalog?last=team/app0999&n=1000", NAMES, 1)]


async def test_a_page_that_is_too_large_is_asked_for_smaller(
    client: RegistryClient, amazon: Amazon
) -> None:
    """Over its maximum Amazon answers 405, which elsewhere says that there is no catalog."""
    amazon.catalog.maximum = 500
    assert await catalog_of(client) == NAMES
    sizes = [r.query["n"] for r in amazon.catalog.requests]
    assert sizes == ["1000", *["100"] * 23]


async def test_a_token_that_has_expired(
    connect: Connect, certificates: Certificates, amazon: Amazon
) -> None:
    for login, code in [(None, Code.CREDENTIALS_REQUIRED), (ALICE, Code.STALE_CREDENTIALS)]:
        with pytest.raises(AuthError) as failure:
            await catalog_of(client_of(connect, certificates, amazon.hosts, HOST, login))
        assert failure.value.code is code
    assert amazon.catalog.requests == []
    assert amazon.hosts.reached() == {f"{HOST}:443"}
