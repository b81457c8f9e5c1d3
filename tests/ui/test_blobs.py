"""What is in an artifact is shown: SBOMs, statements, configs; archives list their files."""

import base64
import json
from pathlib import Path

import pytest

from regbrowse.ui.screens.blob import BlobScreen
from regbrowse.ui.screens.layer_files import LayerFilesScreen
from tests.conftest import ServerFactory
from tests.support.images import OCI_EMPTY, OCI_MANIFEST, Blob, Manifest, artifact, oci_index
from tests.support.layers import archive, file, packed
from tests.support.push import push
from tests.support.registry import RealRegistry
from tests.support.scripted import Reply
from tests.support.serving_images import serve
from tests.ui.images import image_of, said, table
from tests.ui.support import in_front, press

SPDX = json.dumps({"spdxVersion": "SPDX-2.3", "name": "\x1b[31mred"}).encode()
STATEMENT = {"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev"}


def with_layer(layer: Blob, config: Blob | None = None) -> Manifest:
    config = config or Blob(OCI_EMPTY, b"{}")
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "artifactType": "application/vnd.example.thing",
        "config": config.descriptor(),
        "layers": [layer.descriptor()],
    }
    return Manifest(OCI_MANIFEST, json.dumps(document).encode(), (config, layer))


@pytest.mark.registry
async def test_an_sbom_is_shown_as_json(tmp_path: Path, open_registry: RealRegistry) -> None:
    pushed = with_layer(Blob("application/spdx+json", SPDX))
    push(open_registry.url, "team/app", ["1.0"], pushed)
    async with image_of(tmp_path, open_registry, keys=["2", "enter"]) as pilot:
        assert in_front(pilot.app, BlobScreen)
        assert said(pilot, "#crumbs") == "team/app > application/spdx+json"
        assert ['"spdxVersion": "SPDX-2.3",'] in table(pilot)
        assert said(pilot, "#count") == "4 lines  52 B"
        assert said(pilot, "#status") == pushed.blobs[1].digest
        await press(pilot, "slash", *"vers")
        assert table(pilot) == [['"spdxVersion": "SPDX-2.3",']]
        await press(pilot, "escape", "y", "enter")
        assert pilot.app.clipboard == pushed.blobs[1].digest


@pytest.mark.registry
async def test_the_statement_of_an_attestation_is_shown(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    push(open_registry.url, "team/app", ["1.0"], oci_index(text="attested"))
    keys = ["7", "down", "enter", "2", "enter"]
    async with image_of(tmp_path, open_registry, keys=keys) as pilot:
        assert ['"_type": "https://in-toto.io/Statement/v0.1",'] in table(pilot)


@pytest.mark.registry
async def test_what_an_envelope_holds_is_shown_below_it(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    payload = base64.b64encode(json.dumps(STATEMENT).encode()).decode()
    envelope = {"payloadType": "application/vnd.in-toto+json", "payload": payload}
    blob = Blob("application/vnd.dsse.envelope.v1+json", json.dumps(envelope).encode())
    push(open_registry.url, "team/app", ["1.0"], with_layer(blob))
    async with image_of(tmp_path, open_registry, keys=["2", "enter"]) as pilot:
        rows = [row[0] for row in table(pilot)]
        assert (
            '"predicateType": "https://slsa.dev"' in rows[rows.index("What the envelope holds") :]
        )


@pytest.mark.registry
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\0asm\x01\0\0\0", "This is no text: WebAssembly, 8 B."),
        (b"", "It is empty."),
    ],
)
async def test_what_is_no_text_is_named(
    tmp_path: Path, open_registry: RealRegistry, data: bytes, words: str
) -> None:
    push(open_registry.url, "team/app", ["1.0"], artifact("application/vnd.example", data))
    async with image_of(tmp_path, open_registry, keys=["2", "enter"]) as pilot:
        assert said(pilot, "#empty") == words


@pytest.mark.registry
async def test_an_archive_that_does_not_say_so_lists_its_files(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    data = packed(archive(file("policy.rego", b"package x")))
    push(open_registry.url, "team/app", ["1.0"], artifact("application/vnd.example", data))
    async with image_of(tmp_path, open_registry, keys=["2", "enter"]) as pilot:
        assert in_front(pilot.app, LayerFilesScreen)
        assert [row[2] for row in table(pilot)] == ["policy.rego"]
        await press(pilot, "escape")
        assert not in_front(pilot.app, BlobScreen)


@pytest.mark.registry
async def test_the_config_of_an_artifact_is_read_when_it_is_looked_at(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    config = Blob("application/vnd.example.config+json", b'{"module": "yes"}')
    push(open_registry.url, "team/app", ["1.0"], with_layer(Blob("text/plain", b"x"), config))
    async with image_of(tmp_path, open_registry, keys=["6"]) as pilot:
        assert ['"module": "yes"'] in table(pilot)


async def test_a_blob_that_lies_is_explained(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    config = Blob("application/vnd.example.config+json", b'{"module": "yes"}')
    blob = Blob("application/spdx+json", SPDX)
    serve(server, "team/app", {"1.0": with_layer(blob, config)})
    for each in (blob, config):
        server.on(f"/v2/team/app/blobs/{each.digest}", Reply(200, b"{}"))
    async with image_of(tmp_path, server, keys=["2", "enter"]) as pilot:
        assert "digest" in said(pilot, "#explanation")
        assert table(pilot) == []
        await press(pilot, "escape", "6")
        assert "digest" in said(pilot, "#explanation")
        assert said(pilot, "#empty") == "The config could not be read."
