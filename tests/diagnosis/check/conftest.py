from collections.abc import Callable
from typing import Any

import pytest

from tests.diagnosis.check.support import REPORTED, Checks
from tests.support.scripted import ScriptedServer


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of what all others have reported come last."""
    items.sort(key=lambda item: item.path.name == "test_rows.py")


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Checks:
    """Run checks with no environment but what a test gives."""
    return Checks(reported=REPORTED.setdefault(request.node.name, set()))


@pytest.fixture
def scripted_server(
    scripted_server: Callable[..., ScriptedServer],
) -> Callable[..., ScriptedServer]:
    """Start servers that say back what they are told, so that there is something to cover."""

    def start(**options: Any) -> ScriptedServer:
        server = scripted_server(**options)
        server.says_back = True
        return server

    return start
