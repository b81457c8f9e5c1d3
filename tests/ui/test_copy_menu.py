"""The copy menu: every form, only for valid names."""

from pathlib import Path

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.copying import Copyable, copy_choices
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.kinds import Kind
from regbrowse.ui.opening import Opening
from regbrowse.ui.screens.copy_menu import CopyMenu
from tests.conftest import ServerFactory
from tests.support import images, serving_images
from tests.support.push import push
from tests.support.registry import RealRegistry
from tests.support.scripted import ScriptedServer
from tests.ui.browsing import browse, feed_at, serve
from tests.ui.images import image_of, said
from tests.ui.support import press, screen_text, toasts

DIGEST = f"sha256:{'a' * 64}"
FEED = Feed("prod", Address("registry.example.com"))


def texts(thing: Copyable) -> list[str]:
    return [choice.text for choice in copy_choices(thing)]


def test_every_form_of_an_image_by_tag_and_by_digest() -> None:
    name = "registry.example.com/team/app"
    pinned = f"{name}@{DIGEST}"
    assert texts(Copyable(FEED, "team/app", "1.0", DIGEST)) == [
        f"docker pull {name}:1.0",
        f"podman pull {name}:1.0",
        f"skopeo copy docker://{name}:1.0 oci:app",
        f"crane pull {name}:1.0 app.tar",
        f"{name}:1.0",
        f"image: {name}:1.0",
        f"FROM {name}:1.0",
        f"docker pull {pinned}",
        f"podman pull {pinned}",
        f"skopeo copy docker://{pinned} oci:app",
        f"crane pull {pinned} app.tar",
        pinned,
        f"image: {pinned}",
        f"FROM {pinned}",
        DIGEST,
    ]


def test_the_registry_path_is_what_is_pulled_by() -> None:
    feed = Feed("prod", Address("10.0.0.5", 5000), registry_path="mirror.example.com/hub")
    assert "FROM mirror.example.com/hub/team/app:1.0" in texts(Copyable(feed, "team/app", "1.0"))


def test_an_ipv6_address_is_quoted_where_a_bracket_means_something() -> None:
    feed = Feed("six", Address.parse("[2001:db8::1]:5000"))
    found = texts(Copyable(feed, "app", "1.0"))
    assert 'image: "[2001:db8::1]:5000/app:1.0"' in found
    assert "docker pull '[2001:db8::1]:5000/app:1.0'" in found


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (Kind.CHART, "helm pull oci://registry.example.com/team/app --version 1.0+build"),
        (Kind.SBOM, "oras pull registry.example.com/team/app:1.0_build"),
        (Kind.WASM, "docker pull registry.example.com/team/app:1.0_build"),
    ],
)
def test_what_is_no_image_is_pulled_by_its_own_tool(kind: Kind, first: str) -> None:
    found = texts(Copyable(FEED, "team/app", "1.0_build", kind=kind))
    assert found[0] == first
    assert not [text for text in found if text.startswith(("FROM", "image:"))]


@pytest.mark.parametrize(
    ("repository", "tag", "digest"),
    [
        ("team/app", "$(id)", None),
        ("team/app", "a b", DIGEST),
        ("Team/App", "1.0", None),
        ("team/app; id", "1.0", None),
        ("team/app", None, "sha256:short"),
        ("team/app", "1.0\n", None),
    ],
)
def test_nothing_is_made_of_what_is_no_valid_name(
    repository: str, tag: str | None, digest: str | None
) -> None:
    assert copy_choices(Copyable(FEED, repository, tag, digest)) == []


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    serve(server, ["team/app"], {"team/app": ["1.0", "$(id)"]})
    return server


