"""GitHub's API describes the versions of a package: manifests, with the tags that they have."""

from datetime import UTC, datetime

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.tag_details import TagDetails
from regbrowse.registry.client import RegistryClient
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.hosted import basic, client_of, details_of, digest
from tests.registry.support import password
from tests.support.certificates import Certificates
from tests.support.registries.github import API, REGISTRY, GitHub
from tests.support.scripted import Reply, json_reply

OCTO = password("octo", "ghp_secret")
VERSIONS = "/users/octo/packages/container/cat/versions"
AT = datetime(2026, 5, 6, 5, 20, 30, tzinfo=UTC)


@pytest.fixture
def github(scripted_server: ServerFactory, certificates: Certificates) -> GitHub:
    github = GitHub(scripted_server, certificates, basic(OCTO), "ghp_secret")
    github.users, github.orgs = {"octo": ["cat"]}, {"acme": ["tools/lint"]}
    return github


@pytest.fixture
def client(connect: Connect, certificates: Certificates, github: GitHub) -> RegistryClient:
    return client_of(connect, certificates, github.hosts, REGISTRY, OCTO)


def version(number: int, *tags: str) -> dict[str, object]:
    return {
        "id": number,
        "name": digest(number),
        "created_at": "2026-05-06T05:20:30Z",
        "updated_at": "2026-05-07T05:20:30Z",
        "metadata": {"package_type": "container", "container": {"tags": list(tags)}},
    }


async def test_everything_that_it_says(client: RegistryClient, github: GitHub) -> None:
    github.versions["octo/cat"] = [version(1, "latest", "1.0"), version(2), version(3, "0.9")]
    assert await details_of(client, "octo/cat") == [
        TagDetails("latest", digest(1), created=AT),
        TagDetails("1.0", digest(1), created=AT),
        TagDetails("0.9", digest(3), created=AT),
    ]


async def test_a_user_without_versions(client: RegistryClient, github: GitHub) -> None:
    """As an organization he is not known, which says nothing of what he has as a user."""
    github.versions["octo/cat"] = []
    assert await details_of(client, "octo/cat") == []
    assert [r.path.split("/")[1] for r in github.api.requests] == ["users", "orgs"]


async def test_an_organization_with_a_nested_name_and_many_untagged_versions(
    client: RegistryClient, github: GitHub
) -> None:
    """Each platform of an index is a version without a tag: whole pages may have none."""
    github.versions["acme/tools/lint"] = [
        version(n, *([f"v{n}"] if n % 1500 == 0 else [])) for n in range(1501)
    ]
    assert [each.name for each in await details_of(client, "acme/tools/lint")] == ["v0", "v1500"]
    paths = [r.path for r in github.api.requests]
    assert paths[0] == "/users/acme/packages/container/tools%2Flint/versions"
    assert set(paths[1:]) == {"/orgs/acme/packages/container/tools%2Flint/versions"}
    assert len(paths) == 17
    assert github.hosts.authorizations()[API] == {"Bearer ghp_secret"}


async def test_nothing_without_a_token(
    connect: Connect, certificates: Certificates, github: GitHub
) -> None:
    """Each tag can still be asked for by itself, for public images are open to all."""
    client = client_of(connect, certificates, github.hosts, REGISTRY)
    assert await details_of(client, "octo/cat") == []
    assert github.api.requests == []


@pytest.mark.parametrize("name", ["cat", "octo/", "../x", "octo/Cat", "octo/a/../b"])
async def test_what_cannot_be_a_package_is_not_asked_for(
    client: RegistryClient, github: GitHub, name: str
) -> None:
    assert await details_of(client, name) == []
    assert github.api.requests == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Reply(401), Code.TAGS_DENIED),
        (Reply(403, b"{}"), Code.TAGS_DENIED),
        (Reply(403, b"{}", [("X-RateLimit-Remaining", "0")]), Code.RATE_LIMITED),
        (Reply(404), Code.TAGS_NOT_FOUND),
        (Reply(200, b"{"), Code.TAGS_INVALID),
        (json_reply({}), Code.TAGS_INVALID),
        (json_reply([version(1)], 200, [("Link", '<?page=2>; rel="next"')]), Code.TAGS_INVALID),
    ],
)
async def test_what_is_no_list_of_versions(
    client: RegistryClient, github: GitHub, answer: Reply, code: Code
) -> None:
    """The last one never ends."""
    github.api.on(VERSIONS, answer)
    with pytest.raises(RegistryError) as failure:
        await details_of(client, "octo/cat")
    assert failure.value.code is code
    assert len(github.api.requests) <= 3


async def test_versions_of_any_type(client: RegistryClient, github: GitHub) -> None:
    odd: list[object] = [None, 5, "x", {}, [None, 7, ""], {"container": 5}]
    github.api.on(
        VERSIONS,
        json_reply(
            [
                None,
                *({"name": value, "metadata": value, "created_at": value} for value in odd),
                *({"name": "no digest", "metadata": {"container": {"tags": v}}} for v in odd),
                {"metadata": {"container": {"tags": ["a\nb", 5]}}, "created_at": "soon"},
            ]
        ),
    )
    assert await details_of(client, "octo/cat") == [TagDetails("a\u240ab")]
