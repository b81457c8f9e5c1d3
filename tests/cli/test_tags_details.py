"""`regbrowse tags --details`: what is under each tag, and what of it cannot be read."""

import csv
import io

import pytest

from tests.cli.support import Cli, process
from tests.conftest import RegistryFactory, ServerFactory
from tests.support.certificates import Certificates
from tests.support.images import Manifest, artifact, helm_chart, oci_image, oci_index
from tests.support.push import push
from tests.support.registries.hosts import token_gate
from tests.support.registries.quay import Quay
from tests.support.scripted import Raw, Reply, Request, ScriptedServer, json_reply
from tests.support.serving_images import manifest_reply, serve

IMAGES = {f"1.{number}.0": oci_image(text=str(number)) for number in range(12)}
NEWEST = "1.11.0"
PLATFORMS = ["linux/amd64", "linux/arm64/v8"]


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    cli.add("prod", server.url)
    return server


def serve_all(server: ScriptedServer, tags: dict[str, Manifest], *more: str) -> None:
    """Serve tags and their list; `more` are listed only."""
    serve(server, "team/app", tags)
    server.on("/v2/team/app/tags/list", json_reply({"name": "team/app", "tags": [*tags, *more]}))


def size(image: Manifest) -> int:
    return sum(blob.size for blob in image.blobs[1:])


def test_json_of_a_real_registry(cli: Cli, docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    index, chart = oci_index(), helm_chart()
    push(registry.url, "team/app", ["2.0"], index)
    push(registry.url, "team/app", ["1.0"], chart)
    cli.add("prod", registry.url)
    first, second = cli("tags", "prod/team/app", "--details", "--json").json["tags"]
    sizes = {size(each) for each in index.manifests[:2]}
    assert (first["name"], first["digest"]) == ("2.0", index.digest)
    assert first["size"] in sizes
    assert first["created"] == "2026-01-02T03:04:05Z"
    assert sorted(first["platforms"]) == PLATFORMS
    assert (second["name"], second["digest"], second["size"]) == ("1.0", chart.digest, size(chart))
    assert (second["created"], second["platforms"]) == (None, None)


def test_only_what_is_shown_is_read(cli: Cli, server: ScriptedServer) -> None:
    serve_all(server, IMAGES)
    rows = cli("tags", "prod/team/app", "--details", "--limit", "2", "--json").json["tags"]
    assert [row["digest"] for row in rows] == [IMAGES[NEWEST].digest, IMAGES["1.10.0"].digest]
    read = {r.path.rpartition("/")[2] for r in server.requests if "/manifests/" in r.path}
    assert read & set(IMAGES) == {NEWEST, "1.10.0"}


def test_without_details_nothing_is_read(cli: Cli, server: ScriptedServer) -> None:
    serve_all(server, IMAGES)
    for row in cli("tags", "prod/team/app", "--json").json["tags"]:
        assert [row[key] for key in ("digest", "size", "created", "platforms")] == [None] * 4
    assert not [r for r in server.requests if "/manifests/" in r.path]


def test_csv(cli: Cli, server: ScriptedServer) -> None:
    index = oci_index()
    serve_all(server, {"2.0": index, "1.0": oci_image()})
    result = cli("tags", "prod/team/app", "--details", "--csv")
    first, second = csv.DictReader(io.StringIO(result.out))
    assert (first["name"], first["digest"]) == ("2.0", index.digest)
    assert sorted(first["platforms"].split(" ")) == PLATFORMS
    assert second["created"] == "2026-01-02T03:04:05Z"
    assert int(second["size"]) == size(oci_image())
    [bare, _] = csv.DictReader(io.StringIO(cli("tags", "prod/team/app", "--csv").out))
    assert (bare["digest"], bare["size"], bare["created"], bare["platforms"]) == ("", "", "", "")


def test_in_words(cli: Cli, server: ScriptedServer) -> None:
    image = oci_image(platform="linux/arm64/v8")
    serve_all(server, {"1.0": image, "latest": image})
    result = cli("tags", "prod/team/app", "--details")
    header, first, second = result.out.splitlines()
    assert header.split() == ["TAG", "KIND", "DIGEST", "SIZE", "CREATED", "PLATFORMS"]
    hexes = image.digest.removeprefix("sha256:")
    for line, words in ((first, "1.0 release (newest)"), (second, "latest channel")):
        assert " ".join(line.split()).startswith(f"{words} ")
        assert hexes[:12] in line
        assert line.endswith("arm64/v8")
        assert f"{size(image)} B" in line
    assert (result.status, "2 of 2 tags" in result.err) == (0, True)
    # Nobody looks: there is no progress in a file.
    assert "\r" not in result.err + result.out


def test_a_broken_tag(cli: Cli, server: ScriptedServer) -> None:
    serve_all(server, IMAGES, "9.9.9", "9.9.8")
    result = cli("tags", "prod/team/app", "--details", "--json")
    rows = {row["name"]: row["digest"] for row in result.json["tags"]}
    assert rows == {
        "9.9.9": None,
        "9.9.8": None,
        **{name: image.digest for name, image in IMAGES.items()},
    }
    assert "2 tags cannot be read: 9.9.9, 9.9.8" in result.err
    assert "9.9.9" in result.err
    assert "Traceback" not in result.err
    words = cli("tags", "prod/team/app", "--details").out
    assert words.count("broken") == 2


def test_hostile_details_are_drawn_as_text(cli: Cli, server: ScriptedServer) -> None:
    serve_all(server, {"1.0": oci_image(platform="linux/\x1b[2J\u202eevil")})
    result = cli("tags", "prod/team/app", "--details")
    assert result.status == 0
    assert not {"\x1b", "\u202e"} & set(result.out + result.err)


def test_a_registry_that_dies_in_the_middle(cli: Cli, server: ScriptedServer) -> None:
    serve_all(server, IMAGES)

    def until_it_dies(request: Request) -> Reply | Raw:
        name = request.path.rpartition("/")[2]
        return manifest_reply(IMAGES[name]) if name == NEWEST else Raw()

    for name in IMAGES:
        server.on(f"/v2/team/app/manifests/{name}", until_it_dies)
    result = cli("tags", "prod/team/app", "--details", "--json")
    rows = {row["name"]: row["digest"] for row in result.json["tags"]}
    assert set(rows) == set(IMAGES)
    assert {name: digest for name, digest in rows.items() if digest} == {
        NEWEST: IMAGES[NEWEST].digest
    }
    # The reason is told once, not for each tag.
    assert result.err.count("closed the connection") == 1, result.err
    assert "note: prod: " in result.err
    assert "1 of 12 tags were read" in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Raw(), "connection-reset"),
        (Reply(500), "server-error"),
        (Reply(401, b"{}"), "challenge-missing"),
    ],
)
def test_the_list_is_told_when_no_details_can_be_read(
    cli: Cli, server: ScriptedServer, answer: Raw | Reply, code: str
) -> None:
    serve_all(server, {}, *IMAGES)
    for name in IMAGES:
        server.on(f"/v2/team/app/manifests/{name}", answer)
    result = cli("tags", "prod/team/app", "--details", "--json")
    rows = result.json["tags"]
    assert {row["name"] for row in rows} == set(IMAGES)
    assert {(row["digest"], row["error"]) for row in rows} == {(None, code)}
    assert "the others are told without details" in result.err
    for form in ("--csv", "--limit=100"):
        result = cli("tags", "prod/team/app", "--details", form)
        assert (result.status, "1.11.0" in result.out) == (0, True)


