"""A user with one feed, whose catalog is kept."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench_names import make_names

from regbrowse.catalog.catalogs import CatalogKey
from regbrowse.catalog.store import Store
from regbrowse.config.feeds_file import FeedsFile
from regbrowse.domain.feed_settings import build_feed
from regbrowse.service.access import feed_key

NOBODY = "http://127.0.0.1:9"
"""A port on which nothing answers."""


@contextlib.contextmanager
def cached(count: int, origin: str = NOBODY) -> Iterator[tuple[dict[str, str], list[str]]]:
    """A user with one feed, whose catalog of `count` names is kept."""
    with tempfile.TemporaryDirectory() as folder:
        feed = build_feed("big", {"url": origin}, Path(folder))
        FeedsFile(Path(folder, "config", "feeds.toml")).put(feed)
        names = make_names(count, seed=1)
        store = Store(Path(folder, "cache"))
        catalog = store.catalogs.claim(feed_key(feed), CatalogKey(origin, "", ""))
        for start in range(0, count, 1000):
            store.walks.append(catalog, names[start : start + 1000], "next")
        store.walks.finish(catalog, complete=True)
        store.close()
        yield user_environ(folder), names


def user_environ(folder: str) -> dict[str, str]:
    """The environment of a user whose feeds are in `config` of a folder, and the cache in `cache`.

    An installed package has its bytecode; the warm-up run writes that of this checkout.
    """
    return {
        **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
        "TERM": "xterm-256color",
        "REGBROWSE_CONFIG_DIR": f"{folder}/config",
        "REGBROWSE_CACHE_DIR": f"{folder}/cache",
    }
