"""`regbrowse inspect`: what was pushed is what is shown, byte for byte with --raw."""

import io
import json
import signal
import subprocess
from collections.abc import Iterator

import pytest

from regbrowse.cli.output import Output
from tests.cli.support import (
    DEADLINE_S,
    Cli,
    check_failure,
    command,
    end,
    process,
    start,
    wait_until,
)
from tests.conftest import ServerFactory
from tests.support.images import (
    DOCKER_MANIFEST,
    OCI_INDEX,
    OCI_MANIFEST,
    Blob,
    Manifest,
    artifact,
    cosign_signature,
    cosign_tag,
    docker_image,
    docker_list,
    helm_chart,
    oci_image,
    oci_index,
)
from tests.support.push import push
from tests.support.registry import RealRegistry
from tests.support.scripted import Reply, ScriptedServer
from tests.support.serving_images import manifest_reply, serve

INDEX = oci_index()
OCI = oci_image(labels={"team": "payments"}, annotations={"org.opencontainers.image.title": "app"})
MADE = {
    "index": INDEX,
    "list": docker_list(),
    "oci": OCI,
    "docker": docker_image(),
    "chart": helm_chart(),
    "sbom": artifact("application/spdx+json", b"{}", subject=OCI),
    cosign_tag(OCI): cosign_signature(OCI),
}
AMD64 = ("--platform", "linux/amd64")
KEYS = [
    *("reference", "media_type", "artifact_type", "digest", "size", "created", "platforms"),
    *("config", "layers", "history", "labels", "annotations", "referrers", "attestations", "pull"),
]


@pytest.fixture(scope="module")
def pushed(
    installed_registry: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealRegistry]:
    """A registry for all tests of this file, which only read it."""
    registry = RealRegistry(tmp_path_factory.mktemp("registry"))
    for tag, manifest in MADE.items():
        push(registry.url, "team/app", [tag], manifest)
    yield registry
    registry.stop()


@pytest.fixture
def registry(cli: Cli, pushed: RealRegistry) -> None:
    cli.add("prod", pushed.url, "--registry-path", "pull.example.com")


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, "app", {"1": oci_image()})
    cli.add("prod", server.url)
    return server


@pytest.mark.usefixtures("registry")
def test_the_answer(cli: Cli) -> None:
    document = cli("inspect", "prod/team/app:oci", "--json").json
    assert list(document) == sorted(document, key=list(document).index)
    assert set(KEYS) <= set(document)
    size = sum(blob.size for blob in OCI.blobs[1:])
    assert {key: document[key] for key in ("media_type", "digest", "size", "created")} == {
        "media_type": OCI_MANIFEST,
        "digest": OCI.digest,
        "size": size,
        "created": "2026-01-02T03:04:05Z",
    }
    assert document["platforms"] == [
        {"platform": "linux/amd64", "os_version": None, "digest": OCI.digest, "size": size}
    ]
    assert document["layers"] == [
        {
            "digest": blob.digest,
            "id": None,
            "size": blob.size,
            "media_type": blob.media_type,
            "urls": [],
            "command": said,
        }
        for blob, said in zip(OCI.blobs[1:], ["ADD base.tar /", "COPY app /app"], strict=True)
    ]
    assert [entry["empty_layer"] for entry in document["history"]] == [False, True, False]
    assert document["config"]["env"] == ["PATH=/usr/bin:/bin"]
    assert document["config"]["cmd"] == ["/bin/sh"]
    assert document["labels"] == {"team": "payments"}
    assert document["annotations"] == {"org.opencontainers.image.title": "app"}
    assert document["pull"] == "docker pull pull.example.com/team/app:oci"
    assert document["reference"] == "prod/team/app:oci"
    [referrer] = document["referrers"]
    signature = MADE[cosign_tag(OCI)]
    assert (referrer["digest"], referrer["kind"]) == (signature.digest, "signature")
    assert (referrer["size"], referrer["tag"]) == (signature.size, cosign_tag(OCI))


@pytest.mark.usefixtures("registry")
def test_an_index(cli: Cli) -> None:
    document = cli("inspect", "prod/team/app:index", *AMD64, "--json").json
    amd64, arm64, attestation = INDEX.manifests
    assert (document["digest"], document["image_digest"]) == (INDEX.digest, amd64.digest)
    assert (document["kind"], document["media_type"]) == ("index", OCI_INDEX)
    assert sorted(each["digest"] for each in document["platforms"]) == sorted(
        [amd64.digest, arm64.digest]
    )
    assert document["size"] == sum(blob.size for blob in amd64.blobs[1:])
    [attested] = document["attestations"]
    assert (attested["digest"], attested["subject"]) == (attestation.digest, amd64.digest)
    by_digest = cli("inspect", f"prod/team/app@{INDEX.digest}", *AMD64, "--json").json
    assert by_digest["pull"] == f"docker pull pull.example.com/team/app@{INDEX.digest}"
    assert by_digest["tag"] is None


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize("tag", MADE)
def test_raw_is_what_was_pushed(tag: str) -> None:
    done = subprocess.run(
        command("inspect", f"prod/team/app:{tag}", "--raw"),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, MADE[tag].data), done.stderr


