"""GitLab: where the password of a login goes, and where not."""

from typing import Any

import pytest

from regbrowse.domain.codes import Code
from tests.registry.dialects.hosted import ALICE, details_of
from tests.registry.dialects.sites import Sites, code_of, dialect_of, listed
from tests.registry.support import catalog_of, identity_token, password, tags_of
from tests.support.registries.fake import authorizations
from tests.support.registries.gitlab import FakeGitLab
from tests.support.scripted import Reply, json_reply

API = "/api/v4"


@pytest.fixture
def gitlab(sites: Sites) -> FakeGitLab:
    gitlab = sites.open(FakeGitLab)
    gitlab.api_tokens = {"wonder"}
    gitlab.projects = {"acme/shop": ["acme/shop"], "other/app": ["other/app"]}
    gitlab.members = {"acme/shop"}
    return gitlab


async def test_the_token_goes_to_gitlab_alone(sites: Sites, gitlab: FakeGitLab) -> None:
    client = sites.client(gitlab, ALICE)
    await catalog_of(client)
    assert authorizations(gitlab.web, API) == {"PRIVATE-TOKEN"}
    assert authorizations(gitlab.server) == {"Bearer"}
    assert authorizations(gitlab.web, "/jwt/auth") == {"Basic"}
    gitlab.tags["acme/shop"] = ["1"]
    assert await tags_of(client, "acme/shop") == ["1"]
    assert await details_of(client, "acme/shop") == []


@pytest.mark.parametrize(
    "login",
    [
        None,
        password("gitlab-ci-token", "job"),
        password("gitlab+deploy-token-7", "deploy"),
        identity_token("refresh"),
    ],
)
async def test_whose_login_is_no_token_for_the_api(
    sites: Sites, gitlab: FakeGitLab, login: Any
) -> None:
    client = sites.client(gitlab, login)
    if login is not None and login.username == "<token>":
        gitlab.web.on("/jwt/auth", json_reply({"token": "of-x"}), method="POST")
    assert await code_of(lambda: catalog_of(client)) is Code.CATALOG_DENIED
    assert (await client.search("other/")).names == ["other/app"]
    assert authorizations(gitlab.web, API) == set()


async def test_a_password_or_a_token_for_the_registry_alone(
    sites: Sites, gitlab: FakeGitLab
) -> None:
    gitlab.api_tokens = set()
    client = sites.client(gitlab, ALICE)
    assert await code_of(lambda: catalog_of(client)) is Code.CATALOG_DENIED
    assert await code_of(lambda: listed(client)) is Code.CATALOG_DENIED
    assert await code_of(lambda: client.search("acme/shop")) is Code.CATALOG_DENIED


async def test_a_realm_that_may_not_see_it(sites: Sites) -> None:
    """A token server without TLS gets no login from a registry with it, and its host no token."""

    class Insecure(FakeGitLab):
        @property
        def challenge(self) -> str:
            return super().challenge.replace("https://", "http://")

    gitlab = sites.open(Insecure)
    client = sites.client(gitlab, ALICE)
    await code_of(client.open)
    assert authorizations(gitlab.server) | authorizations(gitlab.web) == set()
    stranger = sites.client(gitlab)
    dialect = await dialect_of(stranger)
    assert await code_of(lambda: dialect.search("acme/")) is Code.CATALOG_UNSUPPORTED
    assert gitlab.web.requests == []


async def test_a_redirect_to_another_host(sites: Sites) -> None:
    class Straying(FakeGitLab):
        names = ("images.example.com", "code.example.com", "elsewhere.example.com")

    gitlab = sites.open(Straying)
    gitlab.api_tokens = {"wonder"}
    elsewhere = gitlab.hosts["elsewhere.example.com"]
    elsewhere.on("/projects", json_reply([]))
    away = [("Location", "https://elsewhere.example.com/projects")]
    gitlab.web.on(f"{API}/projects", Reply(302, headers=away))
    assert [list(page.names) for page in await listed(sites.client(gitlab, ALICE))] == [[]]
    assert len(elsewhere.requests) == 1
    assert authorizations(elsewhere) == set()
