"""The token server answers by its rules."""

import json
from base64 import urlsafe_b64decode
from typing import Any

import httpx
import pytest

from tests.conftest import TokenServerFactory
from tests.support.scripted import Reply
from tests.support.tokens import User

READER = User("wonder", {"repository:team/*": {"pull"}, "registry:catalog": {"*"}})
ALICE = ("alice", "wonder")


def claims(token: str) -> Any:
    body = token.split(".")[1]
    return json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def test_what_is_not_allowed_is_left_out(token_server: TokenServerFactory) -> None:
    tokens = token_server(users={"alice": READER})
    query = "?service=s&scope=repository:team/a:pull,push&scope=repository:other:pull"
    said = claims(httpx.get(tokens.realm + query, auth=ALICE).json()["token"])
    assert said["access"] == [
        {"type": "repository", "name": "team/a", "actions": ["pull"]},
        {"type": "repository", "name": "other", "actions": []},
    ]
    assert (said["sub"], said["aud"]) == ("alice", "s")
    assert said["exp"] - said["iat"] == 300


def test_a_name_may_contain_a_port(token_server: TokenServerFactory) -> None:
    tokens = token_server(users={"alice": User("wonder")})
    (access,) = claims(tokens.token(["repository:host:5000/a:pull"], "alice"))["access"]
    assert access == {"type": "repository", "name": "host:5000/a", "actions": ["pull"]}


def test_wrong_passwords_and_nobody_are_refused(token_server: TokenServerFactory) -> None:
    tokens = token_server(users={"alice": READER})
    assert httpx.get(tokens.realm).status_code == 200
    assert httpx.get(tokens.realm, auth=("alice", "wrong")).status_code == 401
    tokens.rules.anonymous = None
    assert httpx.get(tokens.realm).status_code == 401
    assert len(tokens.fetched) == 3


@pytest.mark.parametrize("field", ["token", "access_token"])
def test_the_reply_may_hold_one_name_only(token_server: TokenServerFactory, field: str) -> None:
    tokens = token_server()
    tokens.rules.fields = [field]
    tokens.rules.expires_in = None
    assert set(httpx.get(tokens.realm).json()) == {field, "issued_at"}


def test_passwords_and_refresh_tokens_by_post(token_server: TokenServerFactory) -> None:
    tokens = token_server(users={"alice": READER})
    password = {"grant_type": "password", "username": "alice", "access_type": "offline"}
    assert httpx.post(tokens.realm, data={**password, "password": "no"}).status_code == 401
    first = httpx.post(tokens.realm, data={**password, "password": "wonder"}).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = httpx.post(tokens.realm, data={**refresh, "scope": "registry:catalog:*"}).json()
    (access,) = claims(second["access_token"])["access"]
    assert access == {"type": "registry", "name": "catalog", "actions": ["*"]}
    assert httpx.post(tokens.realm, data={**refresh, "refresh_token": "x"}).status_code == 401


def test_an_offline_token_on_request_only(token_server: TokenServerFactory) -> None:
    tokens = token_server(users={"alice": READER})
    assert "refresh_token" not in httpx.get(tokens.realm, auth=ALICE).json()
    query = "?offline_token=true"
    assert "refresh_token" in httpx.get(tokens.realm + query, auth=ALICE).json()
    assert "refresh_token" not in httpx.get(tokens.realm + query).json()


def test_post_can_be_switched_off(token_server: TokenServerFactory) -> None:
    tokens = token_server()
    for status in (404, 405):
        tokens.rules.post_status = status
        assert httpx.post(tokens.realm, data={}).status_code == status


def test_scopes_can_be_refused(token_server: TokenServerFactory) -> None:
    tokens = token_server()
    tokens.rules.scope_pattern = r"repository:.+:(pull|push|\*)"
    assert httpx.get(tokens.realm + "?scope=repository:a:pull").status_code == 200
    assert httpx.get(tokens.realm + "?scope=registry:catalog:*").status_code == 400


def test_it_can_be_slow_or_broken(token_server: TokenServerFactory) -> None:
    tokens = token_server()
    tokens.rules.delay = 2
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(tokens.realm, timeout=0.1)
    tokens.on("/token", Reply(200, b"<html>"))
    assert httpx.get(tokens.realm).text == "<html>"
