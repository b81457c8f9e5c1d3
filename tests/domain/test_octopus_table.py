"""The table of tags of octopus.md: what Octopus Deploy's two modes make of a tag, and regbrowse."""

import pytest

from regbrowse.domain.tag import read_tag
from regbrowse.domain.version import read_version

# tag, numbers and pre-release in Docker mode (0.0.0.0 and no-version are `-`), SemVer mode
TABLE = """
    latest          -           -               rejected
    1               1           -               accepted
    1.2             1.2         -               accepted
    1.2.3.4         1.2.3.4     -               accepted
    v1.2.3          1.2.3       -               accepted
    V1.2.3          1.2.3       -               rejected
    1.2.3.4.5       1.2.3.4     5               rejected
    1.2.3-alpha     1.2.3       alpha           accepted
    1.2.3_build     1.2.3       build           rejected
    1.0myfeature    1.0         myfeature       rejected
    20240101        20240101    -               accepted
    202401011200    -           -               rejected
    12345678901abc  -           -               rejected
    1a2b3c4         1           a2b3c4          rejected
    sha-a1b2c3d     -           -               rejected
    01.02.003       1.2.3       -               accepted
    1_2_3           1           2_3             rejected
    1.2.3-          1.2.3       -               rejected
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]

# Where regbrowse reads a tag otherwise than Docker mode, on purpose: all numbers are numbers, large
# ones too, and the hash of a commit is no version.
OTHERWISE = {
    "1.2.3.4.5": "1.2.3.4.5",
    "202401011200": "202401011200",
    "1a2b3c4": "-",
}


@pytest.mark.parametrize(("tag", "verdict"), [(row[0], row[3]) for row in ROWS])
def test_semver_mode(tag: str, verdict: str) -> None:
    assert read_tag(tag).semver == (verdict == "accepted")


@pytest.mark.parametrize(("tag", "numbers", "rest"), [row[:3] for row in ROWS])
def test_docker_mode(tag: str, numbers: str, rest: str) -> None:
    version = read_version(tag)
    expected = OTHERWISE.get(tag, numbers)
    if expected == "-":
        assert version is None
        return
    assert version is not None
    assert version.release == tuple(map(int, expected.split(".")))
    if tag not in OTHERWISE:
        # What Docker mode takes for a pre-release is one here, or a variant.
        labels = ".".join(map(str, version.labels))
        assert (labels or version.variant or "-") == rest
