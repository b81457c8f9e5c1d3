"""The grammar of names, tags and digests, by the tables of the specifications."""

import time

import pytest

from regbrowse.domain.names import is_digest, is_repository, is_tag

HEX = "0123456789abcdef"


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "0",
        "app",
        "team/app",
        "a/b/c/d",
        "a.b",
        "a_b",
        "a__b",
        "a-b",
        "a---b",
        "1.2/3",
        "a" * 255,
    ],
)
def test_repositories(name: str) -> None:
    assert is_repository(name)


@pytest.mark.parametrize(
    "name",
    [
        *("/", "A", "a/", "/a", "a//b", "a/B", ".a", "a.", "a..b", "a___b", "_a", "a_"),
        *("-a", "a-", "a.-b", "a_-b", "a/../b"),
        *("ä", "\u0661", "a:b", "a@b", "a%2fb", "a;rm", "$(a)", "`a`", "a\x1b[0m", "a\u202e"),
        "\udc80",
        *("", "a b", "a\n", "a\0", "a" * 256),
    ],
)
def test_no_repositories(name: str) -> None:
    assert not is_repository(name)


@pytest.mark.parametrize("tag", ["1", "v1.0", "_a", "A", "latest", "a" * 128, "1.0-rc.1_x"])
def test_tags(tag: str) -> None:
    assert is_tag(tag)


@pytest.mark.parametrize(
    "tag", ["", ".a", "-a", "a/b", "a:b", "a b", "a\n", "a+b", "ä", "a" * 129, "$(a)", "a;b"]
)
def test_no_tags(tag: str) -> None:
    assert not is_tag(tag)


@pytest.mark.parametrize(
    "digest",
    [
        "sha256:" + HEX * 4,
        "sha512:" + HEX * 8,
        "blake3:" + HEX * 4,
        "multihash+base58:" + "QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8",
        "sha1.x_y-z:" + HEX * 2,
    ],
)
def test_digests(digest: str) -> None:
    assert is_digest(digest)


@pytest.mark.parametrize(
    "digest",
    [
        *("", "sha256", "sha256:", ":" + HEX * 4, "sha256:" + HEX * 3, "sha256:" + HEX * 5),
        *("sha512:" + HEX * 4, "blake3:" + HEX * 3, "SHA256:" + HEX * 4, "other:" + HEX),
        *("sha256:" + (HEX * 4).upper(), "sha256:" + HEX * 4 + "\n", "other:" + "a" * 300),
        "o;x:" + HEX * 4,
    ],
)
def test_no_digests(digest: str) -> None:
    assert not is_digest(digest)


def test_hostile_names_do_not_keep_the_grammar_busy() -> None:
    began = time.perf_counter()
    for end in "!-_/.":
        is_repository("a-" * 127 + end)
        is_repository("a" * 254 + end)
        is_tag("a" * 100_000 + end)
        is_digest("a." * 50_000 + ":" + end)
    assert time.perf_counter() - began < 1
