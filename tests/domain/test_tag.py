"""The kinds of tags, and the order in which they are shown."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.tag import TagKind, newest_release, read_tag, sort_tags

HEX64 = "9f3c1d" * 10 + "abcd"

# Tags of python, node, nginx, postgres, ubuntu, debian, eclipse-temurin, openjdk, maven, gitlab,
# grafana, elasticsearch, redis, golang, dotnet, php, tomcat and of images that CI builds.
TAGS = {
    TagKind.RELEASE: """
        1 1.2 1.2.3 v1.2 v1.2.3 V1 1.2.3.4 1.2.3.4.5 2024.01.15 2024-01-15 20240101 202401011200
        1234567 v20240101 01.02.003 1.2.3- 22.04 3.12 3.12.1 21 1.27.3 8.12.0 7.2.4 9.9.4.87374
        19.3.0.0.0 0 2147483648
    """,
    TagKind.PRERELEASE: """
        1.2.3-alpha 1.2.3-rc.1 1.2.3-rc10 1.2.3-RC1 1.2.3-rc.1-alpine 3.14.0a2 3.14.0b1 3.14.0rc1
        3.14.0.dev3 3.14-rc-slim-bookworm 3.13.0rc1-slim-bookworm 17beta1 16rc1-alpine 7.2-rc3
        1.22rc1-alpine3.19 10.0-preview.1 8.0.100-preview.7-alpine3.18-amd64 9.0-preview
        8.12.0-SNAPSHOT 7.0.0-alpha1 11.0.0-M20-jre21-temurin-jammy 5.0.0.M1 22-ea-21-jdk-slim
        4.0.0-rc-2-eclipse-temurin-17 1.0-dev 1.0-dev-alpine 2.0.0-nightly20240101 1.0-canary.4
        1.0-next.3 1.0-insiders 1.0-test 1.0-milestone.2 1.0-pre 1.0.0.CR2 17.0.0-rc42.ce.0
        2.8.0-rc.1 20240101-beta 1.2.3_rc1 14b1
    """,
    TagKind.VARIANT: """
        1.27.3-alpine 3.12-slim-bookworm 3.12-alpine3.20 8-jre 8u392-jre 8u392-b08-jdk-jammy
        17.0.9_9-jdk-jammy 21-jdk-noble 1.2.3_build 1.2.3+build 2.7.1-0ubuntu1 1.2.3-ls45
        1.2.3-20240101 1.2.3-1 1.2.3.post1 16.11.0-ce.0 10.2.3-ubuntu 10.3.0-151234 8.12.0-amd64
        1.21.0-windowsservercore-ltsc2022 8.0-jammy-chiseled 22-bookworm-slim 8.2-fpm-alpine
        16-bullseye 5.0.0.Final 1.0myfeature 1_2_3 22.04-20240101 3.12-windowsservercore-1809
        20240101-alpine 1.2.3-gabcdef0 2024-01-15-alpine 1.2.3-arm64v8 3-latest 1a2b3c 2024-01
        20240115T103000Z
    """,
    TagKind.CHANNEL: """
        latest stable edge main master develop lts nightly next canary beta rc dev current rolling
        mainline latest-alpine stable-alpine3.19-slim mainline-perl bookworm slim alpine
        slim-bookworm bookworm-slim noble jammy lts-alpine3.20 lts-iron current-slim hydrogen
        alpine3.20 fpm-alpine3.19 jdk21 lts-jdk17 windowsservercore-ltsc2022 main-ubuntu
        latest-amd64 latest-arm64v8 latest-x86_64 amd64-latest latest-8.2 php8.2-apache
        feature-login renovate_deps latest-20240101 Latest facade deadbee
    """,
    TagKind.COMMIT: """
        a1b2c3d 1a2b3c4 sha-a1b2c3d 9f3c1de20b 12345678901abc A1B2C3D 20240101a sha-1234567
        sha-deadbee 0123456789abcdef0123456789abcdef01234567
        sha-0123456789abcdef0123456789abcdef01234567
    """,
    TagKind.ARTIFACT: f"""
        sha256-{HEX64} sha256-{HEX64}.sig sha256-{HEX64}.att sha256-{HEX64}.sbom
        sha512-{HEX64} sha512-{HEX64}.sig sha256-{HEX64}.0123456789abcdef.sbom
    """,
    TagKind.OTHER: f"""
        jdk-17.0.1 release-1.2.3 version-1.2.3 RELEASE.2024-01-15T00-00-00Z bookworm-20240101
        jammy-20240111 alpine3.19.1 pr-123 build-1234 b4719 server-b4719 main-a1b2c3d
        main-1700000000 main-g1a2b3c4 sha-xyz sha-a1b2c3 sha256-abc123 sha256-{HEX64[:63]}
        sha256-{HEX64[:63]}.sig sha256-{HEX64}-sig {HEX64} _ _latest v-1 v.1 feature-JIRA-1234
        a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d
    """,
}
HOSTILE = [
    "",
    " ",
    "\n",
    "1.2.3\n",
    "latest\n",
    "a1b2c3d\n",
    f"sha256-{HEX64}\n",
    " 1.2.3",
    "1.2.3 ",
    "latest\x1b[31m",
    "\x00",
    "-1",
    ".1",
    "\u0661.\u0662",
    "\uff11.2",
    "1.2.3-\u03b1lpha",
    "late\u017ft",
    "\u212alatest",
    "\ud800",
    "1" * 129,
    "9" * 5000,
    "v" + "1." * 5000,
    "a" * 129,
    "a1" * 100_000,
    "latest-" * 50_000,
    "\U0001f600",
]


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in TAGS.items() for name in names.split()]
)
def test_kind(kind: TagKind, name: str) -> None:
    tag = read_tag(name)
    assert tag.name == name
    assert tag.kind is kind
    is_version = kind in {TagKind.RELEASE, TagKind.PRERELEASE, TagKind.VARIANT}
    assert (tag.version is not None) == is_version
    assert (tag.reading is not None) == is_version


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_tag_is_other(name: str) -> None:
    assert read_tag(name)[:4] == (name, TagKind.OTHER, None, None)


@pytest.mark.parametrize(
    ("name", "version", "variant", "semver"),
    [
        ("v1.2.3-rc.1-alpine", "1.2.3-rc.1", "alpine", True),
        ("1.27.3-alpine", "1.27.3", "alpine", True),
        ("3.14.0a2", "3.14.0a2", None, False),
        ("V1.2.3", "1.2.3", None, False),
        ("01.02.003", "01.02.003", None, True),
        ("8u392-jre", "8", "u392-jre", False),
        ("latest", None, None, False),
        ("a1b2c3d", None, None, False),
    ],
)
def test_what_a_tag_says(name: str, version: str | None, variant: str | None, semver: bool) -> None:
    tag = read_tag(name)
    assert (tag.version, tag.variant, tag.semver) == (version, variant, semver)


def test_reading_has_the_numbers() -> None:
    version = read_tag("v1.2.0-rc.1-alpine").reading
    assert version is not None
    assert (version.release, version.labels) == ((1, 2, 0), ("rc", 1))


SHOWN = f"""
    20240101 2.8.0-rc.1 2.7.1 v2.7.1 2.7.1-alpine 2.7.1-alpine3.9 v2.7.1-alpine3.9
    2.7.1-alpine3.10 2.7.1-slim 2.7.1-rc.10 2.7.1-rc9 2.7.1-rc9-alpine 2.7.1-beta 2.7 2.7.0
    2.7-alpine 2.6.10 2.6.9 2 1.0.0.1 1 1.0 v1.0.0 0.1
    edge latest latest-alpine
    jdk-17.0.1 pr-12
    a1b2c3d sha-a1b2c3d
    sha256-{HEX64} sha256-{HEX64}.sig
