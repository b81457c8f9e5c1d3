"""`regbrowse tags`: versions in their order, what is left out, and the kept list."""

import csv
import io
import json

import pytest

from tests.cli.support import Cli, check_failure
from tests.conftest import RegistryFactory, ServerFactory
from tests.support.dialects import Distribution3, serve_tags
from tests.support.registry import RealRegistry
from tests.support.scripted import Reply, ScriptedServer, error_reply
from tests.support.storage import SAMPLE, fill

TAGS = ["1.9.0", "latest", "1.10.0", "1.10.0-rc.1", "1.10.0-alpine", "a1b2c3d", "Qx_Z..9"]
KEYS = [
    *("name", "kind", "version", "variant", "semver"),
    *("digest", "size", "created", "platforms", "pull", "type", "image_id", "error"),
]


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    server.on("/v2/", Reply(200, b"{}"))
    signature = f"sha256-{'0' * 64}.sig"
    serve_tags(server, "team/app", Distribution3([*TAGS, signature], maximum=3))
    cli.add("prod", server.url, "--registry-path", "pull.example.com")
    return server


def names(cli: Cli, *arguments: str) -> list[str]:
    return [tag["name"] for tag in cli("tags", *arguments, "--json").json["tags"]]


def test_the_answer(cli: Cli, server: ScriptedServer) -> None:
    document = cli("tags", "prod/team/app", "--limit", "1", "--json").json
    assert len(document.pop("fetched_at")) == len("2026-11-23T08:49:24Z")
    assert document == {
        "feed": "prod",
        "registry": server.url,
        "repository": "team/app",
        "total": 7,
        "cached": False,
        "rate_limit": None,
        "tags": [
            {
                "name": "1.10.0",
                "kind": "release",
                "version": "1.10.0",
                "variant": None,
                "semver": True,
                "digest": None,
                "size": None,
                "created": None,
                "platforms": None,
                "pull": "docker pull pull.example.com/team/app:1.10.0",
                "type": None,
                "image_id": None,
                "error": None,
            }
        ],
    }


@pytest.mark.usefixtures("server")
def test_order_and_choice(cli: Cli) -> None:
    ordered = ["1.10.0", "1.10.0-alpine", "1.10.0-rc.1", "1.9.0"]
    everything = names(cli, "prod/team/app", "--kind", "all")
    assert [name for name in everything if name in ordered] == [
        name for name in everything if name[0] == "1"
    ]
    assert len(everything) == 8
    assert everything[-1].endswith(".sig")
    signature = cli("tags", "prod/team/app", "--kind", "artifact", "--json").json["tags"]
    assert [tag["pull"] for tag in signature] == [None]
    check_failure(cli("tags", f"prod/team/app@sha256:{'0' * 64}"), 2, "regbrowse find sha256:0")
    assert names(cli, "prod/team/app") == everything[:-1]
    assert names(cli, "prod/team/app", "--kind", "release") == ["1.10.0", "1.9.0"]
    assert names(cli, "prod/team/app", "--kind", "channel", "--kind", "commit") == [
        "latest",
        "a1b2c3d",
    ]
    assert names(cli, "prod/team/app", "--match", "ALPINE") == ["1.10.0-alpine"]
    assert names(cli, "prod/team/app:latest") == ["latest"]
    assert names(cli, "prod/team/app:none") == []
    assert "latest" not in names(cli, "prod/team/app", "--semver")
    total = cli("tags", "prod/team/app", "--kind", "release", "--limit", "1", "--json").json
    assert (total["total"], len(total["tags"])) == (2, 1)


@pytest.mark.usefixtures("server")
def test_in_words_and_csv(cli: Cli) -> None:
    result = cli("tags", "prod/team/app", "--limit", "2")
    header, first, _ = result.out.splitlines()
    assert header.split() == ["TAG", "KIND", "PULL"]
    assert first == (
        "1.10.0         release (newest)  docker pull pull.example.com/team/app:1.10.0"
    )
    assert result.err.startswith("note: the first 2 of 7 that fit, of 8 tags")
    rows = list(csv.reader(io.StringIO(cli("tags", "prod/team/app", "--csv").out, newline="")))
    assert rows[0] == KEYS
    assert rows[1][:6] == ["1.10.0", "release", "1.10.0", "", "true", ""]
    assert len(rows) == 8


