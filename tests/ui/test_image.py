"""The image screen agrees with what was pushed to a real registry."""

from pathlib import Path

import pytest

from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.image import ImageScreen
from regbrowse.ui.screens.image_parts import Part
from regbrowse.ui.screens.tags import TagsScreen
from tests.support import images
from tests.support.push import push
from tests.support.registry import RealRegistry
from tests.ui.browsing import browse, feed_at
from tests.ui.images import image, image_of, said, sheet, table
from tests.ui.support import press, screen_text, shown_keys, toasts

pytestmark = pytest.mark.registry


async def test_an_index_is_shown_as_it_was_pushed(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    pushed = images.oci_index(("linux/arm64/v8", "linux/amd64"))
    push(open_registry.url, "team/app", ["1.0"], pushed)
    arm, amd, _ = pushed.manifests
    async with image_of(tmp_path, open_registry) as pilot:
        overview = sheet(pilot)
        assert overview["what"] == "image index"
        assert overview["digest"] == pushed.digest
        assert overview["type"] == images.OCI_INDEX
        assert overview["created"].startswith("2026-01-02 03:04:05 UTC")
        assert overview["pull"] == "docker pull here.example.com/team/app:1.0"
        assert "in-toto" in overview["beside it"] or "attestation" in overview["beside it"]
        rows = [cells for cells in table(pilot) if "linux/" in cells[-1] and "sha256" in cells[-1]]
        assert [row[0] for row in rows] == ["shown here", ""]
        assert amd.digest[:19] in rows[0][1], "what runs on this machine is the first"
        assert arm.digest[:19] in rows[1][1]
        assert "unknown" not in screen_text(pilot.app)
        assert said(pilot, "#count") == "linux/amd64"


async def test_platforms_are_switched_with_a_key_and_with_enter(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    pushed = images.oci_index()
    push(open_registry.url, "team/app", ["1.0"], pushed)
    async with image_of(tmp_path, open_registry) as pilot:
        await press(pilot, "p")
        assert said(pilot, "#count") == "linux/arm64/v8"
        await press(pilot, "2")
        arm = pushed.manifests[1].document["layers"]
        assert [row[4] for row in table(pilot) if row[0]] == [each["digest"][:19] for each in arm]
        await press(pilot, "1", "end", "up", "enter")
        assert said(pilot, "#count") == "linux/amd64"


async def test_an_image_for_one_platform_offers_no_other(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    push(open_registry.url, "team/app", ["1.0"], images.docker_image())
    async with image_of(tmp_path, open_registry) as pilot:
        assert sheet(pilot)["what"] == "image"
        await press(pilot, "p")
        assert said(pilot, "#count") == "linux/amd64"
        assert "Platform" not in screen_text(pilot.app).splitlines()[-1]


async def test_layers_stand_beside_the_steps_that_made_them(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    pushed = images.oci_image()
    push(open_registry.url, "team/app", ["1.0"], pushed)
    first, second = (blob.digest[:19] for blob in pushed.blobs[1:])
    async with image_of(tmp_path, open_registry, keys=["2"]) as pilot:
        rows = [(row[0], row[3], row[4]) for row in table(pilot)]
        assert rows == [
            ("1", "ADD base.tar /", first),
            ("", 'CMD ["/bin/sh"]', ""),
            ("2", "COPY app /app", second),
        ]
        assert said(pilot, "#status") == "ADD base.tar /"
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, ImageScreen), "an empty layer has no files"
        assert said(pilot, "#status") == 'CMD ["/bin/sh"]'


async def test_config_labels_and_annotations(tmp_path: Path, open_registry: RealRegistry) -> None:
    pushed = images.oci_image(
        labels={"team": "payments", "same": "1"}, annotations={"same": "1", "note": "hello"}
    )
    push(open_registry.url, "team/app", ["1.0"], pushed)
    async with image_of(tmp_path, open_registry, keys=["3"]) as pilot:
        config = sheet(pilot)
        assert (config["cmd"], config["PATH"]) == ("/bin/sh", "/usr/bin:/bin")
        await press(pilot, "4")
        labels = [row for row in table(pilot) if any(row)]
        assert labels == [
            ["LABELS", ""],
            ["same", "1"],
            ["team", "payments"],
            ["ANNOTATIONS", ""],
            ["note", "hello"],
        ]
        await press(pilot, "slash", *"pay", "escape")
        assert [row for row in table(pilot) if any(row)] == [["team", "payments"]]
        assert said(pilot, "#count") == "1 hit"


async def test_manifest_and_config_are_shown_as_they_were_sent(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    pushed = images.oci_image()
    push(open_registry.url, "team/app", ["1.0"], pushed)
    for key, data in (("5", pushed.data), ("6", pushed.blobs[0].data)):
        async with image_of(tmp_path / key, open_registry, keys=[key]) as pilot:
            shown = "".join(row[0] for row in table(pilot))
            assert shown.replace(" ", "") == data.decode().replace(" ", "")


async def test_enter_is_offered_where_it_leads_somewhere(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    push(open_registry.url, "team/app", ["1.0"], images.oci_image())
    async with image_of(tmp_path, open_registry) as pilot:
        assert "image.open" not in shown_keys(pilot.app)
        await press(pilot, "2")
        assert "image.open" in shown_keys(pilot.app)
        await press(pilot, "3")
        assert "image.open" not in shown_keys(pilot.app)


async def test_each_part_keeps_its_cursor_and_the_arrows_go_through_them(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    push(open_registry.url, "team/app", ["1.0"], images.oci_image())
    async with image_of(tmp_path, open_registry, keys=["2", "down"]) as pilot:
        await press(pilot, "left")
        assert image(pilot).part is Part.OVERVIEW
        await press(pilot, "left")
        assert image(pilot).part is Part.REFERRERS
        await press(pilot, "right", "right")
        assert (image(pilot).part, image(pilot).rows.cursor) == (Part.LAYERS, 1)


async def test_a_tag_opens_its_image_and_escape_goes_back(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    push(open_registry.url, "team/app", ["1.0", "1.1"], images.oci_image())
    feed = feed_at(open_registry)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app", "1.0")) as pilot:
        await press(pilot, "enter")
        assert sheet(pilot)["what"] == "image"
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, TagsScreen)


async def test_a_digest_opens_its_image(tmp_path: Path, open_registry: RealRegistry) -> None:
    pushed = images.oci_image(text="by digest")
    push(open_registry.url, "team/app", ["1.0"], pushed)
    feed = feed_at(open_registry)
    opening = Opening(feed, "team/app", digest=pushed.digest)
    async with browse(tmp_path, feed, opening=opening) as pilot:
        assert sheet(pilot)["digest"] == pushed.digest
        assert sheet(pilot)["pull"].endswith(f"team/app@{pushed.digest}")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, TagsScreen)
        assert toasts(pilot.app) == ""
