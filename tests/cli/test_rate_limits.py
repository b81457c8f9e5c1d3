"""Rate limits headless: waited for, told on stderr and in JSON, and no quota spent unasked."""

import re
import signal
import time

import pytest

from tests.cli.support import Cli, check_failure, end, process, start, wait_until
from tests.conftest import ServerFactory
from tests.support.certificates import Certificates
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.images import oci_image
from tests.support.registries.hosts import token_gate
from tests.support.registries.hub import AUTH, CHALLENGE, REGISTRY, WEB, Hub, image
from tests.support.scripted import Reply, ScriptedServer, json_reply
from tests.support.serving_images import manifest_reply, serve

TAGS = "/v2/app/tags/list"
LIMIT = [("RateLimit-Limit", "100;w=21600"), ("RateLimit-Remaining", "20;w=21600")]
PULLS = re.compile(r"/v2/.+/(manifests|blobs)/.+")


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve_catalog(server, Distribution2(["app", "other"]))
    server.on(TAGS, json_reply({"name": "app", "tags": ["1.0"]}, headers=LIMIT))
    cli.add("prod", server.url)
    return server


def busy(seconds: int) -> Reply:
    return Reply(429, b"", [("Retry-After", str(seconds))])


def test_what_is_left_is_told(cli: Cli, server: ScriptedServer) -> None:
    limit = cli("tags", "prod/app", "--json").json["rate_limit"]
    assert limit.pop("seen_at").endswith("Z")
    assert limit == {
        "host": f"127.0.0.1:{server.port}",
        "limit": 100,
        "remaining": 20,
        "window_s": 21600,
        "resets_at": None,
        "retry_after_s": None,
    }
    assert "note: prod: 20 of 100 requests left (per 6 h)" in cli("tags", "prod/app").err
    server.on("/v2/_catalog", json_reply({"repositories": ["app"]}, headers=LIMIT))
    result = cli("refresh", "prod")
    assert "note: prod: 20 of 100 requests left (per 6 h)" in result.err
    [report] = cli("refresh", "prod", "--json").json
    assert report["rate_limit"]["remaining"] == 20


def test_what_is_left_is_told_by_every_command(cli: Cli, server: ScriptedServer) -> None:
    image = oci_image()
    serve(server, "app", {"1.0": image})
    typed = ("Content-Type", image.media_type)
    digest = ("Docker-Content-Digest", image.digest)
    server.on("/v2/app/manifests/1.0", Reply(200, image.data, [typed, digest, *LIMIT]))
    server.on("/v2/_catalog", json_reply({"repositories": ["app"]}, headers=LIMIT))
    said = "note: prod: 20 of 100 requests left (per 6 h)"
    for command in (("inspect", "prod/app:1.0"), ("search", "app"), ("find", "1.0")):
        assert said in cli(*command).err, command
    assert cli("inspect", "prod/app:1.0", "--json").json["rate_limit"]["remaining"] == 20
    assert cli("check", "prod", "--json").json["rate_limit"]["remaining"] == 20
    [feed] = cli("find", "1.0", "--json").json["feeds"]
    assert (feed["feed"], feed["rate_limit"]["remaining"]) == ("prod", 20)
    [feed] = cli("refresh", "prod", "--json").json
    assert feed["rate_limit"]["remaining"] == 20


def test_a_wait_is_told_once_without_a_terminal(cli: Cli, server: ScriptedServer) -> None:
    server.on("/v2/_catalog", busy(2), json_reply({"repositories": ["app"]}))
    result = cli("refresh", "prod")
    assert result.status == 0
    assert result.err == "note: prod: waiting 2 s (rate limit)\n"
    server.on(TAGS, busy(2), json_reply({"name": "app", "tags": ["1.0"]}))
    result = cli("tags", "prod/app")
    assert result.status == 0
    assert result.err.splitlines()[0] == "note: prod: waiting 2 s (rate limit)"
    assert "\x1b" not in result.err


def test_what_asks_for_too_long_a_wait_fails_at_once(cli: Cli, server: ScriptedServer) -> None:
    server.on(TAGS, Reply(429, b"", [("Retry-After", "3600"), *LIMIT]))
    began = time.monotonic()
    result = cli("tags", "prod/app")
    check_failure(result, 1, "no more requests", "1 hour", "100 requests per 6 h")
    assert time.monotonic() - began < 5
    assert len(server.asked(TAGS)) == 1


@pytest.mark.parametrize("command", [("refresh", "prod"), ("tags", "prod/app")])
def test_a_wait_can_be_interrupted(
    cli: Cli, server: ScriptedServer, command: tuple[str, ...]
) -> None:
    path = TAGS if command[0] == "tags" else "/v2/_catalog"
    server.on(path, busy(50))
    running = start(*command)
    wait_until(lambda: server.asked(path))
    time.sleep(0.5)
    began = time.monotonic()
    result = end(running, signal.SIGINT)
    assert time.monotonic() - began < 5
    assert (result.status, result.out) == (130, "")
    assert len(server.asked(path)) == 1


