"""Gitea and Forgejo: a catalog that works, and packages by owner."""

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.ways import Found
from regbrowse.registry.client import RegistryClient
from tests.registry.dialects.hosted import ALICE, details_of
from tests.registry.dialects.sites import JUNK, REFUSALS, Sites, code_of
from tests.registry.support import catalog_of
from tests.support.registries.fake import FakeRegistry, authorizations
from tests.support.registries.gitea import FakeForgejo, FakeGitea
from tests.support.scripted import Reply, Request, json_reply

PACKAGES = "/api/v1/packages/acme"
VERSIONS = [str(number) for number in range(70)]


@pytest.fixture
def gitea(sites: Sites) -> FakeGitea:
    gitea = sites.open(FakeGitea)
    gitea.packages = {f"acme/part-{number:02d}": VERSIONS for number in range(10)}
    gitea.packages |= {"acme/web/app": ["1", "2"], "closed/app": ["1"]}
    gitea.private = {"closed"}
    return gitea


async def everything(client: RegistryClient, text: str) -> list[str]:
    found = await client.search(text)
    names = [*found.names]
    while found.cursor is not None:
        found = await client.search(text, found.cursor)
        names += found.names
    return names


@pytest.mark.parametrize("kind", [FakeGitea, FakeForgejo])
async def test_the_catalog_works(sites: Sites, kind: type[FakeGitea]) -> None:
    registry = sites.open(kind)
    registry.packages = {"acme/app": ["1"]}
    client = sites.client(registry)
    assert await catalog_of(client) == ["acme/app"]
    ways = await client.ways()
    assert (ways.software, ways.source, ways.searches) == ("Gitea", None, True)
    assert ways.prompt is not None
    assert (await client.search("acme/")).names == ["acme/app"]
    assert await details_of(client, "acme/app") == []


async def test_packages_of_an_owner(sites: Sites, gitea: FakeGitea) -> None:
    client = sites.client(gitea)
    first = await client.search("acme/")
    assert first.cursor == "11"
    names = await everything(client, "acme/")
    assert list(dict.fromkeys(names)) == [name for name in gitea.packages if "acme" in name]
    assert len(names) < len(set(names)) + 2
    assert (await client.search("Acme/App")).names == ["acme/web/app"]
    assert authorizations(gitea.server, "/api") == set()


async def test_a_login_sees_more(sites: Sites, gitea: FakeGitea) -> None:
    assert await sites.client(gitea).search("closed/") == Found([])
    client = sites.client(gitea, ALICE)
    assert (await client.search("closed/")).names == ["closed/app"]
    assert authorizations(gitea.server, "/api") == {"Basic"}
    assert gitea.hosts.reached() == {"code.example.com:443"}


async def test_what_is_no_owner_is_not_asked_for(sites: Sites, gitea: FakeGitea) -> None:
    client = sites.client(gitea)
    for text in ("acme", "", "/", "../x", "a?b/c"):
        assert await client.search(text) == Found(())
    assert gitea.server.asked(PACKAGES) == []


@pytest.mark.parametrize(("reply", "code"), [each for each in REFUSALS if each[0].status != 404])
async def test_refusals(sites: Sites, gitea: FakeGitea, reply: Reply, code: Code) -> None:
    gitea.server.on(PACKAGES, reply)
    assert await code_of(lambda: sites.client(gitea).search("acme/")) is code


async def test_junk_is_left_out(sites: Sites, gitea: FakeGitea) -> None:
    junk = [*JUNK, {"name": "x", "type": "maven"}, {"name": "a\nb", "type": "container"}]
    gitea.server.on(PACKAGES, json_reply(junk))
    assert await sites.client(gitea).search("acme/") == Found(["acme/a\u240ab"])


async def test_a_list_without_end(sites: Sites, gitea: FakeGitea) -> None:
    """A page of a search costs only so many requests, whatever the registry says."""

    def endless(request: Request) -> Reply:
        entries = [{"name": f"app-{request.query['page']}", "type": "container"}]
        return json_reply(entries, 200, [("X-Total-Count", "999999999")])

    gitea.server.on(PACKAGES, endless)
    found = await sites.client(gitea).search("acme/")
    assert len(gitea.server.asked(PACKAGES)) == len(found.names) == 10
    gitea.server.on(PACKAGES, json_reply([{"name": "a"}] * 50))
    assert (await sites.client(gitea).search("acme/")).names == ["acme/a"]


async def test_a_name_is_not_enough(sites: Sites) -> None:
    class Named(FakeRegistry):
        names = ("gitea.example.com",)
        realm_path = "/v2/token"

    assert (await sites.client(sites.open(Named)).ways()).software is None
