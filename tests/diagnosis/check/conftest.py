from collections.abc import Callable
from typing import Any

import pytest

from tests.diagnosis.check.support import Checks
from tests.support.scripted import ScriptedServer


@pytest.fixture
def check() -> Checks:
    """Run checks with no environment but what a test gives."""
    return Checks()


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
