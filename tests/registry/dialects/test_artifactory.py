"""Artifactory: its repositories, each with a catalog."""

import pytest

from regbrowse.domain.codes import Code
from regbrowse.registry.paging import PartMissing
from tests.registry.dialects.hosted import ALICE, basic
from tests.registry.dialects.sites import JUNK, REFUSALS, Sites, code_of, listed
from tests.registry.support import catalog_of, tags_of
from tests.support.registries.artifactory import (
    FakeArtifactory,
    OldArtifactory,
    OneKeyArtifactory,
)
from tests.support.registries.fake import FakeRegistry, authorizations
from tests.support.scripted import Reply, json_reply

KEYS = "/artifactory/api/repositories"
CATALOG = "/artifactory/api/docker/{}/v2/_catalog"
MANY = [f"team/app-{number:03d}" for number in range(250)]
BELOW = "/artifactory/api/docker/docker-local"


def filled(registry: FakeArtifactory) -> FakeArtifactory:
    registry.images = {"docker-remote": ["library/nginx"], "docker-local": MANY, "a-empty": []}
    return registry


@pytest.fixture
def artifactory(sites: Sites) -> FakeArtifactory:
    return filled(sites.open(FakeArtifactory))


WHOLE = [*(f"docker-local/{name}" for name in MANY), "docker-remote/library/nginx"]


async def test_all_keys_are_listed_at_the_root(sites: Sites, artifactory: FakeArtifactory) -> None:
    client = sites.client(artifactory, ALICE)
    pages = [page async for page in client.catalog()]
    assert [name for page in pages for name in page.names] == WHOLE
    assert [page.cursor for page in pages] == [
        "artifactory docker-local last=100&n=100",
        "artifactory docker-local last=200&n=100",
        "artifactory docker-remote",
        None,
    ]
    [asked, *_] = artifactory.server.asked(CATALOG.format("docker-local"))
    assert asked.query["n"] == "1000", "what it is asked for, which it need not give"
    ways = await client.ways()
    assert (ways.software, ways.source, ways.searches) == ("Artifactory", "Artifactory", False)
    artifactory.tags["docker-local/team/app-001"] = ["1"]
    assert await tags_of(client, "docker-local/team/app-001") == ["1"]


@pytest.mark.parametrize("reply", [Reply(400, b"{}"), Reply(403, b"<html>Forbidden</html>")])
async def test_its_repositories_are_listed_whatever_its_catalog_says(
    sites: Sites, artifactory: FakeArtifactory, reply: Reply
) -> None:
    """It says 400, "Unsupported docker repository request", at some addresses."""
    artifactory.server.on("/v2/_catalog", reply)
    assert await catalog_of(sites.client(artifactory, ALICE)) == WHOLE


@pytest.mark.parametrize(
    ("cursor", "start"),
    [
        ("artifactory docker-local last=200&n=100", 200),
        ("artifactory docker-remote", 250),
        ("artifactory docker-m last=1", 250),
    ],
)
async def test_it_goes_on(
    sites: Sites, artifactory: FakeArtifactory, cursor: str, start: int
) -> None:
    client = sites.client(artifactory, ALICE)
    pages = [page async for page in client.catalog(cursor, WHOLE[:start], 2)]
    assert [name for page in pages for name in page.names] == WHOLE[start:]


async def test_the_password_is_shown_to_it_alone(
    sites: Sites, artifactory: FakeArtifactory
) -> None:
    await catalog_of(sites.client(artifactory, ALICE))
    assert authorizations(artifactory.server, "/artifactory/api/repositories") == {"Basic"}
    keys = artifactory.server.asked(KEYS)
    assert [request.header("Authorization") for request in keys] == [basic(ALICE)]
    assert artifactory.hosts.reached() == {"images.example.com:443"}


@pytest.mark.parametrize("kind", [OldArtifactory, OneKeyArtifactory])
async def test_older_ones_and_a_host_for_one_key(sites: Sites, kind: type[FakeArtifactory]) -> None:
    registry = filled(sites.open(kind))
    names = await catalog_of(sites.client(registry, ALICE))
    assert names == (MANY if kind is OneKeyArtifactory else WHOLE)


async def test_below_a_key_names_are_plain(sites: Sites, artifactory: FakeArtifactory) -> None:
    client = sites.client(artifactory, ALICE, BELOW)
    assert await catalog_of(client) == MANY
    assert (await client.ways()).source is None
    assert [name for page in await listed(client) for name in page.names] == MANY
    assert artifactory.server.asked(KEYS) == []