""".split()


def test_order_shown() -> None:
    shuffled = [read_tag(name) for name in SHOWN]
    random.Random(1).shuffle(shuffled)
    assert [tag.name for tag in sort_tags(shuffled)] == SHOWN


@pytest.mark.parametrize(
    ("names", "newest"),
    [
        ("1.9.0 1.10.0 1.10.0-alpine 2.0.0-rc.1 latest", "1.10.0"),
        ("20240101 1.2.3 latest", "1.2.3"),
        ("20240101 v20240301 123456", "v20240301"),
        ("20240101 2023.12.31", "2023.12.31"),
        ("123456 12345", "12345"),
        ("20240101.3 20240101-4 1.2.3", "1.2.3"),
        ("20240101.3 20240101.12", "20240101.12"),
        ("2 2.7 2.7.1", "2.7.1"),
        ("2024-01-15 20250101", "2024-01-15"),
        ("latest 1.0-alpine 1.0-rc.1", None),
        ("", None),
    ],
)
def test_newest_release(names: str, newest: str | None) -> None:
    tag = newest_release(read_tag(name) for name in names.split())
    assert (tag.name if tag else None) == newest


PARTS = """
    0 1 2 9 10 007 v V . - _ + rc a b dev alpha RC beta1 alpine slim alpine3.9 20240101 latest sha-
    a1b2c3d deadbee jdk x
