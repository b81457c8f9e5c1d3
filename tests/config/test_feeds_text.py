"""A person's file stays a person's file: only what was asked for changes, byte for byte."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.config.feeds_file import FeedsFile
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed_settings import SETTINGS, build_feed, settings_of

TABLES = """\
# My registries.

# Production: ask Bob first.
[feeds.a]
url = "https://a.example"  # behind # the proxy
# who we are there
username = "ann"
insecure = false
api = "auto"
ca = "ca.pem"

# For tests.
[ feeds . "b.c" ]
  url = 'https://b.example'
  # nothing else

# the end
"""
INLINE = """\
[feeds]
# about a
a = { url = "https://a.example", username = "ann", ca = "ca.pem" } # end a
# about b
"b.c" = { url = "https://b.example" }
"""
DOTTED = """\
feeds.a.url = "https://a.example" # where
feeds.a.username = "ann"
feeds.a.ca = "ca.pem"
# about b
feeds."b.c".url = '''https://b.example'''
"""
LATE = """\
[feeds.a]
url = "https://a.example"
username = "ann"
ca = \"\"\"
ca.pem\"\"\"
[feeds]
"b.c".url = "https://b.example"
"""
STYLES = [TABLES, INLINE, DOTTED, LATE]


@pytest.fixture
def file(tmp_path: Path) -> FeedsFile:
    return FeedsFile(tmp_path / "feeds.toml")


def written(file: FeedsFile, text: str) -> FeedsFile:
    file.path.write_bytes(text.encode())
    return file


def edit(file: FeedsFile, name: str, new_name: str | None = None, **changes: str | bool) -> None:
    named = {key.replace("_", "-"): value for key, value in changes.items()}
    settings = {**settings_of(file.load()[name]), **named}
    file.put(build_feed(new_name or name, settings, file.path.parent), replacing=name)


def test_add(file: FeedsFile) -> None:
    new: dict[str, str | bool] = {"url": "https://new.example", "username": "ann", "insecure": True}
    written(file, TABLES).put(build_feed("x.y", new, Path("/")))
    assert file.path.read_text() == (
        f'{TABLES}\n[feeds."x.y"]\nurl = "https://new.example"\nusername = "ann"\ninsecure = true\n'
    )
    assert list(file.load()) == ["a", "b.c", "x.y"]


def test_edit_changes_the_line_and_nothing_else(file: FeedsFile) -> None:
    edit(written(file, TABLES), "a", url="https://z.example")
    assert file.path.read_text() == TABLES.replace('"https://a.example"', '"https://z.example"')


def test_edit_adds_behind_the_last_line_of_the_feed(file: FeedsFile) -> None:
    edit(written(file, TABLES), "b.c", username="zoe")
    last = "  url = 'https://b.example'\n"
    assert file.path.read_text() == TABLES.replace(last, last + '  username = "zoe"\n')


def test_edit_takes_the_line_out(file: FeedsFile) -> None:
    edit(written(file, TABLES), "a", username="")
    assert file.path.read_text() == TABLES.replace('username = "ann"\n', "")


def test_rename(file: FeedsFile) -> None:
    edit(written(file, TABLES), "a", "new.name")
    assert file.path.read_text() == TABLES.replace("[feeds.a]", '[feeds."new.name"]')
    edit(file, "b.c", "bc")
    assert "\n[ feeds.bc ]\n" in file.path.read_text()
    assert list(file.load()) == ["new.name", "bc"]


def test_remove_takes_the_feed_and_keeps_the_comments_around_it(file: FeedsFile) -> None:
    written(file, TABLES).remove("a")
    before, _, rest = TABLES.partition("[feeds.a]\n")
    after = rest.partition('ca = "ca.pem"\n')[2]
    assert file.path.read_text() == before + after
    file.remove("b.c")
    assert [line for line in file.path.read_text().splitlines() if line] == [
        "# My registries.",
        "# Production: ask Bob first.",
        "# For tests.",
        "  # nothing else",
        "# the end",
    ]


def test_line_ends_stay_those_of_windows(file: FeedsFile) -> None:
    windows = TABLES.replace("\n", "\r\n")
    edit(written(file, windows), "b.c", username="zoe")
    file.put(build_feed("new", {"url": "new.example"}, Path("/")))
    raw = file.path.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") == windows.count("\n") + 4
    assert list(file.load()) == ["a", "b.c", "new"]


def test_a_mark_in_front_does_no_harm(file: FeedsFile) -> None:
    file.path.write_bytes(b"\xef\xbb\xbf" + TABLES.encode())
    assert list(file.load()) == ["a", "b.c"]
    file.remove("a")
    assert list(file.load()) == ["b.c"]


def test_a_last_line_without_an_end(file: FeedsFile) -> None:
    written(file, '[feeds.a]\nurl = "a.example"')
    edit(file, "a", username="ann")
    file.put(build_feed("b", {"url": "b.example"}, Path("/")))
    assert list(file.load()) == ["a", "b"]


@pytest.mark.parametrize("style", STYLES)
def test_every_style_can_be_changed(file: FeedsFile, style: str) -> None:
    comments = {part for line in style.splitlines() for part in line.split(" #")[1:]}
    written(file, style).put(build_feed("new", {"url": "new.example"}, Path("/")))
    edit(file, "a", username="zoe", api="v2")
    edit(file, "a", "z")
    edit(file, "b.c", "b")
    feeds = file.load()
    assert list(feeds) == ["z", "b", "new"]
    assert feeds["z"].username == "zoe"
    assert feeds["z"].ca_file == file.path.parent / "ca.pem"
    assert all(comment in file.path.read_text() for comment in comments)
    for name in feeds:
        file.remove(name)
    assert file.load() == {}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[feeds]\n", "[feeds]\n# none\n"])
def test_a_file_without_feeds(file: FeedsFile, text: str) -> None:
    written(file, text).put(build_feed("a", {"url": "a.example"}, Path("/")))
    assert list(file.load()) == ["a"]
    assert file.path.read_text().startswith(text)


def test_what_cannot_be_changed_stays_as_it_was(file: FeedsFile) -> None:
    text = 'feeds = { a = { url = "a.example" } }\n'
    written(file, text)
    changes: list[Callable[[], None]] = [
        lambda: file.put(build_feed("b", {"url": "b.example"}, Path("/"))),
        lambda: edit(file, "a", username="ann"),
        lambda: file.remove("a"),
    ]
    for change in changes:
        with pytest.raises(UsageError) as caught:
            change()
        assert caught.value.code == "feeds-file-unusable"
        assert "[feeds.NAME]" in caught.value.facts["reason"]
        assert file.path.read_text() == text


@given(
    st.sampled_from(STYLES),
    st.dictionaries(
        st.sampled_from([name for name in SETTINGS if name not in {"url", "insecure"}]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    ),
    st.sampled_from(["a", "z", "x-y_1", "1.2"]),
)
def test_any_change_can_be_read_again(
    tmp_path_factory: pytest.TempPathFactory, style: str, changes: dict[str, str], name: str
) -> None:
    file = written(FeedsFile(tmp_path_factory.mktemp("feeds") / "feeds.toml"), style)
    other = file.load()["b.c"]
    try:
        edit(file, "a", name, **changes)
    except UsageError:
        assert file.path.read_text() == style
        return
    feeds = file.load()
    assert list(feeds) == [name, "b.c"]
    assert feeds["b.c"] == other
