"""`regbrowse find`: the JSON of the contract, text, bounds, and what could not be read."""

import json
import signal
import time

import pytest

from tests.cli.support import DEADLINE_S, Cli, check_failure, end, start, wait_until
from tests.conftest import RegistryFactory, ServerFactory
from tests.support import serving_images
from tests.support.images import docker_image, oci_index
from tests.support.push import push
from tests.support.registry import RealRegistry
from tests.support.scripted import Reply, json_reply
from tests.support.sockets import ClosedPort

INDEX, OTHER = oci_index(), docker_image()


@pytest.fixture
def registry(cli: Cli, docker_registry: RegistryFactory) -> RealRegistry:
    registry = docker_registry()
    push(registry.url, "team/app", ["1.0", "latest"], INDEX)
    push(registry.url, "mirror/app", ["1.0"], INDEX)
    push(registry.url, "other", ["2.0"], OTHER)
    cli.add("prod", registry.url)
    return registry


@pytest.mark.usefixtures("registry")
def test_a_tag_in_json(cli: Cli) -> None:
    document = cli("find", "1.0", "--json").json
    assert {key: document[key] for key in ("query", "searched", "total", "complete")} == {
        "query": "1.0",
        "searched": 3,
        "total": 3,
        "complete": True,
    }
    found = {(each["feed"], each["repository"], each["tag"]) for each in document["results"]}
    assert found == {("prod", "team/app", "1.0"), ("prod", "mirror/app", "1.0")}
    assert {each["digest"] for each in document["results"]} == {INDEX.digest}
    assert (document["skipped"], document["failed"]) == ([], [])


@pytest.mark.usefixtures("registry")
def test_a_digest_finds_its_tags(cli: Cli) -> None:
    result = cli("find", INDEX.digest)
    assert (result.status, sorted(result.out.splitlines())) == (
        0,
        ["prod/mirror/app:1.0", "prod/team/app:1.0", "prod/team/app:latest"],
    )


@pytest.mark.usefixtures("registry")
def test_only_where_a_search_looks_and_only_so_many(cli: Cli) -> None:
    document = cli("find", "1.0", "--in", "mirror", "--json").json
    assert [each["repository"] for each in document["results"]] == ["mirror/app"]
    assert document["total"] == 1
    document = cli("find", "*", "--in", "team", "--limit", "1", "--json").json
    assert (len(document["results"]), document["complete"]) == (1, False)
    assert "the first 1 of 2" in cli("find", "*", "--in", "team", "--limit", "1").err


@pytest.mark.usefixtures("registry")
def test_nothing_is_found(cli: Cli) -> None:
    result = cli("find", "9.9")
    assert (result.status, result.out) == (0, "")
    assert "3" in result.err


@pytest.mark.usefixtures("registry")
def test_wrong_usage(cli: Cli) -> None:
    check_failure(cli("find", "not/a tag"), 2, "tag")


def test_what_cannot_be_read_is_skipped_and_named(cli: Cli, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on("/v2/_catalog", json_reply({"repositories": ["a", "b"]}))
    serving_images.serve(server, "a", {"1": OTHER})
    server.on("/v2/b/manifests/1", Reply(403))
    cli.add("prod", server.url)
    result = cli("find", "1", "--json")
    document = result.json
    assert [each["repository"] for each in document["results"]] == ["a"]
    assert document["skipped"] == [{"feed": "prod", "repository": "b", "code": "manifest-denied"}]
    assert not document["complete"]
    text = cli("find", "1")
    assert text.status == 0
    assert "prod/a:1" in text.out
    assert "b" in text.err


def test_nobody_is_there(cli: Cli, closed_port: ClosedPort) -> None:
    cli.add("prod", f"http://{closed_port.authority}")
    check_failure(cli("find", "1.0"), 1, "refuses connections")


def test_what_was_found_before_a_registry_died(cli: Cli, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on("/v2/_catalog", json_reply({"repositories": ["a", "b", "c"]}))
    serving_images.serve(server, "a", {"1": OTHER})
    server.on("/v2/b/manifests/1", Reply(429, headers=[("Retry-After", "86400")], delay=0.3))
    server.on("/v2/c/manifests/1", Reply(404, delay=5))
    cli.add("prod", server.url)
    result = cli("find", "1", "--json")
    document = json.loads(result.out)
    assert result.status == 1
    assert [each["repository"] for each in document["results"]] == ["a"]
    assert (document["searched"], document["total"], document["complete"]) == (1, 3, False)
    assert document["failed"] == [{"feed": "prod", "code": "rate-limited"}]
    assert "error: prod: " in result.err


def test_interrupted_it_prints_what_was_found(cli: Cli, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on("/v2/_catalog", json_reply({"repositories": ["a", "b"]}))
    serving_images.serve(server, "a", {"1": OTHER})
    server.on("/v2/b/manifests/1", Reply(404, delay=DEADLINE_S))
    cli.add("prod", server.url)
    running = start("find", "1", "--json")
    wait_until(lambda: server.asked("/v2/b/manifests/1") and server.asked("/v2/a/manifests/1"))
    time.sleep(0.5)
    result = end(running, signal.SIGINT)
    document = json.loads(result.out)
    assert result.status == 130
    assert [each["repository"] for each in document["results"]] == ["a"]
    assert (document["searched"], document["total"], document["complete"]) == (1, 2, False)
    assert "interrupted" in result.err
