"""Which URLs can be asked, and which hosts are inside a private network."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.registry.urls import is_local, is_web_url, origin_of


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST", "localhost.", "registry.localhost", "127.0.0.1", "127.1.2.3",
        "127.0.0.1.", "::1", "[::1]", "::ffff:127.0.0.1", "0.0.0.0", "::", "10.1.2.3", "172.16.0.1",
        "192.168.1.1", "169.254.169.254", "fe80::1", "fe80::1%eth0", "fd00::1",
        # What the resolver takes for 127.0.0.1, too:
        "127.1", "0x7f.1", "0177.0.0.1", "2130706433",
    ],
)  # fmt: skip
def test_local_hosts(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host",
    [
        "registry.example.com",
        "localhost.example.com",
        "8.8.8.8",
        "2606:4700::1111",
        "10.example",
        "",
    ],
)
def test_other_hosts(host: str) -> None:
    assert not is_local(host)


@pytest.mark.parametrize(
    "url",
    ["http://h", "https://h:5000/v2/?n=1", "https://[::1]:5000/", "https://h/%zz/é"],
)
def test_urls_that_can_be_asked(url: str) -> None:
    assert is_web_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "/v2/", "h:5000", "ftp://h/", "file:///etc/passwd", "http:///v2/", "http://u:p@h/",
        "http://@h/", "http://[::1/", "http://h:99999/", "http://h:0/", "http://h:-1/",
        "http://h/\x01", "http://h/a\nb", "http://h/\ud800", "http://ⓛocalhost/",
        "http://127。0。0。1/", "http://10.0.0.1。/", "http://a b/", "http://127.0.0.1%20/",
        "http://[fe80::1%25eth0]/", "http://[v1.ñ]/", "http://h\\@evil/", "http://é.example/",
        pytest.param("https://h/" + "a" * 70_000, id="too long"),
    ],
)  # fmt: skip
def test_urls_that_cannot(url: str) -> None:
    assert not is_web_url(url)


def test_origins_have_their_default_ports() -> None:
    assert origin_of("https://H/x") == origin_of("https://h:443/y")
    assert origin_of("http://h") != origin_of("https://h")
    assert origin_of("https://h:5000") != origin_of("https://h:5001")


@given(
    st.sampled_from(["localhost", "127.0.0.1", "[::1]", "10.0.0.1", "127.1", "h"]),
    st.text(max_size=2),
    st.integers(0, 9),
    st.sampled_from(["/", ":80/", "\\@h/", "#@h/", "?@h/"]),
)
def test_httpx_goes_where_we_think(host: str, more: str, at: int, end: str) -> None:
    url = f"http://{host[:at]}{more}{host[at:]}{end}"
    if is_web_url(url):
        assert origin_of(url)[1] == httpx.URL(url).raw_host.decode()
