"""A damaged file is set aside with a notice, and never a wrong name is served from it."""

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from regbrowse.catalog.catalogs import CatalogKey
from regbrowse.catalog.store import Store
from regbrowse.domain.errors import CacheError
from tests.config.privileges import ordinary_user

KEY, OTHER = CatalogKey("https://r.example.com", "", ""), CatalogKey("https://x.example", "", "ann")
NAMES = [f"team-{number % 17:02}/app-{number:05}" for number in range(6000)]
TAGS = [f"1.{number}" for number in range(1000)]
PAGE = 4096
FILE = "catalog-2.db"

Damage = Callable[[bytearray], bytearray]
Found = dict[str, object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with a list, a walk that was interrupted, and tags."""
    folder = tmp_path_factory.mktemp("sound")
    store = Store(folder)
    listed, walked = store.catalogs.claim("listed", KEY), store.catalogs.claim("walked", OTHER)
    for start in range(0, len(NAMES), 1000):
        store.walks.append(listed, NAMES[start : start + 1000], f"/{start}")
        store.walks.append(walked, NAMES[start : start + 1000], f"/{start}")
    store.walks.finish(listed, complete=True)
    store.tags.put(listed, "team/app", TAGS)
    store.close()
    return folder


@pytest.fixture
def folder(sound: Path, memory_path: Path) -> Path:
    return Path(shutil.copytree(sound, memory_path / "cache"))


def look(folder: Path) -> tuple[Found, list[CacheError]]:
    """Read everything and write a little; return what was found, and the notices."""
    store = Store(folder)
    found: Found = {}
    listed, walked = store.catalogs.bound("listed"), store.catalogs.bound("walked")
    if listed is not None:
        found["list"] = "\n".join(store.catalogs.load(listed.id).blocks).split("\n")
        tags = store.tags.get(listed.id, "team/app")
        found["tags"] = None if tags is None else list(tags.names)
    if walked is not None:
        found["walk"] = list(store.walks.names(walked.id))
    catalog = store.catalogs.claim("new", CatalogKey("https://new.example", "", ""))
    assert store.walks.append(catalog, ["new"], None)
    assert store.walks.finish(catalog, complete=True)
    assert store.catalogs.load(catalog).blocks == ["new"]
    store.close()
    return found, store.take_notices()


def spoil(folder: Path, damage: Damage) -> bytes:
    path = folder / FILE
    path.write_bytes(damage(bytearray(path.read_bytes())))
    return path.read_bytes()


def check_set_aside(folder: Path, notices: list[CacheError], damaged: bytes) -> None:
    [notice] = notices
    assert notice.code == "cache-damaged"
    assert notice.facts["file"] == str(folder / FILE)
    aside = Path(notice.facts["aside"])
    assert aside.parent == folder
    assert aside.read_bytes()[: len(damaged)] == damaged[: aside.stat().st_size]


def test_a_sound_file(folder: Path) -> None:
    found, notices = look(folder)
    assert notices == []
    assert found["walk"] == NAMES
    assert sorted(NAMES) == found["list"]
    assert found["tags"] == TAGS


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: bytearray(b"this was a database"),
        lambda data: bytearray(random.Random(1).randbytes(len(data))),
        lambda data: data[:50],
        lambda data: data[:PAGE],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-PAGE],
        lambda data: data[:PAGE] + bytes(len(data) - PAGE),
        lambda data: data[: 20 * PAGE] + bytes(20 * PAGE) + data[40 * PAGE :],
    ],
    ids=["text", "noise", "50", "page", "half", "tail", "zeroes", "hole"],
)
def test_a_damaged_file_is_set_aside(folder: Path, damage: Damage) -> None:
    damaged = spoil(folder, damage)
    _, notices = look(folder)
    check_set_aside(folder, notices, damaged)
    _, notices = look(folder)
    assert notices == []


@pytest.mark.parametrize("value", [b"\xff" * 100, b"", None, "text", 5, b"app\napp"])
@pytest.mark.parametrize("table", ["block", "page", "tag_list"])
def test_a_bad_blob_is_damage(folder: Path, table: str, value: object) -> None:
    connection = sqlite3.connect(folder / FILE)
    if value is None:
        connection.execute(f"ALTER TABLE {table} RENAME COLUMN names TO gone")
    else:
        connection.execute(f"UPDATE {table} SET names = ?", (value,))
    connection.commit()
    connection.close()
    _, notices = look(folder)
    assert [notice.code for notice in notices] == ["cache-damaged"]


def test_wherever_it_is_damaged_no_wrong_name_is_served(folder: Path, sound: Path) -> None:
    truth, _ = look(Path(shutil.copytree(sound, folder.parent / "truth")))
    size = (sound / FILE).stat().st_size
    chance = random.Random(4)

    def zero(page: int) -> Damage:
        return lambda data: data[: page * PAGE] + bytes(PAGE) + data[(page + 1) * PAGE :]

    def flip(place: int) -> Damage:
        return lambda data: data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]

    damages = [zero(page) for page in range(size // PAGE)]
    damages += [flip(chance.randrange(size)) for _ in range(100)]
    damages += [flip(page * PAGE + chance.randrange(100)) for page in range(size // PAGE)]
    noticed = 0
    for damage in damages:
        shutil.rmtree(folder)
        shutil.copytree(sound, folder)
        spoil(folder, damage)
        found, notices = look(folder)
        noticed += bool(notices)
        assert all(names in (truth[key], [""], [], None) for key, names in found.items())
    assert noticed > len(damages) / 3


def test_damage_in_the_middle_of_a_walk_is_told_to_the_walk(folder: Path) -> None:
    store = Store(folder)
    walked = store.catalogs.bound("walked")
    assert walked is not None
    store.close()
    spoil(folder, lambda data: data[: 2 * PAGE])
    assert not store.walks.append(walked.id, ["lost"], "/next")
    assert [notice.code for notice in store.take_notices()] == ["cache-damaged"]
    assert store.catalogs.claim("walked", OTHER) != walked.id
    store.close()


def test_two_that_find_the_damage_set_it_aside_once(folder: Path) -> None:
    stores = [Store(folder), Store(folder)]
    for store in stores:
        assert store.catalogs.bound("listed") is not None
    for store in stores:
        store.close()
    spoil(folder, lambda data: bytearray(b"garbage" * 1000))
    ids = {store.catalogs.claim("feed", KEY) for store in stores}
    assert len(ids) == 1
    assert sum(len(store.take_notices()) for store in stores) == 1
    assert len(list(folder.glob("*.damaged-*"))) == 1
    for store in stores:
        store.close()


def check_in_memory(folder: Path, reason: str) -> None:
    store = Store(folder)
    catalog = store.catalogs.claim("feed", KEY)
    with store.walks.exclusive(catalog) as ours:
        assert ours
        assert store.walks.append(catalog, ["b", "a"], None)
        assert store.walks.finish(catalog, complete=True)
    assert store.catalogs.load(catalog).blocks == ["a\nb"]
    [notice] = store.take_notices()
    assert notice.code == "cache-unusable"
    assert notice.facts["kept"] == "nothing"
    assert reason in notice.facts["reason"]
    assert store.take_notices() == []
    store.close()


def test_without_a_folder_it_works_in_memory(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    check_in_memory(tmp_path / "cache", "File exists")
    check_in_memory(tmp_path / "cache" / "deeper", "Not a directory")
    (tmp_path / "other" / FILE).mkdir(parents=True)
    check_in_memory(tmp_path / "other", "unable to open")


@pytest.mark.parametrize("content", ["none", "sound", "damaged"])
def test_in_a_folder_that_cannot_be_written_it_works_in_memory(folder: Path, content: str) -> None:
    if content == "none":
        (folder / FILE).unlink()
    elif content == "damaged":
        (folder / FILE).write_bytes(b"garbage" * 1000)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    if content != "none":
        (folder / FILE).chmod(0o400)
    folder.chmod(0o500)
    with ordinary_user():
        check_in_memory(folder, "")
    folder.chmod(0o700)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


FILL = """
import resource, signal, sys
from pathlib import Path
from regbrowse.catalog.store import Store
from regbrowse.domain.errors import CacheError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
store = Store(Path(sys.argv[1]))
walked = store.catalogs.bound("walked")
try:
    while True:
        store.walks.append(walked.id, [f"name-{number}" for number in range(1000)], "/more")
except CacheError as error:
    print(error.code, store.walks.state(walked.id).cursor, len(store.take_notices()))
"""


def test_a_full_disk_is_an_error_and_no_damage(folder: Path) -> None:
    # A file that may not grow is what a full disk looks like to a program.
    run = subprocess.run(
        [sys.executable, "-c", FILL, str(folder)], capture_output=True, text=True, check=True
    )
    assert run.stdout == "cache-unusable /more 0\n"
    _, notices = look(folder)
    assert notices == []
