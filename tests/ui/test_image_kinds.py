"""Whatever a reference leads to is named as what it is."""

from pathlib import Path

import pytest

from tests.support import images
from tests.support.push import push
from tests.support.registry import RealRegistry
from tests.ui.images import image_of, said, sheet, table
from tests.ui.support import press, screen_text

pytestmark = pytest.mark.registry


@pytest.mark.parametrize(
    ("pushed", "title"),
    [
        (images.oci_image(), "image"),
        (images.docker_image(), "image"),
        (images.docker_list(), "image index"),
        (images.helm_chart(), "Helm chart"),
        (images.cosign_signature(images.oci_image()), "cosign signature"),
        (images.artifact("application/spdx+json", b"{}"), "SBOM (SPDX)"),
        (images.artifact("application/vnd.wasm.config.v0+json", b"\0asm"), "WebAssembly module"),
        (images.artifact("application/vnd.nobody.seen", b"?"), None),
    ],
    ids=["oci", "schema2", "list", "helm", "cosign", "sbom", "wasm", "unknown"],
)
async def test_kinds_are_named(
    tmp_path: Path, open_registry: RealRegistry, pushed: images.Manifest, title: str | None
) -> None:
    push(open_registry.url, "team/kinds", ["it"], pushed)
    async with image_of(tmp_path, open_registry, "it", repository="team/kinds") as pilot:
        shown = sheet(pilot)
        assert shown["what"] == (title or "artifact (application/vnd.nobody.seen)")
        assert shown["digest"] == pushed.digest
        assert said(pilot, "#explanation") == ""


async def test_a_chart_tells_what_is_in_it_and_no_engine_pulls_it(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    push(open_registry.url, "charts/mychart", ["1.2.3"], images.helm_chart())
    async with image_of(tmp_path, open_registry, "1.2.3", repository="charts/mychart") as pilot:
        shown = sheet(pilot)
        assert (shown["name"], shown["version"]) == ("mychart", "1.2.3")
        assert "pull" not in shown
        await press(pilot, "3")
        assert "There is no config of an image here." in said(pilot, "#empty")
        await press(pilot, "6")
        assert ['"name": "mychart",'] in table(pilot)
        await press(pilot, "y", "enter")
        command = "helm pull oci://here.example.com/charts/mychart --version 1.2.3"
        assert pilot.app.clipboard == command


async def test_what_was_pushed_about_an_image_is_a_tree(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    pushed = images.oci_image(text="signed")
    signature = images.cosign_signature(pushed)
    push(open_registry.url, "team/app", ["1.0"], pushed)
    push(open_registry.url, "team/app", [images.cosign_tag(pushed)], signature)
    async with image_of(tmp_path, open_registry) as pilot:
        assert sheet(pilot)["beside it"] == "cosign signature   (7 lists them)"
        await press(pilot, "7")
        assert [row[:2] for row in table(pilot)] == [
            ["image 1.0", pushed.digest[:19]],
            ["└─ cosign signature", signature.digest[:19]],
        ]
        await press(pilot, "down", "enter")
        assert sheet(pilot)["what"] == "cosign signature"
        assert sheet(pilot)["digest"] == signature.digest
        await press(pilot, "escape")
        assert len(table(pilot)) == 2


async def test_the_attestations_of_an_index_are_in_the_tree_and_no_platforms(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    pushed = images.oci_index(text="attested")
    push(open_registry.url, "team/app", ["1.0"], pushed)
    attestation = pushed.manifests[-1]
    async with image_of(tmp_path, open_registry, keys=["7"]) as pilot:
        (_, branch) = table(pilot)
        assert branch[0].startswith("└─ ")
        assert branch[0].endswith(", of linux/amd64")
        assert branch[1] == attestation.digest[:19]


async def test_nothing_beside_an_image_is_said(tmp_path: Path, open_registry: RealRegistry) -> None:
    push(open_registry.url, "team/app", ["1.0"], images.oci_image(text="bare"))
    async with image_of(tmp_path, open_registry, size=(120, 36)) as pilot:
        assert "no signature, attestation or SBOM is known" in screen_text(pilot.app)
