"""What the documentation promises by the name of a test."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TABLE = (ROOT / "docs" / "registries.md").read_text("utf-8")

SEED = ("Docker Hub", "Private registry (v2)", "v1 registry", "Docker Trusted Registry")
MORE = ("Artifactory", "Azure", "AWS", "Quay", "ProGet")


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@pytest.mark.parametrize("registry", [*SEED, *MORE])
def test_each_registry_has_a_row(registry: str) -> None:
    assert any(row[0].startswith(registry) for row in rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_row_is_backed_by_tests_that_there_are(row: list[str]) -> None:
    named = re.findall(r"`(tests/[^`]+)`", row[-1])
    assert named
    for name in named:
        file, _, test = name.partition("::")
        assert test, f"{name} names no test"
        definition = rf"^(async )?def {re.escape(test)}\("
        assert re.search(definition, (ROOT / file).read_text("utf-8"), re.MULTILINE)
