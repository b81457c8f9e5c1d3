"""Several processes that begin the cache at the same moment: all of them can use it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

from regbrowse.catalog.database import Database

_TOGETHER = 4
_TIMES = 60


def test_all_who_begin_a_cache_at_once_can_use_it(tmp_path: Path) -> None:
    begun = Barrier(_TOGETHER, timeout=20)

    def begin(folder: Path) -> int:
        # Each has a connection of its own, as a process has.
        with closing(Database(folder)) as database:
            begun.wait()
            count: int = database.write(
                lambda db: db.execute("SELECT count(*) FROM way").fetchone()[0]
            )
            assert not database.notices
            return count

    with ThreadPoolExecutor(_TOGETHER) as pool:
        for number in range(_TIMES):
            assert [*pool.map(begin, [tmp_path / str(number)] * _TOGETHER)] == [0] * _TOGETHER
