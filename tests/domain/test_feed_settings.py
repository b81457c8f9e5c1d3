"""Feeds made of text: what is accepted, what is refused and why, and that nothing gets lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed import COMMAND_NAMES, ApiVersion, Feed, check_feed_name, feed_name_for
from regbrowse.domain.feed_settings import SETTINGS, build_feed, settings_of

BASE = Path("/base")
SECRET = "hunter2"


def build(**settings: str | bool) -> Feed:
    named = {key.replace("_", "-"): value for key, value in settings.items()}
    return build_feed("prod", {"url": "r.example.com", **named}, BASE)


def refused(**settings: str | bool) -> UsageError:
    with pytest.raises(UsageError) as caught:
        build(**settings)
    return caught.value


def test_all_settings() -> None:
    feed = build(
        url=" https://r.example.com ",
        registry_path="pull.example.com/x/",
        api="V2",
        username=" ann ",
        ca="ca.pem",
        client_cert="/abs/cert.pem",
        client_key="sub/key.pem",
        insecure=True,
        proxy="proxy.example.com:3128",
    )
    assert feed == Feed(
        "prod",
        Address("r.example.com", None, "https"),
        "pull.example.com/x",
        ApiVersion.V2,
        "ann",
        BASE / "ca.pem",
        Path("/abs/cert.pem"),
        BASE / "sub/key.pem",
        insecure=True,
        proxy="http://proxy.example.com:3128",
    )
    assert build_feed("prod", settings_of(feed), Path("/elsewhere")) == feed


def test_empty_texts_are_not_set() -> None:
    empty = {key.replace("-", "_"): "" for key in SETTINGS if key not in {"url", "insecure"}}
    assert build(**empty) == Feed("prod", Address("r.example.com"))
    assert settings_of(build(**empty)) == {"url": "r.example.com"}


def test_the_home_folder_may_be_written_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert build(ca="~/ca.pem").ca_file == Path("/home/ann/ca.pem")


@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [
        ("url", "", "missing"),
        ("url", "  ", "missing"),
        ("api", "v3", "auto, v1 or v2"),
        ("username", "ann:pw", "colon"),
        ("username", "an\x1bn", "control"),
        ("username", True, "quotes"),
        ("url", False, "quotes"),
        ("insecure", "yes", "true or false"),
        ("ca", "~nobody-of-that-name/ca.pem", "home folder"),
        ("ca", "a\0b", "control"),
        ("client-key", "key.pem", "client-cert"),
        ("registry-path", "host/a b", "host[:port]"),
        ("registry-path", "host;rm", "host[:port]"),
        ("registry-path", "-v.example", "host[:port]"),
        ("registry-path", "h.example/../x", "host[:port]"),
        ("registry-path", "mirror/team", "namespace of Docker Hub"),
        ("registry-path", "mirror", "namespace of Docker Hub"),
        ("proxy", "socks5://p:1080", "http://host:port"),
        ("proxy", "http://", "http://host:port"),
        ("proxy", "http://p:port", "http://host:port"),
        ("proxy", "http://p:99999", "http://host:port"),
        ("proxy", "http://p:0", "http://host:port"),
        ("proxy", "http://p/path", "http://host:port"),
        ("proxy", "http://p:1\n", None),
        ("proxy", "http://p q:1", "http://host:port"),
        ("proxy", "http://[::1", "http://host:port"),
        ("password", SECRET, "--password-stdin"),
        ("token", SECRET, "--password-stdin"),
        ("no-such", "x", "no such setting"),
    ],
)
def test_what_cannot_be_used_says_why(setting: str, value: str | bool, reason: str | None) -> None:
    if reason is None:
        assert build(**{setting: value}).proxy == str(value).strip()
        return
    error = refused(**{setting: value})
    assert error.code is Code.INVALID_SETTING
    assert error.facts["setting"] == setting
    assert reason in error.facts["reason"]
    assert SECRET not in str(error)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("url", f"https://ann:{SECRET}@r.example.com"),
        ("registry-path", f"ann:{SECRET}@r.example.com"),
        ("registry-path", f"https://ann:{SECRET}@r.example.com"),
        ("proxy", f"http://ann:{SECRET}@p:3128"),
        ("proxy", f"ann:{SECRET}@p:3128"),
        ("proxy", f"http://ann:{SECRET}/x@p:3128"),
        ("proxy", f"http://ann:1/{SECRET}@p:3128"),
        ("proxy", f"http://ann:{SECRET}#@p:3128"),
    ],
)
def test_a_login_in_an_address_is_refused_and_never_repeated(setting: str, value: str) -> None:
    error = refused(**{setting: value})
    assert error.code is Code.SECRET_IN_ADDRESS
    assert SECRET not in str(error)


@pytest.mark.parametrize("name", ["a", "A.b-c_d", "0", "prod", "localhost-5000", "r.example.com"])
def test_names_of_feeds(name: str) -> None:
    assert check_feed_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", "-a", ".a", "_a", "a b", "a/b", "a:5000", "localhost:5000", "ä", "a\n", "a\x1b"),
        *("a'", 'a"', *sorted(COMMAND_NAMES)),
    ],
)
def test_no_names_of_feeds(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        build_feed(name, {"url": "r.example.com"}, BASE)
    assert caught.value.code is Code.INVALID_FEED_NAME
    assert caught.value.facts["name"] == name


@pytest.mark.parametrize(
    ("registry", "name"),
    [
        ("localhost:5000", "localhost-5000"),
        ("r.example.com", "r.example.com"),
        ("[::1]:5000", "1-5000"),
        ("h.example/team/x", "h.example-team-x"),
        ("tags", "tags-registry"),
        ("::", "registry"),
    ],
)
def test_a_name_made_of_a_host(registry: str, name: str) -> None:
    assert feed_name_for(registry) == name


@given(st.text(st.characters()))
def test_a_name_made_of_anything_may_be_one(text: str) -> None:
    assert check_feed_name(feed_name_for(text))


VALUES = st.one_of(
    st.text(st.characters(), max_size=20),
    st.sampled_from(["h.example:5000/x", "http://p:1", "auto", "~", "~x", "/a/b", "@", "\0"]),
    st.booleans(),
)


@given(st.dictionaries(st.sampled_from(SETTINGS), VALUES))
def test_any_settings_make_a_feed_or_are_refused(settings: dict[str, str | bool]) -> None:
    try:
        feed = build_feed("prod", settings, BASE)
    except UsageError:
        return
    assert build_feed("prod", settings_of(feed), Path("/elsewhere")) == feed
