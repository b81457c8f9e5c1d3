"""Logging in at a real registry: open, with passwords, with tokens."""

import asyncio

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError
from regbrowse.domain.feed import Feed
from tests.conftest import RegistryFactory, TokenServerFactory
from tests.registry.conftest import Connect
from tests.registry.support import catalog_of, everything_said, feed, password, tags_of
from tests.support.registry import RealRegistry
from tests.support.storage import SAMPLE, fill
from tests.support.tokens import PULL_ANYTHING, TokenServer, User

ALICE, WRONG = password("alice", "wonder"), password("alice", "looking-glass")


@pytest.fixture
def with_password(docker_registry: RegistryFactory) -> RealRegistry:
    registry = docker_registry(users={"alice": "wonder"})
    fill(registry.storage, {"team/app": ["1", "2"]})
    return registry


@pytest.fixture
def tokens(token_server: TokenServerFactory) -> TokenServer:
    return token_server(
        users={
            "alice": User("wonder", PULL_ANYTHING),
            "bob": User("builder", {"repository:team/*": {"pull"}}),
        }
    )


@pytest.fixture
def with_tokens(docker_registry: RegistryFactory, tokens: TokenServer) -> RealRegistry:
    registry = docker_registry(token=tokens.auth)
    fill(registry.storage, {"team/app": ["1", "2"], "other/app": ["1"]})
    return registry


def configured(registry: RealRegistry, name: str) -> Feed:
    return feed(registry.url, username=name)


async def test_an_open_registry(connect: Connect, open_registry: RealRegistry) -> None:
    for login in (None, ALICE):
        client = connect(open_registry.url, login)
        assert await catalog_of(client) == sorted(SAMPLE)
        assert not client.offers_login
        assert client.notices == ()
    assert await connect(open_registry.url).identity() == ""


async def test_an_open_registry_takes_the_login_of_a_feed(
    connect: Connect, open_registry: RealRegistry
) -> None:
    client = connect(configured(open_registry, "alice"), ALICE)
    assert await catalog_of(client) == sorted(SAMPLE)
    assert await client.identity() == "alice"


async def test_the_right_password(connect: Connect, with_password: RealRegistry) -> None:
    client = connect(with_password.url, ALICE)
    assert await catalog_of(client) == ["team/app"]
    assert sorted(await tags_of(client)) == ["1", "2"]
    assert client.offers_login
    assert await client.identity() == "alice"
    assert client.notices == ()


