"""`regbrowse search` where registries search themselves: the best first, failures, patience."""

import json
from base64 import b64encode

import pytest

from tests.cli.support import Cli, check_failure
from tests.conftest import ServerFactory
from tests.support.certificates import Certificates
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.machine import Machine
from tests.support.registries.hub import INDEX, WEB, Hub
from tests.support.registries.v1 import V1Registry, said
from tests.support.scripted import Reply

SEARCH = "/v2/search/repositories/"


@pytest.fixture
def hub(cli: Cli, scripted_server: ServerFactory, certificates: Certificates) -> Hub:
    hub = Hub(scripted_server, certificates)
    cli.add("hub", "docker.io", "--proxy", hub.hosts.proxy.url, "--ca", str(certificates.ca))
    return hub


def break_search(hub: Hub) -> None:
    hub.hosts[WEB].on(SEARCH, Reply(500))
    hub.hosts[INDEX].on("/v1/search", Reply(500))


def test_the_name_itself_comes_first(cli: Cli, hub: Hub) -> None:
    hub.found = ["acme/app-server", "acme/app", "library/nginx"]
    for text, first in (("app", "acme/app-server"), ("nginx", "library/nginx")):
        results = cli("search", text, "--feed", "hub", "--json").json["results"]
        assert results[0]["repository"] == first
    hub.namespaces["acme"] = ["app-server", "app"]
    assert cli("search", "acme/app").out == "hub/acme/app\nhub/acme/app-server\n"
    assert cli("search", "acme/app", "--limit", "1").out == "hub/acme/app\n"


def test_if_all_fail_there_is_no_answer(cli: Cli, hub: Hub) -> None:
    assert cli("refresh", "hub").status == 0
    break_search(hub)
    for form in ((), ("--json",), ("--csv",)):
        check_failure(cli("search", "nginx", *form), 1, "error: hub: ")
    hub.hosts[WEB].on(SEARCH, Reply(429, b"{}", [("Retry-After", "3600")]))
    check_failure(cli("search", "nginx", "--json"), 1, "no more requests")


def test_one_that_fails_does_not_stop_the_others(
    cli: Cli, hub: Hub, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve_catalog(server, Distribution2(["team/nginx"]))
    cli.add("prod", server.url)
    break_search(hub)
    result = cli("search", "nginx", "--json")
    assert result.json["results"] == [{"feed": "prod", "repository": "team/nginx"}]
    assert {each["feed"]: each["error"] for each in result.json["feeds"]} == {
        "hub": "server-error",
        "prod": None,
    }
    assert "error: hub: " in result.err


def test_letters_in_order_are_no_help_beside_what_is_found(
    cli: Cli, hub: Hub, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve_catalog(server, Distribution2(["n/g/i/n/x"]))
    cli.add("prod", server.url)
    assert cli("search", "nginx", "--json").json["fuzzy"]
    hub.found = ["library/nginx"]
    document = cli("search", "nginx", "--json").json
    assert (document["fuzzy"], document["total"]) == (False, 1)
    assert document["results"] == [{"feed": "hub", "repository": "library/nginx"}]


def test_a_wait_is_told(cli: Cli, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    V1Registry(server)
    server.on("/v1/search", Reply(400, b'{"error":"no query"}'), query={"q": ""})
    found = said({"results": [{"name": "team/api"}], "num_results": 1})
    busy = Reply(429, b"", [("Retry-After", "1")])
    server.on("/v1/search", busy, found, query={"q": "api"})
    cli.add("old", server.url)
    result = cli("search", "api")
    assert (result.status, result.out) == (0, "old/team/api\n")
    assert "note: old: waiting 1 s (rate limit)" in result.err


def test_after_a_login_the_list_is_asked_for_again(
    cli: Cli, scripted_server: ServerFactory, machine: Machine
) -> None:
    """A v1 registry that wants a login does not "search", and is asked again with one."""
    server = scripted_server()
    V1Registry(server, {"team/api": {}}, login="alice:wonder")
    cli.add("old", server.url)
    check_failure(cli("search", "api"), 1, "docker login")
    auth = b64encode(b"alice:wonder").decode()
    machine.docker_config.mkdir()
    config = {"auths": {server.authority: {"auth": auth}}}
    (machine.docker_config / "config.json").write_text(json.dumps(config))
    assert cli("search", "api").out == "old/team/api\n"
