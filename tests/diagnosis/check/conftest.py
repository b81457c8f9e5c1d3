import pytest

from tests.diagnosis.check.support import REPORTED, Checks


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of what all others have reported come last."""
    items.sort(key=lambda item: item.path.name == "test_rows.py")


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Checks:
    """Run checks with no environment but what a test gives."""
    return Checks(reported=REPORTED.setdefault(request.node.name, set()))
