"""Pull commands: the right address in front, and nothing that a shell could misread."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed
from regbrowse.domain.pull import PullTool, pull_command, pull_name

DIGEST = "sha256:" + "0123456789abcdef" * 4


def feed(url: str, registry_path: str | None = None) -> Feed:
    return Feed("x", Address.parse(url), registry_path)


@pytest.mark.parametrize(
    ("url", "path", "name"),
    [
        ("https://r.example.com", None, "r.example.com/team/app"),
        ("http://r.example.com:5000", None, "r.example.com:5000/team/app"),
        ("https://r.example.com", "pull.example.com", "pull.example.com/team/app"),
        (
            "https://r.example.com",
            "pull.example.com:5000/mirror/",
            "pull.example.com:5000/mirror/team/app",
        ),
        ("https://r.example.com/prefix", None, "r.example.com/prefix/team/app"),
        ("https://h.example/artifactory/api/docker/key", None, "h.example/key/team/app"),
        ("https://h.example/artifactory/api/docker/key", "key.h.example", "key.h.example/team/app"),
        (
            "https://docker.cloudsmith.io/v2/owner/reg/",
            None,
            "docker.cloudsmith.io/owner/reg/team/app",
        ),
        ("https://r.example.com/v2beta/x", None, "r.example.com/v2beta/x/team/app"),
        ("docker.io", None, "team/app"),
        ("https://index.docker.io", "mirror.example.com", "mirror.example.com/team/app"),
        ("localhost", None, "localhost/team/app"),
        ("http://registry", None, "registry:80/team/app"),
        ("registry", None, "registry:443/team/app"),
        ("registry:5000", None, "registry:5000/team/app"),
        ("[::1]:5000", None, "[::1]:5000/team/app"),
    ],
)
def test_the_name_by_which_an_engine_pulls(url: str, path: str | None, name: str) -> None:
    assert pull_name(feed(url, path), "team/app") == name


def test_images_of_the_hub_need_no_library() -> None:
    assert pull_command(feed("docker.io"), "library/nginx", tag="1.27") == "docker pull nginx:1.27"
    mirrored = feed("docker.io", "mirror.example.com")
    assert pull_name(mirrored, "library/nginx") == "mirror.example.com/library/nginx"


def test_tag_and_digest() -> None:
    where = feed("r.example.com")
    assert pull_command(where, "app") == "docker pull r.example.com/app"
    assert pull_command(where, "app", tag="1.0") == "docker pull r.example.com/app:1.0"
    assert pull_command(where, "app", digest=DIGEST) == f"docker pull r.example.com/app@{DIGEST}"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://r.example.com/Upper", None),
        ("https://r.example.com/$(id)", None),
        ("https://r.example.com/a;b", None),
        ("https://r.example.com/a%20b", None),
        ("https://r.example.com/artifactory/api/docker/Key;x", None),
        ("https://r.example.com", "host;rm"),
        ("https://r.example.com", "-v"),
        ("https://r.example.com", "$(id)"),
        ("https://r.example.com", "host/../x"),
    ],
)
def test_there_is_no_command_where_none_is_safe(url: str, path: str | None) -> None:
    assert pull_name(feed(url, path), "team/app") is None
    assert pull_command(feed(url, path), "team/app", tag="1") is None


HOSTILE = [
    "",
    "a b",
    "a;b",
    "$(id)",
    "`id`",
    "a\nb",
    "a|b",
    "a&b",
    "-v",
    "../x",
    "\x1b[0m",
    "ä",
    "\u202e",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("tool", PullTool)
def test_hostile_names_get_no_command(text: str, tool: PullTool) -> None:
    where = feed("r.example.com")
    assert pull_command(where, text, tag="1", tool=tool) is None
    assert pull_command(where, "app", tag=text, tool=tool) is None
    assert pull_command(where, "app", digest=text, tool=tool) is None
    assert pull_command(where, "app", digest=f"sha256:{text}", tool=tool) is None


def test_a_shell_leaves_brackets_alone() -> None:
    command = pull_command(feed("[::1]:5000"), "app", tag="1")
    assert command == "docker pull '[::1]:5000/app:1'"


URLS = st.sampled_from(
    [
        "r.example.com",
        "http://[::1]:5000",
        "docker.io",
        "https://h.example/artifactory/api/docker/k",
    ]
)


@given(URLS, st.text(), st.text(), st.sampled_from(PullTool))
def test_a_command_is_what_a_shell_reads(url: str, name: str, tag: str, tool: PullTool) -> None:
    command = pull_command(feed(url), name, tag=tag, tool=tool)
    if command is not None:
        words = shlex.split(command)
        assert words[0] == tool.value
        assert not any(word.startswith("-") for word in words)
        assert shlex.join(words) == command