async def test_keys_that_are_closed(sites: Sites, artifactory: FakeArtifactory) -> None:
    artifactory.closed = {"docker-local"}
    client = sites.client(artifactory, ALICE)
    assert await catalog_of(client) == ["docker-remote/library/nginx"]
    artifactory.closed = set(artifactory.images)
    assert await code_of(lambda: listed(client)) is Code.CATALOG_DENIED
    artifactory.images = {}
    assert [list(page.names) for page in await listed(client)] == [[]]


async def test_one_key_that_fails_does_not_hide_the_others(
    sites: Sites, artifactory: FakeArtifactory
) -> None:
    """A remote repository whose registry is gone, say: the rest is listed, and that it is a rest
    is told."""
    artifactory.server.on(CATALOG.format("docker-local"), Reply(500, b"{}"))
    client = sites.client(artifactory, ALICE)
    names: list[str] = []

    async def read() -> None:
        async for page in client.catalog():
            names.extend(page.names)

    with pytest.raises(PartMissing) as failure:
        await read()
    assert failure.value.code is Code.SERVER_ERROR
    assert names == ["docker-remote/library/nginx"]


async def test_nobody_sees_no_keys(sites: Sites, artifactory: FakeArtifactory) -> None:
    client = sites.client(artifactory)
    assert await code_of(lambda: listed(client)) is Code.CATALOG_DENIED
    assert authorizations(artifactory.server, "/artifactory") == set()


@pytest.mark.parametrize(("reply", "code"), REFUSALS)
async def test_refusals(
    sites: Sites, artifactory: FakeArtifactory, reply: Reply, code: Code
) -> None:
    artifactory.server.on(CATALOG.format("docker-local"), reply)
    client = sites.client(artifactory, ALICE)
    if reply.status in {401, 403, 404}:
        names = [name for page in await listed(client) for name in page.names]
        assert names == ["docker-remote/library/nginx"]
    else:
        assert await code_of(lambda: listed(client)) is code
    artifactory.server.on(KEYS, reply)
    assert await code_of(lambda: listed(client)) is code


async def test_junk_is_left_out(sites: Sites, artifactory: FakeArtifactory) -> None:
    keys = ["a/b", "../x", "UPPER", "a?b", "", "good", "good", "null"]
    artifactory.server.on(KEYS, json_reply([*JUNK, *({"key": key} for key in keys)]))
    names = json_reply({"repositories": [None, 1, "a\nb", "c"]})
    artifactory.server.on(CATALOG.format("good"), names)
    artifactory.server.on(CATALOG.format("null"), json_reply({"repositories": None}))
    client = sites.client(artifactory, ALICE)
    pages = await listed(client)
    assert [name for page in pages for name in page.names] == ["good/a\u240ab", "good/c"]


async def test_a_list_without_end(sites: Sites, artifactory: FakeArtifactory) -> None:
    for link in ("/v2/_catalog?last=1", "https://elsewhere.example.com/v2/_catalog?last=1"):
        headers = [("Link", f'<{link}>; rel="next"')]
        again = json_reply({"repositories": ["app"]}, 200, headers)
        artifactory.server.on(CATALOG.format("docker-local"), again)
        client = sites.client(artifactory, ALICE)
        before = len(artifactory.server.requests)
        assert await code_of(lambda: listed(client)) is Code.CATALOG_LOOP  # noqa: B023
        assert len(artifactory.server.requests) - before < 10
    assert artifactory.hosts.reached() == {"images.example.com:443"}


async def test_a_link_that_is_no_url(sites: Sites, artifactory: FakeArtifactory) -> None:
    headers = [("Link", f'</v2/_catalog?last={"9" * 66_000}>; rel="next"')]
    artifactory.server.on(
        CATALOG.format("docker-local"), json_reply({"repositories": ["app"]}, 200, headers)
    )
    client = sites.client(artifactory, ALICE)
    assert await code_of(lambda: listed(client)) is Code.CATALOG_INVALID


async def test_a_name_is_not_enough(sites: Sites) -> None:
    class Named(FakeRegistry):
        names = ("artifactory.jfrog.io",)

    assert (await sites.client(sites.open(Named)).ways()).software is None
