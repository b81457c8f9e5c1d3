import pytest

from tests.diagnosis.check.support import Checks


@pytest.fixture
def check() -> Checks:
    """Run checks with no environment but what a test gives."""
    return Checks()
