"""What the tests of v1 have in common: a registry as the client makes it, and whole lists."""

from collections.abc import Callable

from regbrowse.domain.feed import ApiVersion
from regbrowse.registry.client import RegistryClient
from regbrowse.registry.v1.registry import V1Registry as Registry
from tests.support.registries.v1 import V1Index, V1Registry
from tests.support.scripted import ScriptedServer


async def v1_of(client: RegistryClient) -> Registry:
    """The registry that a client has found."""
    assert (await client.open()).api is ApiVersion.V1
    registry = await client._registry()
    assert isinstance(registry, Registry)
    return registry


async def names_of(client: RegistryClient) -> list[str]:
    """All repositories, which must be one page."""
    [page] = [page async for page in client.catalog()]
    assert page.cursor is None
    return list(page.names)


class Setup:
    """An index, and a registry on another port that takes its tokens."""

    def __init__(self, start: Callable[[], ScriptedServer], login: str | None = None) -> None:
        self.far = start()
        self.index = V1Index(start(), [self.far.authority], login)
        self.front = self.index.server
        self.url = self.front.url
        V1Registry(self.far, index=self.index)


def header(token: str) -> str:
    return f"Token {token}"
