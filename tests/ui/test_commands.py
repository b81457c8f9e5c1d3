from collections import Counter

import pytest
from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from regbrowse.domain.tag import TagKind
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.app import RegbrowseApp
from regbrowse.ui.command import Command, Place
from regbrowse.ui.commands import COMMANDS, at, bindings, key_text, places_of
from regbrowse.ui.kind_words import KINDS, SHORT, kind_word
from regbrowse.ui.screens.catalog import CatalogScreen
from regbrowse.ui.screens.compare import CompareScreen
from regbrowse.ui.screens.feed_form import FeedForm
from regbrowse.ui.screens.feeds import FeedsScreen
from regbrowse.ui.screens.find import FindScreen
from regbrowse.ui.screens.image import ImageScreen
from regbrowse.ui.screens.image_parts import Part
from regbrowse.ui.screens.layer_files import LayerFilesScreen
from regbrowse.ui.screens.tags import TagsScreen
from regbrowse.ui.widgets.row_list import RowList
from tests.ui.support import press, screens

LISTS: dict[Place, type[Screen[None]]] = {
    Place.FEEDS: FeedsScreen,
    Place.CATALOG: CatalogScreen,
    Place.TAGS: TagsScreen,
    Place.IMAGE: ImageScreen,
    Place.LAYER: LayerFilesScreen,
    Place.COMPARE: CompareScreen,
    Place.FIND: FindScreen,
}


def bound(owner: type[Screen[None] | App[str] | RowList | FeedForm]) -> dict[str, Binding]:
    """The bindings of a class by the id of their command; those without one have none."""
    return {each.id: each for each in owner.BINDINGS if isinstance(each, Binding) and each.id}


def keys_of(commands: tuple[Command, ...]) -> Counter[str]:
    return Counter(key for command in commands for key in command.keys)


def test_ids_are_unique_and_begin_with_their_place() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(ids) == len(set(ids))
    prefixes = {command.place: command.id.partition(".")[0] for command in COMMANDS}
    assert len(set(prefixes.values())) == len(Place)
    assert all(command.id.startswith(f"{prefixes[command.place]}.") for command in COMMANDS)


@pytest.mark.parametrize("place", [Place.CATALOG, Place.TAGS, Place.IMAGE, Place.COMPARE])
def test_no_key_means_two_things_in_the_same_place(place: Place) -> None:
    keys = keys_of(at(place, Place.LIST, Place.EVERYWHERE))
    # A row of a catalog is a repository or a namespace.
    two = {"enter"} if place is Place.CATALOG else set()
    assert {key for key, count in keys.items() if count > 1} == two


def test_each_kind_of_tag_has_words_and_a_key() -> None:
    kinds = [kind.value for kind in TagKind]
    assert list(KINDS) == list(SHORT) == kinds
    for number, kind in enumerate(kinds, 1):
        (command,) = (each for each in COMMANDS if each.id == f"tags.{kind}")
        assert command.keys == (str(number),)
        assert kind_word(kind) in {kind, "pre-release"}


def test_each_part_of_an_image_has_a_key() -> None:
    for part in Part:
        (command,) = (each for each in at(Place.IMAGE) if each.keys == (str(part + 1),))
        assert command.label.upper().replace(" ", "_") == part.name


async def test_places_are_told_by_what_a_screen_binds(demo: RegistryService) -> None:
    async with screens(demo) as pilot:
        assert places_of(pilot.app.screen) == (Place.FEEDS, Place.LIST)
        await press(pilot, "a")
        assert places_of(pilot.app.screen) == (Place.FORM,)


@pytest.mark.parametrize("place", LISTS)
def test_each_screen_binds_its_commands_and_carries_them_out(place: Place) -> None:
    screen = LISTS[place]
    for command in at(place, Place.LIST):
        if command.action:
            assert bound(screen)[command.id].key == ",".join(command.keys)
            assert callable(getattr(screen, f"action_{command.action.partition('(')[0]}"))


def test_the_app_binds_what_can_be_done_everywhere() -> None:
    for command in at(Place.EVERYWHERE):
        assert bound(RegbrowseApp)[command.id].action == command.action
        assert callable(getattr(RegbrowseApp, f"action_{command.action}"))


def test_the_list_itself_does_what_has_no_action() -> None:
    rows = {each.key for each in RowList.BINDINGS if isinstance(each, Binding)}
    for command in at(Place.LIST):
        assert command.action or ",".join(command.keys) in rows


def test_every_command_says_what_it_does() -> None:
    for command in COMMANDS:
        assert command.label[0].isupper()
        assert command.help[0].isupper()
        assert not command.help.endswith(".")
        assert Content.from_markup(command.help).plain == command.help


def test_bindings_are_made_of_the_commands() -> None:
    (first, *_, last) = bindings(Place.CATALOG, Place.LIST)
    assert isinstance(first, Binding)
    assert isinstance(last, Binding)
    assert (first.id, first.key, first.action) == ("catalog.open", "enter", "open")
    assert (first.description, first.show, first.key_display) == ("Tags", True, "enter")
    assert last.id == "catalog.copy", "what is minor comes after what every list has"


def test_leaving_and_the_palette_work_in_front_of_everything() -> None:
    everywhere = [each for each in bindings(Place.EVERYWHERE) if isinstance(each, Binding)]
    assert {each.key for each in everywhere if each.priority} == {"ctrl+q", "ctrl+p"}


def test_keys_are_shown_as_people_read_them() -> None:
    for command in COMMANDS:
        assert "_" not in key_text(command), "this is a name of Textual's"
