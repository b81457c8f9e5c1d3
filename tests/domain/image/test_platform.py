"""Platforms: written, read, and which of them runs here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.index import choose, in_order, sort_entries, subject_of
from regbrowse.domain.image.platform import (
    Platform,
    machine_platform,
    parse_platform,
    runnable_first,
    wanted,
)

NAMES = ["linux/386", "linux/arm/v5", "linux/arm/v7", "linux/arm/v6", "linux/arm64/v8",
         "windows/amd64", "linux/amd64/v3", "linux/amd64", "linux/riscv64"]  # fmt: skip
PAIRS = [(parse_platform(name), name) for name in NAMES]


@pytest.mark.parametrize("text", ["linux/amd64", "linux/arm/v7", "windows/amd64", "wasip1/wasm"])
def test_written_as_read(text: str) -> None:
    assert str(parse_platform(text)) == text
    assert str(parse_platform(f" {text.upper()} ")) == text


@pytest.mark.parametrize(
    "text", ["", "linux", "linux/", "/amd64", "a/b/c/d", "li nux/amd64", "-/x"]
)
def test_what_is_no_platform(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_platform(text)
    assert caught.value.code is Code.INVALID_PLATFORM


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        ("x86_64", ["linux/amd64", "linux/386"]),
        ("AMD64", ["linux/amd64"]),
        ("aarch64", ["linux/arm64/v8"]),
        ("arm64", ["linux/arm64/v8"]),
        ("armv7l", ["linux/arm/v7", "linux/arm/v6", "linux/arm/v5"]),
        ("armv6l", ["linux/arm/v6", "linux/arm/v5"]),
        ("riscv64", ["linux/riscv64"]),
        ("i686", ["linux/386"]),
    ],
)
def test_what_runs_here_comes_first(machine: str, expected: list[str]) -> None:
    platform = machine_platform(machine)
    ordered = runnable_first(PAIRS, platform)
    first = [name for name in expected if platform.runs(parse_platform(name))]
    assert ordered[: len(first)] == first
    assert sorted(ordered) == sorted(NAMES)
    rest = ordered[len(first) :]
    assert rest == [name for name in NAMES if name in rest]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("linux/amd64", "linux/amd64"),
        ("linux/x86_64", "linux/amd64"),
        ("linux/amd64/v2", "linux/amd64"),
        ("linux/amd64/v4", "linux/amd64/v3"),
        ("linux/arm64", "linux/arm64/v8"),
        ("linux/arm", "linux/arm/v7"),
        ("linux/arm/7", "linux/arm/v7"),
        ("linux/arm/v8", "linux/arm/v7"),
        ("linux/s390x", None),
        ("linux/arm/v4", None),
        ("windows/arm64", None),
    ],
)
def test_what_was_asked_for(asked: str, found: str | None) -> None:
    assert wanted(PAIRS, parse_platform(asked)) == found


@given(st.text(max_size=6), st.text(max_size=6), st.none() | st.text(max_size=4))
def test_any_platform_runs_on_itself(os: str, architecture: str, variant: str | None) -> None:
    platform = Platform(os, architecture, variant)
    assert platform.runs(platform)
    assert platform.normalized.normalized == platform.normalized


def entry(digest: str, platform: str | None = None, **more: object) -> Descriptor:
    read = Platform(*platform.split("/")) if platform else None
    return Descriptor(digest, platform=read, **more)  # type: ignore[arg-type]


def test_the_entries_of_an_index() -> None:
    about = {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": "sha256:amd",
    }
    attestation = entry("sha256:att", "unknown/unknown", annotations=about)
    nested = entry("sha256:nest", media_type="application/vnd.oci.image.index.v1+json")
    arm, amd = entry("sha256:arm", "linux/arm64"), entry("sha256:amd", "linux/amd64")
    plain, odd = entry("sha256:plain"), entry("sha256:odd", "unknown/unknown")
    entries = sort_entries([attestation, arm, nested, amd, plain, odd])
    assert (entries.platforms, entries.nested) == ([arm, amd], [nested])
    assert (entries.attestations, entries.others) == ([attestation], [plain, odd])
    assert subject_of(attestation) == "sha256:amd"
    here = machine_platform("x86_64")
    assert in_order(entries.platforms, here) == [amd, arm]
    assert choose(entries, None, here) is amd
    assert choose(entries, parse_platform("linux/arm64"), here) is arm
    assert choose(entries, parse_platform("linux/s390x"), here) is None
    assert choose(sort_entries([arm]), None, here) is arm
    assert choose(sort_entries([plain]), None, here) is plain
    assert choose(sort_entries([entry("sha256:x", artifact_type="a/b")]), None, here) is None
    assert choose(sort_entries([]), None, here) is None