@pytest.mark.usefixtures("registry")
def test_raw_of_a_platform(cli: Cli) -> None:
    for tag in ("index", "list"):
        for child, platform in zip(MADE[tag].manifests, ("amd64", "arm64"), strict=False):
            options = ("--raw", "--platform", f"linux/{platform}")
            result = cli("inspect", f"prod/team/app:{tag}", *options)
            assert result.out == child.data.decode()


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("tag", "kind", "words"),
    [
        ("docker", "image", ["docker pull pull.example.com/team/app:docker", DOCKER_MANIFEST]),
        ("chart", "chart", ["Helm chart", "mychart", "1.2.3"]),
        ("sbom", "sbom", ["SBOM (SPDX)", OCI.digest]),
        (cosign_tag(OCI), "signature", ["cosign signature"]),
    ],
)
def test_in_words(cli: Cli, tag: str, kind: str, words: list[str]) -> None:
    result = cli("inspect", f"prod/team/app:{tag}")
    assert result.status == 0
    for word in [*words, MADE[tag].digest]:
        assert word in result.out
    assert max(map(len, result.out.splitlines())) <= 80 or kind != "image"
    document = cli("inspect", f"prod/team/app:{tag}", "--json").json
    assert document["kind"] == kind
    assert (document["pull"] is None) == (kind != "image")


@pytest.mark.usefixtures("registry")
def test_files(cli: Cli) -> None:
    document = cli("inspect", "prod/team/app:oci", "--files", "--json").json
    assert [
        (layer["digest"], [(each["path"], each["kind"]) for each in layer["files"]])
        for layer in document["layers"]
    ] == [(OCI.blobs[1].digest, [("base", "file")]), (OCI.blobs[2].digest, [("app", "file")])]
    result = cli("inspect", "prod/team/app:oci", "--files", "--layer", "2")
    first, second = result.out.splitlines()
    assert OCI.blobs[2].digest in first
    assert second.endswith("5  app")
    digest = OCI.blobs[1].digest
    for name in ("1", digest, digest[:15], digest[7:13]):
        shown = cli("inspect", "prod/team/app:oci", "--files", "--layer", name, "--json").json
        assert [layer["digest"] for layer in shown["layers"]] == [digest]
    for name in ("0", "3", "x", "sha256:", "ffffffffffff"):
        result = cli("inspect", "prod/team/app:oci", "--files", "--layer", name)
        check_failure(result, 2, "no layer")


@pytest.mark.usefixtures("registry")
def test_one_file(cli: Cli) -> None:
    result = cli("inspect", "prod/team/app:oci", "--cat", "/app")
    assert (result.status, result.out) == (0, "hello")
    document = cli("inspect", "prod/team/app:oci", "--cat", "base", "--json").json
    assert (document["text"], document["layer"]) == ("base", OCI.blobs[1].digest)
    check_failure(cli("inspect", "prod/team/app:oci", "--cat", "none"), 1, "none")
    result = cli("inspect", "prod/team/app:oci", "--cat", "app", "--layer", "1")
    check_failure(result, 1, "only these layers were read")


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (("prod/team/app:none",), 1, "prod/team/app"),
        (("prod/team/app",), 1, "team/app:latest"),
        (("prod/team/app:index", "--platform", "linux/s390x"), 1, "linux/s390x"),
        (("prod/team/app:oci", "--platform", "linux/s390x"), 1, "linux/s390x"),
        (("prod/team/app:oci", "--platform", "linux"), 2, "linux"),
        (("prod/team/app:sbom", "--files"), 1, "no archive"),
        (("prod/App:1",), 2, "App"),
        (("prod/team/app:oci", "--raw", "--files"), 2, "--files"),
        (("prod/team/app:oci", "--raw", "--json"), 2, "--json"),
        (("prod/team/app:oci", "--layer", "1"), 2, "--layer"),
        ((), 2, "REFERENCE"),
    ],
)
def test_what_cannot_be_shown(cli: Cli, arguments: tuple[str, ...], status: int, word: str) -> None:
    check_failure(cli("inspect", *arguments), status, word)


def test_a_registry_that_fails_on_the_side(cli: Cli, server: ScriptedServer) -> None:
    image = oci_image()
    server.on(f"/v2/app/blobs/{image.blobs[0].digest}", Reply(404))
    server.on(f"/v2/app/referrers/{image.digest}", Reply(403))
    result = cli("inspect", "prod/app:1", "--json")
    document = result.json
    assert (document["config"], document["referrers"]) == (None, None)
    assert "does not have" in result.err
    assert [layer["command"] for layer in document["layers"]] == [None, None]


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (manifest_reply(oci_image(), label=OCI_INDEX), "labelled as"),
        (manifest_reply(Blob(OCI_MANIFEST, b'{"layers":' * 9999 + b"1" + b"}" * 9999)), "deeply"),
        (manifest_reply(Blob(OCI_MANIFEST, b" " * (10 << 20))), "4 MiB"),
        (manifest_reply(Blob(OCI_MANIFEST, b"[]")), "no JSON object"),
    ],
)
def test_hostile_manifests(cli: Cli, server: ScriptedServer, reply: Reply, word: str) -> None:
    server.on("/v2/app/manifests/1", reply)
    for form in ((), ("--json",)):
        check_failure(cli("inspect", "prod/app:1", *form), 1, word)


