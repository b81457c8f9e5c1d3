"""Which proxy a URL goes through, by the feed and by the environment."""

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.registry.proxy import Proxy, ProxySettings

PROXY = "http://proxy.example:3128"
URL = "https://registry.example.com/v2/"


def chosen(url: str, feed_proxy: str | None = None, **environ: str) -> Proxy | None:
    return ProxySettings(feed_proxy, environ).for_url(url)


@pytest.mark.parametrize(
    ("environ", "source"),
    [
        ({"https_proxy": PROXY}, "https_proxy"),
        ({"HTTPS_PROXY": PROXY}, "HTTPS_PROXY"),
        ({"HTTPS_PROXY": PROXY, "https_proxy": PROXY}, "https_proxy"),
        ({"HTTPS_PROXY": PROXY, "https_proxy": " "}, "HTTPS_PROXY"),
        ({"ALL_PROXY": PROXY, "HTTP_PROXY": "http://other:1"}, "ALL_PROXY"),
        ({"HTTP_PROXY": PROXY}, None),
        ({"HTTPS_PROXY": ""}, None),
        ({}, None),
    ],
)
def test_variables(environ: dict[str, str], source: str | None) -> None:
    proxy = chosen(URL, **environ)
    assert (proxy and proxy.source) == source
    assert proxy is None or proxy.url == PROXY


def test_each_scheme_has_its_variable() -> None:
    environ = {"http_proxy": "http://plain:1", "https_proxy": "http://secure:2"}
    plain, secure = chosen("http://h/", **environ), chosen("https://h/", **environ)
    assert plain == Proxy("http://plain:1", "http_proxy")
    assert secure == Proxy("http://secure:2", "https_proxy")


def test_the_feeds_proxy_goes_before_everything() -> None:
    proxy = chosen(URL, "http://mine:8080", HTTPS_PROXY=PROXY, NO_PROXY="*")
    assert proxy == Proxy("http://mine:8080", "the feed")


def test_a_proxy_without_a_scheme_is_http() -> None:
    proxy = chosen(URL, HTTPS_PROXY="proxy.example:3128")
    assert proxy is not None
    assert proxy.url == "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("no_proxy", "url"),
    [
        ("*", URL),
        ("registry.example.com", URL),
        ("REGISTRY.example.com", URL),
        ("example.com", URL),
        (".example.com", URL),
        ("*.example.com", URL),
        ("other, registry.example.com", URL),
        ("other registry.example.com", URL),
        ("registry.example.com:5000", "https://registry.example.com:5000/"),
        ("registry.example.com:443", URL),
        (".example.com:80", "http://registry.example.com/"),
        ("localhost", "http://localhost:5000/"),
        ("127.0.0.1", "http://127.0.0.1:5000/"),
        ("127.0.0.1:5000", "http://127.0.0.1:5000/"),
        ("127.0.0.0/8", "http://127.1.2.3/"),
        ("10.0.0.0/8,127.0.0.0/8", "http://127.1.2.3/"),
        ("::1", "http://[::1]:5000/"),
        ("[::1]", "http://[::1]:5000/"),
        ("::1/128", "http://[::1]/"),
        ("fd00::/8", "http://[fd12::1]/"),
        ("[::1]:5000", "http://[::1]:5000/"),
    ],
)
def test_exceptions(no_proxy: str, url: str) -> None:
    assert chosen(url, ALL_PROXY=PROXY, NO_PROXY=no_proxy) is None
    assert chosen(url, ALL_PROXY=PROXY, no_proxy=no_proxy) is None


@pytest.mark.parametrize(
    ("no_proxy", "url"),
    [
        ("", URL),
        (",", URL),
        ("ample.com", URL),
        ("registry.example.com.evil", URL),
        ("registry.example.com:5000", URL),
        ("registry.example.com:5000", "https://registry.example.com:5001/"),
        ("10.0.0.0/8", "http://127.0.0.1/"),
        ("0.0.1", "http://127.0.0.1/"),
        (".1", "http://127.0.0.1/"),
        ("[::1]:5000", "http://[::1]:5001/"),
        ("::1", "http://[::2]/"),
        ("127.0.0.0/99", "http://127.0.0.1/"),
    ],
)
def test_what_is_no_exception(no_proxy: str, url: str) -> None:
    assert chosen(url, ALL_PROXY=PROXY, NO_PROXY=no_proxy) is not None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("socks5://127.0.0.1:1080", "socks5://"),
        ("ftp://proxy:21", "ftp://"),
        ("nonsense://x", "nonsense://"),
        ("http://", "not a URL"),
        ("http://:3128", "not a URL"),
        ("http://proxy:99999", "not a URL"),
        ("http://proxy:0", "not a URL"),
        ("http://[::1", "not a URL"),
        ("http://pro\x01xy", "not a URL"),
        ("http://ann:hunter2/x@proxy:1", "not a URL"),
        ("http://ann:1/hunter2@proxy:1", "not a URL"),
    ],
)
def test_settings_that_cannot_be_used_name_their_source(text: str, reason: str) -> None:
    with pytest.raises(UsageError) as failure:
        chosen(URL, HTTPS_PROXY=text)
    assert failure.value.code is Code.PROXY_MISCONFIGURED
    assert failure.value.facts["source"] == "HTTPS_PROXY"
    assert reason in failure.value.facts["reason"]
    assert "hunter2" not in str(failure.value)
    with pytest.raises(UsageError) as failure:
        chosen(URL, text)
    assert failure.value.facts["source"] == "the feed"


def test_a_login_of_the_proxy_is_never_shown() -> None:
    proxy = chosen(URL, HTTPS_PROXY="http://ann:hunter2@proxy:3128")
    assert proxy is not None
    assert proxy.display == "http://proxy:3128"
    assert "hunter2" not in f"{proxy!r} {proxy}"
