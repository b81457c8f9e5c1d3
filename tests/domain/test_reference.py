"""References by Docker's rule, feeds first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.address import Address, is_engine_host
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.reference import (
    Reference,
    hub_repository,
    names_registry,
    parse_reference,
    pasted,
)

DIGEST = "sha256:" + "0123456789abcdef" * 4
HUB = Address("docker.io")


def refused(text: str, *feeds: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        parse_reference(text, feeds)
    return caught.value


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("prod/team/app", Reference("team/app", feed="prod")),
        ("prod/app:1.0", Reference("app", "1.0", feed="prod")),
        (f"prod/app@{DIGEST}", Reference("app", None, DIGEST, feed="prod")),
        (f"prod/app:1.0@{DIGEST}", Reference("app", "1.0", DIGEST, feed="prod")),
        ("r.example.com/app", Reference("app", feed="r.example.com")),
    ],
)
def test_the_first_component_may_be_a_feed(text: str, reference: Reference) -> None:
    assert parse_reference(text, {"prod", "r.example.com"}) == reference


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("other.example.com/app", Reference("app", address=Address("other.example.com"))),
        ("localhost/app:1", Reference("app", "1", address=Address("localhost"))),
        ("host:5000/team/app", Reference("team/app", address=Address("host", 5000))),
        ("[::1]:5000/app", Reference("app", address=Address("::1", 5000))),
        ("Registry/app", Reference("app", address=Address("registry"))),
        ("http://prod/app", Reference("app", address=Address("prod", None, "http"))),
        (
            "HTTPS://h.example/app:1",
            Reference("app", "1", address=Address("h.example", None, "https")),
        ),
        ("team/app", Reference("team/app", address=HUB)),
        ("host/team/app", Reference("host/team/app", address=HUB)),
    ],
)
def test_else_it_may_be_a_host(text: str, reference: Reference) -> None:
    assert parse_reference(text, {"prod"}) == reference


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("nginx", "docker.io"),
        ("library/nginx", "docker.io"),
        ("docker.io/nginx", "docker.io"),
        ("docker.io/library/nginx", "docker.io"),
        ("index.docker.io/nginx", "index.docker.io"),
        ("https://registry-1.docker.io/nginx", "registry-1.docker.io"),
    ],
)
@pytest.mark.parametrize("suffix", ["", ":1.27", f"@{DIGEST}"])
def test_the_hub_keeps_names_of_one_part_in_library(text: str, host: str, suffix: str) -> None:
    reference = parse_reference(text + suffix)
    assert reference.repository == "library/nginx"
    assert reference.address is not None
    assert reference.address.host == host
    assert reference.address.is_hub


def test_elsewhere_names_of_one_part_stay() -> None:
    assert hub_repository(Address("quay.io"), "nginx") == "nginx"
    assert hub_repository(HUB, "team/nginx") == "team/nginx"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "names no repository"),
        ("prod", "names no repository"),
        ("prod/", "names no repository"),
        ("r.example.com/", "names no repository"),
        ("prod/Team/app", "not a repository name"),
        ("prod/app/", "not a repository name"),
        ("prod//app", "not a repository name"),
        ("prod/../app", "not a repository name"),
        ("prod/" + "a" * 256, "not a repository name"),
        ("prod/app:", "not a tag"),
        ("prod/app:-1", "not a tag"),
        ("prod/app:a:b", "not a tag"),
        ("prod/app:" + "a" * 129, "not a tag"),
        ("prod/app@", "not a digest"),
        ("prod/app@sha256:abc", "not a digest"),
        ("nginx latest", "not a repository name"),
        ("prod/a\x1b[31m", "not a repository name"),
    ],
)
def test_what_is_no_reference_says_why(text: str, reason: str) -> None:
    error = refused(text, "prod")
    assert error.code is Code.INVALID_REFERENCE
    assert reason in error.facts["reason"]
    assert error.facts["reference"] == text


def test_a_host_that_cannot_be_one_is_an_address_error() -> None:
    assert refused("host:port/app").code is Code.INVALID_ADDRESS
    assert refused("ann:pw@host/app").code is Code.SECRET_IN_ADDRESS


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://r.example.com/team", True),
        (" http://localhost ", True),
        ("localhost", True),
        ("localhost:5000/", True),
        ("host:5000", True),
        ("r.example.com", True),
        ("[::1]", True),
        ("[::1]:5000", True),
        ("nginx", False),
        ("nginx:1.27", False),
        ("nginx:latest", False),
        ("team/app", False),
        ("r.example.com/app", False),
        ("[::1]:5000/app", False),
        (f"app@{DIGEST}", False),
        ("", False),
    ],
)
def test_an_address_or_a_reference(text: str, *, address: bool) -> None:
    assert names_registry(text) is address


PIECES = st.sampled_from(
    [
        *("http://", "https://", "prod", "app", "Team", "h.example", ":5000", ":1.0", "@"),
        *("/", "//", ":", "[::1]", "..", "docker.io"),
        *("library", DIGEST, " ", "\0", "\udc80", "ä"),
    ]
)


@given(st.one_of(st.text(st.characters(), max_size=40), st.lists(PIECES, max_size=8).map("".join)))
def test_anything_is_a_reference_or_refused(text: str) -> None:
    try:
        reference = parse_reference(text, {"prod"})
    except UsageError:
        return
    assert (reference.feed is None) != (reference.address is None)
    where = reference.feed or str(reference.address)
    if reference.feed is None and not is_engine_host(where):
        where = f"https://{where}"  # The upper case that made it a host is gone.
    tag = f":{reference.tag}" if reference.tag else ""
    digest = f"@{reference.digest}" if reference.digest else ""
    again = parse_reference(f"{where}/{reference.repository}{tag}{digest}", {"prod"})
    assert again.repository == reference.repository
    assert (again.tag, again.digest) == (reference.tag, reference.digest)


@pytest.mark.parametrize(
    "line",
    [
        "r.example.com/app:1",
        "docker pull r.example.com/app:1",
        "$ sudo docker image pull --platform=linux/arm64 -q r.example.com/app:1",
        "podman pull docker://r.example.com/app:1",
        "crane pull r.example.com/app:1 app.tar",
        "skopeo copy docker://r.example.com/app:1 oci:app",
        "skopeo inspect --raw 'docker://r.example.com/app:1'",
        "FROM r.example.com/app:1 AS build",
        '  - image: "r.example.com/app:1"',
        "docker://r.example.com/app:1",
    ],
)
def test_a_reference_is_found_in_the_line_that_was_pasted(line: str) -> None:
    assert pasted(line) == "r.example.com/app:1"


@pytest.mark.parametrize("text", ["docker", "pull request", "from", "images/app", "docker/app:1"])
def test_what_is_no_such_line_stays(text: str) -> None:
    assert pasted(text) == text
