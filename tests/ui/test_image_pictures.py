"""How the screens of images look, compared with pictures that a person has looked at.

`pytest tests/ui/test_image_pictures.py --snapshot-update` takes them anew; look at each of them.
"""

import json
from pathlib import Path

import pytest

from regbrowse.domain.feed import Feed
from regbrowse.ui.opening import Opening
from tests.conftest import ServerFactory
from tests.support import images
from tests.support.layers import tar_layer
from tests.support.scripted import ScriptedServer, json_reply
from tests.support.serving_images import serve
from tests.ui.browsing import feed_at
from tests.ui.pictures import SIZES, Camera, SnapCompare, comparable

pytestmark = [comparable, SIZES]

REPOSITORY = "payments/api"
OPEN = "enter"


def image(version: str, platform: str) -> images.Manifest:
    """A service as a company builds it."""
    system, architecture = platform.split("/")
    layers = [
        tar_layer({"etc/os-release": b"ID=debian\n", "bin/sh": b"\x7fELF" + bytes(200_000)}),
        tar_layer({"usr/lib/libpython.so": bytes(90_000), "etc/.wh.motd": b""}),
        tar_layer(
            {"app/main.py": f"print('{version}')\n".encode(), "app/VERSION": version.encode()}
        ),
    ]
    created = "1970-01-01T00:00:00Z"  # an age would be another one tomorrow
    config = {
        "created": created,
        "os": system,
        "architecture": architecture,
        "config": {
            "User": "10001",
            "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", f"APP_VERSION={version}"],
            "Entrypoint": ["python", "-m", "api"],
            "ExposedPorts": {"8080/tcp": {}},
            "WorkingDir": "/app",
            "Labels": {
                "org.opencontainers.image.version": version,
                "org.opencontainers.image.source": "https://git.example.com/payments/api",
                "org.opencontainers.image.base.name": "docker.io/library/python:3.12-slim",
                "team": "payments [red]not markup[/]",
            },
        },
        "history": [
            {"created_by": "/bin/sh -c #(nop) ADD file:1234 in / "},
            {"created_by": "ENV PATH=/usr/local/bin:/usr/bin:/bin", "empty_layer": True},
            {"created_by": "RUN /bin/sh -c pip install -r requirements.txt # buildkit"},
            {"created_by": "COPY src/ /app # buildkit"},
            {"created_by": 'ENTRYPOINT ["python" "-m" "api"]', "empty_layer": True},
        ],
    }
    blob = images.Blob(images.OCI_CONFIG, json.dumps(config).encode())
    document = {
        "schemaVersion": 2,
        "mediaType": images.OCI_MANIFEST,
        "config": blob.descriptor(),
        "layers": [layer.descriptor() for layer in layers],
    }
    data = json.dumps(document).encode()
    return images.Manifest(images.OCI_MANIFEST, data, (blob, *layers))


def bare_image() -> images.Manifest:
    """An image with nothing in its one layer, and nothing said about it."""
    layer = tar_layer({})
    config = images.Blob(images.OCI_CONFIG, b'{"os": "linux", "architecture": "amd64"}')
    document = {
        "schemaVersion": 2,
        "mediaType": images.OCI_MANIFEST,
        "config": config.descriptor(),
        "layers": [layer.descriptor()],
    }
    return images.Manifest(images.OCI_MANIFEST, json.dumps(document).encode(), (config, layer))


def index(version: str) -> images.Manifest:
    both = [image(version, platform) for platform in ("linux/amd64", "linux/arm64")]
    entries = [
        each.descriptor(platform={"os": "linux", "architecture": name})
        for each, name in zip(both, ("amd64", "arm64"), strict=True)
    ]
    document = {"schemaVersion": 2, "mediaType": images.OCI_INDEX, "manifests": entries}
    return images.Manifest(images.OCI_INDEX, json.dumps(document).encode(), (), tuple(both))


@pytest.fixture
def camera(tmp_path: Path, snap_compare: SnapCompare, size: tuple[int, int]) -> Camera:
    return Camera(tmp_path, snap_compare, size)


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    newest = index("2.7.1")
    signature = images.cosign_signature(newest)
    tags = {"2.7.1": newest, "2.7.0": index("2.7.0"), images.cosign_tag(newest): signature}
    serve(server, REPOSITORY, tags)
    serve(server, "charts/web", {"1.2.3": images.helm_chart()})
    names = {"name": REPOSITORY, "tags": list(tags)}
    server.on(f"/v2/{REPOSITORY}/tags/list", json_reply(names))
    server.on(
        "/v2/charts/web/tags/list", json_reply({"name": "charts/web", "tags": ["1.2.3", "2"]})
    )
    return server


@pytest.fixture
def feed(server: ScriptedServer) -> Feed:
    return feed_at(server, "prod")


@pytest.mark.parametrize(
    "keys",
    [
        [],
        ["2", "down", "down"],
        ["3"],
        ["4"],
        ["5"],
        ["6"],
        ["7", "down"],
        ["y"],
        ["p", "6", "slash", *"env"],
        ["2", "enter"],
        ["2", "end", "up", "enter", "enter"],
    ],
    ids=[
        "overview",
        "layers",
        "config",
        "labels",
        "manifest",
        "raw-config",
        "referrers",
        "copy-menu",
        "filtered",
        "files",
        "file",
    ],
)
def test_image(camera: Camera, feed: Feed, keys: list[str]) -> None:
    assert camera(feed, opening=Opening(feed, REPOSITORY, "2.7.1"), keys=[OPEN, *keys])


def test_chart(camera: Camera, feed: Feed) -> None:
    assert camera(feed, opening=Opening(feed, "charts/web", "1.2.3"), keys=[OPEN])


@pytest.mark.parametrize(
    "keys",
    [["2"], ["2", "enter"], ["3"], ["4"], ["7"]],
    ids=["layers", "files", "config", "labels", "referrers"],
)
def test_bare_image(camera: Camera, server: ScriptedServer, feed: Feed, keys: list[str]) -> None:
    serve(server, "scratch", {"1.0": bare_image()})
    server.on("/v2/scratch/tags/list", json_reply({"name": "scratch", "tags": ["1.0"]}))
    assert camera(feed, opening=Opening(feed, "scratch", "1.0"), keys=[OPEN, *keys])


def test_image_failing(camera: Camera, feed: Feed) -> None:
    assert camera(feed, opening=Opening(feed, "charts/web", "2"), keys=[OPEN])


def test_compare(camera: Camera, feed: Feed) -> None:
    keys = ["space", "up", "c"]
    assert camera(feed, opening=Opening(feed, REPOSITORY, "2.7.0"), keys=keys)


def test_compare_failing(camera: Camera, feed: Feed) -> None:
    keys = ["space", "down", "up", "c"]
    assert camera(feed, opening=Opening(feed, "charts/web", "1.2.3"), keys=keys)
