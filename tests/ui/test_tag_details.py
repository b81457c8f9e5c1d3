"""Details of tags on their screen: those in view first, sorting, folded variants, ranges."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.tag_choice import Order
from regbrowse.ui.screens.tags import TagsScreen
from tests.conftest import RegistryFactory, ServerFactory
from tests.support import serving_images
from tests.support.images import cosign_signature, cosign_tag, docker_image, oci_image, oci_index
from tests.support.push import push
from tests.support.scripted import Reply, ScriptedServer
from tests.ui.browsing import browse, cells_of, feed_at, rows_of, serve, tags
from tests.ui.feed_screens import explained
from tests.ui.support import in_front, press, screen_text, text_of, until

OLD = oci_image(text="old", created="2020-01-01T00:00:00Z")
NEW = oci_index(text="new")


@asynccontextmanager
async def opened(
    folder: Path, server: ScriptedServer, size: tuple[int, int] = (160, 48)
) -> AsyncIterator[Pilot[str]]:
    feed = feed_at(server)
    async with browse(folder, feed, opening=Opening(feed, "app"), size=size) as pilot:
        yield pilot


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, ["app"], {"app": ["2.0", "latest", "1.0", "broken"]})
    serving_images.serve(server, "app", {"2.0": NEW, "latest": NEW, "1.0": OLD})
    return server


def count(pilot: Pilot[str]) -> str:
    return text_of(tags(pilot).query_one("#count"))


def status(pilot: Pilot[str]) -> str:
    return text_of(tags(pilot).query_one("#status"))


def asked_tags(server: ScriptedServer) -> list[str]:
    """The tags whose manifests were asked for, each once, in the order of the requests."""
    names = (each.path.rpartition("/")[2] for each in server.requests if "/manifests/" in each.path)
    return list(dict.fromkeys(name for name in names if ":" not in name))


async def test_a_real_registry(tmp_path: Path, docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    push(registry.url, "app", ["2.0", "2", "latest"], NEW)
    push(registry.url, "app", ["1.0"], docker_image(created="2020-01-01T00:00:00Z"))
    push(registry.url, "app", [cosign_tag(NEW)], cosign_signature(NEW))
    feed = feed_at(registry)
    async with browse(tmp_path, feed, opening=Opening(feed, "app"), size=(160, 48)) as pilot:
        rows = {cells[0]: cells for cells in cells_of(pilot)}
        assert rows["2.0"][4] == "amd64 arm64/v8"
        assert rows["2.0"][5] == NEW.digest[:19]
        assert rows["2.0"][6] == "signed, latest, 2", "what moves comes first"
        assert rows["latest"][6] == "signed, 2, 2.0"
        assert rows["1.0"][3].endswith(" y ago")
        assert rows["1.0"][6] == ""
        assert count(pilot) == "4 of 5"


async def test_a_broken_tag_is_marked_and_explained(tmp_path: Path, server: ScriptedServer) -> None:
    async with opened(tmp_path, server) as pilot:
        rows = {cells[0]: cells for cells in cells_of(pilot)}
        assert rows["broken"][2] == "broken"
        assert rows["2.0"][5] == NEW.digest[:19]
        await press(pilot, "end", "up")
        assert "app:broken" in status(pilot)
        assert explained(pilot) == "", "one broken tag is no failure of the list"


async def test_what_is_in_view_is_read_and_nothing_far_away(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    names = [f"1.{number}.0" for number in range(500)]
    server = scripted_server()
    serve(server, ["app"], {"app": names})
    serving_images.serve(server, "app", dict.fromkeys(names, OLD))
    async with opened(tmp_path, server, (80, 24)) as pilot:
        asked = asked_tags(server)
        assert asked[0] == rows_of(pilot)[0]
        in_view = rows_of(pilot)[:15]
        assert set(in_view) <= set(asked[:20])
        assert len(asked) < 60
        await press(pilot, "end")
        assert rows_of(pilot)[-1] in asked_tags(server)
        assert len(asked_tags(server)) < 120
        assert asked_tags(server).index(rows_of(pilot)[-20]) >= len(asked)


async def test_what_moves_is_named_beside_what_it_moves_to_before_it_is_scrolled_to(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    names = [f"1.{number}.0" for number in range(300)]
    serve(server, ["app"], {"app": [*names, "latest", "bookworm"]})
    serving_images.serve(server, "app", dict.fromkeys(names, OLD))
    serving_images.serve(server, "app", {"latest": NEW, "1.299.0": NEW})
    async with opened(tmp_path, server, (160, 20)) as pilot:
        assert cells_of(pilot)[0][6] == "latest"
        assert "bookworm" not in asked_tags(server), "there may be hundreds of them"


async def test_sorting_reads_what_it_needs(tmp_path: Path, server: ScriptedServer) -> None:
    async with opened(tmp_path, server) as pilot:
        assert rows_of(pilot) == ["2.0", "1.0", "broken", "latest"]
        await press(pilot, "s")
        assert count(pilot) == "by date  4 of 4"
        assert rows_of(pilot)[-2:] == ["1.0", "broken"]
        await press(pilot, "s")
        assert count(pilot) == "by size  4 of 4"
        await press(pilot, "s")
        assert rows_of(pilot) == ["2.0", "1.0", "broken", "latest"]


async def test_more_tags_than_a_screen_has_lines_are_sorted(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    names = [f"1.{number}.0" for number in range(90)]
    server = scripted_server()
    serve(server, ["app"], {"app": names})
    images = {
        name: oci_image(created=f"2020-01-01T00:{n % 60:02}:00Z") for n, name in enumerate(names)
    }
    serving_images.serve(server, "app", images)
    async with opened(tmp_path, server, (80, 24)) as pilot:
        await press(pilot, "s")
        assert count(pilot) == "by date  90 of 90"
        assert rows_of(pilot)[0] == "1.59.0"
        await press(pilot, "s", "s")
        assert count(pilot) == "90 of 90"


async def test_a_sort_begun_while_details_come_in_ends_too(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    names = [f"1.{number}.0" for number in range(90)]
    server = scripted_server()
    serve(server, ["app"], {"app": names})
    serving_images.serve(server, "app", dict.fromkeys(names, OLD))
    server.on("/v2/app/manifests/1.89.0", Reply(404, delay=1))
    feed = feed_at(server)
    opening = Opening(feed, "app")
    async with browse(tmp_path, feed, opening=opening, settled=False) as pilot:
        await until(pilot, lambda: in_front(pilot.app, TagsScreen) and len(rows_of(pilot)) == 90)
        await until(pilot, lambda: tags(pilot).details.reading)
        await press(pilot, "s")
        assert count(pilot) == "by date  90 of 90"


async def test_a_sort_can_be_given_up(tmp_path: Path, scripted_server: ServerFactory) -> None:
    names = [f"1.{number}.0" for number in range(200)]
    server = scripted_server()
    serve(server, ["app"], {"app": names})
    serving_images.serve(server, "app", dict.fromkeys(names, OLD))
    for name in names[:50]:
        server.on(f"/v2/app/manifests/{name}", Reply(200, delay=10))
    async with opened(tmp_path, server, (80, 24)) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: "of 200, to sort by date   esc stops" in status(pilot))
        await press(pilot, "escape")
        assert in_front(pilot.app, TagsScreen)
        assert tags(pilot).choice.order is Order.VERSION
        assert count(pilot) == "200 of 200"
        await press(pilot, "escape")
        assert not in_front(pilot.app, TagsScreen)


async def test_a_registry_that_dies_keeps_what_is_known(
    tmp_path: Path, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry()
    push(registry.url, "app", ["1.0"], OLD)
    feed = feed_at(registry)
    async with browse(tmp_path, feed, opening=Opening(feed, "app"), size=(160, 48)) as pilot:
        assert cells_of(pilot)[0][5] == OLD.digest[:19]
        registry.stop()
        await press(pilot, "r")
        assert rows_of(pilot) == ["1.0"]
        assert "refuses connections" in explained(pilot)
        assert cells_of(pilot)[0][5] == OLD.digest[:19], "what is known stays"
        await press(pilot, "s")
        assert tags(pilot).choice.order is Order.VERSION


async def test_variants_fold_into_their_version(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    names = ["1.1", "1.1-alpine", "1.1-slim", "1.0-jre", "1.0-jdk", "latest"]
    serve(server, ["app"], {"app": names})
    async with opened(tmp_path, server) as pilot:
        assert len(rows_of(pilot)) == 6
        await press(pilot, "v")
        assert rows_of(pilot) == ["1.1", "1.0-jdk", "latest"]
        assert [cells[6] for cells in cells_of(pilot)] == ["+2 variants", "+1 variant", ""]
        assert count(pilot) == "variants folded  3 of 6"
        await press(pilot, "right")
        assert rows_of(pilot)[:3] == ["1.1", "1.1-alpine", "1.1-slim"]
        await press(pilot, "left", "v")
        assert len(rows_of(pilot)) == 6


async def test_versions_of_the_same_numbers_fold_each_its_own_variants(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    plain = ["3.13.0", "3.13", "3.13.0rc1", "3.13.0rc1-slim", "3.12"]
    variants = [
        f"{version}-{name}" for version in ("3.13.0", "3.13") for name in ("alpine", "slim")
    ]
    serve(server, ["app"], {"app": [*plain, *variants, "3.12.0-slim"]})
    async with opened(tmp_path, server) as pilot:
        await press(pilot, "v")
        assert rows_of(pilot) == ["3.13", "3.13.0", "3.13.0rc1", "3.12"]
        assert [cells[6] for cells in cells_of(pilot)] == [
            "+2 variants",
            "+2 variants",
            "+1 variant",
            "+1 variant",
        ]
        await press(pilot, "right")
        assert rows_of(pilot)[:4] == ["3.13", "3.13.0", "3.13-alpine", "3.13-slim"]
        assert count(pilot) == "variants folded  6 of 10"
        await press(pilot, "down", "down", "left")
        assert rows_of(pilot) == ["3.13", "3.13.0", "3.13.0rc1", "3.12"]
        await press(pilot, "end", "right")
        assert rows_of(pilot)[-2:] == ["3.12", "3.12.0-slim"]


async def test_what_is_said_of_a_tag_does_not_move_the_list(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with opened(tmp_path, server, (60, 24)) as pilot:
        heights = set()
        for key in ("home", "space", "down", "end", "up"):
            await press(pilot, key)
            heights.add(tags(pilot).rows.size.height)
        assert len(heights) == 1
        assert rows_of(pilot)[tags(pilot).rows.cursor] == "broken"
        assert status(pilot).startswith("marked 2.0: c compares   broken: ")


async def test_size_and_age_stay_beside_the_longest_names(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    name = f"1.0-{'x' * 60}"
    server = scripted_server()
    serve(server, ["team/app"], {"team/app": [name]})
    serving_images.serve(server, "team/app", {name: OLD})
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app")) as pilot:
        assert " y ago" in screen_text(pilot.app)
        last = screen_text(pilot.app).splitlines()[-2].strip()
        assert last.startswith("…")
        assert last.endswith(f"/app:{name}"), "the whole name is below the list"
        await press(pilot, "y")
        assert pilot.app.clipboard == f"docker pull here.example.com/team/app:{name}"


async def test_ranges_and_words_in_one_line(tmp_path: Path, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    serve(server, ["app"], {"app": ["3.0", "2.5-alpine", "2.5", "2.0-rc.1", "1.0", "latest"]})
    async with opened(tmp_path, server) as pilot:
        await press(pilot, "slash", *">=2,<3")
        assert rows_of(pilot) == ["2.5", "2.5-alpine"]
        assert count(pilot) == "2 of 6"
        await press(pilot, *" alp")
        assert rows_of(pilot) == ["2.5-alpine"]
        await press(pilot, "ctrl+u", *">=")
        assert "no range yet: >=" in count(pilot)
        assert len(rows_of(pilot)) == 6
        assert explained(pilot) == ""


async def test_a_range_has_prereleases_where_they_are_shown_without_releases(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["app"], {"app": ["3.1-rc.1", "3.0", "3.0-alpine", "2.0-rc.1", "latest"]})
    async with opened(tmp_path, server) as pilot:
        await press(pilot, "slash", *">=3", "escape")
        assert rows_of(pilot) == ["3.0", "3.0-alpine"]
        await press(pilot, "1", "3", "4")
        assert rows_of(pilot) == ["3.1-rc.1"]
        await press(pilot, "0")
        assert rows_of(pilot) == ["3.1-rc.1", "3.0", "3.0-alpine"]


async def test_keys_that_come_together_are_typed_into_the_filter(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve(server, ["app"], {"app": ["3.20", "3.19"]})
    async with opened(tmp_path, server) as pilot:
        driver = pilot.app._driver
        assert driver is not None
        for character in "/3.20":
            key = _character_to_key(character)
            driver.send_message(events.Key(key, character))
        await until(pilot, lambda: rows_of(pilot) == ["3.20"])
        assert tags(pilot).filter.value == "3.20"
        assert len(tags(pilot).choice.kinds) == 6, "no digit has toggled a kind"


async def test_semver_only(tmp_path: Path, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    serve(server, ["app"], {"app": ["1.2.3", "latest", "sha-a1b2c3d"]})
    async with opened(tmp_path, server) as pilot:
        await press(pilot, "m")
        assert rows_of(pilot) == ["1.2.3"]
        assert count(pilot) == "SemVer  1 of 3"
        await press(pilot, "m")
        assert len(rows_of(pilot)) == 3


async def test_at_80_columns_size_and_age_come_first(
    tmp_path: Path, server: ScriptedServer
) -> None:
    async with opened(tmp_path, server, (80, 24)) as pilot:
        header = next(line for line in screen_text(pilot.app).splitlines() if "KIND" in line)
        assert header.split() == ["TAG", "KIND", "SIZE", "CREATED", "ALSO"]