async def test_the_menu_of_a_tag(tmp_path: Path, server: ScriptedServer) -> None:
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app")) as pilot:
        await press(pilot, "Y", "end", "enter")
        assert pilot.app.clipboard == "FROM here.example.com/team/app:1.0"
        assert "Copied: FROM here.example.com/team/app:1.0" in toasts(pilot.app)
        await press(pilot, "Y", "down", "escape")
        assert not isinstance(pilot.app.screen, CopyMenu)
        assert pilot.app.clipboard == "FROM here.example.com/team/app:1.0"


async def test_the_menu_of_a_tag_has_its_digest_and_fits_what_it_is(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    image, chart = images.oci_image(text="copied"), images.helm_chart()
    serve(server, ["team/app"], {"team/app": ["2.0", "1.0"]})
    serving_images.serve(server, "team/app", {"2.0": image, "1.0": chart})
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app")) as pilot:
        await press(pilot, "Y", "end", "enter")
        assert pilot.app.clipboard == image.digest
        await press(pilot, "down", "y")
        helm = "helm pull oci://here.example.com/team/app --version 1.0"
        assert pilot.app.clipboard == helm
        assert said(pilot, "#status") == helm, "the status line says what is copied"
        await press(pilot, "Y")
        text = screen_text(pilot.app)
        assert "docker, by" not in text
        assert "oras, by digest" in text
        assert "FROM" not in text
        assert "skopeo copy" in text
        await press(pilot, "escape", "p", "p", "y")
        assert pilot.app.clipboard.startswith("skopeo copy docker://here.example.com/team/app:1.0")


@pytest.mark.registry
async def test_the_row_under_the_cursor_is_copied(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    pushed = images.oci_index(text="rows")
    push(open_registry.url, "team/app", ["1.0"], pushed)
    layer = pushed.manifests[0].document["layers"][0]["digest"]
    async with image_of(tmp_path, open_registry) as pilot:
        await press(pilot, "end", "y", "enter")
        assert pilot.app.clipboard == pushed.manifests[1].digest
        await press(pilot, "y", "down", "enter")
        name = "here.example.com/team/app"
        assert pilot.app.clipboard == f"{name}@{pushed.manifests[1].digest}"
        await press(pilot, "2", "y", "enter")
        assert pilot.app.clipboard == layer
        await press(pilot, "7", "end", "y", "enter")
        assert pilot.app.clipboard == pushed.manifests[2].digest
        await press(pilot, "home", "y", "enter")
        assert pilot.app.clipboard == f"docker pull {name}:1.0"


async def test_what_was_found_is_copied_in_each_form(
    tmp_path: Path, server: ScriptedServer
) -> None:
    image = images.oci_image(text="found")
    serving_images.serve(server, "team/app", {"1.0": image})
    async with browse(tmp_path, feed_at(server)) as pilot:
        await press(pilot, "f", *"1.0", "enter", "Y", "end", "enter")
        assert pilot.app.clipboard == image.digest


async def test_a_tag_that_is_no_name_has_no_menu(tmp_path: Path, server: ScriptedServer) -> None:
    feed = feed_at(server)
    async with browse(tmp_path, feed, opening=Opening(feed, "team/app")) as pilot:
        await press(pilot, "end", "Y")
        assert not isinstance(pilot.app.screen, CopyMenu)
        assert toasts(pilot.app) == "This is no valid name, so there is nothing to copy."


@pytest.mark.registry
async def test_the_menu_of_an_image_has_its_digest(
    tmp_path: Path, open_registry: RealRegistry
) -> None:
    pushed = images.oci_image(text="copied")
    push(open_registry.url, "team/app", ["1.0"], pushed)
    async with image_of(tmp_path, open_registry) as pilot:
        await press(pilot, "y")
        assert pushed.digest[:12] in screen_text(pilot.app)
        await press(pilot, "end", "y")
        assert pilot.app.clipboard == pushed.digest
        await press(pilot, "y")
        await pilot.click("#choices", offset=(6, 2))
        await press(pilot)
        await pilot.click("#choices", offset=(6, 2))
        await press(pilot)
        assert pilot.app.clipboard == "podman pull here.example.com/team/app:1.0"