@pytest.fixture
def hub(cli: Cli, scripted_server: ServerFactory, certificates: Certificates) -> Hub:
    """Docker Hub, where a manifest or a blob that is fetched counts as a pull."""
    hub = Hub(scripted_server, certificates)
    hub.found = ["library/nginx", "bitnami/nginx"]
    hub.tags["library/nginx"] = [
        {"name": "1.27", "images": [image("linux/amd64", 5)], "last_updated": None}
    ]
    tags = json_reply({"name": "library/nginx", "tags": ["1.27", "latest"]})
    hub.hosts[REGISTRY].on("/v2/library/nginx/tags/list", token_gate(tags, CHALLENGE))
    hub.hosts[REGISTRY].on(PULLS, Reply(500))
    cli.add("hub", "docker.io", "--proxy", hub.hosts.proxy.url, "--ca", str(certificates.ca))
    return hub


def test_nothing_that_counts_as_a_pull_is_asked(cli: Cli, hub: Hub) -> None:
    [report] = cli("refresh", "hub", "--json").json
    assert (report["error"], report["rate_limit"]) == ("catalog-unsupported", None)
    found = cli("search", "nginx", "--feed", "hub", "--json").json
    assert [each["repository"] for each in found["results"]] == hub.found
    tags = cli("tags", "hub/nginx", "--json").json
    assert [tag["name"] for tag in tags["tags"]] == ["1.27", "latest"]
    asked = [request.path for request in hub.hosts[REGISTRY].requests]
    assert set(asked) == {"/v2/", "/v2/library/nginx/tags/list"}
    assert {request.path for request in hub.hosts[WEB].requests} == {"/v2/search/repositories/"}
    assert {request.path for request in hub.hosts[AUTH].requests} == {"/token"}


def test_a_search_does_not_wait_out_the_limit_of_the_web_site(cli: Cli, hub: Hub) -> None:
    later = str(int(time.time()) + 600)
    limit = [("X-RateLimit-Limit", "180"), ("X-RateLimit-Remaining", "0"), ("X-Retry-After", later)]
    hub.hosts[WEB].on("/v2/search/repositories/", Reply(429, b"{}", limit))
    check_failure(cli("search", "nginx", "--feed", "hub"), 1, "no more requests")
    assert len(hub.hosts[WEB].asked("/v2/search/repositories/")) == 1


def test_names_that_were_opened_are_found_again(cli: Cli, hub: Hub) -> None:
    """Also offline, and by a later process."""
    assert cli("search", "ngi", "--feed", "hub", "--offline", "--json").json["total"] == 0
    assert cli("tags", "hub/nginx").status == 0
    again = process("search", "ngi", "--feed", "hub", "--offline", "--json")
    assert [each["repository"] for each in again.json["results"]] == ["library/nginx"]


def test_names_that_are_not_there_are_not_remembered(cli: Cli, server: ScriptedServer) -> None:
    result = cli("tags", "prod/nginx")
    check_failure(
        result, 1, "hint: An official image is in library", "regbrowse tags prod/library/nginx"
    )
    assert "library/" not in cli("tags", "prod/team/nginx").err
    found = cli("search", "nginx", "--feed", "prod", "--offline", "--json").json
    assert found["total"] == 0


def test_inspect_offers_library_too(cli: Cli, server: ScriptedServer) -> None:
    result = cli("inspect", "prod/nginx:1.27")
    check_failure(result, 1, "See which tags there are", "regbrowse tags prod/library/nginx")
    assert "library/" not in cli("inspect", "prod/team/nginx:1.27").err


@pytest.mark.parametrize("command", ["inspect", "compare"])
def test_an_image_is_waited_for(cli: Cli, server: ScriptedServer, command: str) -> None:
    """A wait that is longer than what is waited in silence, and is told."""
    serve(server, "app", {"1.0": oci_image()})
    manifest = manifest_reply(oci_image())
    server.on("/v2/app/manifests/1.0", busy(1), manifest)
    names = ["prod/app:1.0"] * (1 if command == "inspect" else 2)
    result = cli(command, *names)
    assert result.status == 0
    assert "note: prod: waiting 1 s (rate limit)" in result.err


def test_what_refers_to_an_image_of_the_hub_costs_no_pull(cli: Cli, hub: Hub) -> None:
    """The fall-back tag is a manifest like any other, and nobody asked for it."""
    registry = hub.hosts[REGISTRY]
    image = oci_image()
    reply = token_gate(manifest_reply(image), CHALLENGE)
    for reference in ("1.27", image.digest):
        registry.on(f"/v2/library/nginx/manifests/{reference}", reply)
    for blob in image.blobs:
        gate = token_gate(Reply(200, blob.data), CHALLENGE)
        registry.on(f"/v2/library/nginx/blobs/{blob.digest}", gate)
    about = re.compile(r"/v2/library/nginx/(manifests/sha256-|referrers/).+")
    registry.on(about, token_gate(Reply(404), CHALLENGE))
    assert cli("inspect", "hub/nginx:1.27", "--json").json["referrers"] is None
    pulls = {
        request.path.rpartition("/")[2]
        for request in registry.requests
        if request.method == "GET" and "/manifests/" in request.path
    }
    assert pulls == {"1.27"}