HTML = Reply(200, b"<html><body>Sign in</body></html>", [("Content-Type", "text/html")])


def test_one_tag_that_is_no_manifest_takes_nothing_away(cli: Cli, server: ScriptedServer) -> None:
    serve_all(server, IMAGES)
    server.on("/v2/team/app/manifests/1.5.0", HTML)
    result = cli("tags", "prod/team/app", "--details", "--json")
    rows = {row["name"]: row for row in result.json["tags"]}
    assert rows["1.5.0"]["error"] == "html-instead-of-registry"
    assert {name: row["digest"] for name, row in rows.items() if name != "1.5.0"} == {
        name: image.digest for name, image in IMAGES.items() if name != "1.5.0"
    }
    assert {row["error"] for name, row in rows.items() if name != "1.5.0"} == {None}


def test_what_a_broken_tag_is_told_by(cli: Cli, server: ScriptedServer) -> None:
    lying, other = oci_image(text="lying"), oci_image(text="other")
    index = oci_index(["linux/s390x"])
    serve_all(server, {"2.0": lying, "1.0": index})
    server.on("/v2/team/app/manifests/2.0", manifest_reply(lying, digest=other.digest))
    server.on(f"/v2/team/app/manifests/{index.manifests[0].digest}", manifest_reply(other))
    rows = cli("tags", "prod/team/app", "--details", "--json").json["tags"]
    assert [row["error"] for row in rows] == ["digest-mismatch"] * 2


def test_what_is_gone_is_not_the_newest(cli: Cli, server: ScriptedServer) -> None:
    serve_all(server, IMAGES, "9.9.9")
    lines = cli("tags", "prod/team/app", "--details").out.splitlines()
    assert lines[1].split()[:3] == ["9.9.9", "release", "broken"]
    assert lines[2].split()[:3] == [NEWEST, "release", "(newest)"]


def test_what_is_under_a_tag_and_how_it_is_pulled(cli: Cli, server: ScriptedServer) -> None:
    made = {"3.0": oci_index(), "2.0": helm_chart(), "1.0": artifact("application/spdx+json", b"")}
    serve_all(server, made)
    rows = cli("tags", "prod/team/app", "--details", "--json").json["tags"]
    assert [(row["type"], row["pull"] is None) for row in rows] == [
        ("index", False),
        ("chart", True),
        ("sbom", True),
    ]


def test_an_api_that_says_more_than_was_asked(
    cli: Cli, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    quay = Quay(scripted_server, certificates, "quay.example.com")
    quay.public = ["team/app"]
    quay.tags["team/app"] = [
        {"name": name, "manifest_digest": image.digest, "size": 5, "start_ts": 1_700_000_000}
        for name, image in IMAGES.items()
        if name != NEWEST
    ]
    listed = json_reply({"name": "team/app", "tags": list(IMAGES)})
    quay.server.on("/v2/team/app/tags/list", token_gate(listed, quay.challenge))
    quay.server.on(f"/v2/team/app/manifests/{NEWEST}", Raw())
    proxy = ["--proxy", quay.hosts.proxy.url, "--ca", str(certificates.ca)]
    cli.add("quay", "quay.example.com", *proxy)
    result = cli("tags", "quay/team/app", "--details", "--limit", "3", "--json")
    assert [row["size"] for row in result.json["tags"]] == [None, 5, 5]
    assert result.json["tags"][1]["created"] == "2023-11-14T22:13:20Z"
    assert "2 of 3 tags were read" in result.err


def test_it_is_found_out_in_a_process_too(cli: Cli, server: ScriptedServer) -> None:
    serve_all(server, IMAGES, "9.9.9")
    result = process("tags", "prod/team/app", "--details", "--match", "9.9")
    assert (result.status, "broken" in result.out) == (0, True)
    assert "never retrieved" not in result.err
