"""What the tests of `registry/` have in common: feeds, logins, clients that give up soon."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, Unpack

from regbrowse.credentials.source import Resolution
from regbrowse.domain.address import Address
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import ApiVersion, Feed
from regbrowse.domain.login import Login, LoginKind, Secret
from regbrowse.registry.auth import FindLogin
from regbrowse.registry.client import RegistryClient
from regbrowse.registry.limits import Limits
from regbrowse.registry.paging import Page
from regbrowse.registry.request import Request
from regbrowse.registry.retry import RetryPolicy
from tests.support.scripted import Reply

SOON = RetryPolicy(attempts=3, first_wait_s=0.01, max_wait_s=2.0)
"""As many attempts as usual, with next to no waits."""

_SHORT = Limits(deadline_s=5.0, max_bytes=1 << 20)
"""Long enough for anything that works here."""

PING = Reply(200, b"{}", [("Docker-Distribution-Api-Version", "registry/2.0")])


class FeedOptions(TypedDict, total=False):
    api: ApiVersion
    username: str | None
    ca_file: Path | None
    client_cert: Path | None
    client_key: Path | None
    insecure: bool
    proxy: str | None


def feed(address: str, **options: Unpack[FeedOptions]) -> Feed:
    return Feed("test", Address.parse(address), **options)


def password(name: str, secret: str) -> Login:
    return Login(name, Secret(secret), "docker config (config.json)")


def identity_token(secret: str, name: str = "<token>") -> Login:
    return Login(name, Secret(secret), "docker config (config.json)", LoginKind.IDENTITY_TOKEN)


def registry_token(secret: str) -> Login:
    return Login("", Secret(secret), "docker config (config.json)", LoginKind.REGISTRY_TOKEN)


def finding(login: Login | None) -> FindLogin:
    async def find() -> Resolution:
        return Resolution(login)

    return find


def request(url: str, **options: object) -> Request:
    return Request(url, "try it", _SHORT, **options)  # type: ignore[arg-type]


async def catalog_of(client: RegistryClient) -> list[str]:
    return [name async for page in client.catalog() for name in page.names]


async def tags_of(client: RegistryClient, repository: str = "team/app") -> list[str]:
    return [name async for page in client.tags(repository) for name in page.names]


async def pages_of(client: RegistryClient) -> list[Page]:
    return [page async for page in client.catalog()]


def everything_said(error: BaseException) -> str:
    """All that could be shown or logged of an error and of what caused it."""
    return "\n".join(_said(error, set()))


def _said(error: BaseException, seen: set[int]) -> Iterator[str]:
    if id(error) in seen:
        return
    seen.add(id(error))
    yield from (str(error), repr(error), repr(error.args), repr(vars(error)))
    if isinstance(error, RegbrowseError):
        yield repr(dict(error.facts))
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _said(each, seen)
    for cause in (error.__cause__, error.__context__):
        if cause is not None:
            yield from _said(cause, seen)
