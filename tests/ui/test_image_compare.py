"""The comparison of two images agrees with what was pushed, side by side and stacked."""

from pathlib import Path

import pytest

from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.compare import CompareScreen
from regbrowse.ui.screens.tags import TagsScreen
from tests.support import images
from tests.support.push import push
from tests.support.registry import RealRegistry
from tests.ui.browsing import browse, feed_at
from tests.ui.images import comparison_of, differing, said, sheet
from tests.ui.support import NARROW, WIDE, press, toasts

pytestmark = pytest.mark.registry

BASE = {
    "org.opencontainers.image.base.name": "docker.io/library/debian:12",
    "org.opencontainers.image.base.digest": f"sha256:{'b' * 64}",
}
FIRST = images.oci_image(text="one", labels={"team": "payments", "gone": "1"})
SECOND = images.oci_image(
    text="two and more",
    created="2026-02-03T04:05:06Z",
    labels={"team": "search", "new": "[b]2[/]"},
    annotations=BASE,
)


@pytest.fixture
def registry(open_registry: RealRegistry) -> RealRegistry:
    push(open_registry.url, "team/app", ["1.0", "1.0-again"], FIRST)
    push(open_registry.url, "team/app", ["1.1"], SECOND)
    return open_registry


async def test_stacked_on_a_narrow_terminal(tmp_path: Path, registry: RealRegistry) -> None:
    async with comparison_of(tmp_path, feed_at(registry), "1.0", "1.1", size=NARROW) as pilot:
        rows = differing(pilot)
        for row in [
            ("digest", "-", FIRST.digest[:19]),
            ("", "+", SECOND.digest[:19]),
            ("what", "=", "image"),
            ("gone", "-", "1"),
            ("new", "+", "[b]2[/]"),
            ("team", "-", "payments"),
            ("", "+", "search"),
        ]:
            assert row in rows
        layers = rows[rows.index(("LAYERS", "", "")) + 1 :]
        assert [row[:2] for row in layers] == [("made anew", "-"), ("", "+"), ("shared", "=")]
        assert layers[0][2].endswith("COPY app /app")
        assert layers[2][2].endswith("ADD base.tar /")
        words = said(pilot, "#summary")
        assert words.startswith("1 layer shared, the first 1 in the same order. The second is")


async def test_side_by_side_on_a_wide_terminal(tmp_path: Path, registry: RealRegistry) -> None:
    async with comparison_of(tmp_path, feed_at(registry), "1.0", "1.1", size=WIDE) as pilot:
        rows = differing(pilot)
        for row in [
            ("digest", FIRST.digest[:19], SECOND.digest[:19]),
            ("team", "payments", "search"),
            ("gone", "1", "-"),
            ("new", "-", "[b]2[/]"),
        ]:
            assert row in rows
        (base,) = (row for row in rows if row[0] == "base")
        assert base[1:] == ("-", f"docker.io/library/debian:12@sha256:{'b' * 64}"[: len(base[2])])
        await pilot.resize_terminal(*NARROW)
        await press(pilot)
        assert ("team", "-", "payments") in differing(pilot)


async def test_the_same_image_under_two_tags(tmp_path: Path, registry: RealRegistry) -> None:
    async with comparison_of(tmp_path, feed_at(registry), "1.0", "1.0-again") as pilot:
        assert said(pilot, "#summary") == "Both are the same, byte for byte."
        assert {row[1] for row in differing(pilot) if row[1]} == {"="}


async def test_tags_are_marked_and_compared(tmp_path: Path, registry: RealRegistry) -> None:
    feed = feed_at(registry)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app", "1.0")) as pilot:
        await press(pilot, "c")
        assert "Mark a tag with space" in toasts(pilot.app)
        await press(pilot, "space")
        assert said(pilot, "#status").startswith("marked 1.0: ")
        await press(pilot, "home", "c")
        assert isinstance(pilot.app.screen, CompareScreen)
        assert ("digest", "-", FIRST.digest[:19]) in differing(pilot)
        await press(pilot, "x")
        assert ("digest", "-", SECOND.digest[:19]) in differing(pilot)
        await press(pilot, "2")
        assert sheet(pilot)["digest"] == FIRST.digest
        await press(pilot, "escape", "1")
        assert sheet(pilot)["digest"] == SECOND.digest
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, TagsScreen)


async def test_other_platforms_are_compared_with_a_key(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    push(open_registry.url, "team/multi", ["1"], images.oci_index(text="one"))
    three = images.oci_index(("linux/amd64", "linux/arm64/v8", "linux/s390x"), text="two")
    push(open_registry.url, "team/multi", ["2"], three)
    feed = feed_at(open_registry)
    async with comparison_of(tmp_path, feed, "1", "2", repository="team/multi") as pilot:
        assert said(pilot, "#count") == "linux/amd64"
        s390x = three.manifests[2].digest[:19]
        assert ("linux/s390x", "+", s390x) in differing(pilot)
        await press(pilot, "p")
        assert said(pilot, "#count") == "linux/arm64/v8"
        await press(pilot, "p")
        assert said(pilot, "#count") == "linux/amd64", "only what both have"


async def test_filter_and_copy(tmp_path: Path, registry: RealRegistry) -> None:
    async with comparison_of(tmp_path, feed_at(registry), "1.0", "1.1") as pilot:
        await press(pilot, "slash", *"team")
        assert differing(pilot) == [("team", "-", "payments"), ("", "+", "search")]
        assert said(pilot, "#count") == "1 hit"
        await press(pilot, "escape", "y", "enter")
        assert pilot.app.clipboard == "docker pull here.example.com/team/app:1.1"


async def test_what_is_not_there_is_explained(tmp_path: Path, registry: RealRegistry) -> None:
    async with comparison_of(tmp_path, feed_at(registry), "1.0", "9.9") as pilot:
        assert "9.9" in said(pilot, "#explanation")
        await press(pilot, "p", "y")
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, TagsScreen)
