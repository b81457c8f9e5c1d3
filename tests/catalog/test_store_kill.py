"""A process that is killed leaves whole pages with the cursor of the next, or nothing of them."""

import random
import subprocess
import sys
import time
from pathlib import Path

from regbrowse.catalog.blocks import split
from regbrowse.catalog.catalogs import CatalogKey
from regbrowse.catalog.store import Store

KEY = CatalogKey("https://r.example.com", "", "")
ROUNDS = 6
PER_PAGE = 20

WALK = """
import sys
from pathlib import Path
from regbrowse.catalog.store import Store
store = Store(Path(sys.argv[1]))
catalog = int(sys.argv[2])
while True:
    number = store.walks.state(catalog).pages + 1
    store.walks.append(catalog, [f"{number}/{each}" for each in range(20)], f"/{number}")
    print(number, flush=True)
"""

FINISH = """
import sys
from pathlib import Path
from regbrowse.catalog.store import Store
store = Store(Path(sys.argv[1]))
print("begin", flush=True)
store.walks.finish(int(sys.argv[2]), complete=True)
print("end", flush=True)
"""


def start(code: str, folder: Path, catalog: int) -> "subprocess.Popen[str]":
    arguments = [sys.executable, "-c", code, str(folder), str(catalog)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def killed_after(process: "subprocess.Popen[str]", seconds: float) -> list[str]:
    """Wait for its first line, kill it a moment later, and return all its lines."""
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(seconds)  # the moment of the kill is what is random, nothing waits for it
    process.kill()
    rest = process.stdout.read()
    process.stdout.close()
    process.wait()
    return [line for line in (first + rest).split("\n") if line]


def test_pages_stay_with_their_cursor(tmp_path: Path) -> None:
    catalog = Store(tmp_path).catalogs.claim("feed", KEY)
    chance = random.Random(20)
    before = 0
    for _ in range(ROUNDS):
        lines = killed_after(start(WALK, tmp_path, catalog), chance.uniform(0, 0.05))
        store = Store(tmp_path)
        state = store.walks.state(catalog)
        said = int(lines[-1])
        assert before < said <= state.pages <= said + 1
        assert state.cursor == f"/{state.pages}"
        assert state.repositories == state.pages * PER_PAGE
        assert list(store.walks.names(catalog)) == [
            f"{page}/{each}" for page in range(1, state.pages + 1) for each in range(PER_PAGE)
        ]
        assert store.take_notices() == []
        store.close()
        before = state.pages


def test_a_list_is_whole_or_still_the_walk(tmp_path: Path) -> None:
    names = [f"team-{number % 97}/app-{number}" for number in range(30_000)]
    chance = random.Random(21)
    store = Store(tmp_path)
    catalog = store.catalogs.claim("feed", KEY)
    store.walks.append(catalog, ["old"], None)
    store.walks.finish(catalog, complete=True)
    outcomes = set()
    for _ in range(ROUNDS):
        store.walks.append(catalog, names, None)
        store.close()
        lines = killed_after(start(FINISH, tmp_path, catalog), chance.uniform(0, 0.15))
        row = store.catalogs.row(catalog)
        assert row is not None
        listed = [name for block in store.catalogs.load(catalog).blocks for name in split(block)]
        if row.walking:
            assert "end" not in lines
            assert list(store.walks.names(catalog)) == names
            store.walks.abandon(catalog)
        assert row.repositories == len(listed)
        assert set(listed) == (set(names) if row.repositories > 1 else {"old"})
        outcomes.add(row.walking)
        assert store.take_notices() == []
    store.close()
    assert outcomes
