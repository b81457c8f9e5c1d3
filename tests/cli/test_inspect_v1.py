"""`regbrowse inspect` on a v1 registry: the same document, with what v1 knows."""

import json

import pytest

from tests.cli.support import Cli, check_failure
from tests.conftest import ServerFactory
from tests.support.registries.v1 import DESCRIPTION, IMAGE, PARENT, V1Registry
from tests.support.scripted import ScriptedServer


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    V1Registry(server)
    cli.add("old", server.url)
    return server


def test_the_document(cli: Cli, server: ScriptedServer) -> None:
    document = cli("inspect", "old/team/api:v2", "--json").json
    assert document["reference"] == "old/team/api:v2"
    # v1 has no digests, and its ids are none.
    assert (document["digest"], document["id"]) == (None, IMAGE)
    assert (document["image_digest"], document["config_digest"]) == (None, None)
    [platform] = document["platforms"]
    assert (platform["platform"], platform["digest"]) == ("linux/amd64", None)
    assert platform["size"] == 2443543
    assert (document["created"], document["size"]) == ("2015-03-02T10:11:12Z", 2443543)
    assert document["pushed"] == "2026-11-23T08:40:16Z"
    assert document["layers"] == [
        {
            "digest": None,
            "id": layer,
            "size": size,
            "media_type": None,
            "urls": [],
            "command": command,
        }
        for layer, size, command in [(PARENT, 2433303, "ADD file:a in /"), (IMAGE, 10240, "COPY x")]
    ]
    assert [entry["created"] for entry in document["history"]] == [
        "2015-03-01T09:00:00Z",
        "2015-03-02T10:11:12Z",
    ]
    assert document["config"]["env"] == ["PATH=/bin"]
    assert document["referrers"] == []


def test_two_images_that_are_one(cli: Cli, server: ScriptedServer) -> None:
    document = cli("compare", "old/team/api:v2", "old/team/web:1", "--json").json
    assert document["identical"] is True
    assert (document["first"]["digest"], document["first"]["id"]) == (None, IMAGE)
    assert [(each["digest"], each["id"]) for each in document["layers"]["shared"]] == [
        (None, PARENT),
        (None, IMAGE),
    ]
    text = cli("compare", "old/team/api:v2", "old/team/web:1").out
    assert "Both have the same id." in text
    assert "byte for byte" not in text


def test_in_words(cli: Cli, server: ScriptedServer) -> None:
    result = cli("inspect", "old/team/api:v2")
    assert (result.status, result.err) == (0, "")
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert "what image (v1)" in lines
    assert f"id {IMAGE}" in lines
    assert "size 2.4 MB in 2 layers, linux/amd64" in lines
    assert f"2 10 kB {IMAGE[:19]} COPY x" in lines


def test_raw_is_what_the_registry_sent(cli: Cli, server: ScriptedServer) -> None:
    assert json.loads(cli("inspect", "old/team/api:v2", "--raw").out) == DESCRIPTION


def test_what_v1_does_not_have(cli: Cli, server: ScriptedServer) -> None:
    check_failure(cli("inspect", f"old/team/api@sha256:{IMAGE}"), 1, "team/api@sha256")
    check_failure(cli("inspect", "old/team/api:v3"), 1, "team/api:v3")
    for asked in (["--files"], ["--cat", "a"]):
        result = cli("inspect", "old/team/api:v2", *asked)
        check_failure(result, 1, "does not read the layers of v1 registries", "Pull the image")
        assert "archive" not in result.err


def test_tags_of_one_image_have_its_id(cli: Cli, server: ScriptedServer) -> None:
    rows = cli("tags", "old/team/api", "--details", "--json").json["tags"]
    assert [(row["name"], row["digest"], row["image_id"]) for row in rows] == [
        ("v2", None, IMAGE),
        ("latest", None, IMAGE),
    ]
