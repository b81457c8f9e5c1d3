"""Manifests and configs that are made to harm: drawn harmlessly, bounded, explained."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ServerFactory
from tests.support.images import OCI_CONFIG, OCI_MANIFEST, Blob, Manifest, oci_image
from tests.support.scripted import Reply, ScriptedServer
from tests.support.serving_images import manifest_reply, serve
from tests.ui.browsing import feed_at
from tests.ui.images import comparison_of, front, image_of, said, sheet, table
from tests.ui.support import NARROW, WIDE, press, screen_text, settle, toasts

MARKUP = "[red]not red[/red] [@click=app.quit]click[/]"
ESCAPES = "a\x1b[31mred\x1b]52;c;aGk=\x07\x9b2J\u202etxt.exe"
SHOWN = "a␛[31mred␛]52;c;aGk=␇<U+009B>2J<U+202E>txt.exe"


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


def with_config(config: dict[str, Any], **manifest: object) -> Manifest:
    """An image with any config, of one layer."""
    layer = oci_image().blobs[1]
    blob = Blob(OCI_CONFIG, json.dumps(config).encode())
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": blob.descriptor(),
        "layers": [layer.descriptor()],
        **manifest,
    }
    return Manifest(OCI_MANIFEST, json.dumps(document).encode(), (blob, layer))


async def test_markup_and_escapes_are_text_in_every_part(
    tmp_path: Path, server: ScriptedServer
) -> None:
    title = "org.opencontainers.image.title"
    hostile = with_config(
        {
            "os": "linux",
            "architecture": "amd64",
            "config": {
                "Env": [f"BAD={ESCAPES}"],
                "User": MARKUP,
                "Labels": {title: MARKUP, f"label {ESCAPES}": ESCAPES},
            },
            "history": [{"created_by": f"RUN {ESCAPES} {MARKUP}"}],
        },
        annotations={f"note {MARKUP}": ESCAPES},
    )
    serve(server, "team/app", {"1.0": hostile})
    async with image_of(tmp_path, server, size=(160, 48)) as pilot:
        for key, expected in [
            ("1", [MARKUP]),
            ("2", [f"RUN {SHOWN} {MARKUP}"]),
            ("3", [SHOWN, MARKUP]),
            ("4", [SHOWN, f"label {SHOWN}", MARKUP]),
            ("5", [f'"note {MARKUP}": "a\\u001b[31mred']),
            ("6", [MARKUP, "a\\u001b[31mred"]),
            ("7", []),
        ]:
            await press(pilot, key)
            text = screen_text(pilot.app)
            assert "\x1b" not in text
            assert "\x9b" not in text
            assert [each for each in expected if each not in text] == []
        assert toasts(pilot.app) == ""


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_markup_and_escapes_are_text_in_a_comparison(
    tmp_path: Path, server: ScriptedServer, size: tuple[int, int]
) -> None:
    hostile = with_config(
        {
            "os": "linux",
            "architecture": "amd64",
            "config": {"Env": [f"BAD={ESCAPES}"], "User": MARKUP, "Labels": {ESCAPES: MARKUP}},
            "history": [{"created_by": f"RUN {ESCAPES}"}],
        }
    )
    serve(server, "team/app", {"1.0": hostile, "1.1": oci_image(labels={"l": ESCAPES})})
    async with comparison_of(tmp_path, feed_at(server), "1.0", "1.1", size=size) as pilot:
        cells = " ".join(cell for row in table(pilot) for cell in row)
        if size == WIDE:  # else they take several rows
            assert SHOWN in cells
            assert MARKUP in cells
        for _ in range(3):
            text = screen_text(pilot.app)
            assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(text)
            await press(pilot, "pagedown")
        await press(pilot, "slash", *"txt.exe")
        assert "␛" in screen_text(pilot.app)
        assert "\x1b" not in screen_text(pilot.app)
        assert toasts(pilot.app) == ""


async def test_a_manifest_of_10_mb_is_explained(tmp_path: Path, server: ScriptedServer) -> None:
    serve(server, "team/app", {"1.0": with_config({}, annotations={"long": "x" * 10_000_000})})
    async with image_of(tmp_path, server) as pilot:
        assert "larger than" in said(pilot, "#explanation")
        assert sheet(pilot)["tag"] == "1.0", "what is known stays"


async def test_deep_nesting_is_explained(tmp_path: Path, server: ScriptedServer) -> None:
    deep = '{"schemaVersion":2,"x":' + "[" * 50_000 + "]" * 50_000 + "}"
    serve(server, "team/app", {"1.0": Manifest(OCI_MANIFEST, deep.encode())})
    async with image_of(tmp_path, server) as pilot:
        assert "nested too deeply" in said(pilot, "#explanation")


@pytest.mark.parametrize(
    ("sent", "rows"),
    [
        (b'{"schemaVersion": 2, "layers": "\x1b[31m', ['"schemaVersion": 2,']),
        (b"no JSON\nat all", ["no JSON", "at all"]),
    ],
)
async def test_what_is_no_manifest_is_shown_as_it_was_sent(
    tmp_path: Path, server: ScriptedServer, sent: bytes, rows: list[str]
) -> None:
    serve(server, "team/app", {"1.0": Manifest(OCI_MANIFEST, sent)})
    async with image_of(tmp_path, server) as pilot:
        assert "it is not JSON" in said(pilot, "#explanation")
        assert said(pilot, "#status") == "5 shows what was sent"
        await press(pilot, "5")
        assert [row for row in rows if [row] not in table(pilot)] == []
        assert "\x1b" not in screen_text(pilot.app)
        await press(pilot, "slash", *"zzz", "escape", "1")
        assert sheet(pilot) == {}


async def test_a_wrong_digest_is_explained(tmp_path: Path, server: ScriptedServer) -> None:
    asked = oci_image(text="asked for")
    serve(server, "team/app", {})
    reply = manifest_reply(oci_image(text="another"), digest=asked.digest)
    server.on(f"/v2/team/app/manifests/{asked.digest}", reply)
    async with image_of(tmp_path, server, asked.digest) as pilot:
        assert "digest" in said(pilot, "#explanation")
        assert sheet(pilot)["digest"] == asked.digest


async def test_a_config_with_the_wrong_digest_is_a_note(
    tmp_path: Path, server: ScriptedServer
) -> None:
    image = oci_image()
    serve(server, "team/app", {"1.0": image})
    server.on(f"/v2/team/app/blobs/{image.blobs[0].digest}", Reply(200, b'{"os":"linux"}'))
    async with image_of(tmp_path, server) as pilot:
        assert image.blobs[0].digest[:19] in sheet(pilot)["note"]
        await press(pilot, "2")
        assert len(table(pilot)) == 2, "the layers are known without it"


async def test_many_labels_and_a_long_one_are_bounded(
    tmp_path: Path, server: ScriptedServer
) -> None:
    labels = {f"label-{number:06}": "x" for number in range(60_000)}
    config = {"config": {"Labels": {**labels, "a": "long " * 200_000}}}
    serve(server, "team/app", {"1.0": with_config(config)})
    async with image_of(tmp_path, server, keys=["4"]) as pilot:
        rows = table(pilot)
        assert rows[-1] == ["…", "55,001 more are not shown"] or "more are not shown" in rows[-1][1]
        assert ["", "… 1,000,000 characters in all"] in rows
        assert len(rows) < 6000
        await press(pilot, "6", "end")
        assert "characters more are not shown" in table(pilot)[-1][0]
        await press(pilot, "slash", *"label-000777")
        await settle(pilot)
        assert table(pilot) == [['"label-000777": "x",']]


async def test_a_tag_that_is_no_name_is_explained(tmp_path: Path, server: ScriptedServer) -> None:
    serve(server, "team/app", {})
    async with image_of(tmp_path, server, "$(id) \x1b[31m") as pilot:
        assert said(pilot, "#explanation")
        assert "\x1b" not in screen_text(pilot.app)
        await press(pilot, "y")
        assert toasts(pilot.app) == "This is no valid name, so there is nothing to copy."


async def test_what_is_gone_is_explained_and_read_again(
    tmp_path: Path, server: ScriptedServer
) -> None:
    serve(server, "team/app", {})
    async with image_of(tmp_path, server, "1.0") as pilot:
        assert said(pilot, "#explanation")
        serve(server, "team/app", {"1.0": oci_image()})
        await press(pilot, "r")
        assert not front(pilot).query_one("#explanation").display
        assert sheet(pilot)["what"] == "image"
