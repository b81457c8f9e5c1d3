"""The feeds file as a file: shared by processes, linked, protected, and never half written."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from regbrowse.config.feeds_file import FeedsFile
from regbrowse.config.paths import Paths
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed_settings import build_feed
from tests.config.privileges import ordinary_user

PROCESSES, FEEDS = 10, 4

ADD = """
import sys
from pathlib import Path
from regbrowse.config.feeds_file import FeedsFile
from regbrowse.domain.feed_settings import build_feed
for number in range(int(sys.argv[3])):
    name = f"feed-{sys.argv[2]}-{number}"
    feed = build_feed(name, {"url": f"{name}.example"}, Path("/"))
    FeedsFile(Path(sys.argv[1])).put(feed)
"""


def put(file: FeedsFile, name: str = "new") -> None:
    file.put(build_feed(name, {"url": f"{name}.example"}, Path("/")))


def refused(file: FeedsFile) -> UsageError:
    with pytest.raises(UsageError) as caught:
        put(file)
    return caught.value


def test_without_a_file_there_are_no_feeds(tmp_path: Path) -> None:
    file = FeedsFile(tmp_path / "config" / "feeds.toml")
    assert file.load() == {}
    assert list(tmp_path.iterdir()) == []


def test_the_first_feed_makes_a_private_file(tmp_path: Path) -> None:
    file = FeedsFile(tmp_path / "config" / "deep" / "feeds.toml")
    put(file)
    assert list(file.load()) == ["new"]
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert {path.name for path in file.path.parent.iterdir()} == {"feeds.toml", "feeds.lock"}


def test_adding_twice_and_changing_nothing_known_is_refused(tmp_path: Path) -> None:
    file = FeedsFile(tmp_path / "feeds.toml")
    put(file)
    before = file.path.read_bytes()
    assert refused(file).code == "feed-exists"
    with pytest.raises(UsageError, match="feed-unknown"):
        file.remove("other")
    with pytest.raises(UsageError, match="feed-unknown"):
        file.put(build_feed("x", {"url": "x.example"}, Path("/")), replacing="other")
    put(file, "second")
    with pytest.raises(UsageError, match="feed-exists"):
        file.put(build_feed("new", {"url": "x.example"}, Path("/")), replacing="second")
    file.remove("second")
    assert file.path.read_bytes().rstrip() == before.rstrip()


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config" / "feeds.toml"
    processes = [
        subprocess.Popen([sys.executable, "-c", ADD, str(path), str(number), str(FEEDS)])
        for number in range(PROCESSES)
    ]
    assert [process.wait(30) for process in processes] == [0] * PROCESSES
    expected = {f"feed-{number}-{each}" for number in range(PROCESSES) for each in range(FEEDS)}
    assert set(FeedsFile(path).load()) == expected


def test_who_waits_too_long_says_so(tmp_path: Path) -> None:
    file = FeedsFile(tmp_path / "feeds.toml", patience_s=0.05)
    put(file)
    before = file.path.read_bytes()
    with filelock.FileLock(tmp_path / "feeds.lock"):
        error = refused(FeedsFile(tmp_path / "feeds.toml", patience_s=0.05))
    assert error.code == "feeds-file-unusable"
    assert "another regbrowse" in error.facts["reason"]
    assert file.path.read_bytes() == before


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "my-feeds.toml"
    target.parent.mkdir()
    target.write_text("# mine\n")
    target.chmod(0o640)
    link = tmp_path / "config" / "feeds.toml"
    link.parent.mkdir()
    link.symlink_to(Path("..", "dotfiles", "my-feeds.toml"))
    put(FeedsFile(link))
    assert link.is_symlink()
    assert not target.is_symlink()
    assert target.read_text().startswith("# mine\n")
    assert "new.example" in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_the_mode_is_kept(tmp_path: Path, mode: int) -> None:
    file = FeedsFile(tmp_path / "feeds.toml")
    put(file)
    file.path.chmod(mode)
    put(file, "other")
    assert stat.S_IMODE(file.path.stat().st_mode) == mode


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    file = FeedsFile(tmp_path / "feeds.toml")
    file.path.mkdir()
    for failing in (file.load, lambda: put(file)):
        with pytest.raises(UsageError) as caught:
            failing()
        assert caught.value.code == "feeds-file-unusable"
        assert caught.value.facts == {"file": str(file.path), "reason": "Is a directory"}
    assert file.path.is_dir()


def test_a_file_in_place_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("mine")
    error = refused(FeedsFile(tmp_path / "config" / "feeds.toml"))
    assert error.code == "feeds-file-unusable"
    assert (tmp_path / "config").read_text() == "mine"


def test_a_link_to_itself(tmp_path: Path) -> None:
    file = FeedsFile(tmp_path / "feeds.toml")
    file.path.symlink_to(file.path)
    assert refused(file).code == "feeds-file-unusable"
    assert file.path.is_symlink()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    file = FeedsFile(tmp_path / "feeds.toml")
    put(file)
    before = file.path.read_bytes()
    file.path.chmod(0)
    with ordinary_user():
        error = refused(file)
        assert error.code == "feeds-file-unusable"
        assert error.facts["reason"] == "Permission denied"
    file.path.chmod(0o600)
    assert file.path.read_bytes() == before


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = FeedsFile(tmp_path / "config" / "feeds.toml")
    put(file)
    before = file.path.read_bytes()
    file.path.parent.chmod(0o500)
    with ordinary_user():
        assert list(file.load()) == ["new"]
        with pytest.raises(UsageError, match="feeds-file-unusable"):
            put(file, "other")
    file.path.parent.chmod(0o700)
    assert file.path.read_bytes() == before
    assert {path.name for path in file.path.parent.iterdir()} == {"feeds.toml", "feeds.lock"}


def test_where_the_files_are() -> None:
    named = {"REGBROWSE_CONFIG_DIR": "/c", "REGBROWSE_CACHE_DIR": "/k"}
    assert Paths.from_environment(named) == Paths(Path("/c"), Path("/k"))
    assert Paths.from_environment(named).feeds_file == Path("/c/feeds.toml")
    unset = Paths.from_environment({"REGBROWSE_CONFIG_DIR": "", "REGBROWSE_CACHE_DIR": ""})
    assert unset == Paths.from_environment({})
    if sys.platform == "linux":
        assert unset.config_dir == Path(os.environ["XDG_CONFIG_HOME"]) / "regbrowse"
        assert unset.cache_dir == Path(os.environ["XDG_CACHE_HOME"]) / "regbrowse"
