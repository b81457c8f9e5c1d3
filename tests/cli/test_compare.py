"""`regbrowse compare`: what differs between two images that were really pushed."""

from collections.abc import Iterator

import pytest

from tests.cli.support import Cli, check_failure
from tests.conftest import ServerFactory
from tests.support.images import docker_image, helm_chart, oci_image, oci_index
from tests.support.push import push
from tests.support.registry import RealRegistry
from tests.support.scripted import Reply, ScriptedServer
from tests.support.serving_images import serve

OLD = oci_image(text="old", labels={"version": "1", "same": "x"})
NEW = oci_image(text="newer", labels={"version": "2", "added": "y", "same": "x"},
                created="2026-02-03T04:05:06Z")  # fmt: skip
INDEX = oci_index(text="old")
AMD64 = ("--platform", "linux/amd64")


@pytest.fixture(scope="module")
def pushed(
    installed_registry: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealRegistry]:
    """A registry for all tests of this file, which only read it."""
    registry = RealRegistry(tmp_path_factory.mktemp("registry"))
    made = {"old": OLD, "new": NEW, "index": INDEX, "docker": docker_image(), "chart": helm_chart()}
    for tag, manifest in made.items():
        push(registry.url, "team/app", [tag], manifest)
    push(registry.url, "other", ["same"], OLD)
    yield registry
    registry.stop()


@pytest.fixture
def registry(cli: Cli, pushed: RealRegistry) -> None:
    cli.add("prod", pushed.url)


@pytest.mark.usefixtures("registry")
def test_the_answer(cli: Cli) -> None:
    document = cli("compare", "prod/team/app:old", "prod/team/app:new", "--json").json
    assert (document["identical"], document["same_image"]) == (False, False)
    assert document["first"]["digest"] == OLD.digest
    assert document["second"]["created"] == "2026-02-03T04:05:06Z"
    assert document["size_difference"] == NEW.blobs[2].size - OLD.blobs[2].size
    assert document["to_pull"] == NEW.blobs[2].size
    assert document["labels"] == [
        {"name": "added", "first": None, "second": "y"},
        {"name": "version", "first": "1", "second": "2"},
    ]
    assert (document["env"], document["config"]) == ([], [])
    layers = document["layers"]
    assert layers["base"] == 1
    assert [each["digest"] for each in layers["shared"]] == [OLD.blobs[1].digest]
    assert [each["digest"] for each in layers["only_first"]] == [OLD.blobs[2].digest]
    assert [each["digest"] for each in layers["only_second"]] == [NEW.blobs[2].digest]
    assert document["platforms"] == [
        {"name": "linux/amd64", "first": OLD.digest, "second": NEW.digest}
    ]


@pytest.mark.usefixtures("registry")
def test_in_words(cli: Cli) -> None:
    result = cli("compare", "prod/team/app:old", "prod/team/app:new")
    assert result.status == 0
    for words in (
        OLD.digest,
        NEW.digest,
        "1 layer shared, on which both are built.",
        "  -  version  1",
        "  +  version  2",
        "  +  added    y",
    ):
        assert words in result.out
    assert "same  x" not in result.out
    assert max(map(len, result.out.splitlines())) <= 80
    same = cli("compare", "prod/team/app:old", "prod/other:same")
    assert "Both are the same, byte for byte." in same.out


@pytest.mark.usefixtures("registry")
def test_images_of_every_kind(cli: Cli) -> None:
    tags = ("index", "docker", "chart", "old")
    for first in tags:
        for second in tags:
            names = (f"prod/team/app:{first}", f"prod/team/app:{second}")
            result = cli("compare", *names, *(AMD64 if "chart" not in (first, second) else ()))
            assert (result.status, "Traceback" in result.err) == (0, False)
    document = cli("compare", "prod/team/app:index", "prod/team/app:old", *AMD64, "--json").json
    assert [each["name"] for each in document["platforms"]] == ["linux/amd64", "linux/arm64/v8"]


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (("prod/team/app:old", "prod/team/app:none"), 1, "team/app:none"),
        (("prod/team/app:old", "prod/team/app:new", "--platform", "x"), 2, "platform"),
        (("prod/team/app:old", "prod/team/app:index", "--platform", "linux/arm64"), 1, "arm64"),
        (("prod/team/app:old",), 2, "REFERENCE"),
    ],
)
def test_what_cannot_be_compared(
    cli: Cli, arguments: tuple[str, ...], status: int, word: str
) -> None:
    check_failure(cli("compare", *arguments), status, word)


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, "app", {"old": OLD, "new": NEW, "index": INDEX})
    cli.add("scripted", server.url)
    return server


def test_a_config_that_is_not_read_differs_in_nothing(cli: Cli, server: ScriptedServer) -> None:
    server.on(f"/v2/app/blobs/{NEW.blobs[0].digest}", Reply(404))
    names = ("scripted/app:old", "scripted/app:new")
    document = cli("compare", *names, "--json").json
    assert [document[key] for key in ("platforms", "config", "env", "labels")] == [None] * 4
    assert document["layers"]["base"] == 1
    text = cli("compare", *names).out
    assert "The config of the second could not be read, so it is not compared." in text
    assert "version" not in text


def test_an_image_that_is_not_read_differs_in_nothing(cli: Cli, server: ScriptedServer) -> None:
    for child in INDEX.manifests[:2]:
        server.on(f"/v2/app/manifests/{child.digest}", Reply(404))
    document = cli("compare", "scripted/app:index", "scripted/app:new", "--json").json
    unknown = ("config", "env", "labels", "annotations", "layers", "to_pull", "size_difference")
    assert [document[key] for key in unknown] == [None] * len(unknown)
    assert document["platforms"] is not None
    text = cli("compare", "scripted/app:index", "scripted/app:new").out
    assert "The image of the first could not be read, so it is not compared." in text
