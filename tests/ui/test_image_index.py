"""Everything that an index has is listed and can be looked at, also what has the same name."""

import json
from pathlib import Path

import pytest

from tests.support.images import OCI_INDEX, Manifest, artifact, oci_image
from tests.support.push import push
from tests.support.registry import RealRegistry
from tests.ui.images import front, image_of, said, sheet, table
from tests.ui.support import press, text_of

pytestmark = pytest.mark.registry


def index(*entries: tuple[Manifest, dict[str, object]]) -> Manifest:
    listed = [child.descriptor(**more) for child, more in entries]
    document = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": listed}
    data = json.dumps(document).encode()
    return Manifest(OCI_INDEX, data, (), tuple(child for child, _ in entries))


def windows(version: str) -> dict[str, object]:
    return {"platform": {"os": "windows", "architecture": "amd64", "os.version": version}}


async def test_images_for_two_versions_of_windows_are_told_apart(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    old, new, arm = (oci_image(text=text) for text in ("old", "new", "arm"))
    pushed = index(
        (old, windows("10.0.17763.1")),
        (new, windows("10.0.20348.2")),
        (arm, {"platform": {"os": "linux", "architecture": "arm64"}}),
    )
    push(open_registry.url, "team/windows", ["1.0"], pushed)
    async with image_of(tmp_path, open_registry, repository="team/windows") as pilot:
        assert said(pilot, "#count") == "windows(10.0.17763.1)/amd64"
        rows = [row for row in table(pilot) if row[1].startswith("windows(")]
        assert [row[1].split()[0] for row in rows] == [
            "windows(10.0.17763.1)/amd64",
            "windows(10.0.20348.2)/amd64",
        ]
        names = [row[1].partition(" ")[0] for row in table(pilot)]
        at = names.index("windows(10.0.20348.2)/amd64")
        front(pilot).rows.cursor = at
        await press(pilot, "enter")
        assert said(pilot, "#count") == "windows(10.0.20348.2)/amd64"
        assert table(pilot)[at][0] == "shown here"
        await press(pilot, "p")
        assert said(pilot, "#count") == "linux/arm64"
        await press(pilot, "p", "p")
        assert said(pilot, "#count") == "windows(10.0.20348.2)/amd64", "p goes through all"


async def test_the_same_platform_twice_is_chosen_by_digest(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    first, second = oci_image(text="first"), oci_image(text="second")
    linux: dict[str, object] = {"platform": {"os": "linux", "architecture": "amd64"}}
    push(open_registry.url, "team/twice", ["1.0"], index((first, linux), (second, linux)))
    async with image_of(tmp_path, open_registry, repository="team/twice") as pilot:
        await press(pilot, "p", "2")
        layers = [each["digest"][:19] for each in second.document["layers"]]
        assert [row[4] for row in table(pilot) if row[0]] == layers


async def test_what_is_no_image_for_a_platform_is_listed_and_opened(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    image, bare = oci_image(text="image"), oci_image(text="bare")
    sbom = artifact("application/spdx+json", b"{}")
    pushed = index(
        (image, {"platform": {"os": "linux", "architecture": "amd64"}}),
        (bare, {}),
        (sbom, {"artifactType": "application/spdx+json"}),
    )
    push(open_registry.url, "team/mixed", ["1.0"], pushed)
    async with image_of(tmp_path, open_registry, repository="team/mixed") as pilot:
        rows = table(pilot)
        heading = rows.index(["OTHER ENTRIES", ""])
        assert rows[heading + 1][1] == f"{bare.digest[:19]}  image or artifact"
        assert rows[heading + 2][1] == f"{sbom.digest[:19]}  SBOM (SPDX)"
        await press(pilot, "end", "enter")
        assert sheet(pilot)["what"] == "SBOM (SPDX)"
        crumbs = text_of(front(pilot).query_one("#crumbs"))
        assert crumbs == f"here > team/mixed@{sbom.digest[:19]}"
        await press(pilot, "escape", "up", "enter")
        assert sheet(pilot)["digest"] == bare.digest
