"""The catalog and the tags of a real registry (distribution 2.8.2)."""

import asyncio
from pathlib import Path

import httpx
import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, NotFound, Unreachable
from tests.conftest import RegistryFactory
from tests.registry.conftest import Connect
from tests.registry.support import catalog_of, pages_of, tags_of
from tests.support.images import oci_image
from tests.support.push import delete, push
from tests.support.registry import RealRegistry
from tests.support.storage import SAMPLE, fill

NAMES = [f"team-{number // 100:02}/app-{number:04}" for number in range(1500)]


async def test_a_catalog_of_several_pages(
    connect: Connect, docker_registry: RegistryFactory, memory_path: Path
) -> None:
    fill(memory_path, dict.fromkeys(NAMES, ("1.0",)))
    client = connect(docker_registry(storage=memory_path).url)
    pages = await pages_of(client)
    assert [len(page.names) for page in pages] == [1000, 500]
    assert [name for page in pages for name in page.names] == NAMES
    assert not any(page.rewritten for page in pages)
    # From the cursor on, as after an interruption.
    rest = [page async for page in client.catalog(pages[0].cursor, NAMES[:1000], 1)]
    assert [name for page in rest for name in page.names] == NAMES[1000:]


@pytest.mark.parametrize("most", [100, 30])
async def test_smaller_pages_than_were_asked_for(
    connect: Connect, docker_registry: RegistryFactory, most: int
) -> None:
    registry = docker_registry(catalog_max=most)
    fill(registry.storage, dict.fromkeys(NAMES[:250], ("1.0",)))
    pages = await pages_of(connect(registry.url))
    assert [name for page in pages for name in page.names] == NAMES[:250]
    assert {len(page.names) for page in pages[:-1]} == {most}


async def test_names_inside_names(connect: Connect, docker_registry: RegistryFactory) -> None:
    """The registry repeats some of them on later pages, and orders them in its own way."""
    names = ["a", "a/1", "a/b", "a/b/c", "a-b", "b", *(f"n/{n:03}/x" for n in range(150))]
    registry = docker_registry(catalog_max=100)
    fill(registry.storage, dict.fromkeys(names, ("1",)))
    found = await catalog_of(connect(registry.url))
    assert sorted(found) == sorted(names)


async def test_below_a_path(connect: Connect, docker_registry: RegistryFactory) -> None:
    registry = docker_registry(prefix="/docker/registry/", catalog_max=100)
    fill(registry.storage, dict.fromkeys(NAMES[:150], ("1.0",)))
    client = connect(registry.url)
    assert await catalog_of(client) == NAMES[:150]
    assert await tags_of(client, NAMES[7]) == ["1.0"]


async def test_an_empty_registry(connect: Connect, docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    (page,) = await pages_of(connect(registry.url))
    assert page.names == []
    assert page.cursor is None


async def test_tags(connect: Connect, open_registry: RealRegistry) -> None:
    client = connect(open_registry.url)
    for name, tags in SAMPLE.items():
        assert sorted(await tags_of(client, name)) == sorted(tags)


async def test_many_tags_come_unsorted_at_once(
    connect: Connect, docker_registry: RegistryFactory
) -> None:
    tags = [f"1.{number}.0" for number in range(700)]
    registry = docker_registry()
    fill(registry.storage, {"many": tags})
    (page,) = [page async for page in connect(registry.url).tags("many")]
    assert sorted(page.names) == sorted(tags)
    assert page.cursor is None


async def test_a_repository_that_is_not_there(
    connect: Connect, open_registry: RealRegistry
) -> None:
    for name in ("no/such/repository", "library"):
        with pytest.raises(NotFound) as failure:
            await tags_of(connect(open_registry.url), name)
        assert failure.value.code is Code.TAGS_NOT_FOUND
        assert failure.value.registry_code == "NAME_UNKNOWN"
        assert failure.value.facts["url"].endswith(f"/v2/{name}/tags/list")
        assert failure.value.operation == f"list the tags of {name}"


async def test_a_repository_whose_tags_were_deleted(
    connect: Connect, docker_registry: RegistryFactory
) -> None:
    """It stays in the catalog, and its list of tags is null."""
    registry = docker_registry()
    digest = push(registry.url, "team/app", ["1", "2"], oci_image())
    client = connect(registry.url)
    assert sorted(await tags_of(client)) == ["1", "2"]
    delete(registry.url, "team/app", digest)
    assert await catalog_of(client) == ["team/app"]
    assert await tags_of(client) == []


async def test_a_cache_lists_what_was_fetched_through_it(
    connect: Connect, docker_registry: RegistryFactory, open_registry: RealRegistry
) -> None:
    cache = docker_registry(proxy_of=open_registry.url)
    client = connect(cache.url)
    assert await catalog_of(client) == []
    # Its tags are those of the registry behind it, whatever was fetched.
    assert sorted(await tags_of(client, "team/api")) == sorted(SAMPLE["team/api"])
    blob = SAMPLE["team/api"]["1.0.0"].blobs[0]
    async with httpx.AsyncClient(trust_env=False) as pulling:
        answer = await pulling.get(f"{cache.url}/v2/team/api/blobs/{blob.digest}")
    assert answer.content == blob.data
    # The blob is stored while it is being passed on, and perhaps a little longer.
    async with asyncio.timeout(5):
        while await catalog_of(client) != ["team/api"]:
            pass


async def test_a_registry_that_is_not_well(
    connect: Connect, docker_registry: RegistryFactory, tmp_path: Path
) -> None:
    """While its health check fails, it answers 503 to everything."""
    down = tmp_path / "down"
    health = {
        "health": {"file": [{"file": str(down), "interval": "20ms"}]},
        "http": {"debug": {"addr": ""}},
    }
    registry = docker_registry(extra=health)
    client = connect(registry.url)
    assert await catalog_of(client) == []
    down.touch()

    async def until_it_fails() -> None:
        async with asyncio.timeout(5):
            while True:
                await catalog_of(client)

    with pytest.raises(BadAnswer) as failure:
        await until_it_fails()
    assert failure.value.code is Code.SERVER_ERROR
    assert failure.value.registry_code == "UNAVAILABLE"


async def test_a_registry_that_was_stopped(
    connect: Connect, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry()
    client = connect(registry.url)
    assert await catalog_of(client) == []
    registry.stop()
    with pytest.raises(Unreachable) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CONNECTION_REFUSED
    again = docker_registry(storage=registry.storage, port=registry.port)
    assert again.url == registry.url
    assert await catalog_of(client) == []
