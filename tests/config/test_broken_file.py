"""A broken feeds file is reported with its line, and no attempt to write changes a byte of it."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.config.feeds_file import FeedsFile
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed_settings import build_feed

SECRET = "hunter2"
GOOD = '# mine\n[feeds.good]\nurl = "good.example"\n\n'  # four lines

BROKEN = [
    ('[feeds.a\nurl = "x"\n', 5, "']'"),
    ("[feeds.a]\nurl = x\n", 6, "Invalid value"),
    ('[feeds.a]\nurl = "x\n', 6, "character"),
    ('[feeds.a]\nurl "x"\n', 6, "'='"),
    ('[feeds.a]\nurl = """x\n\n', 8, "string"),
    ('[feeds.good]\nurl = "x"\n', 5, "twice"),
    ('[feeds.a]\nurl = "x"\nurl = "y"\n', 7, "overwrite"),
    ('[feeds.a]\nusername = "ann"\n', 5, "url: it is missing"),
    ("[feeds.a]\nurl = 5\n", 6, "url must be text in quotes"),
    ("[feeds.a]\nurl = true\n", 6, "url: it must be text in quotes"),
    ('[feeds.a]\nurl = "a.example"\nusername = true\n', 7, "username: it must be text"),
    ('[feeds.a]\nurl = ["a.example"]\n', 6, "url must be text in quotes"),
    ('[feeds.a]\nurl = "a.example"\n[feeds.a.b]\n', 7, "b must be text in quotes"),
    ('[feeds.a]\nurl = "a.example"\ninsecure = "yes"\n', 7, "insecure: write true or false"),
    ('[feeds.a]\nurl = "a.example"\napi = "v3"\n', 7, "api: write auto, v1 or v2"),
    ('[feeds.a]\nurl = "a.example"\ncolour = "red"\n', 7, "colour: there is no such setting"),
    (f'[feeds.a]\nurl = "a.example"\n# x\npassword = "{SECRET}"\n', 8, "--password-stdin"),
    (f'[feeds.a]\nurl = "https://ann:{SECRET}@a.example"\n', 6, "password cannot be part"),
    (f'[feeds.a]\nurl = "a.example"\nproxy = "http://u:{SECRET}@p:1"\n', 7, "password cannot"),
    ('[feeds.a]\nurl = "ftp://a.example"\n', 6, "url: unsupported scheme"),
    ('[feeds.a]\nurl = "a b"\n', 6, "url: the host is not a valid name"),
    ('[feeds."a/b"]\nurl = "a.example"\n', 5, "feed a/b: only A-Z"),
    ('[feeds.search]\nurl = "a.example"\n', 5, "name of a command"),
    ("[feeds]\na = 1\n", 6, "feed 'a' must be a table"),
    ('[feeds]\na = { url = "x y" }\n', 6, "valid name"),
    ("[feed.a]\n", 5, "unknown entry 'feed'"),
    ("[[feeds.a]]\n", 5, "feed 'a' must be a table"),
    ("[feeds.a]\nurl = 1979-02-30\n", 6, "date"),
    ("[feeds.a]\nurl = " + "9" * 5000 + "\n", None, "digits"),
    ("\0", 5, "Invalid statement"),
]


def check(path: Path, line: int | None, reason: str) -> None:
    file, before = FeedsFile(path), path.read_bytes()
    for attempt in (
        file.load,
        lambda: file.put(build_feed("new", {"url": "new.example"}, Path("/"))),
        lambda: file.put(build_feed("good", {"url": "new.example"}, Path("/")), replacing="good"),
        lambda: file.remove("good"),
    ):
        with pytest.raises(UsageError) as caught:
            attempt()
        error = caught.value
        assert error.code == "feeds-file-invalid"
        assert error.facts["file"] == str(path)
        assert reason in error.facts["reason"]
        assert line is None or error.facts["line"] == str(line)
        assert SECRET not in str(error)
        assert path.read_bytes() == before


@pytest.mark.parametrize(("text", "line", "reason"), BROKEN)
def test_file_line_and_reason(tmp_path: Path, text: str, line: int | None, reason: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(GOOD + text)
    check(path, line, reason)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_bytes(GOOD.encode() + b'[feeds.a]\nurl = "caf\xe9"\n')
    check(path, 6, "not UTF-8")


def test_text_of_two_bytes_each(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_bytes(GOOD.encode("utf-16"))
    check(path, 1, "not UTF-8")


def test_brackets_without_end(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(GOOD + "a = " + "[" * 100_000)
    check(path, None, "recursion")


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_any_file_is_read_or_reported(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("feeds") / "feeds.toml"
    path.write_bytes(data)
    if not _is_toml_without_feeds(data):
        with pytest.raises(UsageError) as caught:
            FeedsFile(path).load()
        assert caught.value.code == "feeds-file-invalid"
        assert 1 <= int(caught.value.facts["line"]) <= data.count(b"\n") + 1
    else:
        assert FeedsFile(path).load() == {}


def _is_toml_without_feeds(data: bytes) -> bool:
    try:
        return not tomllib.loads(data.decode("utf-8-sig"))
    except ValueError:
        return False
