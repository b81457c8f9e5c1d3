"""The files of a layer: listed as they come, filtered, viewed; bombs and lies are explained."""

import json
from pathlib import Path

import pytest

from regbrowse.ui.screens.layer_file import LayerFileScreen
from regbrowse.ui.screens.layer_files import LayerFilesScreen
from tests.conftest import ServerFactory
from tests.support.images import OCI_CONFIG, OCI_MANIFEST, Blob, Manifest
from tests.support.layers import OCI_LAYER, archive, file, layer, member, packed, tar_layer
from tests.support.push import push
from tests.support.registry import RealRegistry
from tests.support.scripted import Reply, ScriptedServer
from tests.support.serving_images import serve
from tests.ui.images import front, image_of, said, table
from tests.ui.support import press, screen_text, toasts, until

FILES = {
    "etc/os-release": b"ID=debian\nNAME=\x1b[31mred\n\tindented\n",
    "etc/.wh.motd": b"",
    "var/.wh..wh..opq": b"",
    "usr/bin/tool": b"\x7fELF\x00\x01",
    "empty": b"",
}


def image_with(*layers: Blob) -> Manifest:
    config = Blob(OCI_CONFIG, json.dumps({"os": "linux", "architecture": "amd64"}).encode())
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": config.descriptor(),
        "layers": [each.descriptor() for each in layers],
    }
    return Manifest(OCI_MANIFEST, json.dumps(document).encode(), (config, *layers))


@pytest.mark.registry
@pytest.mark.parametrize("packing", ["gzip", "zstd", "none"])
async def test_files_of_a_pushed_layer(
    tmp_path: Path, open_registry: RealRegistry, packing: str
) -> None:
    push(open_registry.url, "team/app", ["1.0"], image_with(tar_layer(FILES, packing)))
    async with image_of(tmp_path, open_registry, keys=["2", "enter"]) as pilot:
        assert [row[2] for row in table(pilot)] == [
            "etc/os-release",
            "etc/motd",
            "var",
            "usr/bin/tool",
            "empty",
        ]
        assert [row[0] for row in table(pilot)][1:3] == ["removed", "emptied"]
        assert said(pilot, "#count").startswith("5 entries")
        await press(pilot, "slash", *"usr", "enter")
        assert "a program or library (ELF)" in said(pilot, "#empty")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, LayerFilesScreen)


