"""`--test`: a feed that works says so, and one that does not says why, after it was saved."""

import pytest

from tests.cli.support import Cli, check_failure
from tests.conftest import RegistryFactory, ServerFactory, TokenServerFactory
from tests.support.registry import RealRegistry
from tests.support.scripted import Reply, error_reply
from tests.support.sockets import ClosedPort
from tests.support.tokens import User


def test_an_open_registry(cli: Cli, open_registry: RealRegistry) -> None:
    result = cli("feeds", "add", "prod", open_registry.authority, "--test")
    assert (result.status, result.err) == (0, "")
    added, works = result.out.splitlines()
    assert added == f"added prod ({open_registry.authority})"
    assert works.startswith(f"  {open_registry.authority} works: version 2, no login is asked for")


def test_a_registry_that_asks_for_a_login(cli: Cli, docker_registry: RegistryFactory) -> None:
    registry = docker_registry(users={"ann": "pw"})
    result = cli("feeds", "add", "prod", registry.url, "--test")
    check_failure(result, 1, "wants a login", "note: added prod")
    named = cli("feeds", "edit", "prod", "--username", "ann", "--test")
    check_failure(named, 1, "wants a login")


def test_a_registry_with_tokens(
    cli: Cli, docker_registry: RegistryFactory, token_server: TokenServerFactory
) -> None:
    tokens = token_server(users={"ann": User("pw")})
    registry = docker_registry(token=tokens.auth)
    cli.add("prod", registry.url, "--username", "ann")
    good = cli("feeds", "edit", "prod", "--test", password="pw")
    assert "shows ann no repository at all" in good.out
    check_failure(cli("feeds", "edit", "prod", "--test", password="bad"), 1, "login")


def test_nobody_is_there(cli: Cli, closed_port: ClosedPort) -> None:
    result = cli("feeds", "add", "prod", f"http://{closed_port.authority}", "--test")
    check_failure(result, 1, "refuses connections", "note: added prod")
    assert [feed["name"] for feed in cli("feeds", "--json").json] == ["prod"]


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(200, b"<html></html>", [("Content-Type", "text/html")]), "regist"),
        (error_reply(500, "UNKNOWN"), "500"),
        (Reply(404, b"not here"), "regist"),
    ],
)
def test_something_else_is_there(
    cli: Cli, scripted_server: ServerFactory, reply: Reply, word: str
) -> None:
    server = scripted_server()
    server.on(None, reply)
    check_failure(cli("feeds", "add", "prod", server.url, "--test"), 1, word)


def test_the_feed_insists_on_the_other_version(cli: Cli, open_registry: RealRegistry) -> None:
    result = cli("feeds", "add", "prod", open_registry.url, "--api", "v1", "--test")
    check_failure(result, 1, "v1")
