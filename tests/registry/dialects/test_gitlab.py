"""GitLab: listed by its API, which is on another host than the registry."""

import pytest

from regbrowse.domain.codes import Code
from tests.registry.dialects.hosted import ALICE
from tests.registry.dialects.sites import JUNK, REFUSALS, Sites, code_of, listed
from tests.registry.support import catalog_of
from tests.support.registries.fake import FakeRegistry
from tests.support.registries.gitlab import FakeGitLab
from tests.support.scripted import Reply, Request, json_reply

API = "/api/v4"
MANY = [f"acme/shop/part-{number:03d}" for number in range(130)]


@pytest.fixture
def gitlab(sites: Sites) -> FakeGitLab:
    gitlab = sites.open(FakeGitLab)
    gitlab.api_tokens = {"wonder"}
    for number in range(120):
        gitlab.projects[f"acme/tool-{number}"] = [f"acme/tool-{number}"] if number % 60 == 0 else []
    gitlab.projects["acme/off"] = None
    gitlab.projects["acme/shop"] = MANY
    gitlab.projects["acme/deep/web"] = ["acme/deep/web", "acme/deep/web/base"]
    gitlab.members = set(gitlab.projects)
    gitlab.projects["other/app"] = ["other/app"]
    return gitlab


async def test_a_member_sees_the_images_of_all_projects(sites: Sites, gitlab: FakeGitLab) -> None:
    client = sites.client(gitlab, ALICE)
    pages = [page async for page in client.catalog()]
    names = [name for page in pages for name in page.names]
    assert names == [
        "acme/tool-0",
        "acme/tool-60",
        *MANY,
        "acme/deep/web",
        "acme/deep/web/base",
    ]
    assert [page.cursor for page in pages] == ["gitlab 50", "gitlab 100", "gitlab 123", None]
    ways = await client.ways()
    assert (ways.software, ways.source, ways.searches) == ("GitLab", "GitLab", True)
    assert ways.prompt is not None
    rest = await client_pages(sites, gitlab, "gitlab 100")
    assert rest == names[2:]


async def client_pages(sites: Sites, gitlab: FakeGitLab, cursor: str) -> list[str]:
    client = sites.client(gitlab, ALICE)
    return [
        name async for page in client.catalog(cursor, ["acme/tool-0"], 1) for name in page.names
    ]


async def test_many_projects_without_images(sites: Sites, gitlab: FakeGitLab) -> None:
    gitlab.projects = {f"acme/empty-{number}": [] for number in range(560)}
    gitlab.projects["acme/last"] = ["acme/last"]
    gitlab.members = set(gitlab.projects)
    assert await catalog_of(sites.client(gitlab, ALICE)) == ["acme/last"]


async def test_an_old_one_that_begins_anew_is_not_read_twice(
    sites: Sites, gitlab: FakeGitLab
) -> None:
    """It does not know `id_after`, and gives the first projects again and again."""
    gitlab.knows_id_after = False
    gitlab.projects = {f"acme/tool-{number}": [f"acme/tool-{number}"] for number in range(60)}
    gitlab.members = set(gitlab.projects)
    names = await catalog_of(sites.client(gitlab, ALICE))
    assert names == [f"acme/tool-{number}" for number in range(50)]


async def test_it_lists_groups_and_projects(sites: Sites, gitlab: FakeGitLab) -> None:
    client = sites.client(gitlab)
    first = await client.search("acme/shop")
    assert (list(first.names), first.total) == (MANY[:100], 130)
    assert first.cursor is not None
    second = await client.search("acme/shop", first.cursor)
    assert (list(second.names), second.cursor) == (MANY[100:], None)
    assert (await client.search("Acme/Deep/")).names == ["acme/deep/web", "acme/deep/web/base"]
    assert (await client.search("acme/deep")).names == ["acme/deep/web", "acme/deep/web/base"]
    assert len((await client.search("acme/")).names) == 100


async def test_it_lists_names_that_begin_so(sites: Sites, gitlab: FakeGitLab) -> None:
    client = sites.client(gitlab)
    assert (await client.search("acme/shop/part-12")).names == MANY[120:]
    assert (await client.search("acme/too")).names == ["acme/tool-0", "acme/tool-60"]
    late = await client.search("acme/de")
    assert late.names == ["acme/deep/web", "acme/deep/web/base"]
    assert (await client.search("nobody/app")).names == ()
    for nothing in ("acme", "", " /", "a//b", "../x", "a/%2e"):
        before = len(gitlab.web.requests)
        assert (await client.search(nothing)).names == ()
        assert len(gitlab.web.requests) == before


@pytest.mark.parametrize(("reply", "code"), REFUSALS)
async def test_refusals(sites: Sites, gitlab: FakeGitLab, reply: Reply, code: Code) -> None:
    gitlab.web.on(f"{API}/projects", reply)
    client = sites.client(gitlab, ALICE)
    assert await code_of(lambda: listed(client)) is code
    gitlab.web.on(f"{API}/groups/acme/registry/repositories", reply)
    if reply.status != 404:
        assert await code_of(lambda: client.search("acme/")) is code


@pytest.mark.parametrize(("reply", "code"), REFUSALS)
async def test_refusals_of_one_project(
    sites: Sites, gitlab: FakeGitLab, reply: Reply, code: Code
) -> None:
    """A registry that is off or closed is nothing; anything else is not a whole list."""
    gitlab.web.on(f"{API}/projects/61/registry/repositories", reply)
    client = sites.client(gitlab, ALICE)
    if reply.status in {403, 404}:
        assert "acme/tool-60" not in [n for page in await listed(client) for n in page.names]
    else:
        assert await code_of(lambda: listed(client)) is code


async def test_junk_is_left_out(sites: Sites, gitlab: FakeGitLab) -> None:
    ids = [*JUNK, {"id": None}, {"id": -1}, {"id": True}, {"id": 2**90}, {"id": "7"}]
    paths = [*JUNK, {"path": "a/b\nc"}, {"path": "a/b"}]
    gitlab.web.on(f"{API}/projects", json_reply(ids), json_reply([]))
    gitlab.web.on(f"{API}/projects/7/registry/repositories", json_reply(paths))
    client = sites.client(gitlab, ALICE)
    assert [list(page.names) for page in await listed(client)] == [["a/b\u240ac", "a/b"], []]


async def test_lists_without_end(sites: Sites, gitlab: FakeGitLab) -> None:
    endless = json_reply([{"path": "a/b"}], 200, [("X-Next-Page", "2")])

    def another(request: Request) -> Reply:
        return json_reply([{"id": int(request.query["id_after"]) + 1}])

    gitlab.web.on(f"{API}/projects", another)
    for number in range(1, 5):
        gitlab.web.on(f"{API}/projects/{number}/registry/repositories", endless)
    assert await code_of(lambda: listed(sites.client(gitlab, ALICE))) is Code.CATALOG_LOOP
    assert len(gitlab.web.requests) < 12


async def test_below_a_path(sites: Sites) -> None:
    class Below(FakeGitLab):
        realm_path = "/gitlab/jwt/auth"

    gitlab = sites.open(Below)
    gitlab.projects["other/app"] = ["other/app"]
    assert (await sites.client(gitlab).search("other/")).names == ["other/app"]
    assert gitlab.web.asked("/gitlab/api/v4/groups/other/registry/repositories") != []


async def test_a_name_is_not_enough(sites: Sites) -> None:
    class Named(FakeRegistry):
        names = ("registry.gitlab.com",)
        realm_path = "/jwt/auth"

    assert (await sites.client(sites.open(Named)).ways()).software is None