BOTH_AT_ONCE = b'{"schemaVersion":2,"layers":[],"config":{},"manifests":[]}'


@pytest.mark.parametrize(
    "made",
    [
        Blob(OCI_MANIFEST, b"no JSON \xff at all"),
        Blob(
            "application/vnd.example.new+json", b'{"mediaType":"application/vnd.example.new+json"}'
        ),
        Blob(OCI_MANIFEST, BOTH_AT_ONCE),
    ],
    ids=["no JSON", "an unknown type", "two at once"],
)
def test_raw_shows_what_cannot_be_read(server: ScriptedServer, made: Blob) -> None:
    server.on("/v2/app/manifests/1", manifest_reply(made))
    check_failure(process("inspect", "prod/app:1"), 1, "--raw")
    server.requests.clear()
    done = subprocess.run(
        command("inspect", "prod/app:1", "--raw"), capture_output=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (0, made.data), done.stderr
    # It reads that, and nothing that it names.
    assert {r.path for r in server.requests} == {"/v2/", "/v2/app/manifests/1"}


def test_nothing_takes_the_place_of_an_image_that_is_gone(cli: Cli, server: ScriptedServer) -> None:
    serve(server, "app", {"2": INDEX})
    for child in INDEX.manifests[:2]:
        server.on(f"/v2/app/manifests/{child.digest}", Reply(404))
    for options in (("--raw", *AMD64), ("--files",), ("--cat", "a"), AMD64):
        check_failure(cli("inspect", "prod/app:2", *options), 1, "does not have")
    result = cli("inspect", "prod/app:2", "--json")
    assert (result.json["size"], result.json["image_digest"]) == (None, None)
    # The one for this machine and the other one, each once.
    assert result.err.count("does not have") == 2
    assert cli("inspect", "prod/app:2", "--raw").out == INDEX.data.decode()


def test_what_else_is_in_an_index(cli: Cli, server: ScriptedServer) -> None:
    sbom = MADE["sbom"]
    document = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [
        sbom.descriptor(artifactType="application/spdx+json")]}  # fmt: skip
    serve(server, "app", {"2": Manifest(OCI_INDEX, json.dumps(document).encode(), (), (sbom,))})
    found = cli("inspect", "prod/app:2", "--json").json
    assert (found["kind"], found["title"]) == ("artifact", "index of artifacts")
    assert (found["pull"], found["entries"][0]["digest"]) == (None, sbom.digest)
    assert "SBOM (SPDX)" in cli("inspect", "prod/app:2").out


def test_hostile_text(cli: Cli, server: ScriptedServer) -> None:
    evil = "\x1b]0;owned\x07\u202eevil\nfake: line"
    image = oci_image(labels={evil: evil}, annotations={"org.opencontainers.image.title": evil})
    image = Manifest(image.media_type, image.data, image.blobs)
    serve(server, "app", {"2": image})
    result = cli("inspect", "prod/app:2")
    assert result.status == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(result.out + result.err)
    assert "\nfake" not in result.out
    document = cli("inspect", "prod/app:2", "--json")
    assert document.json["labels"] == {evil: evil}
    assert document.out.isascii()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_no_raw_bytes() -> None:
    terminal = Terminal()
    Output(terminal).raw(b'{"a":\n"\x1b[31m\xff\x9b"}')
    assert terminal.getvalue() == '{"a":\n"\u241b[31m\ufffd\ufffd"}\n'


def test_in_a_process_of_its_own(server: ScriptedServer) -> None:
    result = process("inspect", "prod/app:1", "--json")
    assert json.loads(result.out)["digest"] == oci_image().digest
    assert "Traceback" not in result.err


def test_an_index_without_images_has_no_files(cli: Cli, server: ScriptedServer) -> None:
    empty = Manifest(OCI_INDEX, b'{"schemaVersion":2,"manifests":[]}')
    serve(server, "app", {"2": empty})
    for options in (("--files",), ("--cat", "a")):
        check_failure(cli("inspect", "prod/app:2", *options), 1, "app:2", "any platform")


def test_interrupted_it_keeps_nothing_and_says_nothing_else(server: ScriptedServer) -> None:
    path = f"/v2/app/blobs/{oci_image().blobs[1].digest}"
    server.on(path, Reply(200, b"", delay=DEADLINE_S))
    running = start("inspect", "prod/app:1", "--files")
    wait_until(lambda: server.asked(path))
    result = end(running, signal.SIGINT)
    assert (result.status, result.out, result.err) == (130, "", "note: interrupted\n")


@pytest.mark.usefixtures("registry")
def test_hints_can_be_pasted(cli: Cli) -> None:
    for options in (("--files",), ("--cat", "none")):
        result = cli("inspect", "prod/team/app:sbom", *options)
        assert (result.status, "prod/team/app:sbom" in result.err) == (1, True)
        assert "REFERENCE" not in result.err