async def test_no_password(connect: Connect, with_password: RealRegistry) -> None:
    client = connect(with_password.url)
    await client.open()
    with pytest.raises(AuthError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CREDENTIALS_REQUIRED
    assert failure.value.registry_code == "UNAUTHORIZED"
    assert failure.value.facts["host"] == with_password.authority


async def test_a_wrong_password_of_the_feed(connect: Connect, with_password: RealRegistry) -> None:
    client = connect(configured(with_password, "alice"), WRONG)
    with pytest.raises(AuthError) as failure:
        await client.open()
    assert failure.value.code is Code.CREDENTIALS_REJECTED
    assert failure.value.facts["username"] == "alice"
    assert failure.value.facts["source"] == "docker config (config.json)"
    assert "looking-glass" not in everything_said(failure.value)


async def test_a_wrong_password_that_was_found(
    connect: Connect, with_password: RealRegistry
) -> None:
    client = connect(with_password.url, WRONG)
    with pytest.raises(AuthError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.STALE_CREDENTIALS
    assert [notice.code for notice in client.notices] == [Code.STALE_CREDENTIALS]
    assert await client.identity() == ""


async def test_a_token(connect: Connect, with_tokens: RealRegistry, tokens: TokenServer) -> None:
    client = connect(with_tokens.url, ALICE)
    assert await catalog_of(client) == ["other/app", "team/app"]
    assert sorted(await tags_of(client)) == ["1", "2"]
    assert await tags_of(client, "other/app") == ["1"]
    asked = [request.query.get("scope") for request in tokens.fetched]
    assert asked == [
        None,
        "registry:catalog:*",
        "repository:team/app:pull",
        "repository:other/app:pull",
    ]
    assert {request.query["account"] for request in tokens.fetched} == {"alice"}
    assert {request.query["service"] for request in tokens.fetched} == {"test-service"}
    await catalog_of(client)
    await tags_of(client)
    assert len(tokens.fetched) == 4


async def test_many_at_once_need_one_token(
    connect: Connect, with_tokens: RealRegistry, tokens: TokenServer
) -> None:
    tokens.rules.delay = 0.1
    client = connect(with_tokens.url, ALICE)
    lists = await asyncio.gather(*(tags_of(client) for _ in range(20)))
    assert {tuple(sorted(tags)) for tags in lists} == {("1", "2")}
    assert len(tokens.fetched) == 2, "one to log in, one for the repository"


async def test_a_right_that_is_missing(
    connect: Connect, with_tokens: RealRegistry, tokens: TokenServer
) -> None:
    client = connect(with_tokens.url, password("bob", "builder"))
    assert sorted(await tags_of(client)) == ["1", "2"]
    with pytest.raises(AuthError) as failure:
        await tags_of(client, "other/app")
    assert failure.value.code is Code.TAGS_DENIED
    assert failure.value.facts["scope"] == "repository:other/app:pull"
    assert failure.value.facts["username"] == "bob"
    with pytest.raises(AuthError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CATALOG_DENIED
    assert len(tokens.fetched) == 4, "each token is asked for once"
    assert await client.identity() == "bob"


async def test_nobody_may_do_nothing(
    connect: Connect, with_tokens: RealRegistry, tokens: TokenServer
) -> None:
    client = connect(with_tokens.url)
    with pytest.raises(AuthError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CATALOG_DENIED
    assert "username" not in failure.value.facts
    tokens.rules.anonymous = None
    with pytest.raises(AuthError) as failure:
        await catalog_of(connect(with_tokens.url))
    assert failure.value.code is Code.CREDENTIALS_REQUIRED
    assert failure.value.facts["host"] == tokens.authority
    assert failure.value.facts["registry"] == with_tokens.authority


async def test_nobody_may_pull(
    connect: Connect, with_tokens: RealRegistry, tokens: TokenServer
) -> None:
    tokens.rules.anonymous = {"repository:team/*": {"pull"}}
    client = connect(with_tokens.url)
    assert sorted(await tags_of(client)) == ["1", "2"]
    assert client.offers_login
    assert await client.identity() == ""


async def test_a_wrong_password_at_the_token_server(
    connect: Connect, with_tokens: RealRegistry, tokens: TokenServer
) -> None:
    with pytest.raises(AuthError) as failure:
        await connect(configured(with_tokens, "alice"), WRONG).open()
    assert failure.value.code is Code.CREDENTIALS_REJECTED
    assert failure.value.facts["username"] == "alice"
    assert len(tokens.fetched) == 1
    tokens.rules.anonymous = {"repository:team/*": {"pull"}}
    client = connect(with_tokens.url, WRONG)
    assert sorted(await tags_of(client)) == ["1", "2"]
    assert [notice.code for notice in client.notices] == [Code.STALE_CREDENTIALS]


@pytest.mark.parametrize("skew", [-600, 600])
async def test_clocks_that_differ(
    connect: Connect, with_tokens: RealRegistry, tokens: TokenServer, skew: float
) -> None:
    tokens.rules.skew = skew
    tokens.rules.anonymous = PULL_ANYTHING
    with pytest.raises(AuthError) as failure:
        await tags_of(connect(with_tokens.url))
    assert failure.value.code is Code.TOKEN_REFUSED
    assert len(tokens.fetched) == 2, "a token may have expired early, so one new one is tried"


async def test_a_token_that_expired_early_is_replaced(
    connect: Connect, with_tokens: RealRegistry, tokens: TokenServer
) -> None:
    """The reply promises five minutes, and the token is over at once (a minute is allowed)."""
    client = connect(with_tokens.url, ALICE)
    tokens.rules.lifetime = -100
    with pytest.raises(AuthError) as failure:
        await client.open()
    assert failure.value.code is Code.TOKEN_REFUSED
    tokens.rules.lifetime = 300
    assert await catalog_of(client) == ["other/app", "team/app"]
