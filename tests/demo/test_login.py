"""The registry of the demo that asks for a login."""

import base64
import json
import re
from collections.abc import Iterator

import httpx
import pytest

from regbrowse.demo.answers import Request
from regbrowse.demo.routes import Access
from regbrowse.demo.tokens import TokenServer
from regbrowse.demo.world import DemoWorld
from regbrowse.domain.login import Login, Secret
from tests.demo.conftest import client_of, feed_named

CATALOG = "registry:catalog:*"
PULL = "repository:risk/api:pull"


@pytest.fixture(scope="module")
def team(world: DemoWorld) -> Iterator[httpx.Client]:
    with client_of(feed_named(world, "team")) as client:
        yield client


def password_of(world: DemoWorld) -> tuple[str, str]:
    return world.login.username, world.login.secret.reveal()


def challenge(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["code"] == "UNAUTHORIZED"
    scheme, _, parameters = answer.headers["WWW-Authenticate"].partition(" ")
    assert scheme == "Bearer"
    return dict(re.findall(r'(\w+)="([^"]*)"', parameters))


def token_for(team: httpx.Client, world: DemoWorld, *scopes: str) -> dict[str, str]:
    """Headers with a token for `scopes`."""
    realm = challenge(team.get("/v2/"))["realm"]
    answer = team.get(realm, params={"scope": scopes}, auth=password_of(world))
    assert answer.status_code == 200
    document = answer.json()
    assert document["token"] == document["access_token"]
    assert document["expires_in"] == 300
    return {"Authorization": f"Bearer {document['token']}"}


def test_the_feed_names_its_user(world: DemoWorld) -> None:
    assert feed_named(world, "team").username == world.login.username
    assert "acme" not in repr(world.login)


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/v2/", None),
        ("/v2/_catalog", CATALOG),
        ("/v2/risk/api/tags/list", PULL),
        ("/v2/risk/api/manifests/latest", PULL),
        ("/v2/not/there/tags/list", "repository:not/there:pull"),
    ],
)
def test_the_challenge_names_the_scope(team: httpx.Client, path: str, scope: str | None) -> None:
    parameters = challenge(team.get(path))
    assert parameters["realm"] == str(team.base_url.join("/token"))
    assert parameters["service"] == "team.demo.example"
    assert parameters.get("scope") == scope


def test_with_the_right_password_everything_is_open(team: httpx.Client, world: DemoWorld) -> None:
    headers = token_for(team, world, CATALOG, PULL)
    assert team.get("/v2/", headers=headers).status_code == 200
    names = team.get("/v2/_catalog", headers=headers).json()["repositories"]
    assert 15 <= len(names) <= 25
    assert "risk/api" in names
    assert team.get("/v2/risk/api/manifests/latest", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [None, "Basic !!!", "Basic YW5hOndyb25n", "Basic w6Q6w6Q=", "Digest x", "Bearer x", "Basic"],
)
def test_with_a_wrong_password_there_is_no_token(
    team: httpx.Client, authorization: str | None
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = team.get("/token", params={"scope": CATALOG}, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="team.demo.example"'
    assert "token" not in answer.json()


def test_a_token_for_something_else_is_not_enough(team: httpx.Client, world: DemoWorld) -> None:
    headers = token_for(team, world, PULL)
    parameters = challenge(team.get("/v2/_catalog", headers=headers))
    assert (parameters["error"], parameters["scope"]) == ("insufficient_scope", CATALOG)
    assert challenge(team.get("/v2/risk/payouts/tags/list", headers=headers))["error"]


def test_a_token_that_nobody_issued_is_invalid(team: httpx.Client) -> None:
    headers = {"Authorization": "Bearer junk"}
    assert challenge(team.get("/v2/", headers=headers))["error"] == "invalid_token"


def test_the_password_itself_opens_nothing(team: httpx.Client, world: DemoWorld) -> None:
    assert "error" not in challenge(team.get("/v2/_catalog", auth=password_of(world)))


def test_more_than_reading_is_never_granted(team: httpx.Client, world: DemoWorld) -> None:
    headers = token_for(team, world, "repository:risk/api:pull,push registry:other:*", "junk")
    assert team.get("/v2/risk/api/tags/list", headers=headers).status_code == 200
    assert challenge(team.get("/v2/_catalog", headers=headers))["error"] == "insufficient_scope"


def test_tokens_end() -> None:
    now = [1000.0]
    login = Login("ana", Secret("x"), "the test")
    server = TokenServer("http://127.0.0.1/token", "test", login, clock=lambda: now[0])
    basic = {"authorization": "Basic " + base64.b64encode(b"ana:x").decode()}
    issued = server.issue(Request("GET", "/token", {"scope": [CATALOG]}, basic))
    token = json.loads(b"".join(issued.pieces))["token"]
    request = Request("GET", "/v2/_catalog", {}, {"authorization": f"Bearer {token}"})
    access = Access("registry", "catalog", "*")
    now[0] += 299
    assert server.refusal(request, access) is None
    now[0] += 2
    refusal = server.refusal(request, access)
    assert refusal is not None
    assert 'error="invalid_token"' in refusal.headers["WWW-Authenticate"]


def test_a_token_is_asked_for_with_get(team: httpx.Client) -> None:
    assert team.post("/token", data={"grant_type": "password"}).status_code == 405