"""
NAME = st.one_of(
    st.lists(st.sampled_from(PARTS.split()), max_size=7).map("".join),
    st.builds(
        "{}{}".format,
        st.sampled_from(["1", "1.0", "v1", "1.0.1", "2"]),
        st.sampled_from(["", "-rc", "-rc1", "rc.2", "-alpine", "-rc1-alpine", "-alpine3.10", "-"]),
    ),
    st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}", fullmatch=True),
    st.text(),
)


@given(st.one_of(st.text(), st.text("0123456789abcdefABCDEF.-_+vxl"), st.binary().map(str)))
def test_never_raises(name: str) -> None:
    tag = read_tag(name)
    assert tag.name == name
    assert tag.kind in TagKind
    assert isinstance(tag.semver, bool)


@given(st.integers(129, 20_000), st.sampled_from(["{}", "v{}", "1.{}", "1-rc.{}", "1-{}", "a{}"]))
def test_huge_numbers(length: int, form: str) -> None:
    assert read_tag(form.format("7" * length)).kind is TagKind.OTHER


@given(NAME, NAME)
def test_different_names_have_different_places(one: str, other: str) -> None:
    assert (read_tag(one).order == read_tag(other).order) == (one == other)


@given(NAME, NAME, NAME)
def test_order_is_transitive(one: str, two: str, three: str) -> None:
    def before(left: str, right: str) -> bool:
        first, _ = sort_tags([read_tag(right), read_tag(left)])
        return first.name == left

    for first, second, third in itertools.permutations([one, two, three]):
        assert before(first, second) == (first == second or not before(second, first))
        assert not (before(first, second) and before(second, third)) or before(first, third)


@given(st.lists(NAME, max_size=12), st.randoms())
def test_order_does_not_depend_on_the_input(names: list[str], source: random.Random) -> None:
    tags = [read_tag(name) for name in names]
    expected = sort_tags(tags)
    source.shuffle(tags)
    assert sort_tags(tags) == expected
    assert newest_release(tags) == newest_release(expected)


@given(st.lists(NAME, max_size=12))
def test_kinds_are_shown_in_groups(names: list[str]) -> None:
    groups = {
        TagKind.CHANNEL: 1,
        TagKind.OTHER: 2,
        TagKind.COMMIT: 3,
        TagKind.ARTIFACT: 4,
    }
    shown = [groups.get(tag.kind, 0) for tag in sort_tags(map(read_tag, names))]
    assert shown == sorted(shown)


@given(st.lists(NAME, max_size=12))
def test_newer_numbers_and_releases_come_first(names: list[str]) -> None:
    readings = [tag.reading for tag in sort_tags(map(read_tag, names))]
    places = [
        (numbers_without_zeros(reading.release), not reading.is_prerelease)
        for reading in readings
        if reading is not None
    ]
    assert places == sorted(places, reverse=True)


def numbers_without_zeros(release: tuple[int, ...]) -> tuple[int, ...]:
    while release and release[-1] == 0:
        release = release[:-1]
    return release
