"""What the tests of dialects are given."""

import pytest

from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.sites import Sites
from tests.support.certificates import Certificates


@pytest.fixture
def sites(scripted_server: ServerFactory, certificates: Certificates, connect: Connect) -> Sites:
    """Registries at their own hosts."""
    return Sites(scripted_server, certificates, connect)
