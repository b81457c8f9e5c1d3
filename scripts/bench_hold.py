"""Measure how long the event loop is held at most while keys are typed, also during a walk."""

import asyncio
import gc
import json
import multiprocessing
import os
import sys
import time
from bisect import bisect_right
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from multiprocessing.connection import Connection
from urllib.parse import parse_qs, quote, urlsplit

from bench_cached import NOBODY, cached
from bench_names import make_names
from bench_terminal import COLUMNS, ROWS

KEYS = ["a", "p", "i", "space", "g", "a", "ctrl+u", "z", "q", "x", "ctrl+u", "e"]
PATIENCE_S = 120


def serve(names: list[str], say: Connection) -> None:
    """Be a registry whose catalog is `names`, until the process is ended; say the port."""
    names = sorted(names)

    class Catalog(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = parse_qs(url.query)
            body, link = b"{}", None
            if url.path == "/v2/_catalog":
                size = int(query.get("n", ["1000"])[0])
                start = bisect_right(names, query["last"][0]) if "last" in query else 0
                page = names[start : start + size]
                body = json.dumps({"repositories": page}).encode()
                if start + size < len(names):
                    link = f'</v2/_catalog?n={size}&last={quote(page[-1])}>; rel="next"'
            self.send_response(200)
            self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
            self.send_header("Content-Length", str(len(body)))
            if link:
                self.send_header("Link", link)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Catalog)
    say.send(server.server_address[1])
    server.serve_forever()


async def longest_hold(environ: dict[str, str], *, walking: bool) -> tuple[float, int]:
    """Return the milliseconds that the loop was held at most, and the pages read meanwhile."""
    os.environ.update(environ)
    from regbrowse.bootstrap import user_service
    from regbrowse.cli.screens import import_ahead
    from regbrowse.ui.app import RegbrowseApp
    from regbrowse.ui.opening import Opening

    held: list[float] = []

    async def monitor() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0)
            held.append(time.perf_counter() - begun)
            await asyncio.sleep(0.001)

    gc.disable()  # as the command does
    service = user_service()
    feed = service.feeds.target("big")
    app = RegbrowseApp(service, Opening(feed), when_ready=partial(import_ahead, service))
    pages = 0
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        await pilot.pause(1.0)
        watcher = asyncio.create_task(monitor())
        if walking:
            await pilot.press("r")
        await pilot.press("slash")
        until = time.monotonic() + PATIENCE_S
        for key in cycle(KEYS) if walking else KEYS:
            await pilot.press(key)
            walk = app._walks.of(feed)  # noqa: SLF001 (nothing on screen says it exactly)
            if walking and walk is not None and walk.report is not None:
                pages = walk.report.pages
                break
            if time.monotonic() > until:
                raise TimeoutError
        await pilot.pause(1.0)
        watcher.cancel()
    service.close()
    return max(held) * 1000, pages


def hold(environ: dict[str, str], *, walking: bool) -> tuple[float, int]:
    """Measure in a process of its own, which has no other list of names to look after."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_run, environ, walking).result()


def _run(environ: dict[str, str], walking: bool) -> tuple[float, int]:
    return asyncio.run(longest_hold(environ, walking=walking))


def hold_at_rest(count: int) -> float:
    """Milliseconds with a list of `count` names and no walk."""
    with cached(count, NOBODY) as (environ, _):
        return hold(environ, walking=False)[0]


def hold_during_a_walk(count: int) -> tuple[float, int]:
    """Milliseconds, and pages read, while the same list is read anew from a registry."""
    hears, says = multiprocessing.Pipe(duplex=False)
    names = make_names(count, seed=1)
    server = multiprocessing.Process(target=serve, args=(names, says), daemon=True)
    server.start()
    try:
        with cached(count, f"http://127.0.0.1:{hears.recv()}") as (environ, _):
            return hold(environ, walking=True)
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"at rest {hold_at_rest(number):.0f} ms")
    print("during a walk {:.0f} ms, {} pages".format(*hold_during_a_walk(number)))