@pytest.mark.registry
async def test_a_text_is_shown_harmlessly_and_filtered(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    push(open_registry.url, "team/app", ["1.0"], image_with(tar_layer(FILES)))
    async with image_of(tmp_path, open_registry, keys=["2", "enter", "enter"]) as pilot:
        assert isinstance(pilot.app.screen, LayerFileScreen)
        assert table(pilot) == [["ID=debian"], ["NAME=␛[31mred"], ["indented"]]
        assert said(pilot, "#count").startswith("3 lines")
        await press(pilot, "slash", *"deb")
        assert table(pilot) == [["ID=debian"]]


@pytest.mark.registry
async def test_a_folder_is_gone_into_and_a_link_says_where_it_leads(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    tar = archive(
        member("etc/", b"5"),
        file("etc/passwd", b"root"),
        member("etc/link", b"2", link="/proc/self"),
        file("other/etc/hosts", b"x"),
        file("../../outside", b"x"),
    )
    push(open_registry.url, "team/app", ["1.0"], image_with(layer(tar)))
    async with image_of(tmp_path, open_registry, keys=["2", "enter"]) as pilot:
        assert "../../outside   (leads out of the layer)" in [row[2] for row in table(pilot)]
        await press(pilot, "enter")
        assert [row[2] for row in table(pilot)] == ["etc/passwd", "etc/link -> /proc/self"]
        assert said(pilot, "#crumbs") == "team/app:1.0 > layer 1 of 1 > etc"
        assert said(pilot, "#count").startswith("2 of 5")
        await press(pilot, "end", "enter")
        assert "This is a link to /proc/self." in toasts(pilot.app)
        await press(pilot, "slash", *"pass", "escape")
        assert [row[2] for row in table(pilot)] == ["etc/passwd"]
        await press(pilot, "escape")
        assert len(table(pilot)) == 2, "escape empties the filter first"
        await press(pilot, "escape")
        assert len(table(pilot)) == 5, "then it leaves the folder"
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, LayerFilesScreen)


@pytest.mark.registry
async def test_long_paths_are_told_apart_and_copied(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    folder = "usr/local/lib/python3.12/site-packages/something/with/a/long/name"
    blob = layer(archive(file(f"{folder}/one it.py", b"1"), file(f"{folder}/\x1b.py", b"2")))
    pushed = image_with(blob)
    push(open_registry.url, "team/app", ["1.0"], pushed)
    async with image_of(tmp_path, open_registry, pushed.digest, keys=["2", "enter"]) as pilot:
        assert said(pilot, "#crumbs") == f"team/app@{pushed.digest[:19]} > layer 1 of 1"
        rows = [
            line for line in screen_text(pilot.app).splitlines() if "…" in line and ".py" in line
        ]
        assert rows[0].rstrip().endswith("a/long/name/one it.py")
        assert rows[1].rstrip().endswith("a/long/name/␛.py")
        assert said(pilot, "#status") == f"{folder}/one it.py"
        await press(pilot, "y", "enter")
        assert pilot.app.clipboard == f"'{folder}/one it.py'"
        await press(pilot, "y", "down", "enter")
        assert pilot.app.clipboard == blob.digest
        await press(pilot, "down", "y", "end", "enter")
        name = f"here.example.com/team/app@{blob.digest}"
        assert pilot.app.clipboard == f"crane blob {name} > {blob.digest[7:19]}.blob"
        await press(pilot, "y", "enter")
        assert pilot.app.clipboard == blob.digest, "what cannot be printed is not copied"


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


async def test_reading_is_stopped_with_escape_and_keeps_what_has_come(
    tmp_path: Path, server: ScriptedServer
) -> None:
    blob = layer(archive(*(file(f"file-{number}", b"x" * 600) for number in range(900))), "none")
    serve(server, "team/app", {"1.0": image_with(blob)})
    server.on(f"/v2/team/app/blobs/{blob.digest}", Reply(200, blob.data, piece=60_000, pause=0.4))
    async with image_of(tmp_path, server, keys=["2"]) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: front(pilot).rows.row_count > 100)
        assert "esc stops" in said(pilot, "#status")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, LayerFilesScreen)
        assert said(pilot, "#status").startswith("stopped: this is not all of it")
        assert 1 < len(table(pilot)) < 900
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, LayerFilesScreen)


def broken(kind: str) -> tuple[Blob, bytes]:
    """A layer, and what the server sends for it."""
    good = tar_layer({"good": b"good", "more": b"x" * 4000})
    if kind == "bomb":
        zeros = archive(file("zeros", bytes(300 << 20)))
        return (bomb := layer(zeros)), bomb.data
    if kind == "another":
        return good, tar_layer({"other": b"other"}).data
    if kind == "cut":
        return good, good.data[:-40]
    return Blob(OCI_LAYER, kind.encode() * 500), kind.encode() * 500


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("bomb", "as a bomb does"),
        ("another", "digest"),
        ("cut", "digest"),
        ("no archive at all ", "layer"),
    ],
)
async def test_a_layer_that_lies_is_explained(
    tmp_path: Path, server: ScriptedServer, kind: str, words: str
) -> None:
    blob, sent = broken(kind)
    serve(server, "team/app", {"1.0": image_with(blob)})
    server.on(f"/v2/team/app/blobs/{blob.digest}", Reply(200, sent))
    async with image_of(tmp_path, server, keys=["2", "enter"]) as pilot:
        assert words in said(pilot, "#explanation")
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, LayerFilesScreen)


async def test_a_million_entries_are_bounded(tmp_path: Path, server: ScriptedServer) -> None:
    some = packed(member("a-file-of-many") * 10_000)
    blob = Blob(f"{OCI_LAYER}+gzip", some * 100)
    serve(server, "team/app", {"1.0": image_with(blob)})
    async with image_of(tmp_path, server, keys=["2", "enter"]) as pilot:
        assert "entries" in said(pilot, "#explanation")
        assert 100_000 < front(pilot).rows.row_count <= 500_000
        await press(pilot, "slash", *"many", "end", "escape")
        assert front(pilot).rows.row_count > 100_000
        await press(pilot, "slash", "x")
        assert said(pilot, "#empty") == "Nothing fits."
