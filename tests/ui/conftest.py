"""Services for the screens: on the demo's registries, or the user's on a machine of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import keyring
import pytest

from regbrowse.bootstrap import separate_service, user_service
from regbrowse.demo.world import DemoWorld
from regbrowse.service.registry_service import RegistryService
from tests.credentials.support import MemoryKeyring
from tests.support.machine import Machine
from tests.ui.support import TextFile


@pytest.fixture(scope="session")
def world() -> Iterator[DemoWorld]:
    """The registries of the demo, running; `support.feed_of` finds one."""
    with DemoWorld() as running:
        yield running


@pytest.fixture
def demo(world: DemoWorld, tmp_path: Path) -> Iterator[RegistryService]:
    """The service of `regbrowse demo`: its four feeds, a cache of its own, no keychain."""
    logins = [(feed, world.login) for feed in world.feeds if feed.username]
    with closing(separate_service(tmp_path / "demo", world.feeds, logins)) as service:
        yield service


@pytest.fixture
def feeds_file(machine: Machine) -> TextFile:
    """The feeds file of the user; there is none yet."""
    return TextFile(machine.config / "feeds.toml")


@pytest.fixture
def start_service(machine: Machine) -> Iterator[Callable[[], RegistryService]]:
    """Build the service of the test's machine, once what it is to find is in place."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(user_service()))


@pytest.fixture
def keychain() -> Iterator[MemoryKeyring]:
    """A keychain that works; without it the test's machine has none."""
    memory, before = MemoryKeyring(), keyring.get_keyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)
