"""Addresses: every form that a person types, and nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regbrowse.domain.address import Address, is_engine_host
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError

SECRET = "hunter2"


def refused(text: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        Address.parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("registry.example.com", Address("registry.example.com")),
        ("registry.example.com:5000", Address("registry.example.com", 5000)),
        ("localhost", Address("localhost")),
        ("  localhost:5000 \n", Address("localhost", 5000)),
        ("127.0.0.1:5000", Address("127.0.0.1", 5000)),
        ("registry", Address("registry")),
        ("http://10.0.0.5:5000", Address("10.0.0.5", 5000, "http")),
        ("https://registry.example.com/", Address("registry.example.com", None, "https")),
        ("HTTPS://Registry.Example.COM", Address("registry.example.com", None, "https")),
        ("https://r.example.com:443", Address("r.example.com", 443, "https")),
        ("[::1]:5000", Address("::1", 5000)),
        ("http://[2001:DB8:0:0::1]/x", Address("2001:db8::1", None, "http", "/x")),
        ("r.example.com:0080", Address("r.example.com", 80)),
        ("my_host.example.com", Address("my_host.example.com")),
        ("bücher.example", Address("xn--bcher-kva.example")),
        ("r.example.com/prefix", Address("r.example.com", prefix="/prefix")),
        ("https://r.example.com/a//b/", Address("r.example.com", None, "https", "/a/b")),
        (
            "https://host.example/artifactory/api/docker/key",
            Address("host.example", None, "https", "/artifactory/api/docker/key"),
        ),
    ],
)
def test_what_is_an_address(text: str, address: Address) -> None:
    assert Address.parse(text) == address


@pytest.mark.parametrize(
    "suffix", ["/v1", "/v2", "/v1/", "/v2/", "/v2//", "/v2/v2", "/v1/v2/", "/%76%32"]
)
@pytest.mark.parametrize("base", ["https://r.example.com", "https://r.example.com:5000/team"])
def test_the_root_of_the_api_is_no_prefix(base: str, suffix: str) -> None:
    assert Address.parse(base + suffix) == Address.parse(base)


def test_the_api_in_the_middle_of_the_path_stays() -> None:
    address = Address.parse("https://docker.cloudsmith.io/v2/OWNER/REGISTRY/")
    assert address.prefix == "/v2/OWNER/REGISTRY"
    assert address.v2_root("https") == "https://docker.cloudsmith.io/v2/OWNER/REGISTRY/"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no host"),
        ("   ", "no host"),
        ("/prefix", "no host"),
        ("https://", "no host"),
        ("host:", "malformed"),
        ("host:port", "malformed"),
        ("host:-1", "malformed"),
        ("::1", "malformed"),
        ("::1:5000", "malformed"),
        ("[::1", "malformed"),
        ("[::g]", "malformed"),
        ("[1::2::3]", "IPv6"),
        ("host:0", "port 0"),
        ("host:65536", "port 65536"),
        ("host:" + "9" * 5000, "port 999"),
        ("1.2.3", "IPv4"),
        ("256.0.0.1", "IPv4"),
        ("-host", "valid name"),
        ("a..b", "valid name"),
        ("two words", "valid name"),
        ("host\\name", "valid name"),
        ("a" * 64 + ".example", "valid name"),
        (".".join(["a" * 60] * 5), "valid name"),
        ("ä" * 80, "valid name"),
        ("host/a/../b", "."),
        ("host/%2e%2e/b", "."),
        ("host/?n=1", "?"),
        ("host?n=1", "?"),
        ("host/#top", "#"),
        ("host/a\tb", "invisible"),
        ("ho\x1bst", "invisible"),
        ("host/\udcff", "invisible"),
    ],
)
def test_what_cannot_be_an_address_says_why(text: str, reason: str) -> None:
    error = refused(text)
    assert error.code is Code.INVALID_ADDRESS
    assert reason in error.facts["reason"]


@pytest.mark.parametrize("text", ["ftp://host", "docker://host", "oci://host/x", "file:///etc"])
def test_other_schemes_are_named(text: str) -> None:
    error = refused(text)
    assert error.code is Code.UNSUPPORTED_SCHEME
    assert error.facts["scheme"] == text.partition(":")[0]


@pytest.mark.parametrize(
    "text",
    [
        f"https://ann:{SECRET}@host",
        f"ann:{SECRET}@host:5000/x",
        f"http://{SECRET}@host",
        f"ftp://ann:{SECRET}@host",
        f"https://ann:{SECRET}/x@host",
        f"https://ann:{SECRET}#x@host",
        f"https://ann:{SECRET}?x@host",
        f"https://ann:{SECRET}\x07/@host",
        f"ftp://ann:{SECRET}/x@host",
    ],
)
def test_a_login_is_refused_and_never_repeated(text: str) -> None:
    error = refused(text)
    assert error.code is Code.SECRET_IN_ADDRESS
    assert SECRET not in str(error)


PIECES = st.sampled_from(
    [
        *("http://", "https://", "ftp://", "localhost", "a", "B.example", "[::1]", "["),
        *("]", ":", "5000", "127.0.0.1", ".", "-", "_", "xn--"),
        *("/", "//", "v1", "v2", "team", "%2F", "%2e", "%ff", "%", "@", "?", "#", "ä", "ß"),
        *("İ", "。", "℀", "\u0661"),
        *("\udc80", " ", "\0", "\u202e"),
    ]
)


@given(st.one_of(st.text(st.characters(), max_size=40), st.lists(PIECES, max_size=8).map("".join)))
@example("host/v2/v2")
@example("host/%ff/%2f")
@example("[::ffff:1.2.3.4]:1")
@example("\u2024\u2024")
def test_anything_is_an_address_or_refused(text: str) -> None:
    try:
        address = Address.parse(text)
    except UsageError:
        return
    assert Address.parse(str(address)) == address
    for scheme in address.schemes_to_try:
        assert address.origin(scheme).startswith(f"{scheme}://")
        assert address.v2_root(scheme).isascii()
        assert address.v2_root(scheme).endswith("/")


@pytest.mark.parametrize(
    ("text", "schemes"),
    [
        ("localhost:5000", ("https", "http")),
        ("127.1.2.3", ("https", "http")),
        ("[::1]:5000", ("https", "http")),
        ("registry.localhost", ("https", "http")),
        ("http://localhost", ("http",)),
        ("https://localhost", ("https",)),
        ("10.0.0.1:5000", ("https",)),
        ("localhost.example.com", ("https",)),
        ("http://registry.example.com", ("http",)),
    ],
)
def test_http_is_tried_by_itself_on_loopback_only(text: str, schemes: tuple[str, ...]) -> None:
    assert Address.parse(text).schemes_to_try == schemes


@pytest.mark.parametrize(
    "text",
    ["docker.io", "index.docker.io", "https://registry-1.docker.io/v2/", "HUB.docker.com"],
)
def test_the_hub_has_many_names_and_one_api(text: str) -> None:
    address = Address.parse(text)
    assert address.is_hub
    assert address.display == "Docker Hub"
    assert address.origin("https") == "https://registry-1.docker.io"


def test_what_merely_looks_like_the_hub_is_not_the_hub() -> None:
    assert not Address.parse("docker.io.example.com").is_hub
    assert not Address.parse("mydocker.io").is_hub


@pytest.mark.parametrize(
    ("text", "display", "root"),
    [
        ("https://r.example.com:443/p", "r.example.com:443/p", "https://r.example.com/p/v2/"),
        ("http://r.example.com:80", "http://r.example.com:80", "http://r.example.com/v2/"),
        ("http://[::1]:5000", "http://[::1]:5000", "http://[::1]:5000/v2/"),
    ],
)
def test_how_an_address_is_shown_and_asked(text: str, display: str, root: str) -> None:
    address = Address.parse(text)
    assert address.display == display
    assert address.v2_root(address.schemes_to_try[0]) == root


@pytest.mark.parametrize(
    ("component", "host"),
    [
        ("localhost", True),
        ("registry.example", True),
        ("registry:5000", True),
        ("[::1]", True),
        ("Registry", True),
        ("registry", False),
        ("library", False),
        ("", False),
    ],
)
def test_what_engines_take_for_a_host(component: str, *, host: bool) -> None:
    assert is_engine_host(component) is host
