"""What the tests of hosted registries have in common: a client behind the proxy of the hosts."""

from base64 import b64encode

from regbrowse.domain.login import Login
from regbrowse.domain.tag_details import TagDetails
from regbrowse.registry.client import RegistryClient
from tests.registry.conftest import Connect
from tests.registry.support import feed, password
from tests.support.certificates import Certificates
from tests.support.registries.hosts import Hosts

ALICE = password("alice", "wonder")


def basic(login: Login) -> str:
    return f"Basic {b64encode(f'{login.username}:{login.secret.reveal()}'.encode()).decode()}"


def client_of(
    connect: Connect,
    certificates: Certificates,
    hosts: Hosts,
    address: str,
    login: Login | None = None,
) -> RegistryClient:
    return connect(feed(address, proxy=hosts.proxy.url, ca_file=certificates.ca), login)


async def details_of(client: RegistryClient, repository: str) -> list[TagDetails]:
    """The details of all tags, as far as 100 pages go."""
    found: list[TagDetails] = []
    pages = 0
    async for page in client.tag_details(repository):
        found += page
        pages += 1
        assert pages < 100
    return found


def digest(number: int) -> str:
    return f"sha256:{number:064x}"


async def found_by(client: RegistryClient, text: str) -> list[str]:
    """All names of a search, page after page, as far as 20 pages go."""
    found = await client.search(text)
    names = [*found.names]
    for _ in range(20):
        if found.cursor is None:
            return names
        found = await client.search(text, found.cursor)
        names += found.names
    raise AssertionError(names)