def test_an_address_needs_no_feed(cli: Cli, open_registry: RealRegistry) -> None:
    document = cli("tags", f"{open_registry.authority}/team/api", "--json").json
    assert (document["feed"], document["registry"]) == (None, open_registry.authority)
    assert sorted(tag["name"] for tag in document["tags"]) == sorted(SAMPLE["team/api"])
    document = cli("tags", f"http://{open_registry.authority}/team/api:latest", "--json").json
    assert [tag["pull"] for tag in document["tags"]] == [
        f"docker pull {open_registry.authority}/team/api:latest"
    ]


def test_the_hub_by_another_name(cli: Cli, server: ScriptedServer) -> None:
    serve_tags(server, "library/nginx", Distribution3(["1.27"]))
    cli.add("hub", server.url)
    check_failure(cli("tags", "hub/nginx"), 1, "nginx")
    assert names(cli, "hub/library/nginx") == ["1.27"]


def test_an_empty_list_is_fine(cli: Cli, server: ScriptedServer) -> None:
    server.on("/v2/empty/tags/list", Reply(200, b'{"name": "empty", "tags": null}'))
    document = cli("tags", "prod/empty", "--json").json
    assert (document["total"], document["tags"]) == (0, [])
    assert cli("tags", "prod/empty").out == ""


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_what_is_not_there(cli: Cli, open_registry: RealRegistry, form: tuple[str, ...]) -> None:
    cli.add("real", open_registry.url)
    check_failure(cli("tags", "real/no/such", *form), 1, "no/such")


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("prod",), "names no repository"),
        (("prod/",), "names no repository"),
        (("prod/App",), "App"),
        (("prod/app:",), "tag"),
        (("prod/app", "--kind", "best"), "best"),
        (("prod/app", "--limit", "x"), "x"),
        ((), "REFERENCE"),
        (("ann:pw@host/app",), "password"),
    ],
)
def test_wrong_usage(cli: Cli, arguments: tuple[str, ...], word: str) -> None:
    check_failure(cli("tags", *arguments), 2, word)


def test_the_kept_list_where_the_registry_is_gone(
    cli: Cli, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry()
    fill(registry.storage, {"app": ["1.0", "2.0"], "other": ["3.0"]})
    cli.add("prod", registry.url)
    assert names(cli, "prod/app") == ["2.0", "1.0"]
    registry.stop()
    result = cli("tags", "prod/app", "--json")
    assert result.json["cached"] is True
    assert [tag["name"] for tag in result.json["tags"]] == ["2.0", "1.0"]
    assert "refuses connections" in result.err
    assert "note: these tags were read just now" in result.err
    check_failure(cli("tags", "prod/other"), 1, "refuses connections")


def test_the_kept_list_where_the_registry_fails_on_the_way(
    cli: Cli, server: ScriptedServer
) -> None:
    whole = names(cli, "prod/team/app")
    server.on("/v2/team/app/tags/list", error_reply(400, "UNKNOWN"), query={"n": "3"})
    assert names(cli, "prod/team/app") == whole
    server.on("/v2/team/app/tags/list", error_reply(404, "NAME_UNKNOWN"))
    check_failure(cli("tags", "prod/team/app"), 1, "team/app")


def test_no_cache_is_no_obstacle(
    cli: Cli, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGBROWSE_CACHE_DIR", __file__)
    result = cli("tags", "prod/team/app", "--json")
    assert len(json.loads(result.out)["tags"]) == 7
    assert "nothing of what is read now is kept" in result.err
    assert len(server.asked("/v2/team/app/tags/list")) == 1
